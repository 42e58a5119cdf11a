import type { Attempt, AttemptCounts, Summary, WebhookHealth } from "@agent-webhooks/types/delivery";
import { WebhookHealthSchema } from "@agent-webhooks/types/delivery/schemas";
import { NotRunError } from "../../run/errors.ts";
import { schemaPointer } from "../../spec/pointer.ts";
import { type CheckContext, type ProviderCheck, providerCheck } from "../check-context.ts";
import type { ProviderClient } from "../client.ts";
import { deliver, deliveryOf, disableAndSettle, enable, type ObservedDelivery, subscribe, waitFor } from "../events.ts";
import { expectEqual, expectStatus, expectThat, objectOf, toIsoTime, toMilliseconds, webhookOf } from "../expect.ts";
import type { TargetResponse } from "../response.ts";
import { timeOf, waitForClock } from "./timestamps.ts";
import { createToken } from "./tokens.ts";

/** The fields of the health of a webhook and of a summary. */
type Observed = Partial<WebhookHealth> & Partial<Summary>;

const at = (field: string) => schemaPointer("WebhookHealth", ["properties", field]);

/** @throws CheckFailedError when the response is not a 200 */
function fieldsOf(response: TargetResponse): Observed {
  return objectOf(response, 200, "the request is valid");
}

const { attempts_by_hour, attempts_by_day } = WebhookHealthSchema.properties;
const periods = [
  { name: "attempts_by_hour", count: attempts_by_hour.maxItems, lengthMs: 3_600_000 },
  { name: "attempts_by_day", count: attempts_by_day.maxItems, lengthMs: 86_400_000 },
] as const;

/** What is expected of one webhook, or of all of an organization. */
interface Expected {
  readonly deliveries: readonly ObservedDelivery[];
  /** The provider's time before and after the response, in milliseconds. */
  readonly from: number;
  readonly until: number;
}

/** Compares what both operations return with the deliveries. @throws CheckFailedError */
function expectCounts(response: TargetResponse, { deliveries, from, until }: Expected): void {
  const found = fieldsOf(response);
  const attempts = deliveries.flatMap(({ attempts = [] }) => attempts);
  const succeeded = attempts.filter(({ outcome }) => outcome === "succeeded");
  const failed = attempts.filter(({ outcome }) => outcome !== "succeeded");
  for (const { name, count, lengthMs } of periods) {
    const buckets: readonly Partial<AttemptCounts>[] = found[name] ?? [];
    // Times may be in whole seconds.
    const [first, last] = [from - 1000, until + 1000].map((time) => Math.floor(time / lengthMs));
    const starts = buckets.map(({ from }) => toMilliseconds(from) / lengthMs);
    const end = starts.at(-1) ?? Number.NaN;
    const isComplete =
      buckets.length === count &&
      starts.every((start, index) => start === end - count + 1 + index) &&
      Number.isInteger(end);
    expectThat(response, isComplete, `${name} has gaps or another order`, `${count} starts, each in UTC, oldest first`);
    const isNow = first !== undefined && last !== undefined && end >= first && end <= last;
    expectThat(response, isNow, `${name} does not end with the current one`, formatTime(until));
    expectEqual(response, sumOf(buckets, "succeeded"), succeeded.length, `succeeded in ${name}`, at(name));
    expectEqual(response, sumOf(buckets, "failed"), failed.length, `failed in ${name}`, at(name));
    expectAverages(response, buckets, attempts);
  }
  expectTime(response, "last_success_at", latestOf(succeeded));
  expectTime(response, "last_failure_at", latestOf(failed));
  expectQueue(response, { deliveries, from, until });
}

const formatTime = (time: number) => new Date(time).toISOString();

const sumOf = (buckets: readonly Partial<AttemptCounts>[], name: "succeeded" | "failed") =>
  // Another check finds that a field is missing.
  buckets.reduce((sum, bucket) => sum + (bucket[name] ?? 0), 0);

const attemptsOf = (buckets: readonly Partial<AttemptCounts>[] = []) =>
  sumOf(buckets, "succeeded") + sumOf(buckets, "failed");

/** Of few attempts that are in one hour, the average is known. */
function expectAverages(
  response: TargetResponse,
  buckets: readonly Partial<AttemptCounts>[],
  attempts: readonly Partial<Attempt>[],
): void {
  const isAny = ({ succeeded = 0, failed = 0 }: Partial<AttemptCounts>) => succeeded + failed > 0;
  for (const bucket of buckets) {
    const isRight = isAny(bucket) === (bucket.average_duration_ms !== undefined);
    expectThat(response, isRight, "average_duration_ms is there without attempts, or absent with some", "one of them");
  }
  const [only, ...others] = buckets.filter(isAny);
  if (only?.average_duration_ms === undefined || others.length > 0) return;
  const average = attempts.reduce((sum, { duration_ms = 0 }) => sum + duration_ms, 0) / attempts.length;
  const isAverage = Math.abs(only.average_duration_ms - average) <= 1;
  expectThat(response, isAverage, "unexpected average_duration_ms", `${average}`, `${only.average_duration_ms}`);
}

/** A time in milliseconds: the precision of times is open. */
const inMilliseconds = (time: string | undefined) => toIsoTime(time)?.replace(/(\.\d{3})\d+/, "$1");

const latestOf = (attempts: readonly Partial<Attempt>[]) =>
  attempts
    .map(({ started_at }) => inMilliseconds(started_at))
    .toSorted()
    .at(-1);

function expectTime(
  response: TargetResponse,
  field: "last_success_at" | "last_failure_at" | "since",
  time: string | undefined,
): void {
  expectEqual(response, inMilliseconds(fieldsOf(response)[field]), time, field, at(field));
}

function expectQueue(response: TargetResponse, { deliveries, from, until }: Expected): void {
  const { pending, due, oldest_due_at } = fieldsOf(response);
  const waiting = deliveries.filter(({ status }) => status === "pending");
  const dueTimes = waiting.map(({ next_attempt_at }) => toMilliseconds(next_attempt_at));
  expectEqual(response, pending, waiting.length, "pending", at("pending"));
  // Times may be in whole seconds.
  const [least, most] = [from - 1000, until + 1000].map((time) => dueTimes.filter((due) => due <= time).length);
  const isPossible = due !== undefined && due >= (least ?? 0) && due <= (most ?? 0);
  expectThat(response, isPossible, "unexpected due", least === most ? `${least}` : `${least} to ${most}`, `${due}`);
  const isOldest = due === 0 ? oldest_due_at === undefined : dueTimes.includes(toMilliseconds(oldest_due_at));
  expectThat(
    response,
    isOldest,
    "oldest_due_at is not the time of a delivery that is due",
    "that time, if there is one",
    oldest_due_at,
  );
}

/**
 * Calls an operation between two reads of a delivery that are the same, so that no attempt was made meanwhile.
 *
 * @throws NotRunError when attempts are made all the time
 */
async function callBetweenAttempts(
  client: ProviderClient,
  delivery_id: string,
  call: () => Promise<TargetResponse>,
): Promise<Expected & { readonly response: TargetResponse }> {
  const read = async () => deliveryOf(await client.call("getDelivery", { id: delivery_id }));
  for (let tries = 0; tries < 5; tries++) {
    const from = await timeOf(client);
    const before = await read();
    const response = await call();
    const after = await read();
    const until = await timeOf(client);
    const facts = [before, after].map(({ status, next_attempt_at, attempts = [] }) =>
      JSON.stringify([status, next_attempt_at, attempts.length]),
    );
    if (facts[0] === facts[1]) return { response, deliveries: [after], from, until };
  }
  throw new NotRunError("the provider makes attempts between any two requests");
}

const idle: ProviderCheck = providerCheck({
  id: "health_idle",
  holds: "a webhook to which nothing was sent is idle, with a zero for each hour and day",
  operations: ["getWebhookHealth"],
  async run({ client }) {
    const { id } = await subscribe(client);
    const from = await timeOf(client);
    const response = await client.call("getWebhookHealth", { id });
    const { webhook_id, state } = fieldsOf(response);
    expectEqual(response, webhook_id, id, "webhook_id", at("webhook_id"));
    expectEqual(response, state, "idle", "state", at("state"));
    expectThat(response, fieldsOf(response).since === undefined, "an idle webhook has since", "no since");
    expectCounts(response, { deliveries: [], from, until: await timeOf(client) });
  },
});

const counts: ProviderCheck = providerCheck({
  id: "health_counts",
  holds: "the health of a webhook counts each attempt and pending delivery, and its state is that of the last attempts",
  operations: ["getWebhookHealth"],
  async run({ client }) {
    const webhook = await subscribe(client);
    // Others must not be counted.
    await deliver(client, await subscribe(client));
    const { delivery } = await deliver(client, webhook);
    const call = () => client.call("getWebhookHealth", { id: webhook.id });
    const read = await callBetweenAttempts(client, delivery.delivery_id, call);
    expectCounts(read.response, read);
    expectState(read.response, read.deliveries[0] ?? delivery);
  },
});

/** Compares the state with the attempts of the only delivery. @throws CheckFailedError */
function expectState(response: TargetResponse, { delivery_id, attempts = [] }: ObservedDelivery): void {
  const { state, last_failure, until } = fieldsOf(response);
  const lastSuccess = attempts.findLastIndex(({ outcome }) => outcome === "succeeded");
  const firstFailure = attempts[lastSuccess + 1];
  const possible =
    firstFailure !== undefined ? ["failing", "paused", "disabled"] : [attempts.length === 0 ? "idle" : "healthy"];
  const isPossible = possible.includes(state ?? "");
  expectThat(response, isPossible, "unexpected state", possible.join(" or "), state);
  expectEqual(response, until !== undefined, state === "paused", "whether until is there", at("until"));
  if (state !== "disabled") expectTime(response, "since", inMilliseconds(firstFailure?.started_at));
  const failure = attempts.findLast(({ outcome }) => outcome !== "succeeded");
  const expected = failure && { delivery_id, outcome: failure.outcome, status_code: failure.status_code };
  const found = last_failure && {
    delivery_id: last_failure.delivery_id,
    outcome: last_failure.outcome,
    status_code: last_failure.status_code,
  };
  expectEqual(response, found, expected, "last_failure", at("last_failure"));
}

const disabled: ProviderCheck = providerCheck({
  id: "health_disabled",
  holds: "a disabled webhook is so by request, since that time, with nothing pending, until it is enabled",
  operations: ["getWebhookHealth", "disableWebhook", "enableWebhook"],
  async run(context) {
    const { client } = context;
    const webhook = await subscribe(client);
    const { delivery } = await deliver(client, webhook);
    const { id } = webhook;
    const from = await timeOf(client);
    await disableAndSettle(context, id, delivery.delivery_id);
    const call = () => client.call("getWebhookHealth", { id });
    // Counts may lag behind for some seconds.
    const read = await waitFor(
      context,
      () => callBetweenAttempts(client, delivery.delivery_id, call),
      (read) => fieldsOf(read.response).pending === 0,
    );
    const { response, until } = read;
    const [settled = delivery] = read.deliveries;
    const { state, reason, since } = fieldsOf(response);
    // The endpoint may have disabled it before, with a 410.
    if (settled.reason !== "gone") {
      expectEqual(response, [state, reason], ["disabled", "request"], "state and reason", at("reason"));
      const time = toMilliseconds(since);
      const isThen = time >= from - 1000 && time <= until + 1000;
      expectThat(response, isThen, "since is not when it was disabled", formatTime(from), since);
    }
    expectCounts(response, read);
    // Attempts have begun before it is enabled, however coarse the provider's clock is.
    await waitForClock(context, formatTime(until));
    // Neither to disable it again nor to change it moves the time.
    const repeat = () => client.call("disableWebhook", { id });
    for (const change of [repeat, () => client.update(id, { add_inbox_ids: [`${webhook.inbox}x`] })]) {
      expectStatus(await change(), 200, "the webhook exists");
      if (settled.reason !== "gone") expectTime(await call(), "since", inMilliseconds(since));
    }
    await enable(client, id);
    const enabled = await client.call("getWebhookHealth", { id });
    const { state: stateNow, reason: reasonNow } = fieldsOf(enabled);
    // An attempt that was being made may have failed since then.
    const last = deliveryOf(await client.call("getDelivery", { id: delivery.delivery_id }));
    const hasNoMore = last.attempts?.length === settled.attempts?.length;
    const isFailing = stateNow === "failing" && hasNoMore;
    const isEnabled = stateNow !== "disabled" && !isFailing && reasonNow === undefined;
    expectThat(enabled, isEnabled, "an enabled webhook is still disabled or failing", "healthy or idle", stateNow);
  },
});

const summary: ProviderCheck = providerCheck({
  id: "summary",
  holds: "the summary counts the webhooks, attempts and pending deliveries of its organization alone",
  operations: ["getSummary", "createToken"],
  async run(context: CheckContext) {
    const { client } = await createToken(context);
    const empty = await client.call("getSummary");
    const none = { total: 0, failing: 0, paused: 0, disabled: 0 };
    const pointer = schemaPointer("Summary", ["properties", "webhooks"]);
    expectEqual(empty, fieldsOf(empty).webhooks, none, "webhooks of a new organization", pointer);
    const webhook = await subscribe(client);
    const other = await subscribe(client);
    webhookOf(await client.call("disableWebhook", { id: other.id }));
    const { delivery } = await deliver(client, webhook);
    let state: string | undefined;
    const read = await callBetweenAttempts(client, delivery.delivery_id, async () => {
      state = fieldsOf(await client.call("getWebhookHealth", { id: webhook.id })).state;
      return client.call("getSummary");
    });
    expectCounts(read.response, read);
    const { webhooks } = fieldsOf(read.response);
    const isIn = (name: string) => (state === name ? 1 : 0);
    const expected = { total: 2, failing: isIn("failing"), paused: isIn("paused"), disabled: 1 + isIn("disabled") };
    expectEqual(read.response, webhooks, expected, "webhooks", pointer);
    // Not every provider makes an attempt in this time, or at all.
    const readDelivery = async () => deliveryOf(await client.call("getDelivery", { id: delivery.delivery_id }));
    const isAttempted = ({ attempts = [] }: ObservedDelivery) => attempts.length > 0;
    const { attempts = [] } = await waitFor(context, readDelivery, isAttempted, { ms: 5_000 });
    await client.delete(webhook.id);
    const totalOf = (response: TargetResponse) => fieldsOf(response).webhooks?.total;
    const countOf = (response: TargetResponse) => attemptsOf(fieldsOf(response).attempts_by_day);
    // Counts may lag behind for some seconds.
    const isCounted = (response: TargetResponse) => totalOf(response) === 1 && countOf(response) >= attempts.length;
    const later = await waitFor(context, () => client.call("getSummary"), isCounted);
    expectEqual(later, totalOf(later), 1, "total, after a webhook was deleted", pointer);
    const isKept = countOf(later) >= attempts.length;
    const least = `at least ${attempts.length}`;
    expectThat(later, isKept, "attempts to a deleted webhook are not counted", least, `${countOf(later)}`);
  },
});

export const webhookHealthChecks: readonly ProviderCheck[] = [idle, counts, disabled, summary];
