import { operations } from "@agent-webhooks/types/delivery";
import { PublishEventsRequestSchema } from "@agent-webhooks/types/delivery/schemas";
import { NotRunError } from "../../run/errors.ts";
import { operationPointer, schemaPointer } from "../../spec/pointer.ts";
import { type ProviderCheck, providerCheck } from "../check-context.ts";
import { enable, listDeliveries, newEvent, publishBatch, resultsOf, subscribe, waitFor } from "../events.ts";
import { expectEqual, expectThat, objectOf, toMilliseconds, webhookOf } from "../expect.ts";
import type { TargetResponse } from "../response.ts";
import { waitForClock } from "./timestamps.ts";
import { createToken } from "./tokens.ts";

/** One more than the deliveries that are pending when a recovery returns. */
const eventCount = 1001;
const batchSize = PublishEventsRequestSchema.properties.events.maxItems;
const pointer = operationPointer(operations.recoverWebhook);

/** Before every event of a run. */
const longAgo = "2020-01-01T00:00:00Z";

function fieldsOf(response: TargetResponse, status: number): Readonly<Record<string, unknown>> {
  return objectOf(response, status, "the webhook exists and is enabled");
}

/** Compares the progress of a recovery that has ended with what it was asked for. @throws CheckFailedError */
function expectFinished(response: TargetResponse, until: string): void {
  const { status, since, recovered_until, count, failed, missed, ...recovery } = fieldsOf(response, 200);
  const at = (field: string) => schemaPointer("Recovery", ["properties", field]);
  expectEqual(response, status, "finished", "status of a recovery that was not stopped", at("status"));
  const time = (value: unknown) => toMilliseconds(String(value));
  expectEqual(response, time(since), time(longAgo), "since", at("since"));
  const isUntil = time(recovery.until) >= time(until) && time(recovered_until) >= time(until);
  expectThat(response, isUntil, "until and recovered_until are before the last event", `after ${until}`, response.body);
  const isOrder = time(recovery.finished_at) >= time(recovery.started_at);
  expectThat(response, isOrder, "finished_at is not after started_at", "both, in this order", response.body);
  expectEqual(response, count, Number(failed) + Number(missed), "count, failed and missed together", at("count"));
  const isCount = Number(count) <= eventCount;
  expectThat(response, isCount, "more was queued than was missed", `at most ${eventCount}`, `${count}`);
}

const progress: ProviderCheck = providerCheck({
  id: "recovery_status",
  holds: "the progress of recoveries has status none while the webhook had none in the background",
  operations: ["getRecovery"],
  async run({ client }) {
    const { id } = await subscribe(client);
    const response = await client.call("getRecovery", { id });
    const { status, count, failed, missed } = fieldsOf(response, 200);
    const expected = { status: "none", count: 0, failed: 0, missed: 0 };
    expectEqual(response, { status, count, failed, missed }, expected, "recovery", schemaPointer("Recovery"));
  },
});

const background: ProviderCheck = providerCheck({
  id: "recovery_in_background",
  holds:
    "a recovery of more than 1,000 deliveries queues the others after it returned, each once, and shows its progress",
  operations: ["recoverWebhook", "getRecovery"],
  async run(context) {
    // Other users' events would be counted, and the many of this check listed to them.
    const { client } = await createToken(context);
    const { id, inbox } = await subscribe(client);
    webhookOf(await client.call("disableWebhook", { id }));
    const events = Array.from({ length: eventCount }, () => newEvent({ inbox }));
    for (let start = 0; start < events.length; start += batchSize) {
      resultsOf(await publishBatch(client, events.slice(start, start + batchSize)));
    }
    const { created_at: end = "" } = webhookOf(await client.create());
    await waitForClock(context, end);
    await enable(client, id);
    const recovered = await client.call("recoverWebhook", { id, body: { since: longAgo } });
    const counts = fieldsOf(recovered, 202);
    const isCounted = counts.missed === eventCount || (counts.more === true && Number(counts.missed) < eventCount);
    expectThat(recovered, isCounted, "unexpected missed", `${eventCount}`, `${counts.missed}`);
    const read = () => client.call("getRecovery", { id });
    const progress = await waitFor(context, read, (response) => fieldsOf(response, 200).status !== "running");
    const { status } = fieldsOf(progress, 200);
    if (status === "running") throw new NotRunError("the provider takes too long to queue a recovery");
    // A provider may queue any number before it returns.
    if (status !== "none") expectFinished(progress, end);
    const { response, deliveries } = await listDeliveries(client, { webhook_id: id });
    const ids = new Set(deliveries.map(({ event_id }) => event_id));
    expectEqual(response, ids.size, eventCount, "number of events that were recovered", pointer);
    expectEqual(response, deliveries.length, eventCount, "number of deliveries, one for each event", pointer);
    const again = await client.call("recoverWebhook", { id, body: { since: longAgo, dry_run: true } });
    expectEqual(again, fieldsOf(again, 202).missed, 0, "missed, after all were recovered", pointer);
  },
});

export const recoverBackgroundChecks: readonly ProviderCheck[] = [progress, background];
