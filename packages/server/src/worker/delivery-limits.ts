import { type RawBuilder, sql } from "kysely";
import { isNotLeased } from "./leases.ts";
import { isDue } from "./retry-delay.ts";

/*
 * The limits that the owner of a webhook has set hold for all processes together, so they are kept where deliveries are
 * claimed: the claim that takes the row of the limits gives out the next slots. Requests a second: each delivery gets a slot
 * of its own, one after the other, up to `aheadMs` from now, and is sent then. Requests in flight: no more deliveries are
 * leased, of which some are still about to be sent.
 */

/** Longer than the time between two polls, after which a process without deliveries of the webhook claims some again. */
const aheadMs = 1_000;
/**
 * Leased deliveries are those that have been due for longest, but for a few. Older ones that are committed later may hide them;
 * `held` still counts those of this process.
 */
const fewDeliveries = 100;

/** The part of a claimed delivery that its webhook's limits decide. */
export interface LimitedDelivery {
  /** The owner of the webhook has set a limit. */
  readonly isLimited: boolean;
  /** Null: no limit. */
  readonly maxPerSecond: number | null;
  /** The first slot of this claim, in milliseconds from its time. Null without `maxPerSecond`. */
  readonly firstSlotMs: number | null;
}

/** Whether the owner has set a limit. */
export const isLimited: RawBuilder<boolean> = sql`(max_in_flight is not null or max_per_second is not null)`;

export const limitedColumns: RawBuilder<unknown> = sql`
  ${isLimited} as "isLimited", max_per_second as "maxPerSecond", first_slot_ms as "firstSlotMs"`;

/** A slot that is further ahead was given out before the clock was set back. */
const latestSlotMs = 60_000;

/** When the next request may begin. */
const nextSlot = (now: Date) => sql`
  case when next_slot between ${now} and ${new Date(now.getTime() + latestSlotMs)} then next_slot else ${now} end`;

/** `limits`: those of webhooks that no other claim is giving slots of. */
export const lockedLimits = (webhookIds: readonly string[], now: Date): RawBuilder<unknown> => sql`
  select webhook_id, max_in_flight, max_per_second, claims,
    case when max_per_second is not null
      then (1000 * extract(epoch from (${nextSlot(now)}) - ${now}::timestamptz))::double precision end as first_slot_ms
  from delivery_settings where webhook_id = any (${sql.val(webhookIds)}::text[])
  order by webhook_id for no key update skip locked`;

/**
 * Whether no other claim has given out slots of the webhook that this statement does not see: it waits for none, and its
 * snapshot may be older than the lock.
 */
export const hasLatestLimits: RawBuilder<boolean> = sql`not exists (
  select from delivery_settings as seen
  where seen.webhook_id = wanted.webhook_id and seen.claims is distinct from limits.claims
  offset 0
)`;

/** How many deliveries of a `wanted` webhook its limits allow to be claimed, beside those `held`. Null: any number. */
export const capacityWithinLimits = (now: Date, voidLeases: readonly string[]): RawBuilder<number> => sql`least(
  case when max_per_second is not null
    then greatest(0, 1 + floor((${aheadMs} - first_slot_ms) * max_per_second / 1000))::integer end,
  case when max_in_flight is not null then greatest(0, max_in_flight - greatest(held, (
    select count(*)::integer from (
      select lease, leased_until from delivery_queue as first
      where first.webhook_id = wanted.webhook_id and first.epoch = webhooks.epoch and ${isDue(now)}
      order by due_at limit 2 * max_in_flight + ${sql.lit(fewDeliveries)}
    ) as first where not ${isNotLeased(now, voidLeases)}
  ))) end
)`;

/** Takes the slots of `claimed` deliveries. */
export const takeSlots = (now: Date): RawBuilder<unknown> => sql`
  update delivery_settings
  set claims = claims + 1,
    next_slot = case when max_per_second is not null
      then (${nextSlot(now)}) + count * interval '1 second' / max_per_second end
  from (select webhook_id, count(*) from claimed group by webhook_id) as taken
  where taken.webhook_id = delivery_settings.webhook_id`;
