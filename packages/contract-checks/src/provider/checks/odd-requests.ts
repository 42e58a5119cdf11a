import { operations } from "@agent-webhooks/types";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { each } from "../concurrently.ts";
import { expectEqual, expectStatus, webhookOf } from "../expect.ts";
import { type Answer, Broken } from "../response.ts";

/** Bodies that are no JSON at all. */
const malformed = [
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
  holds: "a body that is not JSON, or an empty one, is refused with 400",
  operations: ["createWebhook", "updateWebhook"],
  async run({ mine, attempt }) {
    const { webhook_id: id } = webhookOf(await mine.create());
    for (const operation of ["createWebhook", "updateWebhook"] as const) {
      await each(malformed, (rawBody) =>
        attempt(async () => {
          const answer = await mine.call(operation, { id, rawBody });
          expectStatus(answer, 400, `${JSON.stringify(rawBody)} is not JSON`);
        }),
      );
      await attempt(async () => {
        const answer = await mine.call(operation, { id, rawBody: "" });
        expectStatus(answer, [400, 415], "an empty body is no JSON, and the operation needs a body");
      });
    }
  },
});

/** Requests that nothing is said about but that they must not break anything. */
const odd: ProviderCheck = providerCheck({
  id: "odd_requests",
  holds: "requests that the contract leaves open are answered without a server error, and the next one as ever",
  async run({ mine, attempt }) {
    const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
    const { webhook_id: id } = webhookOf(await mine.create());
    const url = JSON.stringify(mine.url());
    // Called by their path, these are no calls of an operation: what they are answered is not held against its schema.
    const { path } = operations.createWebhook;
    const item = `${path}/${encodeURIComponent(id)}`;
    const bodies = [
      `{"url":${url},"event_types":["message.received"],"inbox_ids":${deep}}`,
      `{"url":${url},"event_types":["message.received"],"__proto__":{"enabled":false}}`,
      `{"url":${url},"event_types":["message.received"],"constructor":{"prototype":{"a":1}}}`,
      `{"url":${url},"url":${url},"event_types":["message.received"]}`,
      `\ufeff{"url":${url},"event_types":["message.received"]}`,
      new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    ];
    const calls: (() => Promise<Answer>)[] = [
      ...bodies.map((rawBody) => () => mine.call("createWebhook", { rawBody, path })),
      // Half a pair, where it is looked for and not kept: a provider that takes it is not made to show it.
      () => mine.call("updateWebhook", { path: item, rawBody: '{"remove_inbox_ids":["\\ud800"]}' }),
      () => mine.call("listWebhooks", { path: `${path}?limit=1&limit=2` }),
      () => mine.call("listWebhooks", { path: `${path}?limit=100000000000000000000` }),
      () => mine.call("listWebhooks", { path: `${path}?unknown_parameter=1` }),
      () => mine.call("listWebhooks", { path: `${path}?limit=%zz` }),
      () => mine.call("listWebhooks", { path: `${path}?page_token=%00` }),
      () => mine.call("getWebhook", { path: `${path}/%zz` }),
      () => mine.call("getWebhook", { path: `${path}/%00` }),
      () => mine.call("getWebhook", { path: `${path}/wh_%F0%9F%98%80%22'%20or%201=1--` }),
      () => mine.call("getWebhook", { path: `${path}/wh_${"a".repeat(2000)}` }),
      () => mine.call("getWebhook", { path: item, rawBody: "{}" }),
      () => mine.call("createWebhook", { rawBody: "{}", path, headers: { "content-encoding": "gzip" } }),
    ];
    for (const call of calls) {
      await attempt(async () => {
        const answer = await call();
        if (answer.status >= 500) {
          const message = `${answer.request.method} failed with ${answer.status}`;
          throw new Broken(answer.fault({ message, expected: "no server error, whatever the request" }));
        }
      });
    }
    expectEqual(await mine.get(id), (await mine.get(id)).status, 200, "the status of the next request");
  },
});

export const malformedChecks: readonly ProviderCheck[] = [malformedJson, odd];
