import { type Kysely, sql } from "kysely";
import type pg from "pg";
import type { Schema } from "../database/schema.ts";
import { Batcher } from "../lib/batcher.ts";

/** Called with the webhooks of an organization that have deliveries due. */
export type NotifyDue = (organizationId: string, webhookIds: readonly string[]) => void;

/** The Postgres channel on which processes without a worker notify those with one. */
const channel = "agent_webhooks_due";
/** Postgres allows 8,000 bytes. */
const maxPayloadBytes = 7_500;
const maxPayloadWebhooks = 200;
/** Payloads of one statement. */
const maxPayloads = 100;
/** Asks for a poll, which finds every webhook however many there are. */
const pollPayload = "";

/**
 * Notifies the workers of other processes. A lost notification delays a delivery only until the next poll, so errors
 * are reported and otherwise ignored.
 */
export function notifyOtherProcesses(db: Kysely<Schema>, onError: (error: unknown) => void): NotifyDue {
  // The events of one commit may be of a hundred organizations.
  const process = async (payloads: readonly string[]) => {
    await notify(db, payloads).catch(onError);
    return payloads;
  };
  const batcher = new Batcher(process, { maxItems: maxPayloads, maxRunning: 1 });
  return (organizationId, webhookIds) => {
    for (let start = 0; start < webhookIds.length; start += maxPayloadWebhooks) {
      const due: Parameters<NotifyDue> = [organizationId, webhookIds.slice(start, start + maxPayloadWebhooks)];
      const payload = JSON.stringify(due);
      void batcher.add(Buffer.byteLength(payload) > maxPayloadBytes ? pollPayload : payload);
    }
  };
}

/** Returns a function that asks the workers of other processes to poll. */
export function pollOtherProcesses(db: Kysely<Schema>, onError: (error: unknown) => void): () => void {
  return () => {
    notify(db, [pollPayload]).catch(onError);
  };
}

async function notify(db: Kysely<Schema>, payloads: readonly string[]): Promise<void> {
  await sql`select pg_notify(${channel}, payload) from unnest(${sql.val(payloads)}::text[]) as payload`.execute(db);
}

/**
 * Listens for notifications on a connection.
 *
 * @param poll called when a process asks for it, and now: notifications may have been missed
 */
export async function listenForNotifications(client: pg.Client, notify: NotifyDue, poll: () => void): Promise<void> {
  client.on("notification", ({ payload = "" }) => {
    const due = parsePayload(payload);
    if (due === undefined) poll();
    else notify(...due);
  });
  await client.query(`listen ${channel}`);
  poll();
}

/** Returns `undefined` for `pollPayload`, and for one that is not ours: anything connected to the database may notify. */
function parsePayload(payload: string): Parameters<NotifyDue> | undefined {
  try {
    const [organizationId, webhookIds] = JSON.parse(payload);
    const isOurs = typeof organizationId === "string" && Array.isArray(webhookIds);
    return isOurs ? [organizationId, webhookIds.map(String)] : undefined;
  } catch {
    return undefined;
  }
}
