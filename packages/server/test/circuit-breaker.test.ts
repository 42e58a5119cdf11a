import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { describeDelivery } from "./support/delivery.ts";
import { hang, respondWith } from "./support/endpoint.ts";
import { query } from "./support/postgres.ts";

describeDelivery(
  ({ startWebhook, clock, under }) => {
    test("timeouts in a row open the circuit breaker, one attempt probes it later, and a response closes it", async () => {
      const { client, endpoint, webhook_id } = await startWebhook(hang);
      const event = await client.publishMessage();
      const opened = await client.deliveryWhen(event, ({ reason }) => reason === "breaker_open");
      expect(opened).toMatchObject({
        status: "pending",
        explanation: expect.stringMatching(
          /^The endpoint timed out several times in a row; the next attempt is made at /,
        ),
      });
      expect(Date.parse(opened.next_attempt_at ?? "")).toBe(Date.parse(opened.breaker_open_until ?? ""));
      expect(opened.attempts.map(({ outcome }) => outcome)).toEqual(Array(5).fill("timeout"));

      const events = [event, await client.publishMessage(), await client.publishMessage()];
      // Not the requests that arrived: an attempt may time out before its request does.
      const countAttempts = async () => {
        const deliveries = await Promise.all(events.map((each) => client.deliveryOf(each)));
        return deliveries.flatMap(({ attempts }) => attempts).length;
      };
      await setTimeout(300);
      expect(await countAttempts()).toBe(5);

      clock.advance(31_000);
      const probed = await client.deliveryWhen(
        event,
        ({ breaker_open_until = "" }) => Date.parse(breaker_open_until) > clock.now().getTime() + 40_000,
      );
      expect(await countAttempts()).toBe(6);
      expect(probed.reason).toBe("breaker_open");

      endpoint.respond = respondWith(204);
      clock.advance(61_000);
      for (const each of events) expect(await client.settled(each)).toMatchObject({ status: "succeeded" });
      expect((await client.deliveries({ webhook_id, status: "pending" })).count).toBe(0);
    });

    test("one that was opened before the clock was set back lets an attempt through", async () => {
      const { client, webhook_id } = await startWebhook();
      await query(
        under.databaseUrl ?? "",
        `insert into endpoint_failures (webhook_id, timeouts, openings, open_until)
          values ('${webhook_id}', 5, 1, now() + interval '1 hour')`,
      );
      expect(await client.settled(await client.publishMessage())).toMatchObject({ status: "succeeded" });
    });
  },
  { databases: ["Postgres"], deliveryTimeoutMs: 1_000, retrySchedule: Array(40).fill(0) },
);
