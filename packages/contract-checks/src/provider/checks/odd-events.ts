import { operations } from "@agent-webhooks/types/delivery";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { newEvent, publish, publishedOf } from "../events.ts";
import { expectNoServerError, expectStatus } from "../expect.ts";
import type { TargetResponse } from "../response.ts";

const oddEvents: ProviderCheck = providerCheck({
  id: "odd_events",
  holds: "events and lists that the contract leaves open cause no server error, and the next event is published",
  async run({ client, verifyEach }) {
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    // With a path of its own a call is not of an operation, so its response is not compared with a schema.
    const post = (rawBody: string | Uint8Array, headers = {}) =>
      client.call("publishEvent", { path: operations.publishEvent.path, rawBody, headers });
    const withField = (field: string) => {
      const json = JSON.stringify({ event: newEvent().event });
      return post(`${json.slice(0, -2)},${field}}}`);
    };
    const list = (query: string) =>
      client.call("listDeliveries", { path: `${operations.listDeliveries.path}?${query}` });
    const calls: (() => Promise<TargetResponse>)[] = [
      () => withField(`"deep":${deep}`),
      () => withField('"__proto__":{"event_type":"message.sent"}'),
      () => withField('"number":1e400'),
      () => withField('"number":9007199254740993'),
      () => withField('"half":"\\ud800"'),
      () => withField('"nul":"\\u0000"'),
      () => withField('"event_id":"evt_twice"'),
      () => post(`\ufeff${JSON.stringify({ event: newEvent().event })}`),
      () => post(new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
      () => post("{}", { "content-encoding": "gzip" }),
      () => list("limit=1&limit=2"),
      () => list("limit=100000000000000000000"),
      () => list("unknown_parameter=1"),
      () => list("event_id=%zz"),
      () => list("webhook_id=wh_%00"),
      () => list("page_token=%00"),
      () => client.call("getDelivery", { path: `${operations.listDeliveries.path}/%zz` }),
      () => client.call("getDelivery", { path: `${operations.listDeliveries.path}/dlv_${"a".repeat(2000)}` }),
    ];
    await verifyEach(calls, async (call) => expectNoServerError(await call()));
    publishedOf(await publish(client, newEvent()), "the event is valid, whatever was requested before");
  },
});

/** Levels of objects and arrays in a body (`webhooks.yaml`, "Writing"). */
const maxDepth = 100;

const depth: ProviderCheck = providerCheck({
  id: "event_depth",
  holds: `a body that is nested ${maxDepth} levels deep is accepted, and a deeper one rejected with 400`,
  operations: ["publishEvent"],
  async run({ client, verifyEach }) {
    await verifyEach(["{", "["], async (open) => {
      const [start, end] = open === "[" ? ["[", "]"] : ['{"a":', "}"];
      // The body and the event are two levels.
      const bodyOf = (levels: number) => {
        const value = `${start.repeat(levels - 2)}0${end.repeat(levels - 2)}`;
        return `${JSON.stringify({ event: newEvent().event }).slice(0, -2)},"contract_check":${value}}}`;
      };
      const accepted = await client.call("publishEvent", { rawBody: bodyOf(maxDepth) });
      expectStatus(accepted, 202, `${maxDepth} levels are allowed`);
      const rejected = await client.call("publishEvent", { rawBody: bodyOf(maxDepth + 1) });
      expectStatus(rejected, 400, `at most ${maxDepth} levels are allowed`);
    });
  },
});

export const oddEventChecks: readonly ProviderCheck[] = [depth, oddEvents];
