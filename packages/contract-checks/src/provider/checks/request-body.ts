import { type OperationId, operations } from "@agent-webhooks/types";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { each } from "../concurrently.ts";
import { expectStatus, webhookOf } from "../expect.ts";

/** Operations that take a body, with the largest that each takes. */
const withBody = [operations.createWebhook, operations.updateWebhook].map(({ id, requestBody }) => ({
  id: id satisfies OperationId,
  maxBytes: requestBody.maxBytes,
}));

const wrongTypes = [
  "text/plain",
  "text/json",
  "application/xml",
  "application/jsonx",
  "application/merge-patch+json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
];

const rightTypes = ["application/json; charset=utf-8", "Application/JSON", 'application/json;charset="utf-8"; a=b'];

const mediaTypes: ProviderCheck = providerCheck({
  id: "media_types",
  holds: "a body is taken as application/json, with any parameters, and refused with 415 as anything else",
  operations: ["createWebhook", "updateWebhook"],
  async run({ mine, attempt }) {
    const { webhook_id: id } = webhookOf(await mine.create());
    for (const operation of withBody) {
      const body = operation.id === "createWebhook" ? mine.body() : { add_inbox_ids: ["id-1"] };
      const send = (type: string, status: number, because: string) =>
        attempt(async () => {
          const answer = await mine.call(operation.id, { id, body, headers: { "content-type": type } });
          expectStatus(answer, status, because);
        });
      await each(wrongTypes, (type) => send(type, 415, `${type} is not application/json`));
      await each(rightTypes, (type) => send(type, 200, `${type} is application/json`));
    }
  },
});

const bodySize: ProviderCheck = providerCheck({
  id: "body_size",
  holds:
    "a body of the largest size is taken, and one byte more is refused with 413, whether its length is told or not",
  operations: ["createWebhook", "updateWebhook"],
  async run({ mine, attempt }) {
    const { webhook_id: id } = webhookOf(await mine.create());
    for (const operation of withBody) {
      const body = operation.id === "createWebhook" ? mine.body() : { add_inbox_ids: ["id-1"] };
      // White space behind the JSON, so that nothing but the size can be wrong.
      const ofSize = (bytes: number) => JSON.stringify(body).padEnd(bytes, " ");
      const send = (bytes: number, status: number, because: string, chunked: boolean) =>
        attempt(async () => {
          expectStatus(await mine.call(operation.id, { id, rawBody: ofSize(bytes), chunked }), status, because);
        });
      const { maxBytes } = operation;
      await send(maxBytes, 200, `${maxBytes} bytes may be sent`, false);
      await send(maxBytes + 1, 413, `at most ${maxBytes} bytes may be sent`, false);
      await send(maxBytes + 1, 413, `at most ${maxBytes} bytes may be sent, in chunks too`, true);
    }
  },
});

export const bodyChecks: readonly ProviderCheck[] = [mediaTypes, bodySize];
