import { type Kysely, sql, type Transaction, type Updateable } from "kysely";
import type { Schema, WebhookRow, WebhooksTable } from "../database/schema.ts";
import { isGeneratedId } from "../lib/ids.ts";
import { type PageQuery, pageSql } from "../lib/paging.ts";
import { storeOperatorEvents } from "../operator/queries.ts";
import { maxSecrets } from "../worker/current-state.ts";
import { lastStaleEpoch } from "../worker/stale-deliveries.ts";
import type { DisabledBecause } from "../worker/state-transitions.ts";
import { type NewWebhookRow, webhookColumns } from "./webhook-row.ts";

const webhooksOf = (db: Kysely<Schema>, organizationId: string) =>
  db.selectFrom("webhooks").select(webhookColumns).where("organization_id", "=", organizationId);

/** Webhooks of an organization in order of creation, then of id: the order of the index `webhooks_page`. */
export async function selectPage(db: Kysely<Schema>, organizationId: string, page: PageQuery): Promise<WebhookRow[]> {
  const { behind, direction } = pageSql("webhook_id", page);
  return webhooksOf(db, organizationId)
    .where(behind)
    .orderBy("created_at", direction)
    .orderBy("webhook_id", direction)
    .limit(page.rows)
    .execute();
}

/** Looks up webhooks by organization and id, in one query; `undefined` for each that does not exist. */
export async function selectMany(
  db: Kysely<Schema>,
  wanted: readonly { readonly organizationId: string; readonly webhookId: string }[],
): Promise<(WebhookRow | undefined)[]> {
  const possible = wanted.filter(({ webhookId }) => isGeneratedId("wh", webhookId));
  const { rows } =
    possible.length === 0
      ? { rows: [] }
      : await sql<WebhookRow>`
          select ${sql.join(webhookColumns.map((column) => sql.ref(`webhooks.${column}`)))}
          from webhooks
          join (
            select distinct * from unnest(
              ${sql.val(possible.map(({ organizationId }) => organizationId))}::text[],
              ${sql.val(possible.map(({ webhookId }) => webhookId))}::text[]
            ) as wanted (organization_id, webhook_id)
          ) as wanted using (organization_id, webhook_id)`.execute(db);
  const found = new Map(rows.map((row) => [row.webhook_id, row]));
  return wanted.map(({ organizationId, webhookId }) => {
    const row = found.get(webhookId);
    return row?.organization_id === organizationId ? row : undefined;
  });
}

/** @param options.forUpdate locks the row until the transaction ends */
export async function selectOne(
  db: Kysely<Schema>,
  organizationId: string,
  webhookId: string,
  { forUpdate = false }: { readonly forUpdate?: boolean } = {},
): Promise<WebhookRow | undefined> {
  if (!isGeneratedId("wh", webhookId)) return undefined;
  return webhooksOf(db, organizationId)
    .where("webhook_id", "=", webhookId)
    .$if(forUpdate, (query) => query.forUpdate())
    .executeTakeFirst();
}

export async function exists(db: Kysely<Schema>, organizationId: string, webhookId: string): Promise<boolean> {
  if (!isGeneratedId("wh", webhookId)) return false;
  const row = await db
    .selectFrom("webhooks")
    .select("webhook_id")
    .where("organization_id", "=", organizationId)
    .where("webhook_id", "=", webhookId)
    .executeTakeFirst();
  return row !== undefined;
}

/** @param options.forUpdate locks the row until the transaction ends */
export async function selectByClientId(
  db: Kysely<Schema>,
  organizationId: string,
  clientId: string,
  { forUpdate = false }: { readonly forUpdate?: boolean } = {},
): Promise<WebhookRow | undefined> {
  return webhooksOf(db, organizationId)
    .where("client_id", "=", clientId)
    .$if(forUpdate, (query) => query.forUpdate())
    .executeTakeFirst();
}

/**
 * Inserts a webhook; returns false when the organization already has one with this `client_id`. A trigger (migration 0020)
 * keeps its rows in `event_webhooks`, through which events find their webhooks.
 */
export async function insertUnlessClientIdTaken(db: Kysely<Schema>, row: NewWebhookRow): Promise<boolean> {
  const inserted = await db
    .insertInto("webhooks")
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(["organization_id", "client_id"]).where("client_id", "is not", null).doNothing(),
    )
    .returning("webhook_id")
    .executeTakeFirst();
  return inserted !== undefined;
}

const creationLock = (organizationId: string) => sql`hashtextextended(${`webhooks of ${organizationId}`}, 0)`;

/** Locks the creation of webhooks of the organization until the transaction ends. */
export async function lockCreation(transaction: Transaction<Schema>, organizationId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${creationLock(organizationId)})`.execute(transaction);
}

/**
 * Like `insertUnlessClientIdTaken`, if the organization has so few webhooks that concurrent creates cannot exceed `max`: each
 * connection of the database runs one at most, which counts and inserts in one statement. Otherwise, nothing is inserted.
 *
 * @returns `undefined` if the organization has more, or its creation is locked: `lockCreation` waits for these statements
 */
export async function insertWithoutLock(
  db: Kysely<Schema>,
  row: NewWebhookRow,
  max: number,
): Promise<boolean | undefined> {
  const few = sql`greatest(0, ${max}::integer - current_setting('max_connections')::integer)`;
  const { rows } = await sql<{ hasFew: boolean; isInserted: boolean }>`
    with counted as materialized (
      select count(*) < ${few} and pg_try_advisory_xact_lock_shared(${creationLock(row.organization_id)}) as has_few
      from (select from webhooks where organization_id = ${row.organization_id} limit ${few}) as found
    ), inserted as (
      insert into webhooks (${sql.join(webhookColumns.map((column) => sql.ref(column)))})
      select ${sql.join(webhookColumns.map((column) => sql.val(row[column])))} from counted where has_few
      on conflict (organization_id, client_id) where client_id is not null do nothing
      returning webhook_id
    )
    select has_few as "hasFew", (select count(*) from inserted) > 0 as "isInserted" from counted`.execute(db);
  const [counted] = rows;
  return counted?.hasFew === true ? counted.isInserted : undefined;
}

/** Counts the webhooks of the organization, up to `max`. */
export async function countUpTo(db: Kysely<Schema>, organizationId: string, max: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count
    from (select from webhooks where organization_id = ${organizationId} limit ${max}) as counted`.execute(db);
  return rows[0]?.count ?? 0;
}

export async function update(
  transaction: Transaction<Schema>,
  webhookId: string,
  change: Updateable<WebhooksTable>,
): Promise<void> {
  await transaction.updateTable("webhooks").set(change).where("webhook_id", "=", webhookId).execute();
}

/** A webhook to disable, unless it was enabled again since this epoch. */
export interface WebhookToDisable {
  readonly webhookId: string;
  readonly epoch: number;
}

/**
 * Disables webhooks, which makes their pending deliveries stale: they are settled later, and `recoverWebhook` can send them
 * again.
 *
 * @param wait for requests that are changing one of the webhooks; it is left as it is otherwise. @default false
 * @returns the ids of those that were enabled
 */
export async function disable(
  db: Kysely<Schema>,
  wanted: readonly WebhookToDisable[],
  because: DisabledBecause,
  {
    now,
    wait = false,
    sealedSecret,
  }: {
    readonly now: Date;
    readonly wait?: boolean;
    /** Only webhooks that still have this secret. */
    readonly sealedSecret?: Uint8Array | undefined;
  },
): Promise<string[]> {
  if (wanted.length === 0) return [];
  const { rows } = await sql<{ webhook_id: string }>`
    with rows as (
      update webhooks
      set enabled = false, disabled_because = ${because}, disabled_at = ${now},
        updated_at = greatest(${now}::timestamptz, updated_at + interval '1 millisecond')
      where webhook_id in (
        -- Ordered, because processes that disable the same webhooks would otherwise deadlock.
        select webhook_id
        from unnest(
          ${sql.val(wanted.map(({ webhookId }) => webhookId))}::text[],
          ${sql.val(wanted.map(({ epoch }) => epoch))}::integer[]
        ) as wanted (webhook_id, epoch)
        join webhooks using (webhook_id, epoch)
        where enabled and ${sealedSecret === undefined ? sql`true` : sql`secret = ${Buffer.from(sealedSecret)}`}
        order by webhook_id for no key update of webhooks ${wait ? sql`` : sql`skip locked`}
      )
      returning webhook_id, organization_id, jsonb_build_object('reason', disabled_because) as details
    ), stored as (
      ${storeOperatorEvents("webhook.disabled", sql`rows`, now)}
    )
    select webhook_id from rows`.execute(db);
  return rows.map(({ webhook_id }) => webhook_id);
}

/** Stores the current secret of a webhook as a previous one, and deletes those that do not sign any more. */
export async function keepPreviousSecret(
  transaction: Transaction<Schema>,
  { webhook_id, secret }: WebhookRow,
  { replacedAt, expiresAt, now }: { readonly replacedAt: Date; readonly expiresAt: Date; readonly now: Date },
): Promise<void> {
  if (expiresAt > now) {
    await transaction
      .insertInto("previous_secrets")
      .values({ webhook_id, secret: Buffer.from(secret), replaced_at: replacedAt, expires_at: expiresAt })
      .execute();
  }
  await sql`
    delete from previous_secrets
    where webhook_id = ${webhook_id} and (expires_at <= ${now} or replaced_at not in (
      select replaced_at from previous_secrets
      where webhook_id = ${webhook_id} and expires_at > ${now} order by replaced_at desc limit ${maxSecrets - 1}
    ))`.execute(transaction);
}

/** Deletes previous secrets that expired before a time. Returns how many. */
export async function deleteExpiredSecrets(
  db: Kysely<Schema>,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from previous_secrets
    where ctid = any (array(
      select ctid from previous_secrets where expires_at < ${before} limit ${limit} for update skip locked
    ))`.execute(db);
  return Number(numAffectedRows);
}

/** Deletes a webhook, forgets the failures of its endpoint, and remembers which deliveries had failed and are not settled yet. */
export async function deleteOne(db: Kysely<Schema>, organizationId: string, webhookId: string): Promise<void> {
  await sql`
    with deleted as (
      delete from webhooks where organization_id = ${organizationId} and webhook_id = ${webhookId}
      returning webhook_id, enabled, epoch
    ), forgotten as (
      delete from endpoint_failures using deleted where endpoint_failures.webhook_id = deleted.webhook_id
    ), remembered as (
      insert into deleted_webhooks (webhook_id, last_failed_epoch)
      select webhook_id, ${lastStaleEpoch} from deleted as webhooks
      where ${lastStaleEpoch} >= 0 and (exists (
        select from delivery_queue
        where delivery_queue.webhook_id = webhooks.webhook_id and delivery_queue.epoch <= ${lastStaleEpoch}
        offset 0
      ) or exists (
        -- They may contain deliveries of this webhook. Finding out would mean reading all of their webhook ids.
        select from fan_outs where fan_outs.organization_id = ${organizationId}
        offset 0
      ))
    )
    select from deleted`.execute(db);
}
