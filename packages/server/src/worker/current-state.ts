import { type Kysely, type RawBuilder, sql } from "kysely";
import { isDatabaseFailure } from "../database/availability.ts";
import type { Schema } from "../database/schema.ts";
import { Batcher } from "../lib/batcher.ts";
import type { Clock } from "../lib/clock.ts";
import type { ClaimedDelivery } from "./queue.ts";

/** Secrets of a webhook that sign, including the current one. */
export const maxSecrets = 5;

/** A webhook as it is when its deliveries are sent. */
export interface CurrentWebhook {
  readonly webhookId: string;
  readonly url: string;
  readonly enabled: boolean;
  readonly epoch: number;
  readonly inboxIds: readonly string[];
  readonly podIds: readonly string[];
  /** Encrypted, newest first. */
  readonly sealedSecrets: readonly Uint8Array[];
}

/** A webhook as statements return it. The driver reads an array of bytes slowly, so its secrets are a text. */
export type CurrentWebhookRow = Omit<CurrentWebhook, "sealedSecrets"> & { readonly secrets: string };

/** The columns of `CurrentWebhookRow`, in a statement that has a row of `webhooks`. */
export const currentWebhookColumns = (now: Date): RawBuilder<unknown> => sql`
  webhooks.webhook_id as "webhookId", url, enabled, webhooks.epoch, inbox_ids as "inboxIds", pod_ids as "podIds",
  array_to_string(array_prepend(encode(secret, 'hex'), array(
    select encode(secret, 'hex') from previous_secrets
    where previous_secrets.webhook_id = webhooks.webhook_id and expires_at > ${now}
    order by replaced_at desc limit ${sql.lit(maxSecrets - 1)}
  )), ' ') as secrets`;

export const toCurrentWebhook = ({ secrets, ...webhook }: CurrentWebhookRow): CurrentWebhook => ({
  ...webhook,
  sealedSecrets: secrets.split(" ").map((secret) => Buffer.from(secret, "hex")),
});

/** What a delivery belongs to. */
type DeliveryKeys = Pick<ClaimedDelivery, "deliveryId" | "organizationId" | "webhookId" | "eventId">;

/** What decides, besides what was claimed, whether a delivery is sent. */
export interface CurrentState {
  /** `undefined` if it was deleted. */
  readonly webhook: CurrentWebhook | undefined;
  readonly isErased: boolean;
}

/** The current states of these deliveries, in this order. */
export async function selectCurrentStates(
  db: Kysely<Schema>,
  deliveries: readonly DeliveryKeys[],
  now: Date,
): Promise<CurrentState[]> {
  const webhookIds = [...new Set(deliveries.map(({ webhookId }) => webhookId))];
  const { rows } = await sql<CurrentWebhookRow & { readonly erased: readonly string[] }>`
    select ${currentWebhookColumns(now)}, array(
      select delivery_id
      from unnest(
        ${sql.val(deliveries.map(({ deliveryId }) => deliveryId))}::text[],
        ${sql.val(deliveries.map(({ organizationId }) => organizationId))}::text[],
        ${sql.val(deliveries.map(({ eventId }) => eventId))}::text[]
      ) as delivery (delivery_id, organization_id, event_id)
      join events using (organization_id, event_id)
      where erased_at is not null
    ) as erased
    from webhooks where webhook_id = any (${sql.val(webhookIds)}::text[])`.execute(db);
  const webhooks = new Map(rows.map(({ erased: _, ...row }) => [row.webhookId, toCurrentWebhook(row)]));
  const erased = new Set(rows[0]?.erased);
  return deliveries.map(({ webhookId, deliveryId }) => ({
    webhook: webhooks.get(webhookId),
    isErased: erased.has(deliveryId),
  }));
}

const batchSize = 500;

/**
 * Loads webhooks as they are when their deliveries are sent, and whether the events were erased: a change that was acknowledged
 * holds for each attempt that starts after it. Deliveries that are sent while a load runs share the next one. Those that are
 * sent as soon as they are stored need none; see `HandOver`.
 */
export class CurrentStates {
  readonly #batcher: Batcher<DeliveryKeys, CurrentState>;

  constructor({ db, clock }: { readonly db: Kysely<Schema>; readonly clock: Clock }) {
    this.#batcher = new Batcher((deliveries) => selectCurrentStates(db, deliveries, clock.now()), {
      maxItems: batchSize,
      maxRunning: 1,
      affectsAll: isDatabaseFailure,
    });
  }

  load(delivery: DeliveryKeys): Promise<CurrentState> {
    return this.#batcher.add(delivery);
  }
}
