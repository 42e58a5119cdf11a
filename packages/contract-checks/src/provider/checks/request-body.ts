import { operations } from "@agent-webhooks/types";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { forEachConcurrently } from "../concurrently.ts";
import { expectStatus, webhookOf } from "../expect.ts";

const operationIds = ["createWebhook", "updateWebhook"] as const;

const otherMediaTypes = [
  "text/plain",
  "text/json",
  "application/xml",
  "application/jsonx",
  "application/merge-patch+json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
];

const jsonMediaTypes = ["application/json; charset=utf-8", "Application/JSON", 'application/json;charset="utf-8"; a=b'];

const mediaTypes: ProviderCheck = providerCheck({
  id: "media_types",
  holds: "a body is accepted as application/json, with any parameters, and rejected with 415 as anything else",
  operations: operationIds,
  async run({ client, verify }) {
    const { webhook_id: id } = webhookOf(await client.create());
    for (const operation of operationIds) {
      const body = client.validBody(operation);
      const send = (type: string, status: number, because: string) =>
        verify(async () => {
          const response = await client.call(operation, { id, body, headers: { "content-type": type } });
          expectStatus(response, status, because);
        });
      await forEachConcurrently(otherMediaTypes, (type) => send(type, 415, `${type} is not application/json`));
      await forEachConcurrently(jsonMediaTypes, (type) => send(type, 200, `${type} is application/json`));
    }
  },
});

const bodySize: ProviderCheck = providerCheck({
  id: "body_size",
  holds: "a body of the maximum size is accepted, and one byte more is rejected with 413, in chunks too",
  operations: operationIds,
  async run({ client, verify }) {
    const { webhook_id: id } = webhookOf(await client.create());
    for (const operation of operationIds) {
      const { maxBytes } = operations[operation].requestBody;
      // White space after the JSON, so that only the size can be wrong.
      const json = JSON.stringify(client.validBody(operation));
      const send = (bytes: number, status: number, because: string, chunked = false) =>
        verify(async () => {
          const response = await client.call(operation, { id, rawBody: json.padEnd(bytes, " "), chunked });
          expectStatus(response, status, because);
        });
      await send(maxBytes, 200, `${maxBytes} bytes may be sent`);
      await send(maxBytes + 1, 413, `at most ${maxBytes} bytes may be sent`);
      await send(maxBytes + 1, 413, `at most ${maxBytes} bytes may be sent, in chunks too`, true);
    }
  },
});

const invalidJson = [
  "{",
  "{'url': 1}",
  "{} {}",
  '{"url": }',
  "undefined",
  '{"url": NaN}',
  '{"a":1,}',
  "\u0000",
  '"',
  "<a/>",
];

const malformedJson: ProviderCheck = providerCheck({
  id: "malformed_json",
  holds: "a body that is not JSON, or an empty one, is rejected with 400",
  operations: operationIds,
  async run({ client, verify }) {
    const { webhook_id: id } = webhookOf(await client.create());
    for (const operation of operationIds) {
      const send = (rawBody: string, status: number | number[], because: string) =>
        verify(async () => expectStatus(await client.call(operation, { id, rawBody }), status, because));
      await forEachConcurrently(invalidJson, (text) => send(text, 400, `${JSON.stringify(text)} is not JSON`));
      await send("", [400, 415], "an empty body is not JSON, and the operation needs a body");
    }
  },
});

export const requestBodyChecks: readonly ProviderCheck[] = [mediaTypes, bodySize, malformedJson];
