import { setImmediate as tick } from "node:timers/promises";
import type { WebhookEvent } from "@agent-webhooks/types";
import { maxDeliveries, maxEventBytes } from "../../../src/reference/delivery-rules.ts";
import { ok, type RequestContext } from "../../../src/reference/handler.ts";
import { rules } from "../../../src/reference/rules.ts";
import { changingResponse, mutantsOf, type ProviderMutant, withRules } from "../mutant.ts";
import { afterwards, conflict, fieldsOf, handling, rejectingConcurrent } from "./handlers.ts";
import { changingResults, itemsOf, keyOf } from "./publishing.ts";

/** Publishes the items of a batch one after the other, until one is rejected. */
const oneByOne = handling("publishEvents", async (_, context, __, handlers) => {
  const results: unknown[] = [];
  for (const body of itemsOf(context)) results.push((await handlers.publishEvent({ ...context, body })).body);
  return ok({ results }, 202);
});

/** Leaves out the items that are rejected. */
const skipping = handling("publishEvents", async (_, context, __, handlers) => {
  const results: unknown[] = [];
  for (const body of itemsOf(context)) {
    try {
      results.push((await handlers.publishEvent({ ...context, body })).body);
    } catch {
      results.push({ event_id: body.event.event_id, deliveries: 0, duplicate: false });
    }
  }
  return ok({ results }, 202);
});

/** Ids of events that are in a batch more than once. */
const repeatedIds = (context: RequestContext) => {
  const ids = itemsOf(context).map(({ event }) => event.event_id);
  return ids.filter((id, index) => ids.indexOf(id) < index);
};

export const batchMutants: readonly ProviderMutant[] = mutantsOf("batches", {
  batch_results: {
    results_reversed: changingResults((results) => results.toReversed()),
    last_result_missing: changingResults((results) => (results.length > 1 ? results.slice(0, -1) : results)),
    duplicates_left_out: changingResults((results) => results.filter((each) => !fieldsOf(each).duplicate)),
    results_without_deliveries: changingResults((results) => results.map((each) => ({ ...each, deliveries: 0 }))),
    first_event_only: handling("publishEvents", async (_, context, __, handlers) => {
      const [first] = itemsOf(context);
      const { results } = fieldsOf((await handlers.publishEvents({ ...context, body: { events: [first] } })).body);
      const all = itemsOf(context).map(({ event }, index) =>
        index === 0 ? (results as unknown[])[0] : { event_id: event.event_id, deliveries: 0, duplicate: false },
      );
      return ok({ results: all }, 202);
    }),
    repeated_rejected: handling("publishEvents", (next, context) =>
      repeatedIds(context).length === 0 ? next() : conflict("An event stands there twice."),
    ),
    repeated_is_new: changingResults((results) => {
      const ids = results.map((each) => fieldsOf(each).event_id);
      return results.map((each, index) => results[ids.indexOf(ids[index])] ?? each);
    }),
    repeated_delivered_twice: afterwards("publishEvents", ({ deliveries }, context) => {
      const ids = repeatedIds(context);
      for (const delivery of [...deliveries.values()].filter(({ event_id }) => ids.includes(event_id))) {
        const delivery_id = rules.newDeliveryId();
        deliveries.set(delivery_id, { ...delivery, delivery_id });
      }
    }),
  },
  batch_racing: {
    batches_race: handling("publishEvents", async (next, context, { events }) => {
      const unknown = itemsOf(context).filter((item) => !events.has(keyOf(context, item)));
      await tick();
      for (const item of unknown) events.delete(keyOf(context, item));
      return next();
    }),
    racing_batches_without_duplicates: handling("publishEvents", async (next, context, { events }) => {
      const known = itemsOf(context).map((item) => events.has(keyOf(context, item)));
      await tick();
      const response = await next();
      const results = fieldsOf(response.body).results as readonly object[];
      const told = results.map((each, index) => ({ ...each, duplicate: known[index] }));
      return { ...response, body: { results: told } };
    }),
    concurrent_batches_conflict: rejectingConcurrent("publishEvents"),
  },
  batch_event_size: {
    no_limit_of_events: withRules({ isTooLarge: () => false }),
    limit_in_characters: withRules({ isTooLarge: (event) => JSON.stringify(event).length > maxEventBytes }),
    largest_event_rejected: withRules({
      isTooLarge: (event) => Buffer.byteLength(JSON.stringify(event)) >= maxEventBytes,
    }),
    large_event_413: changingResponse("publishEvents", 400, (response) =>
      JSON.stringify(response.body).includes("too large") ? { ...response, status: 413 } : response,
    ),
    only_first_event_measured: handling("publishEvents", async (next, context, _, handlers) => {
      const [first, ...others] = itemsOf(context);
      const isLarge = (item: unknown) => JSON.stringify(item).length > 500_000;
      if (first === undefined || isLarge(first) || !others.some(isLarge)) return next();
      const results: unknown[] = [];
      for (const body of [first, ...others]) results.push((await handlers.publishEvent({ ...context, body })).body);
      return ok({ results }, 202);
    }),
  },
  batch_all_or_nothing: {
    one_by_one: oneByOne,
    rejected_are_skipped: skipping,
    pods_in_a_batch_not_compared: withRules({
      // Only items of the same batch are compared before they are published.
      isSameEvent: (stored, event, pod) =>
        rules.isSameEvent(stored, event, stored.published_at === 0 ? stored.pod : pod),
    }),
    conflict_after_others: handling("publishEvents", async (next, context, { events }) => {
      try {
        return await next();
      } catch (error) {
        const [first] = itemsOf(context);
        const key = first === undefined ? "" : keyOf(context, first);
        if (first !== undefined && !events.has(key)) {
          const event = first.event as WebhookEvent;
          const { organization } = context.identity;
          events.set(key, {
            event,
            exact: event,
            organization,
            pod: undefined,
            published_at: rules.now(),
            isTest: false,
            deliveries: 0,
          });
        }
        throw error;
      }
    }),
    conflict_in_a_batch_ignored: handling("publishEvents", async (next, context, { events }) => {
      const kept = itemsOf(context).filter((item) => {
        const stored = events.get(keyOf(context, item));
        return stored === undefined || rules.isSameEvent(stored, item.event as WebhookEvent, stored.pod);
      });
      return kept.length < itemsOf(context).length
        ? ok(
            {
              results: itemsOf(context).map(({ event }) => ({
                event_id: event.event_id,
                deliveries: 0,
                duplicate: true,
              })),
            },
            202,
          )
        : next();
    }),
    same_id_twice_accepted: handling("publishEvents", (next, context, _, handlers) => {
      const seen = new Set<string>();
      const events = itemsOf(context).filter(({ event }) => !seen.has(event.event_id) && seen.add(event.event_id));
      return events.length < itemsOf(context).length
        ? handlers.publishEvents({ ...context, body: { events } })
        : next();
    }),
    batch_conflict_400: changingResponse("publishEvents", 409, (response, { body }) =>
      String(body).includes("contract_check") ? { ...response, status: 404 } : response,
    ),
  },
  batch_names_the_item: {
    index_from_1: changingResponse("publishEvents", 400, (response) => ({
      ...response,
      body: JSON.parse(
        JSON.stringify(response.body).replace(/events\.(\d+)/g, (_, index) => `events.${Number(index) + 1}`),
      ),
    })),
    index_always_0: changingResponse("publishEvents", 400, (response) => ({
      ...response,
      body: JSON.parse(JSON.stringify(response.body).replace(/events\.\d+/g, "events.0")),
    })),
  },
  batch_deliveries: {
    deliveries_unlimited: withRules({ isTooMany: () => false }),
    each_event_limited: withRules({ isTooMany: (events, deliveries) => deliveries / events > maxDeliveries }),
    too_many_413: changingResponse("publishEvents", 400, (response) =>
      JSON.stringify(response.body).includes("deliveries together") ? { ...response, status: 413 } : response,
    ),
    first_events_published: handling("publishEvents", async (next, context, _, handlers) => {
      try {
        return await next();
      } catch (error) {
        const [first] = itemsOf(context);
        if (first !== undefined && JSON.stringify(error).includes("deliveries together")) {
          await handlers.publishEvents({ ...context, body: { events: [first] } });
        }
        throw error;
      }
    }),
    many_webhooks_not_matched: withRules({
      isTooMany: (_, deliveries) => deliveries > 200,
    }),
  },
  batch_pods: {
    pods_ignored: handling("publishEvents", (_, context, __, handlers) =>
      handlers.publishEvents({ ...context, body: { events: itemsOf(context).map(({ event }) => ({ event })) } }),
    ),
    pod_of_the_second: handling("publishEvents", (_, context, __, handlers) => {
      const pod_id = itemsOf(context)[1]?.pod_id;
      const events = itemsOf(context).map((item) => (pod_id === undefined ? item : { ...item, pod_id }));
      return handlers.publishEvents({ ...context, body: { events } });
    }),
  },
});
