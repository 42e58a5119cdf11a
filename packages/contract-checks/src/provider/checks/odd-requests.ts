import { operations } from "@agent-webhooks/types";
import { allOperations, operationIdsOf } from "../../spec/operations.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { createPathIds, validCall } from "../data/valid-calls.ts";
import { expectNoServerError, expectStatus, webhookOf } from "../expect.ts";
import type { TargetResponse } from "../response.ts";

/** The delivery API leaves open what an unknown parameter does. */
const operationIds = operationIdsOf("webhooks");

const unknownParameters: ProviderCheck = providerCheck({
  id: "unknown_query_parameters",
  holds: "unknown query parameters are ignored",
  operations: operationIds,
  async run({ client, verifyEach }) {
    await verifyEach(operationIds, async (operation) => {
      const call = validCall(client, operation, await createPathIds(client, [operation]));
      const response = await client.call(operation, { ...call, query: { unknown_parameter: 1 } });
      expectStatus(response, allOperations[operation].success, "unknown query parameters are ignored");
    });
  },
});

const oddRequests: ProviderCheck = providerCheck({
  id: "odd_requests",
  holds: "requests that the contract leaves open cause no server error, and the next request works",
  async run({ client, verifyEach }) {
    const { webhook_id: id } = webhookOf(await client.create());
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    const url = JSON.stringify(client.webhookUrl());
    const start = `{"url":${url},"event_types":["message.received"]`;
    // With a path of its own a call is not of an operation, so its response is not compared with a schema.
    const { path } = operations.createWebhook;
    const item = `${path}/${encodeURIComponent(id)}`;
    const create = (rawBody: string | Uint8Array, headers = {}) =>
      client.call("createWebhook", { path, rawBody, headers });
    const list = (query: string) => client.call("listWebhooks", { path: `${path}?${query}` });
    const get = (id: string) => client.call("getWebhook", { path: `${path}/${id}` });
    const calls: (() => Promise<TargetResponse>)[] = [
      () => create(`${start},"inbox_ids":${deep}}`),
      () => create(`${start},"__proto__":{"enabled":false}}`),
      () => create(`${start},"constructor":{"prototype":{"a":1}}}`),
      () => create(`${start},"url":${url}}`),
      () => create(`\ufeff${start}}`),
      () => create(new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
      // Half of a surrogate pair, where it is looked up and not stored: no response has to contain it.
      () => client.call("updateWebhook", { path: item, rawBody: '{"remove_inbox_ids":["\\ud800"]}' }),
      () => list("limit=1&limit=2"),
      () => list("limit=100000000000000000000"),
      () => list("limit=%zz"),
      () => list("page_token=%00"),
      () => get("%zz"),
      () => get("%00"),
      () => get("wh_%F0%9F%98%80%22'%20or%201=1--"),
      () => get(`wh_${"a".repeat(2000)}`),
      () => client.call("getWebhook", { path: item, rawBody: "{}" }),
      () => create("{}", { "content-encoding": "gzip" }),
    ];
    await verifyEach(calls, async (call) => expectNoServerError(await call()));
    expectStatus(await client.get(id), 200, "the webhook exists, whatever was requested before");
  },
});

export const oddRequestChecks: readonly ProviderCheck[] = [unknownParameters, oddRequests];
