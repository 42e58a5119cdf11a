/** The state machine of a delivery, as the API shows it and as SQL repeats it. */
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { recordResults } from "../src/worker/result-queries.ts";
import { settleStaleDeliveries } from "../src/worker/stale-deliveries.ts";
import {
  decideBeforeAttempt,
  eventErased,
  staleState,
  stateAfterAttempt,
  type WebhookEpoch,
} from "../src/worker/state-transitions.ts";
import { insertWebhooks, openDatabase } from "./support/database.ts";
import { brief, describeDelivery, failEveryAttempt, messageFor } from "./support/delivery.ts";
import { respondWith } from "./support/endpoint.ts";

const [second, hour, day] = [1_000, 3_600_000, 86_400_000];
const pending = { status: "pending", reason: null };

describe("the state after an attempt", () => {
  const now = new Date();
  const attempt = { startedAt: now, durationMs: 1 };
  const after = (fields: Pick<Parameters<typeof stateAfterAttempt>[0], "outcome" | "statusCode">, scheduleIndex = 0) =>
    stateAfterAttempt({ ...attempt, ...fields }, { scheduleIndex }, { retrySchedule: [0, 0], now });

  test.each([
    ["a success", after({ outcome: "succeeded", statusCode: 204 }), { status: "succeeded" }],
    [
      "a failure",
      after({ outcome: "http_error", statusCode: 500 }),
      { status: "pending", dueAt: now, scheduleIndex: 1 },
    ],
    ["a timeout", after({ outcome: "timeout" }), { status: "pending", dueAt: now, scheduleIndex: 1 }],
    ["the last failure", after({ outcome: "timeout" }, 1), { status: "failed", reason: "exhausted" }],
    ["410", after({ outcome: "http_error", statusCode: 410 }), { status: "failed", reason: "gone" }],
  ])("%s", (_, state, expected) => expect(state).toEqual(expected));
});

test("failures are recorded, and stale deliveries settled, with the state that the webhook has led to, by the same rule", async () => {
  const { db } = await openDatabase();
  const now = new Date();
  // Each delivery was queued in epoch 1.
  const webhooks: Readonly<Record<string, { webhook?: WebhookEpoch; lastFailedEpoch?: number }>> = {
    enabled: { webhook: { enabled: true, epoch: 1 } },
    enabledAgain: { webhook: { enabled: true, epoch: 2 } },
    disabled: { webhook: { enabled: false, epoch: 1 } },
    deleted: {},
    deletedAfterEpoch0Failed: { lastFailedEpoch: 0 },
    deletedAfterEpoch1Failed: { lastFailedEpoch: 1 },
  };
  await sql`
    insert into events (organization_id, event_id, event_type, deliveries, published_at, erased_at)
    values ('org', 'evt', '', 1, ${now}, null)`.execute(db);
  for (const [name, { webhook, lastFailedEpoch }] of Object.entries(webhooks)) {
    if (webhook !== undefined) await insertWebhooks(db, [name], webhook);
    if (lastFailedEpoch !== undefined)
      await sql`insert into deleted_webhooks values (${name}, ${lastFailedEpoch})`.execute(db);
    const [inFlight, waiting, lease] = [`dlv_${name}_1`, `dlv_${name}_2`, randomUUID()];
    await sql`
      insert into deliveries
        (delivery_id, organization_id, event_id, event_type, webhook_id, status, test, created_at)
      select unnest(array[${inFlight}, ${waiting}]), 'org', 'evt', '', ${name}, 'pending', false, ${now}`.execute(db);
    await sql`
      insert into delivery_queue
        (delivery_id, organization_id, webhook_id, event_id, test, created_at, due_at, schedule_index, attempts, epoch, lease,
          leased_until)
      select delivery_id, 'org', ${name}, 'evt', false, ${now}, ${now}, 0, 0, 1,
        case when delivery_id = ${inFlight} then ${lease} end, case when delivery_id = ${inFlight} then ${now}::timestamptz end
      from deliveries where webhook_id = ${name}`.execute(db);
    const attempt = { startedAt: now, durationMs: 1, outcome: "timeout" } as const;
    const next = { status: "pending", dueAt: now, scheduleIndex: 1 } as const;
    const result = { deliveryId: inFlight, webhookId: name, epoch: 1, lease, attempt, next };
    const { recorded } = await recordResults(db, [result], now);
    const { settled } = await settleStaleDeliveries(db, name, { limit: 10, now });

    const decision = decideBeforeAttempt(
      { epoch: 1, isTest: false, isErased: false, inboxId: null, podId: null },
      webhook && { ...webhook, inboxIds: [], podIds: [] },
    );
    const expected = "next" in decision ? staleState({ epoch: 1 }, webhook, lastFailedEpoch) : pending;
    if (lastFailedEpoch === undefined && "next" in decision) expect(decision.next).toEqual(expected);
    const stored = db.selectFrom("deliveries").select(["status", "reason"]).where("webhook_id", "=", name);
    expect(await stored.execute(), name).toEqual([expected, expected]);
    const queued = await db.selectFrom("delivery_queue").selectAll().where("webhook_id", "=", name).execute();
    expect(queued).toHaveLength(expected.status === "pending" ? 2 : 0);
    expect([...recorded]).toEqual([[inFlight, expected.status]]);
    expect(settled).toEqual({ failed: 0, cancelled: 0, ...(expected !== pending && { [expected.status]: 1 }) });
  }
});

test("a state that was decided before the delivery was recovered is not recorded, and its lease is released", async () => {
  const { db } = await openDatabase();
  const now = new Date();
  const dueAt = new Date(now.getTime() - 1_000);
  const [deliveryId, webhookId, lease] = ["dlv_recovered", "wh_recovered", randomUUID()];
  await sql`
    insert into delivery_queue
      (delivery_id, organization_id, webhook_id, event_id, test, created_at, due_at, schedule_index, attempts, epoch, lease,
        leased_until)
    values (${deliveryId}, 'org', ${webhookId}, 'evt', false, ${now}, ${dueAt}, 3, 3, 2, ${lease}, ${now})`.execute(db);
  const { recorded } = await recordResults(db, [{ deliveryId, webhookId, epoch: 1, lease, next: eventErased }], now);
  expect([...recorded]).toEqual([[deliveryId, "pending"]]);
  const queued = await db.selectFrom("delivery_queue").selectAll().execute();
  expect(queued).toMatchObject([
    { epoch: 2, lease: null, leased_until: null, due_at: dueAt, schedule_index: 3, attempts: 3 },
  ]);
});

describeDelivery(
  ({ startWebhook, clock }) => {
    test("a delivery is exhausted after the last attempt of the schedule", async () => {
      const { client, endpoint } = await startWebhook();
      const delivery = await failEveryAttempt(client, endpoint, clock);
      expect(delivery).toMatchObject({
        status: "failed",
        reason: "exhausted",
        explanation: "Every attempt of the retry schedule failed.",
      });
      expect(delivery.attempts).toHaveLength(3);
    });

    test("410 Gone ends the delivery, disables the webhook and settles its other deliveries", async () => {
      const { client, endpoint, webhook_id } = await startWebhook(respondWith(500));
      const waiting = await client.publishMessage();
      await client.attempted(waiting);
      endpoint.respond = respondWith(410);
      expect(await client.settled(await client.publishMessage())).toMatchObject({
        status: "failed",
        reason: "gone",
        webhook_disabled_because: "gone",
        explanation: "The endpoint returned 410 Gone, so no further attempt is made.",
      });
      expect(await client.get(webhook_id)).toMatchObject({ enabled: false });
      expect(await client.settled(waiting)).toMatchObject({
        status: "failed",
        reason: "webhook_disabled",
        webhook_disabled_because: "gone",
        explanation: "The webhook is disabled: its endpoint returned 410 Gone.",
      });
      expect(await client.publish(messageFor("in_1"))).toMatchObject({ deliveries: 0 });
    });

    test("410 Gone of before the webhook was enabled again does not disable it", async () => {
      const held: ServerResponse[] = [];
      const { client, endpoint, webhook_id } = await startWebhook((response) => held.push(response));
      const event = await client.publishMessage();
      await endpoint.waitForRequests(1);
      await client.call("disableWebhook", { webhook_id });
      await client.call("enableWebhook", { webhook_id });
      held[0]?.writeHead(410).end();
      expect(await client.settled(event)).toMatchObject({ status: "failed", reason: "gone" });
      expect(await client.get(webhook_id)).toMatchObject({ enabled: true });
    });

    test("a webhook whose every delivery failed for 5 days is disabled", async () => {
      const { client, endpoint, webhook_id } = await startWebhook();
      await failEveryAttempt(client, endpoint, clock);
      clock.advance(4.9 * day);
      await failEveryAttempt(client, endpoint, clock);
      expect(await client.get(webhook_id)).toMatchObject({ enabled: true });
      clock.advance(0.2 * day);
      await failEveryAttempt(client, endpoint, clock);
      expect(await client.get(webhook_id)).toMatchObject({ enabled: false });
    });

    test("a success within the 5 days keeps the webhook enabled", async () => {
      const { client, endpoint, webhook_id } = await startWebhook();
      await failEveryAttempt(client, endpoint, clock);
      clock.advance(3 * day);
      endpoint.respond = respondWith(204);
      await client.settled(await client.publishMessage());
      clock.advance(3 * day);
      await failEveryAttempt(client, endpoint, clock);
      expect(await client.get(webhook_id)).toMatchObject({ enabled: true });
    });

    test("disabling settles pending deliveries and keeps new events away, until the webhook is enabled", async () => {
      const { client, endpoint, webhook_id, webhook } = await startWebhook(respondWith(500));
      const event = await client.publishMessage();
      await client.attempted(event);
      const response = await client.call("disableWebhook", { webhook_id });
      expect(response).toMatchObject({ status: 200, json: { webhook_id, enabled: false } });
      expect(await client.deliveryOf(event)).toMatchObject({
        status: "failed",
        reason: "webhook_disabled",
        webhook_disabled_because: "request",
        explanation: "The webhook is disabled: it was disabled by request.",
      });
      expect(await client.publish(messageFor("in_1"))).toMatchObject({ deliveries: 0 });
      expect((await client.call("disableWebhook", { webhook_id })).json).toEqual(response.json);

      const enabled = await client.call("enableWebhook", { webhook_id });
      const { updated_at } = response.json as { updated_at: string };
      expect(enabled).toMatchObject({ status: 200, json: { ...webhook, updated_at: expect.anything() } });
      expect(Date.parse((enabled.json as { updated_at: string }).updated_at)).toBeGreaterThan(Date.parse(updated_at));
      expect(await client.deliveryOf(event)).toMatchObject({ status: "failed", reason: "webhook_disabled" });
      endpoint.respond = respondWith(204);
      expect(await client.publish(messageFor("in_1"))).toMatchObject({ deliveries: 1 });
    });

    test("disabling does not end an attempt in flight", async () => {
      let finish = () => {};
      const { client, endpoint, webhook_id } = await startWebhook((response) => {
        finish = () => response.writeHead(500).end();
      });
      const event = await client.publishMessage();
      await endpoint.waitForRequests(1);
      await client.call("disableWebhook", { webhook_id });
      expect(await client.deliveryOf(event)).toMatchObject({ status: "pending" });
      finish();
      expect(await client.settled(event)).toMatchObject({
        status: "failed",
        reason: "webhook_disabled",
        attempts: [{ outcome: "http_error" }],
      });
    });

    test("a failure that is recorded while its webhook is disabled or deleted leaves nothing pending", async () => {
      const { client, endpoint } = await startWebhook(respondWith(503, { "retry-after": "3600" }), {
        inbox_ids: ["x"],
      });
      for (let round = 0; round < 16; round++) {
        const inboxId = `in_of_round_${round}`;
        const { webhook_id } = await client.addWebhook(endpoint.url, { inbox_ids: [inboxId] });
        const event = messageFor(inboxId);
        await client.publish(event);
        // Each round a bit later, so that some of them meet the moment of recording.
        await setTimeout(2 * round);
        if (round % 2 === 0) await client.call("disableWebhook", { webhook_id });
        else await client.delete(webhook_id);
        expect(await client.settled(event)).toMatchObject({ status: round % 2 === 0 ? "failed" : "cancelled" });
      }
    });

    test("deleting a webhook cancels its pending deliveries, which can still be read", async () => {
      const { client, endpoint, webhook_id } = await startWebhook(respondWith(500));
      const { delivery_id } = await client.attempted(await client.publishMessage());
      await client.delete(webhook_id);
      expect(await client.delivery(delivery_id)).toMatchObject({
        status: "cancelled",
        reason: "webhook_deleted",
        explanation: "The webhook was deleted before the event was delivered.",
      });
      expect(brief(await client.deliveries({ webhook_id }))).toEqual(["cancelled: webhook_deleted"]);
      clock.advance(hour);
      expect(await client.publish(messageFor("in_1"))).toMatchObject({ deliveries: 0 });
      expect(endpoint.received).toHaveLength(1);
    });

    test("a delivery that the event filter now excludes is cancelled when its next attempt is due", async () => {
      const { client, endpoint, webhook_id } = await startWebhook(respondWith(500));
      const event = await client.publishMessage();
      await client.attempted(event);
      expect(await client.patch(webhook_id, { add_inbox_ids: ["in_2"] })).toMatchObject({ status: 200 });
      clock.advance(10 * second);
      expect(await client.settled(event)).toMatchObject({ status: "cancelled", reason: "webhook_changed" });
      expect(endpoint.received).toHaveLength(1);
    });
  },
  { retrySchedule: [0, 5, 300] },
);
