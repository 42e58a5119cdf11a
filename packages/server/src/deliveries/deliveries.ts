import type { Delivery, DeliveryDetails, RecoverWebhookRequest } from "@agent-webhooks/types/delivery";
import { type Kysely, sql } from "kysely";
import type { AttemptRow, DeliveryRow, Schema } from "../database/schema.ts";
import type { Clock } from "../lib/clock.ts";
import { conflict, notFound, ValidationError } from "../lib/errors.ts";
import { type PageQuery, pageSql } from "../lib/paging.ts";
import { readTime } from "../lib/rfc3339.ts";
import type { NotifyDue } from "../worker/notifications.ts";
import { firstAttemptAt } from "../worker/retry-delay.ts";
import { explain, type Standing } from "./explain.ts";

/** Which deliveries a list has. */
export interface DeliveryFilter {
  readonly webhook_id?: string;
  readonly event_id?: string;
  readonly status?: string;
}

export interface DeliveriesOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly notifyDue: NotifyDue;
  /** Seconds before each attempt. */
  readonly retrySchedule: readonly number[];
}

type StandingRow = DeliveryRow & Standing;

/** What this service makes. Anything else is not looked up: Postgres refuses some characters, NUL for one. */
const possibleId = /^dlv_[0-9a-z]{1,64}$/;
const possibleFilter = /^[^\0]*$/;

/** The deliveries of every organization. What a method says does not exist may belong to another one. */
export class Deliveries {
  readonly #db: Kysely<Schema>;
  readonly #clock: Clock;
  readonly #notifyDue: NotifyDue;
  readonly #retrySchedule: readonly number[];

  constructor({ db, clock, notifyDue, retrySchedule }: DeliveriesOptions) {
    this.#db = db;
    this.#clock = clock;
    this.#notifyDue = notifyDue;
    this.#retrySchedule = retrySchedule;
  }

  /** The deliveries of a page. */
  async page(organizationId: string, filter: DeliveryFilter, query: PageQuery): Promise<Delivery[]> {
    if (!Object.values(filter).every((value) => possibleFilter.test(value))) return [];
    const { behind, direction } = pageSql("delivery_id", query, "deliveries");
    let select = this.#select(organizationId).where(behind).orderBy("deliveries.created_at", direction);
    for (const name of ["webhook_id", "event_id", "status"] as const) {
      const value = filter[name];
      if (value !== undefined) select = select.where(`deliveries.${name}`, "=", value);
    }
    // What the status implies, and the database cannot know: few are pending, few did not arrive, and of each there is an
    // index that has them alone.
    if (filter.status === "pending") select = select.where("delivery_queue.delivery_id", "is not", null);
    if (filter.status === "failed" || filter.status === "cancelled") {
      select = select.where("deliveries.reason", "is not", null);
    }
    const rows = await select.orderBy("deliveries.delivery_id", direction).limit(query.rows).execute();
    return rows.map((row) => this.#toDelivery(row));
  }

  /** @throws ServiceError 404 */
  async get(organizationId: string, deliveryId: string): Promise<DeliveryDetails> {
    // One snapshot: an attempt that is recorded between the two queries would not go with where the delivery stands.
    const snapshot = this.#db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only");
    return snapshot.execute(async (transaction) => {
      const delivery = this.#toDelivery(await this.#one(organizationId, deliveryId, transaction));
      const attempts = await transaction
        .selectFrom("attempts")
        .selectAll()
        .where("delivery_id", "=", deliveryId)
        .orderBy("attempt")
        .execute();
      return { ...delivery, attempts: attempts.map(toAttempt) };
    });
  }

  /** @throws ServiceError 404, 409 */
  async resend(organizationId: string, deliveryId: string): Promise<Delivery> {
    const { webhook_id, status, webhook_enabled } = await this.#one(organizationId, deliveryId);
    if (status === "pending") throw conflict("The delivery is pending already.");
    if (webhook_enabled === null) throw webhookDeleted();
    if (!webhook_enabled) throw webhookDisabled();
    const count = await this.#sendAgain(sql<boolean>`delivery_id = ${deliveryId} and status <> 'pending'`);
    // Somebody else was faster.
    if (count === 0) throw conflict("The delivery is pending already.");
    this.#notifyDue(organizationId, [webhook_id]);
    return this.#toDelivery(await this.#one(organizationId, deliveryId));
  }

  /**
   * Sends the failed deliveries to a webhook again whose events were published in [`since`, `until`).
   *
   * @returns how many
   * @throws ServiceError 404, 409
   * @throws ValidationError when `until` is not after `since`
   */
  async recover(organizationId: string, webhookId: string, range: RecoverWebhookRequest): Promise<number> {
    const since = readTime("since", range.since);
    const until = range.until === undefined ? this.#clock.now() : readTime("until", range.until);
    if (range.until !== undefined && until <= since) throw new ValidationError({ until: ["must be after since"] });
    await this.mustDeliver(organizationId, webhookId);
    const count = await this.#sendAgain(
      sql<boolean>`webhook_id = ${webhookId} and created_at >= ${since} and created_at < ${until} and status = 'failed'`,
    );
    if (count > 0) this.#notifyDue(organizationId, [webhookId]);
    return count;
  }

  /** Whether there is such a webhook, or there was one that something was sent to. */
  async knowsWebhook(organizationId: string, webhookId: string): Promise<boolean> {
    return possibleFilter.test(webhookId) && (await this.#webhookState(organizationId, webhookId)) !== undefined;
  }

  /** @throws ServiceError 404; 409 when the webhook is disabled or deleted */
  async mustDeliver(organizationId: string, webhookId: string): Promise<void> {
    const state = await this.#webhookState(organizationId, webhookId);
    if (state === undefined) throw notFound("Webhook");
    if (state === "deleted") throw webhookDeleted();
    if (state === "disabled") throw webhookDisabled();
  }

  async #webhookState(organizationId: string, webhookId: string) {
    const webhook = await this.#db
      .selectFrom("webhooks")
      .select("enabled")
      .where("organization_id", "=", organizationId)
      .where("webhook_id", "=", webhookId)
      .executeTakeFirst();
    if (webhook !== undefined) return webhook.enabled ? ("enabled" as const) : ("disabled" as const);
    const delivery = await this.#db
      .selectFrom("deliveries")
      .select("delivery_id")
      .where("organization_id", "=", organizationId)
      .where("webhook_id", "=", webhookId)
      .limit(1)
      .executeTakeFirst();
    return delivery && ("deleted" as const);
  }

  /** Puts settled deliveries back into the queue, at the beginning of the schedule. */
  async #sendAgain(which: ReturnType<typeof sql<boolean>>): Promise<number> {
    const dueAt = firstAttemptAt(this.#retrySchedule, this.#clock.now());
    const { rows } = await sql<{ count: number }>`
      with again as (
        update deliveries set status = 'pending', reason = null, settled_at = null
        where ${which}
        returning delivery_id, organization_id, webhook_id, event_id, test, created_at
      ), queued as (
        insert into delivery_queue
          (delivery_id, organization_id, webhook_id, event_id, test, created_at, due_at, step, attempts)
        select delivery_id, organization_id, webhook_id, event_id, test, created_at, ${dueAt}::timestamptz, 0,
          coalesce((select max(attempt) from attempts where attempts.delivery_id = again.delivery_id), 0)
        from again
      )
      select count(*)::integer as count from again`.execute(this.#db);
    return rows[0]?.count ?? 0;
  }

  async #one(organizationId: string, deliveryId: string, db = this.#db): Promise<StandingRow> {
    const row = possibleId.test(deliveryId)
      ? await this.#select(organizationId, db).where("deliveries.delivery_id", "=", deliveryId).executeTakeFirst()
      : undefined;
    if (row === undefined) throw notFound("Delivery");
    return row;
  }

  #select(organizationId: string, db = this.#db) {
    return db
      .selectFrom("deliveries")
      .leftJoin("delivery_queue", "delivery_queue.delivery_id", "deliveries.delivery_id")
      .leftJoin("webhooks", "webhooks.webhook_id", "deliveries.webhook_id")
      .leftJoin("endpoint_troubles", "endpoint_troubles.webhook_id", "deliveries.webhook_id")
      .selectAll("deliveries")
      .select([
        "delivery_queue.due_at",
        "delivery_queue.attempts",
        "webhooks.enabled as webhook_enabled",
        "webhooks.disabled_because",
        "endpoint_troubles.open_until",
      ])
      .where("deliveries.organization_id", "=", organizationId);
  }

  #toDelivery(row: StandingRow): Delivery {
    return {
      delivery_id: row.delivery_id,
      event_id: row.event_id,
      event_type: row.event_type as Delivery["event_type"],
      webhook_id: row.webhook_id,
      created_at: row.created_at.toISOString(),
      ...explain(row, row, this.#clock.now()),
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

const webhookDisabled = () => conflict("The webhook is disabled. Enable it first.");
const webhookDeleted = () => conflict("The webhook was deleted.");
