import { operations } from "@agent-webhooks/types/delivery";
import { isObject } from "@agent-webhooks/types/json-schema";
import { NotRunError } from "../../run/errors.ts";
import { operationPointer, schemaPointer } from "../../spec/pointer.ts";
import { type CheckContext, type ProviderCheck, providerCheck } from "../check-context.ts";
import type { ProviderClient } from "../client.ts";
import { repeatConcurrently } from "../concurrently.ts";
import {
  deliver,
  deliveryOf,
  disableAndSettle,
  enable,
  eventType,
  listDeliveries,
  newEvent,
  otherEventType,
  publish,
  publishBatch,
  publishedOf,
  resultsOf,
  subscribe,
  uniqueName,
  waitFor,
} from "../events.ts";
import { expectEqual, expectStatus, expectThat, toIsoTime, toMilliseconds, toOtherZone, webhookOf } from "../expect.ts";
import type { TargetResponse } from "../response.ts";
import { waitForClock } from "./timestamps.ts";
import { createToken } from "./tokens.ts";

const recoverOperation = ["recoverWebhook"] as const;
const pointer = operationPointer(operations.recoverWebhook);

/** Before every event of a run. */
const longAgo = "2020-01-01T00:00:00Z";

function recover(client: ProviderClient, id: string, body: object = {}): Promise<TargetResponse> {
  return client.call("recoverWebhook", { id, body: { since: longAgo, ...body } });
}

/**
 * @throws CheckFailedError when a recovery counted something else
 * @throws NotRunError when it stopped counting, as it may
 */
function expectCounts(response: TargetResponse, failed: number, missed: number, what: string): void {
  const { json } = expectStatus(response, 202, "the request is valid, and the webhook is enabled");
  const found = isObject(json) ? json : {};
  if (found.more === true) throw new NotRunError("the provider takes too long to count the events of the organization");
  const counts = { count: found.count, failed: found.failed, missed: found.missed };
  expectEqual(response, counts, { count: failed + missed, failed, missed }, what, pointer);
}

/** The provider's time, as it shows it. */
async function timeOf(context: CheckContext, past?: string): Promise<string> {
  if (past !== undefined) await waitForClock(context, past);
  const { created_at = "", webhook_id } = webhookOf(await context.client.create());
  await context.client.delete(webhook_id);
  return created_at;
}

/** Waits until what was published before is in the past, however coarse the provider's clock is. */
async function passTime(context: CheckContext): Promise<void> {
  await waitForClock(context, await timeOf(context));
}

const failed: ProviderCheck = providerCheck({
  id: "recover_failed",
  holds: "a recovery sends failed deliveries again, once: the same deliveries, pending without a reason",
  operations: recoverOperation,
  async run(context) {
    const { client, verify } = context;
    const webhook = await subscribe(client);
    const { delivery } = await deliver(client, webhook);
    const { delivery_id: id } = delivery;
    await disableAndSettle(context, webhook.id, id);
    await enable(client, webhook.id);
    await passTime(context);
    // What was settled may be counted some seconds later.
    const dryRun = await waitFor(
      context,
      () => recover(client, webhook.id, { dry_run: true }),
      ({ status, json }) => status !== 202 || (isObject(json) && json.failed === 1),
    );
    await verify(async () => expectCounts(dryRun, 1, 0, "counts of a dry run"));
    const untouched = await client.call("getDelivery", { id });
    await verify(async () =>
      expectEqual(untouched, deliveryOf(untouched).status, "failed", "status after a dry run", pointer),
    );
    const attempts = deliveryOf(untouched).attempts?.length ?? 0;
    await verify(async () => expectCounts(await recover(client, webhook.id), 1, 0, "counts"));
    const read = await client.call("getDelivery", { id });
    const after = deliveryOf(read);
    const isSentAgain = after.status === "pending" || (after.attempts?.length ?? 0) > attempts;
    expectThat(read, isSentAgain, "a failed delivery was not recovered", "pending, or another attempt", after.status);
    if (after.status === "pending" && after.reason !== "breaker_open") {
      expectEqual(read, after.reason, undefined, "reason", schemaPointer("Delivery", ["properties", "reason"]));
    }
    const list = await listDeliveries(client, { webhook_id: webhook.id });
    expectEqual(
      list.response,
      list.deliveries.map(({ delivery_id }) => delivery_id),
      [id],
      "deliveries of the webhook",
    );
    // Unless its retry schedule is over already, it is no longer failed.
    if (after.status === "pending" && attempts === (after.attempts?.length ?? 0)) {
      const again = await recover(client, webhook.id, { dry_run: true });
      const { status, attempts: later = [] } = deliveryOf(await client.call("getDelivery", { id }));
      if (status === "pending" && later.length === attempts)
        expectCounts(again, 0, 0, "counts while the delivery is pending");
    }
  },
});

const missed: ProviderCheck = providerCheck({
  id: "recover_missed",
  holds:
    "a recovery sends events that the webhook matches now and has no delivery of, as if they had just been published",
  operations: recoverOperation,
  async run(context) {
    const { client, verify } = context;
    const { id, inbox } = await subscribe(client);
    webhookOf(await client.call("disableWebhook", { id }));
    const whileDisabled = newEvent({ inbox });
    publishedOf(await publish(client, whileDisabled));
    publishedOf(await publish(client, newEvent()));
    publishedOf(await publish(client, newEvent({ type: otherEventType, inbox })));
    // Another organization may have an inbox with the same id.
    publishedOf(await publish((await createToken(context)).client, newEvent({ inbox })));
    await enable(client, id);
    await passTime(context);
    const none = await listDeliveries(client, { webhook_id: id });
    await verify(async () =>
      expectEqual(none.response, none.deliveries.length, 0, "deliveries after the webhook was enabled", pointer),
    );
    await verify(async () => expectCounts(await recover(client, id, { dry_run: true }), 0, 1, "counts of a dry run"));
    const dry = await listDeliveries(client, { webhook_id: id });
    await verify(async () =>
      expectEqual(dry.response, dry.deliveries.length, 0, "deliveries after a dry run", pointer),
    );
    await verify(async () => expectCounts(await recover(client, id), 0, 1, "counts"));
    const { response, deliveries } = await listDeliveries(client, { webhook_id: id });
    expectEqual(
      response,
      deliveries.map(({ event_id }) => event_id),
      [whileDisabled.id],
      "events that were recovered",
      pointer,
    );
    const again = await recover(client, id, { until: toIsoTime(await timeOf(context)) });
    const { json } = expectStatus(again, 202, "the request is valid");
    expectEqual(again, isObject(json) ? json.missed : undefined, 0, "missed, after all were recovered", pointer);
  },
});

const settings: ProviderCheck = providerCheck({
  id: "recover_current_filter",
  holds: "events from before a webhook existed, or before its filter was changed, are missed too",
  operations: recoverOperation,
  async run(context) {
    const { client, verify } = context;
    const inbox = uniqueName("inbox");
    const event = newEvent({ inbox });
    publishedOf(await publish(client, event));
    await passTime(context);
    await verify(async () => {
      const { id } = await subscribe(client, { inbox_ids: [inbox] });
      expectCounts(await recover(client, id), 0, 1, "counts of a webhook created later");
      const { response, deliveries } = await listDeliveries(client, { webhook_id: id });
      expectEqual(
        response,
        deliveries.map(({ event_id }) => event_id),
        [event.id],
        "events that were recovered",
        pointer,
      );
    });
    await verify(async () => {
      const { id } = await subscribe(client);
      expectCounts(await recover(client, id), 0, 0, "counts of a webhook with another inbox");
      await client.update(id, { add_inbox_ids: [inbox] });
      expectCounts(await recover(client, id), 0, 1, "counts after the inbox was added");
    });
    await verify(async () => {
      const { id } = await subscribe(client, { inbox_ids: [inbox], event_types: [otherEventType] });
      expectCounts(await recover(client, id), 0, 0, `counts of a webhook without ${eventType}`);
    });
  },
});

const range: ProviderCheck = providerCheck({
  id: "recover_range",
  holds:
    "a recovery covers the events published at or after since and before until, and creates deliveries of that time",
  operations: recoverOperation,
  async run(context) {
    const { client, verify, verifyEach } = context;
    const { id, inbox } = await subscribe(client);
    webhookOf(await client.call("disableWebhook", { id }));
    const before = await timeOf(context);
    const start = await timeOf(context, before);
    await waitForClock(context, start);
    const event = newEvent({ inbox });
    publishedOf(await publish(client, event));
    const published = await timeOf(context);
    const end = await timeOf(context, published);
    await waitForClock(context, end);
    await enable(client, id);
    const cases: [what: string, range: object, missed: number][] = [
      ["around the event", { since: start, until: end }, 1],
      ["in another time zone", { since: toOtherZone(start), until: toOtherZone(end) }, 1],
      ["from before the event on", { since: start }, 1],
      ["until before the event", { since: before, until: start }, 0],
      ["from after the event on", { since: end }, 0],
    ];
    await verifyEach(cases, async ([what, range, missed]) =>
      expectCounts(await recover(client, id, { ...range, dry_run: true }), 0, missed, `counts of a range ${what}`),
    );
    await verify(async () => {
      expectCounts(
        await recover(client, id, { since: before, until: start }),
        0,
        0,
        "counts of a range before the event",
      );
      const { response, deliveries } = await listDeliveries(client, { webhook_id: id });
      expectEqual(response, deliveries.length, 0, "deliveries after the recovery of another range", pointer);
    });
    expectCounts(await recover(client, id, { since: start, until: end }), 0, 1, "counts");
    const { response, deliveries } = await listDeliveries(client, { webhook_id: id });
    const [{ created_at, delivery_id = "" } = {}] = deliveries;
    const time = toMilliseconds(created_at);
    const isOfEvent = time >= toMilliseconds(start) && time <= toMilliseconds(published);
    expectThat(
      response,
      isOfEvent,
      "a recovered delivery has another created_at than its event",
      `from ${start} to ${published}`,
      created_at,
    );
    // The event is at the start of the range that begins with its time, and not in the one that ends with it.
    const exact = toIsoTime(created_at) ?? "";
    await disableAndSettle(context, id, delivery_id);
    await enable(client, id);
    // Times in whole seconds may be stored more precisely.
    if (!/\.\d{3}/.test(created_at ?? "")) return;
    await verify(async () => {
      const response = await recover(client, id, { since: start, until: exact, dry_run: true });
      expectCounts(response, 0, 0, "counts of a range that ends with the event");
    });
  },
});

const rejected: ProviderCheck = providerCheck({
  id: "recover_rejected",
  holds: "a recovery of a disabled webhook is rejected with 409, and one that ends before it starts with 400",
  operations: recoverOperation,
  async run({ client, verify, verifyEach }) {
    const { id } = await subscribe(client);
    const times: [since: string, until: string][] = [
      ["2026-01-16T08:00:00Z", "2026-01-16T08:00:00Z"],
      ["2026-01-16T08:00:00Z", "2026-01-16T07:59:59Z"],
      ["2026-01-16T08:00:00Z", "2026-01-16T09:00:00+02:00"],
    ];
    await verifyEach(times, async ([since, until]) =>
      expectStatus(await recover(client, id, { since, until }), 400, `until (${until}) is not after since (${since})`),
    );
    webhookOf(await client.call("disableWebhook", { id }));
    for (const dry_run of [false, true]) {
      await verify(async () => expectStatus(await recover(client, id, { dry_run }), 409, "the webhook is disabled"));
    }
  },
});

const racing: ProviderCheck = providerCheck({
  id: "recover_racing",
  holds: "concurrent recoveries are accepted, and together create one delivery of each missed event",
  operations: recoverOperation,
  async run(context) {
    const { client } = context;
    const { id, inbox } = await subscribe(client);
    webhookOf(await client.call("disableWebhook", { id }));
    const events = Array.from({ length: 5 }, () => newEvent({ inbox }));
    resultsOf(await publishBatch(client, events));
    await enable(client, id);
    await passTime(context);
    const responses = await repeatConcurrently(5, () => recover(client, id));
    for (const response of responses) expectStatus(response, 202, "a recovery can be repeated");
    // A recovery that takes too long goes on in the background.
    const list = () => listDeliveries(client, { webhook_id: id });
    const isDone = (listed: Awaited<ReturnType<typeof list>>) => listed.deliveries.length >= events.length;
    const { response, deliveries } = await waitFor(context, list, isDone);
    const recovered = deliveries.map(({ event_id }) => event_id).toSorted();
    expectEqual(response, recovered, events.map((event) => event.id).toSorted(), "events that were recovered", pointer);
  },
});

export const recoverChecks: readonly ProviderCheck[] = [failed, missed, settings, range, rejected, racing];
