import type { Attempt, Delivery } from "@agent-webhooks/types/delivery";
import { type Kysely, sql, type Transaction } from "kysely";
import type { Schema } from "../database/schema.ts";
import { disableWebhooks } from "./settle.ts";

export type Outcome = Attempt["outcome"];
export type Status = Delivery["status"];
export type Reason = NonNullable<Delivery["reason"]>;

/** An attempt that was made. */
export interface MadeAttempt {
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly outcome: Outcome;
  readonly statusCode?: number;
  readonly error?: string;
  readonly excerpt?: string;
}

/** Where a delivery goes from here. */
export type Next =
  | { readonly status: "pending"; readonly dueAt: Date; readonly step: number }
  | { readonly status: Exclude<Status, "pending">; readonly reason?: Reason };

/** What came of a claimed delivery. */
export interface Completion {
  readonly deliveryId: string;
  readonly webhookId: string;
  /** The one it was claimed under: if that was lost, somebody else goes on with it, and this is void. */
  readonly lease: string;
  /** Absent: there was nothing to send any more. */
  readonly attempt?: MadeAttempt;
  readonly next: Next;
}

/** When an endpoint is left alone. */
export interface BreakerRules {
  /** Time-outs in a row that open it. */
  readonly timeouts: number;
  /** How long it stays open the first time; twice as long each further time in a row. */
  readonly openMs: number;
  readonly maxOpenMs: number;
}

export interface RecordOptions {
  readonly now: Date;
  readonly breaker: BreakerRules;
  /** A webhook with nothing but failures for so long is disabled. */
  readonly maxFailingMs: number;
}

export interface Recorded {
  /** Deliveries whose lease was not lost. */
  readonly deliveryIds: ReadonlySet<string>;
  /** Webhooks that were disabled on this occasion. */
  readonly disabled: readonly string[];
}

/** Records attempts and where their deliveries go from here, in one transaction. */
export async function record(
  db: Kysely<Schema>,
  completions: readonly Completion[],
  options: RecordOptions,
): Promise<Recorded> {
  const failed = completions.filter(({ attempt }) => attempt !== undefined && attempt.outcome !== "succeeded");
  // One statement is a transaction of its own.
  if (failed.length === 0) return { deliveryIds: await writeDown(db, completions, options.now), disabled: [] };
  return db.transaction().execute(async (transaction) => {
    await lockWebhooks(transaction, failed);
    const deliveryIds = await writeDown(transaction, completions, options.now);
    const counted = failed.filter(({ deliveryId }) => deliveryIds.has(deliveryId));
    return { deliveryIds, disabled: await noteTroubles(transaction, counted, options) };
  });
}

/**
 * Whoever disables or deletes a webhook now waits, and then finds what is put off here; who has done it is waited for,
 * and seen by the statements that follow. Without this each could miss the other, and a delivery would stay pending.
 */
async function lockWebhooks(transaction: Transaction<Schema>, failed: readonly Completion[]): Promise<void> {
  await transaction
    .selectFrom("webhooks")
    .select("webhook_id")
    .where("webhook_id", "in", [...new Set(failed.map(({ webhookId }) => webhookId))])
    .orderBy("webhook_id")
    .forNoKeyUpdate()
    .execute();
}

async function writeDown(db: Kysely<Schema>, completions: readonly Completion[], now: Date): Promise<Set<string>> {
  const column = <Value>(value: (completion: Completion) => Value) =>
    sql.val(completions.map((completion) => value(completion) ?? null));
  const { rows } = await sql<{ delivery_id: string }>`
    with done as (
      select * from unnest(
        ${column(({ deliveryId }) => deliveryId)}::text[],
        ${column(({ lease }) => lease)}::text[],
        ${column(({ next }) => next.status)}::text[],
        ${column(({ next }) => (next.status === "pending" ? null : next.reason))}::text[],
        ${column(({ next }) => (next.status === "pending" ? next.dueAt.toISOString() : null))}::timestamptz[],
        ${column(({ next }) => (next.status === "pending" ? next.step : null))}::integer[],
        ${column(({ attempt }) => attempt?.startedAt.toISOString())}::timestamptz[],
        ${column(({ attempt }) => attempt?.durationMs)}::integer[],
        ${column(({ attempt }) => attempt?.outcome)}::text[],
        ${column(({ attempt }) => attempt?.statusCode)}::integer[],
        ${column(({ attempt }) => attempt?.error)}::text[],
        ${column(({ attempt }) => attempt?.excerpt)}::text[]
      ) as done (delivery_id, lease, status, reason, due_at, step, started_at, duration_ms, outcome, status_code, error,
        response_excerpt)
    ), removed as (
      delete from delivery_queue as queue using done
      where queue.delivery_id = done.delivery_id and queue.lease = done.lease and done.status <> 'pending'
      returning done.*, queue.webhook_id, queue.attempts + (outcome is not null)::integer as attempt,
        status as end_status, reason as end_reason
    ), failed as materialized (
      select done.*, queue.webhook_id, queue.attempts + (outcome is not null)::integer as attempt,
        -- A webhook that went meanwhile gets no further attempt.
        case when webhooks.webhook_id is null then 'cancelled' when not enabled then 'failed' else 'pending' end
          as end_status,
        case when webhooks.webhook_id is null then 'webhook_deleted' when not enabled then 'webhook_disabled' end
          as end_reason
      from done
      join delivery_queue as queue on queue.delivery_id = done.delivery_id and queue.lease = done.lease
      left join webhooks on webhooks.webhook_id = queue.webhook_id
      where done.status = 'pending'
      for update of queue
    ), given_up as (
      delete from delivery_queue using failed
      where delivery_queue.delivery_id = failed.delivery_id and end_status <> 'pending'
    ), put_off as (
      update delivery_queue
      set due_at = failed.due_at, step = failed.step, attempts = failed.attempt, lease = null, leased_until = null
      from failed where delivery_queue.delivery_id = failed.delivery_id and end_status = 'pending'
    ), mine as (
      select * from removed union all select * from failed
    ), settled as (
      update deliveries set status = end_status, reason = end_reason, settled_at = ${now}
      from mine where deliveries.delivery_id = mine.delivery_id and end_status <> 'pending'
    ), attempted as (
      insert into attempts
        (delivery_id, attempt, started_at, duration_ms, outcome, status_code, error, response_excerpt)
      select delivery_id, attempt, started_at, duration_ms, outcome, status_code, error, response_excerpt
      from mine where outcome is not null
    ), recovered as (
      delete from endpoint_troubles where webhook_id in (select webhook_id from mine where outcome = 'succeeded')
    )
    select delivery_id from mine`.execute(db);
  return new Set(rows.map(({ delivery_id }) => delivery_id));
}

/** What failures mean for their endpoints: the breaker, and the end of those that are gone or fail for days. */
async function noteTroubles(
  transaction: Transaction<Schema>,
  failed: readonly Completion[],
  { now, breaker, maxFailingMs }: RecordOptions,
): Promise<string[]> {
  const webhooksOf = (wanted: (completion: Completion) => boolean) => [
    ...new Set(failed.filter(wanted).map(({ webhookId }) => webhookId)),
  ];
  const endsWith = (reason: Reason) => (completion: Completion) =>
    completion.next.status !== "pending" && completion.next.reason === reason;

  const answering = webhooksOf(({ attempt }) => attempt?.outcome === "http_error");
  if (answering.length > 0) await closeBreakers(transaction, answering);
  const timedOut = failed.filter(
    ({ attempt, webhookId }) => attempt?.outcome === "timeout" && !answering.includes(webhookId),
  );
  if (timedOut.length > 0) await countTimeouts(transaction, timedOut, now, breaker);

  const exhausted = webhooksOf(endsWith("exhausted"));
  const failing = exhausted.length > 0 ? await noteExhausted(transaction, exhausted, now, maxFailingMs) : [];
  const gone = webhooksOf(endsWith("gone"));
  return [
    ...(await disableWebhooks(transaction, gone, "gone", now)),
    ...(await disableWebhooks(transaction, failing, "failing", now)),
  ];
}

async function closeBreakers(transaction: Transaction<Schema>, webhookIds: readonly string[]): Promise<void> {
  await transaction
    .updateTable("endpoint_troubles")
    .set({ timeouts: 0, trips: 0, open_until: null })
    .where("webhook_id", "in", webhookIds)
    .execute();
}

async function countTimeouts(
  transaction: Transaction<Schema>,
  timedOut: readonly Completion[],
  now: Date,
  { timeouts, openMs, maxOpenMs }: BreakerRules,
): Promise<void> {
  const webhookIds = timedOut.map(({ webhookId }) => webhookId);
  await sql`
    insert into endpoint_troubles (webhook_id, timeouts)
    select webhook_id, count(*) from unnest(${sql.val(webhookIds)}::text[]) as timed_out (webhook_id)
    group by webhook_id order by webhook_id
    on conflict (webhook_id) do update set timeouts = endpoint_troubles.timeouts + excluded.timeouts`.execute(
    transaction,
  );
  await sql`
    update endpoint_troubles
    set trips = trips + 1,
      open_until = ${now}::timestamptz
        + least(${openMs}::double precision * power(2, least(trips, 30)), ${maxOpenMs}) * interval '1 millisecond'
    where webhook_id = any (${sql.val(webhookIds)}::text[]) and timeouts >= ${timeouts}
      and (open_until is null or open_until <= ${now})`.execute(transaction);
}

/** Answers those that have been failing for too long. */
async function noteExhausted(
  transaction: Transaction<Schema>,
  webhookIds: readonly string[],
  now: Date,
  maxFailingMs: number,
): Promise<string[]> {
  const { rows } = await sql<{ webhook_id: string; failing_since: Date }>`
    insert into endpoint_troubles (webhook_id, failing_since)
    select webhook_id, ${now} from unnest(${sql.val([...webhookIds].sort())}::text[]) as exhausted (webhook_id)
    on conflict (webhook_id) do update
    set failing_since = coalesce(endpoint_troubles.failing_since, excluded.failing_since)
    returning webhook_id, failing_since`.execute(transaction);
  const latest = now.getTime() - maxFailingMs;
  return rows.filter((row) => row.failing_since.getTime() <= latest).map((row) => row.webhook_id);
}
