import { AttemptOutcomeSchema, DeliverySchema, DeliveryStatusSchema } from "@agent-webhooks/types/delivery/schemas";
import type { AnyOperationId } from "../../spec/operations.ts";
import { schemaPointer } from "../../spec/pointer.ts";
import { type CheckContext, type ProviderCheck, providerCheck } from "../check-context.ts";
import { validBody } from "../data/valid-calls.ts";
import {
  deliver,
  deliveryOf,
  disableAndSettle,
  listDeliveries,
  newEvent,
  type ObservedDelivery,
  publishBatch,
  resultsOf,
  subscribe,
  uniqueName,
  waitFor,
  waitUntilSettled,
} from "../events.ts";
import { expectEqual, expectStatus, expectThat, toIsoTime, toMilliseconds } from "../expect.ts";
import { type Filters, namesOf } from "../lists.ts";
import type { TargetResponse } from "../response.ts";

/** Fields that never change. */
const fixedFields = DeliverySchema.required.filter((field) => field !== "status" && field !== "explanation");

/** @throws CheckFailedError when a field that never changes has another value */
export function expectSameDelivery(
  response: TargetResponse,
  actual: ObservedDelivery,
  expected: ObservedDelivery,
): void {
  for (const field of fixedFields) {
    const fieldOf = (delivery: ObservedDelivery) =>
      field === "created_at" ? toIsoTime(delivery[field]) : delivery[field];
    expectEqual(response, fieldOf(actual), fieldOf(expected), field, schemaPointer("Delivery", ["properties", field]));
  }
}

/** @throws CheckFailedError when a field is there that only some deliveries have, or is missing */
function expectFieldsOfStatus(response: TargetResponse, delivery: ObservedDelivery): void {
  const { status, reason, next_attempt_at, breaker_open_until } = delivery;
  const isPending = status === "pending";
  const at = (field: string) => schemaPointer("Delivery", ["properties", field]);
  if (!isPending)
    expectEqual(response, next_attempt_at, undefined, `next_attempt_at of a ${status} delivery`, at("next_attempt_at"));
  if (reason !== "breaker_open") {
    expectEqual(
      response,
      breaker_open_until,
      undefined,
      "breaker_open_until without the reason",
      at("breaker_open_until"),
    );
  }
  if (status === "succeeded") expectEqual(response, reason, undefined, "reason of a succeeded delivery", at("reason"));
}

const read: ProviderCheck = providerCheck({
  id: "delivery_read",
  holds:
    "get returns the delivery that the list shows, with its attempts in order, and a next attempt while it is pending",
  operations: ["getDelivery", "listDeliveries", "publishEvent"],
  async run({ client, verify }) {
    const webhook = await subscribe(client);
    const { event, delivery: listed } = await deliver(client, webhook);
    const response = await client.call("getDelivery", { id: listed.delivery_id });
    const delivery = deliveryOf(response);
    await verify(async () => {
      expectSameDelivery(response, delivery, listed);
      expectEqual(response, delivery.event_id, event.id, "event_id");
      expectEqual(response, delivery.webhook_id, webhook.id, "webhook_id");
      expectFieldsOfStatus(response, delivery);
    });
    const { attempts = [] } = delivery;
    const numbers = attempts.map(({ attempt }) => attempt);
    const expected = attempts.map((_, index) => index + 1);
    expectEqual(
      response,
      numbers,
      expected,
      "numbers of the attempts",
      schemaPointer("Attempt", ["properties", "attempt"]),
    );
    const times = attempts.map(({ started_at }) => toMilliseconds(started_at));
    const isOrdered = times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0));
    expectThat(response, isOrdered, "the attempts are not in order", "the oldest first");
  },
});

const filters: ProviderCheck = providerCheck({
  id: "delivery_filters",
  holds: "a list has the deliveries that match all of its filters, and no other",
  operations: ["listDeliveries", "publishEvents", "disableWebhook"],
  async run(context) {
    const { client, verifyEach } = context;
    const inbox = uniqueName("inbox");
    const [one, two] = [
      await subscribe(client, { inbox_ids: [inbox] }),
      await subscribe(client, { inbox_ids: [inbox] }),
    ];
    const [first, second] = [newEvent({ inbox }), newEvent({ inbox })];
    resultsOf(await publishBatch(client, [first, second]));
    const ofOne = await listDeliveries(client, { webhook_id: one.id });
    expectEqual(ofOne.response, ofOne.deliveries.length, 2, "number of deliveries to the webhook");
    for (const { delivery_id } of ofOne.deliveries) await disableAndSettle(context, one.id, delivery_id);
    const settled = "failed";
    const other = "cancelled";
    const all = [one, two].flatMap(({ id: webhook_id }) =>
      [first, second].map(({ id }) => ({ webhook_id, event_id: id })),
    );
    const cases: [Filters, expected: Filters[]][] = [
      [{ event_id: first.id }, all.filter(({ event_id }) => event_id === first.id)],
      [{ webhook_id: two.id }, all.filter(({ webhook_id }) => webhook_id === two.id)],
      [{ webhook_id: one.id, event_id: second.id }, [{ webhook_id: one.id, event_id: second.id }]],
      [{ webhook_id: one.id, status: settled }, all.filter(({ webhook_id }) => webhook_id === one.id)],
      [{ event_id: first.id, webhook_id: one.id, status: settled }, [{ webhook_id: one.id, event_id: first.id }]],
      [{ webhook_id: one.id, status: other }, []],
      [{ webhook_id: one.id, status: "succeeded" }, []],
      [{ webhook_id: one.id, status: "pending" }, []],
      [{ webhook_id: "wh_unknown" }, []],
      [{ event_id: uniqueName("evt") }, []],
      [{ webhook_id: two.id, event_id: uniqueName("evt") }, []],
    ];
    await verifyEach(cases, async ([filters, expected]) => {
      const keyOf = ({ webhook_id, event_id }: { webhook_id?: string; event_id?: string }) =>
        `${event_id} ${webhook_id}`;
      const wanted = expected.map(keyOf).toSorted();
      const ours = new Set(all.map(keyOf));
      // A list of all deliveries may lag behind for some seconds.
      let listed: string[] = [];
      const response = await waitFor(
        context,
        async () => {
          const { response, deliveries } = await listDeliveries(client, filters);
          const isOurs = "webhook_id" in filters ? () => true : (key: string) => ours.has(key);
          listed = deliveries.map(keyOf).filter(isOurs).toSorted();
          return response;
        },
        () => listed.join() === wanted.join(),
      );
      expectEqual(response, listed, wanted, `deliveries with ${namesOf(filters)}`);
    });
    // They are pending, or have failed where the retry schedule is short.
    await verifyEach(DeliveryStatusSchema.enum, (status) =>
      expectFiltered(context, { webhook_id: two.id, status }, (delivery) => delivery.status === status),
    );
    await verifyEach(AttemptOutcomeSchema.enum, (outcome) =>
      expectFiltered(
        context,
        { webhook_id: one.id, outcome },
        ({ attempts = [] }) => attempts.at(-1)?.outcome === outcome,
      ),
    );
  },
});

/** Compares a list of some deliveries of a webhook with what get shows of each. @throws CheckFailedError */
async function expectFiltered(
  context: CheckContext,
  filters: Filters & { readonly webhook_id: string },
  isListed: (delivery: ObservedDelivery) => boolean,
): Promise<void> {
  const { client } = context;
  const { webhook_id } = filters;
  let listed: string[] = [];
  let expected: string[] = [];
  // An attempt may be recorded between the requests.
  const response = await waitFor(
    context,
    async () => {
      const { response, deliveries } = await listDeliveries(client, filters);
      listed = deliveries.map(({ delivery_id }) => delivery_id);
      expected = [];
      for (const { delivery_id } of (await listDeliveries(client, { webhook_id })).deliveries) {
        if (isListed(deliveryOf(await client.call("getDelivery", { id: delivery_id })))) expected.push(delivery_id);
      }
      return response;
    },
    () => listed.join() === expected.join(),
  );
  const others = listed.filter((id) => !expected.includes(id)).length;
  const missing = expected.filter((id) => !listed.includes(id)).length;
  const what = `deliveries with ${namesOf(filters)}`;
  expectThat(
    response,
    others + missing === 0,
    `unexpected ${what}`,
    `${what}: those for which getDelivery shows the same`,
    `${others} others, and ${missing} missing`,
  );
}

const disabled: ProviderCheck = providerCheck({
  id: "disable_settles",
  holds: "pending deliveries of a disabled webhook fail for that reason, and stay so when it is enabled again",
  operations: ["disableWebhook", "enableWebhook", "getDelivery"],
  async run(context) {
    const { client } = context;
    const webhook = await subscribe(client);
    const { delivery: before } = await deliver(client, webhook);
    const response = await disableAndSettle(context, webhook.id, before.delivery_id);
    const after = deliveryOf(response);
    const at = (field: string) => schemaPointer("Delivery", ["properties", field]);
    expectSameDelivery(response, after, before);
    expectEqual(response, after.status, "failed", "status of a delivery to a disabled webhook", at("status"));
    expectFieldsOfStatus(response, after);
    // All attempts of a short schedule may have failed before.
    const isExhausted = after.reason === "exhausted" && (after.attempts ?? []).length > 0;
    if (!isExhausted) {
      expectEqual(response, after.reason, "webhook_disabled", "reason", at("reason"));
      expectEqual(
        response,
        after.webhook_disabled_because,
        "request",
        "webhook_disabled_because",
        at("webhook_disabled_because"),
      );
    }
    // Lists may lag behind for some seconds.
    const listed = await waitFor(
      context,
      () => listDeliveries(client, { webhook_id: webhook.id }),
      ({ deliveries: [only] }) => only?.status === "failed",
    );
    expectEqual(listed.response, listed.deliveries.length, 1, "number of deliveries to a disabled webhook");
    const [item = before] = listed.deliveries;
    expectEqual(listed.response, item.status, "failed", "status in the list", at("status"));
    expectEqual(listed.response, item.reason, after.reason, "reason in the list", at("reason"));
    expectFieldsOfStatus(listed.response, item);
    await client.call("enableWebhook", { id: webhook.id });
    const enabled = await client.call("getDelivery", { id: before.delivery_id });
    const still = deliveryOf(enabled);
    expectEqual(enabled, still.status, "failed", "status after the webhook was enabled again", at("status"));
    const what = "webhook_disabled_because of an enabled webhook";
    expectEqual(enabled, still.webhook_disabled_because, undefined, what, at("webhook_disabled_because"));
  },
});

/** Requests that a deleted webhook no longer allows. */
const operationsOnWebhooks = [
  "getWebhookHealth",
  "enableWebhook",
  "disableWebhook",
  "rotateSecret",
  "getDeliverySettings",
  "updateDeliverySettings",
  "getRecovery",
] as const;

const deleted: ProviderCheck = providerCheck({
  id: "delete_cancels",
  holds: "pending deliveries of a deleted webhook are cancelled, and all its deliveries can still be read and listed",
  operations: ["deleteWebhook", "getDelivery", "listDeliveries"],
  async run(context) {
    const { client, verifyEach } = context;
    const webhook = await subscribe(client);
    const { delivery: before } = await deliver(client, webhook);
    expectStatus(await client.delete(webhook.id), 200, "the webhook exists");
    const response = await waitUntilSettled(context, before.delivery_id);
    const after = deliveryOf(response, "deliveries outlive their webhook");
    expectSameDelivery(response, after, before);
    expectFieldsOfStatus(response, after);
    const isExhausted = after.reason === "exhausted" && (after.attempts ?? []).length > 0;
    if (!isExhausted) {
      expectEqual(response, after.status, "cancelled", "status", schemaPointer("Delivery", ["properties", "status"]));
      expectEqual(
        response,
        after.reason,
        "webhook_deleted",
        "reason",
        schemaPointer("Delivery", ["properties", "reason"]),
      );
    }
    const list = await listDeliveries(client, { webhook_id: webhook.id });
    expectEqual(
      list.response,
      list.deliveries.map(({ delivery_id }) => delivery_id),
      [before.delivery_id],
      "deliveries of a deleted webhook",
    );
    const call = (operation: AnyOperationId) =>
      client.call(operation, { id: webhook.id, body: validBody(client, operation) });
    await verifyEach(operationsOnWebhooks, async (operation) =>
      expectStatus(await call(operation), 404, "the webhook was deleted"),
    );
    // They find it as long as it has deliveries.
    await verifyEach(["recoverWebhook", "sendTestEvent"] as const, async (operation) =>
      expectStatus(await call(operation), [409, 404], "the webhook was deleted"),
    );
  },
});

export const deliveryChecks: readonly ProviderCheck[] = [read, filters, disabled, deleted];
