import { type Kysely, sql, type Transaction, type Updateable } from "kysely";
import type { Schema, WebhookRow, WebhooksTable } from "../database/schema.ts";
import { type PageQuery, pageSql } from "../lib/paging.ts";

/** What this service makes. Anything else is not looked up: Postgres refuses some characters, NUL for one. */
const possibleId = /^wh_[0-9a-z]{1,64}$/;

/** Named, so that the statements may be prepared; see `PreparingClient`. */
const columns = [
  "webhook_id",
  "organization_id",
  "url",
  "event_types",
  "inbox_ids",
  "pod_ids",
  "client_id",
  "secret",
  "enabled",
  "disabled_because",
  "created_at",
  "updated_at",
] as const satisfies (keyof WebhookRow)[];

const isPossibleId = (webhookId: string): boolean => possibleId.test(webhookId);

/** Rows of an organization in order of creation, ids breaking ties; the index `webhooks_page` has them so. */
export async function selectPage(db: Kysely<Schema>, organizationId: string, page: PageQuery): Promise<WebhookRow[]> {
  const { behind, direction } = pageSql("webhook_id", page);
  return db
    .selectFrom("webhooks")
    .select(columns)
    .where("organization_id", "=", organizationId)
    .where(behind)
    .orderBy("created_at", direction)
    .orderBy("webhook_id", direction)
    .limit(page.rows)
    .execute();
}

/** Those of these webhooks that there are, by id; an id is looked for in its organization only. */
export async function selectMany(
  db: Kysely<Schema>,
  wanted: readonly { readonly organizationId: string; readonly webhookId: string }[],
): Promise<(WebhookRow | undefined)[]> {
  const possible = wanted.filter(({ webhookId }) => isPossibleId(webhookId));
  const { rows } =
    possible.length === 0
      ? { rows: [] }
      : await sql<WebhookRow>`
          select ${sql.join(columns.map((column) => sql.ref(`webhooks.${column}`)))}
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

export async function selectOne(
  db: Kysely<Schema>,
  organizationId: string,
  webhookId: string,
): Promise<WebhookRow | undefined> {
  if (!isPossibleId(webhookId)) return undefined;
  return db
    .selectFrom("webhooks")
    .select(columns)
    .where("organization_id", "=", organizationId)
    .where("webhook_id", "=", webhookId)
    .executeTakeFirst();
}

/** Like `selectOne`, and nobody else changes the row until the transaction ends. */
export async function selectOneForUpdate(
  transaction: Transaction<Schema>,
  organizationId: string,
  webhookId: string,
): Promise<WebhookRow | undefined> {
  if (!isPossibleId(webhookId)) return undefined;
  return transaction
    .selectFrom("webhooks")
    .select(columns)
    .where("organization_id", "=", organizationId)
    .where("webhook_id", "=", webhookId)
    .forUpdate()
    .executeTakeFirst();
}

export async function exists(db: Kysely<Schema>, organizationId: string, webhookId: string): Promise<boolean> {
  if (!isPossibleId(webhookId)) return false;
  const row = await db
    .selectFrom("webhooks")
    .select("webhook_id")
    .where("organization_id", "=", organizationId)
    .where("webhook_id", "=", webhookId)
    .executeTakeFirst();
  return row !== undefined;
}

export async function selectByClientId(
  db: Kysely<Schema>,
  organizationId: string,
  clientId: string,
): Promise<WebhookRow | undefined> {
  return db
    .selectFrom("webhooks")
    .select(columns)
    .where("organization_id", "=", organizationId)
    .where("client_id", "=", clientId)
    .executeTakeFirst();
}

export type NewWebhookRow = Omit<WebhookRow, "secret"> & { secret: Buffer };

/** False when the organization has a webhook with this client id already. */
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

/** Nobody else creates a webhook of the organization in this way until the transaction ends. */
export async function holdCreation(transaction: Transaction<Schema>, organizationId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`webhooks of ${organizationId}`}, 0))`.execute(transaction);
}

/** How many webhooks the organization has; from `max` on it is not counted further. */
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

/** Keeps the secret of a webhook that gets another one, for as long as it signs; expired ones go. */
export async function keepPreviousSecret(
  transaction: Transaction<Schema>,
  { webhook_id, secret }: WebhookRow,
  { replacedAt, expiresAt, now }: { readonly replacedAt: Date; readonly expiresAt: Date; readonly now: Date },
): Promise<void> {
  await transaction
    .deleteFrom("previous_secrets")
    .where("webhook_id", "=", webhook_id)
    .where("expires_at", "<=", now)
    .execute();
  await transaction
    .insertInto("previous_secrets")
    .values({ webhook_id, secret: Buffer.from(secret), replaced_at: replacedAt, expires_at: expiresAt })
    .execute();
}

/** False when there was none. */
export async function deleteOne(db: Kysely<Schema>, organizationId: string, webhookId: string): Promise<boolean> {
  if (!isPossibleId(webhookId)) return false;
  const { numDeletedRows } = await db
    .deleteFrom("webhooks")
    .where("organization_id", "=", organizationId)
    .where("webhook_id", "=", webhookId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}
