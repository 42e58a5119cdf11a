import { randomUUID } from "node:crypto";
import type { Insertable, Kysely } from "kysely";
import { onTestFinished } from "vitest";
import type { Database } from "../../src/database/database.ts";
import { openInMemory } from "../../src/database/embedded.ts";
import { openPostgres } from "../../src/database/postgres.ts";
import type { Schema, WebhooksTable } from "../../src/database/schema.ts";
import type { NewEvent } from "../../src/publish/queries.ts";

/**
 * Opens a migrated database, which is closed after the test.
 *
 * @param url of a Postgres database. @default a new embedded one in memory
 */
export async function openDatabase(url?: string, timeoutMs = 10_000): Promise<Database> {
  const onError = () => undefined;
  const database = url === undefined ? await openInMemory() : openPostgres(url, { timeoutMs, onError });
  onTestFinished(() => database.close());
  return database;
}

/** Stores webhooks of the organization `org` that no event matches, unless `fields` say otherwise. */
export async function insertWebhooks(
  db: Kysely<Schema>,
  webhookIds: readonly string[],
  fields: Partial<Insertable<WebhooksTable>> = {},
): Promise<void> {
  const now = new Date();
  const common = { organization_id: "org", url: "https://example.com", event_types: [], inbox_ids: [], pod_ids: [] };
  const state = { secret: Buffer.alloc(0), enabled: true, epoch: 0, created_at: now, updated_at: now };
  const rows = webhookIds.map((webhook_id) => ({ webhook_id, ...common, ...state, ...fields }));
  await db.insertInto("webhooks").values(rows).execute();
}

/** A message that was received in the inbox `in_1` now, as a publish stores it. */
export const newEvent = (organizationId: string, changes: Partial<NewEvent> = {}): NewEvent => ({
  organizationId,
  eventId: `evt_${randomUUID()}`,
  eventType: "message.received",
  inboxId: "in_1",
  podId: null,
  body: "{}",
  publishedAt: new Date(),
  dueAt: new Date(),
  deliveryIdPrefix: `dlv_${randomUUID().replaceAll("-", "")}`,
  ...changes,
});
