import { type AnyOperationId, allOperations } from "../../spec/operations.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import type { CallOptions, ProviderClient } from "../client.ts";
import { forEachConcurrently } from "../concurrently.ts";
import { bodyCases } from "../data/body-cases.ts";
import { createPathIds, type PathIds, pathIdOf, prepareBody, unknownIdOf, validBody } from "../data/valid-calls.ts";
import { expectStatus } from "../expect.ts";
import type { ProviderTarget } from "../target.ts";

/** The operations of the target's spec that have a body. */
function operationsWithBody({ operations }: ProviderTarget): AnyOperationId[] {
  return operations.filter((id) => allOperations[id].requestBody !== null);
}

/** The part of a call that names what the operation is for. */
function idCall(operation: AnyOperationId, ids: PathIds): CallOptions {
  const id = pathIdOf(operation, ids);
  return id === undefined ? {} : { id };
}

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
  async run({ target, client, verify, verifyEach }) {
    const operations = operationsWithBody(target);
    const ids = await createPathIds(client, target.operations);
    for (const operation of operations) {
      const call = idCall(operation, ids);
      const body = validBody(client, operation);
      const send = (type: string, status: number | readonly number[], because: string) =>
        verify(async () => {
          const response = await client.call(operation, { ...call, body, headers: { "content-type": type } });
          expectStatus(response, status, because);
        });
      await forEachConcurrently(otherMediaTypes, (type) => send(type, 415, `${type} is not application/json`));
      await forEachConcurrently(jsonMediaTypes, (type) =>
        send(type, allOperations[operation].success, `${type} is application/json`),
      );
    }
    // Clients send the header with every request.
    const others = target.operations.filter((id) => !operations.includes(id));
    await verifyEach(others, async (operation) => {
      const { method, success } = allOperations[operation];
      const isRead = method === "GET";
      const id = isRead ? pathIdOf(operation, ids) : unknownIdOf(operation);
      if (!isRead && id === undefined) return;
      const headers = { "content-type": "application/json" };
      const response = await client.call(operation, { ...(id !== undefined && { id }), headers });
      // Without an id there may be nothing to read.
      const status = isRead ? [...success, ...(id === undefined ? [404] : [])] : [404];
      expectStatus(response, status, "without a body, Content-Type means nothing");
    });
  },
});

const bodySize: ProviderCheck = providerCheck({
  id: "body_size",
  holds:
    "a body of the maximum size is accepted, and one byte more is rejected with 413; in chunks too, unless those get 411",
  async run({ target, client, verify }) {
    const operations = operationsWithBody(target);
    const ids = await createPathIds(client, operations);
    for (const operation of operations) {
      const call = idCall(operation, ids);
      const { requestBody, success } = allOperations[operation];
      const { maxBytes = 0 } = requestBody ?? {};
      // White space after the JSON, so that only the size can be wrong.
      const json = JSON.stringify(validBody(client, operation));
      // A server may require Content-Length (RFC 9112, 6.3): of each body, or of none.
      let rejected = 413;
      const send = (bytes: number, status: number | readonly number[], because: string, chunked = false) =>
        verify(async () => {
          const response = await client.call(operation, { ...call, rawBody: json.padEnd(bytes, " "), chunked });
          if (chunked) rejected = response.status === 411 ? 411 : 413;
          expectStatus(response, status, because);
        });
      await send(0, [...success, 411], "a body may be sent in chunks", true);
      await send(maxBytes, success, `${maxBytes} bytes may be sent`);
      await send(maxBytes + 1, 413, `at most ${maxBytes} bytes may be sent`);
      await send(maxBytes + 1, rejected, `at most ${maxBytes} bytes may be sent, in chunks too`, true);
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

/** A byte that no text has, a Latin 1 character, an overlong slash, an encoded surrogate, a cut and a stray character. */
const invalidUtf8 = ["ff", "e961", "c0af", "eda080", "e282", "80"];

/** What stands in a valid body around a text that may have any characters; empty when the operation takes no such text. */
function aroundText(operation: AnyOperationId, client: ProviderClient): Buffer[] {
  const emoji = "😀";
  const taken = bodyCases(operation, client.webhookUrl()).find(
    ({ valid, body }) => valid && JSON.stringify(body).includes(`"${emoji}"`),
  );
  if (taken === undefined) return [];
  const text = JSON.stringify(prepareBody(operation, taken.body, client.marker));
  return text.split(emoji).map((part) => Buffer.from(part));
}

const malformedJson: ProviderCheck = providerCheck({
  id: "malformed_json",
  holds: "a body that is not JSON in UTF-8, or an empty one, is rejected with 400",
  async run({ target, client, verify }) {
    const operations = operationsWithBody(target);
    const ids = await createPathIds(client, operations);
    for (const operation of operations) {
      const call = idCall(operation, ids);
      const send = (rawBody: string | Uint8Array, status: number | number[], because: string) =>
        verify(async () => expectStatus(await client.call(operation, { ...call, rawBody }), status, because));
      await forEachConcurrently(invalidJson, (text) => send(text, 400, `${JSON.stringify(text)} is not JSON`));
      const [before, after] = aroundText(operation, client);
      if (before !== undefined && after !== undefined) {
        await forEachConcurrently(invalidUtf8, (bytes) =>
          send(Buffer.concat([before, Buffer.from(bytes, "hex"), after]), 400, `the bytes ${bytes} are not UTF-8`),
        );
      }
      if (allOperations[operation].requestBody?.required === false) continue;
      await send("", [400, 415], "an empty body is not JSON, and the operation needs a body");
    }
  },
});

export const requestBodyChecks: readonly ProviderCheck[] = [mediaTypes, bodySize, malformedJson];
