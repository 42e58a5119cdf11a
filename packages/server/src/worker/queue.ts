import { type Kysely, type RawBuilder, sql } from "kysely";
import { isDatabaseFailure } from "../database/availability.ts";
import type { Schema } from "../database/schema.ts";
import { processIsolated } from "../lib/isolate.ts";
import { shareBodies, storedBody } from "../publish/event-body.ts";
import { capacityBehindBreaker, isNotOpen } from "./circuit-breaker.ts";
import {
  type ClaimedEvent,
  type EventRow,
  eventColumns,
  type LoadedEvents,
  largeBytes,
  loadEvents,
  maxClaimedBytes,
} from "./claimed-events.ts";
import {
  capacityWithinLimits,
  hasLatestLimits,
  type LimitedDelivery,
  limitedColumns,
  lockedLimits,
  takeSlots,
} from "./delivery-limits.ts";
import { isNotLeased } from "./leases.ts";
import { isDue } from "./retry-delay.ts";
import { lastStaleEpoch } from "./stale-deliveries.ts";

/** A delivery as it is in the queue, leased by this process. */
export interface QueuedDelivery {
  readonly deliveryId: string;
  readonly organizationId: string;
  readonly webhookId: string;
  readonly eventId: string;
  /** Which entry of the retry schedule this attempt is. */
  readonly scheduleIndex: number;
  /** Sent by request, even if the event filter of the webhook excludes it. */
  readonly isTest: boolean;
  readonly epoch: number;
  readonly lease: string;
  /** When this attempt was due. Milliseconds since 1970, which are faster to read than a date. */
  readonly dueMs: number;
  /** The owner of its webhook has set a limit: more can be claimed once a delivery is completed. */
  readonly isLimited: boolean;
  /** Requests to the webhook that may begin in a second. Null: any number. */
  readonly maxPerSecond: number | null;
  /** When its request may begin, by `performance.now()`. */
  readonly notBefore: number;
}

/** A delivery that this process may send until its lease ends. */
export type ClaimedDelivery = QueuedDelivery & ClaimedEvent;

/** As the claim returns it. */
type ClaimedRow = Omit<QueuedDelivery, "notBefore"> & LimitedDelivery;

export interface ClaimOptions {
  readonly now: Date;
  readonly lease: string;
  readonly leaseMs: number;
  /** See `Workers.voidLeases`. */
  readonly voidLeases: readonly string[];
  /** How many deliveries of a webhook this process has in flight, or ready to be sent. */
  readonly heldOf: (webhookId: string) => number;
  /** Whether large bodies may be loaded. */
  readonly loadsLarge: boolean;
  /** Called for each webhook whose deliveries cannot be claimed, and for each whose event cannot be read. */
  readonly onError: (webhookId: string, cause: "claim" | "event", error: unknown) => void;
}

/**
 * Claims live deliveries that are due, the longest due first, under a lease. Deliveries that another process has claimed are
 * skipped, and circuit breakers reduce the capacities. Those that are not loaded are leased too: the caller gives them back.
 *
 * @param capacities webhook id → number of deliveries to claim at most
 */
export async function claimDeliveries(
  db: Kysely<Schema>,
  capacities: ReadonlyMap<string, number>,
  options: ClaimOptions,
): Promise<LoadedEvents<QueuedDelivery>> {
  const slotOf = assignSlots(performance.now());
  const maxBytes = options.loadsLarge ? maxClaimedBytes : 0;
  let claimed: readonly QueuedDelivery[];
  try {
    const { rows } = await sql<ClaimedRow & EventRow>`
      with ${claim(capacities, options)}, numbered as (
        select claimed.*, max_in_flight, max_per_second, first_slot_ms,
          row_number() over (partition by organization_id, event_id order by due_at, delivery_id) = 1 as is_first
        from claimed left join limits using (webhook_id)
      ), with_events as materialized (
        -- The first delivery of an event has its body for all.
        select numbered.*, inbox_id, pod_id, erased_at is not null as is_erased,
          case when is_first then ${storedBody} end as body
        from numbered left join events using (organization_id, event_id)
      ), measured as (
        -- Sorted before the bodies are read.
        select *, sum(${largeBytes}) over () <= ${maxBytes} as is_loaded
        from with_events order by due_at, delivery_id
      )
      select ${claimedColumns}, ${eventColumns} from measured order by due_at, delivery_id`.execute(db);
    if (rows.every(({ isLoaded }) => isLoaded)) {
      const bodyOf = shareBodies();
      const deliveries = rows.map((row) => ({ ...row, body: bodyOf(row), notBefore: slotOf(row) }));
      return { deliveries, notLoaded: [] };
    }
    claimed = rows.map((row) => ({ ...row, notBefore: slotOf(row) }));
  } catch (error) {
    if (isDatabaseFailure(error)) throw error;
    claimed = await claimIsolated(db, capacities, options);
  }
  return loadEvents(db, claimed, maxBytes, (webhookId, error) => options.onError(webhookId, "event", error));
}

/** What is stored for one webhook or one event makes the claim of all fail: claims each webhook that can be, without events. */
async function claimIsolated(
  db: Kysely<Schema>,
  capacities: ReadonlyMap<string, number>,
  options: ClaimOptions,
): Promise<QueuedDelivery[]> {
  const claimPart = async (part: readonly (readonly [string, number])[]) => {
    const slotOf = assignSlots(performance.now());
    const { rows } = await sql<ClaimedRow>`
      with ${claim(new Map(part), options)}
      select ${claimedColumns} from claimed left join limits using (webhook_id)
      order by due_at, delivery_id`.execute(db);
    const deliveries = rows.map((row) => ({ ...row, notBefore: slotOf(row) }));
    return part.map(([webhookId]) => deliveries.filter((delivery) => delivery.webhookId === webhookId));
  };
  const webhooks = [...capacities];
  const claims = await processIsolated(webhooks, claimPart, isDatabaseFailure);
  return claims.flatMap((isolated, index) => {
    if ("result" in isolated) return isolated.result;
    options.onError(webhooks[index]?.[0] ?? "", "claim", isolated.error);
    return [];
  });
}

/**
 * Returns a function that returns when the request of a delivery may begin: each delivery of a webhook with a limited rate gets
 * the next slot.
 */
function assignSlots(start: number): (row: ClaimedRow) => number {
  const counts = new Map<string, number>();
  return ({ webhookId, maxPerSecond, firstSlotMs }) => {
    if (maxPerSecond === null) return start;
    const count = counts.get(webhookId) ?? 0;
    counts.set(webhookId, count + 1);
    return start + (firstSlotMs ?? 0) + (count * 1_000) / maxPerSecond;
  };
}

const claimedColumns = sql`
  delivery_id as "deliveryId", organization_id as "organizationId", webhook_id as "webhookId", event_id as "eventId",
  schedule_index as "scheduleIndex", test as "isTest", epoch, lease,
  (extract(epoch from due_at) * 1000)::double precision as "dueMs", ${limitedColumns}`;

/** The deliveries that are `claimed`, and the `limits` of their webhooks. */
function claim(
  capacities: ReadonlyMap<string, number>,
  { now, lease, leaseMs, voidLeases, heldOf }: ClaimOptions,
): RawBuilder<unknown> {
  const webhookIds = [...capacities.keys()];
  return sql`
      -- A claim that Postgres loses in a crash is like none: another one follows, and sends again. So it need not be on disk
      -- before the deliveries are sent.
      commit as materialized (
        select set_config('synchronous_commit', 'off', true) as is_synchronous
      ), limits as (${lockedLimits(webhookIds, now)}), claimed as (
      update delivery_queue set lease = ${lease}, leased_until = ${new Date(now.getTime() + leaseMs)}
      where (select is_synchronous = 'off' from commit) and delivery_id = any (array(
        select due.delivery_id
        from unnest(
          ${sql.val(webhookIds)}::text[],
          ${sql.val([...capacities.values()])}::integer[],
          ${sql.val(webhookIds.map(heldOf))}::integer[]
        ) as wanted (webhook_id, capacity, held)
        join webhooks using (webhook_id)
        left join endpoint_failures using (webhook_id)
        left join limits using (webhook_id)
        cross join lateral (
          select delivery_id from delivery_queue
          where delivery_queue.webhook_id = wanted.webhook_id and delivery_queue.epoch = webhooks.epoch
            and ${isDue(now)} and ${isNotLeased(now, voidLeases)}
          order by due_at
          limit least(${capacityBehindBreaker(sql`capacity`, now)}, ${capacityWithinLimits(now, voidLeases)})
          for update skip locked
        ) as due
        where webhooks.enabled and ${hasLatestLimits}
      ))
      returning delivery_id, organization_id, webhook_id, event_id, schedule_index, test, epoch, lease, due_at
      ), taken as (${takeSlots(now)})`;
}

/** A webhook with pending deliveries. */
export interface PendingWebhook {
  readonly organizationId: string;
  readonly webhookId: string;
  /** One of its deliveries may be sent now. */
  readonly isDue: boolean;
  /** It has stale deliveries to settle. */
  readonly hasStale: boolean;
}

/**
 * The webhooks with pending deliveries whose ids come after `after`, at most `count`. Goes from one webhook to the next
 * through the index, so that the length of backlogs does not matter.
 */
export async function selectPendingWebhooks(
  db: Kysely<Schema>,
  {
    after,
    count,
    now,
    voidLeases,
  }: {
    readonly after: string;
    readonly count: number;
    readonly now: Date;
    readonly voidLeases: readonly string[];
  },
): Promise<PendingWebhook[]> {
  const { rows } = await sql<PendingWebhook>`
    with recursive pending (webhook_id, organization_id) as (
      (
        select webhook_id, organization_id from delivery_queue
        where webhook_id > ${after} order by webhook_id limit 1
      )
      union all
      select next.webhook_id, next.organization_id
      from pending cross join lateral (
        select webhook_id, organization_id from delivery_queue
        where delivery_queue.webhook_id > pending.webhook_id order by delivery_queue.webhook_id limit 1
      ) as next
    ), visited as (
      select * from pending limit ${count}
    )
    select visited.organization_id as "organizationId", webhook_id as "webhookId",
      coalesce(enabled, false) and ${isNotOpen(now)} and exists (
        select from delivery_queue
        where delivery_queue.webhook_id = visited.webhook_id and delivery_queue.epoch = webhooks.epoch
          and ${isDue(now)} and ${isNotLeased(now, voidLeases)}
        offset 0
      ) as "isDue",
      exists (
        select from delivery_queue
        where delivery_queue.webhook_id = visited.webhook_id and delivery_queue.epoch <= ${lastStaleEpoch}
          and ${isNotLeased(now)}
        offset 0
      ) as "hasStale"
    from visited left join webhooks using (webhook_id) left join endpoint_failures using (webhook_id)
    order by webhook_id`.execute(db);
  return rows;
}
