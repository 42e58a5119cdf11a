import type { Delivery, DeliveryDetails } from "@agent-webhooks/types/delivery";
import type { Kysely } from "kysely";
import type { AttemptRow, Schema } from "../database/schema.ts";
import type { Clock } from "../lib/clock.ts";
import { conflict, notFound, type ServiceError } from "../lib/errors.ts";
import { hasNul, isGeneratedId } from "../lib/ids.ts";
import type { PageQuery } from "../lib/paging.ts";
import { type Found, type SearchOptions, searchPage } from "../lib/search.ts";
import type { NotifyDue } from "../worker/notifications.ts";
import { firstAttemptAt } from "../worker/retry-delay.ts";
import { explain } from "./explain.ts";
import { type DeliveryFilter, deliverySearches } from "./list-queries.ts";
import {
  type DeliveryWithContext,
  findStaleState,
  isEventErased,
  requeueDelivery,
  selectAttempts,
  selectDelivery,
  selectWebhookState,
} from "./queries.ts";

export interface DeliveriesOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly notifyDue: NotifyDue;
  /** Seconds before each attempt. */
  readonly retrySchedule: readonly number[];
  readonly search: SearchOptions;
}

/** The deliveries of every organization. Methods treat those of another organization as missing. */
export class Deliveries {
  readonly #options: DeliveriesOptions;

  constructor(options: DeliveriesOptions) {
    this.#options = options;
  }

  /** Returns the deliveries of a page. It may be short if many deliveries have to be looked at. */
  async page(organizationId: string, filter: DeliveryFilter, query: PageQuery): Promise<Found<Delivery>> {
    if (Object.values(filter).some(hasNul)) return { items: [] };
    const searches = deliverySearches(this.#options.db, organizationId, filter);
    const { items, searchedTo } = await searchPage(searches, query, this.#options.search);
    return { items: items.map((row) => this.#toDelivery(row)), searchedTo };
  }

  /** @throws ServiceError 404 */
  async get(organizationId: string, deliveryId: string): Promise<DeliveryDetails> {
    // One snapshot, so that the attempts fit the state.
    const snapshot = this.#options.db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only");
    return snapshot.execute(async (transaction) => {
      const row = await this.#select(organizationId, deliveryId, transaction);
      const attempts = await selectAttempts(transaction, deliveryId);
      return { ...this.#toDelivery(row), attempts: attempts.map(toAttempt) };
    });
  }

  /**
   * Sends a settled delivery again, on a fresh retry schedule.
   *
   * @throws ServiceError 404; 409 if it is pending, its webhook is disabled or deleted, or its event was erased
   */
  async resend(organizationId: string, deliveryId: string): Promise<Delivery> {
    const { db, clock, notifyDue } = this.#options;
    const { webhook_id, event_id, status, webhook_enabled } = await this.#select(organizationId, deliveryId);
    if (status === "pending") throw alreadyPending();
    if (webhook_enabled === null) throw deletedWebhook();
    if (!webhook_enabled) throw disabledWebhook();
    if (await isEventErased(db, organizationId, event_id)) throw conflict("The event of the delivery was erased.");
    // A concurrent request may have been faster.
    const times = { now: clock.now(), dueAt: this.#firstAttemptAt() };
    if (!(await requeueDelivery(db, deliveryId, times))) throw alreadyPending();
    notifyDue(organizationId, [webhook_id]);
    return this.#toDelivery(await this.#select(organizationId, deliveryId));
  }

  /** Whether the webhook exists, or was deleted and has deliveries. */
  async knowsWebhook(organizationId: string, webhookId: string): Promise<boolean> {
    if (hasNul(webhookId)) return false;
    return (await selectWebhookState(this.#options.db, organizationId, webhookId)) !== undefined;
  }

  /** @throws ServiceError 404; 409 if the webhook is disabled or deleted */
  async checkEnabled(organizationId: string, webhookId: string): Promise<void> {
    const state = await selectWebhookState(this.#options.db, organizationId, webhookId);
    if (state === undefined) throw notFound("Webhook");
    if (state === "deleted") throw deletedWebhook();
    if (state === "disabled") throw disabledWebhook();
  }

  #firstAttemptAt(): Date {
    return firstAttemptAt(this.#options.retrySchedule, this.#options.clock.now());
  }

  async #select(organizationId: string, deliveryId: string, db = this.#options.db): Promise<DeliveryWithContext> {
    const row = isGeneratedId("dlv", deliveryId) ? await selectDelivery(db, organizationId, deliveryId) : undefined;
    if (row === undefined) throw notFound("Delivery");
    return { ...row, ...findStaleState(row, this.#options.clock.now()) };
  }

  #toDelivery(row: DeliveryWithContext): Delivery {
    return {
      delivery_id: row.delivery_id,
      event_id: row.event_id,
      event_type: row.event_type as Delivery["event_type"],
      webhook_id: row.webhook_id,
      created_at: row.created_at.toISOString(),
      ...explain(row, this.#options.clock.now()),
    };
  }
}

function toAttempt(row: AttemptRow): DeliveryDetails["attempts"][number] {
  return {
    attempt: row.attempt,
    started_at: row.started_at.toISOString(),
    duration_ms: row.duration_ms,
    outcome: row.outcome as DeliveryDetails["attempts"][number]["outcome"],
    ...(row.status_code !== null && { status_code: row.status_code }),
    ...(row.error !== null && { error: row.error }),
    ...(row.response_excerpt !== null && { response_excerpt: row.response_excerpt }),
  };
}

const alreadyPending = () => conflict("The delivery is already pending.");
export const disabledWebhook = (): ServiceError => conflict("The webhook is disabled. Enable it first.");
export const deletedWebhook = (): ServiceError => conflict("The webhook was deleted.");
