import type { FastifyBaseLogger } from "fastify";
import { type Kysely, sql } from "kysely";
import type { SecretBox } from "../crypto/secret-box.ts";
import { dueChannel, listenForDue } from "../database/notifications.ts";
import type { Schema } from "../database/schema.ts";
import { Deliveries } from "../deliveries/deliveries.ts";
import { Retention } from "../deliveries/retention.ts";
import type { ConnectorOptions } from "../egress/connector.ts";
import type { EgressPolicy } from "../egress/policy.ts";
import type { Clock } from "../lib/clock.ts";
import { type OnDue, Publisher } from "../publish/publisher.ts";
import type { DatabaseSettings, Settings } from "../settings.ts";
import { createDeliveryLog } from "../telemetry/delivery-log.ts";
import { DeliveryMetrics } from "../telemetry/metrics.ts";
import { Sender } from "./sender.ts";
import { Dispatcher } from "./worker.ts";

export interface DeliveryOptions {
  readonly db: Kysely<Schema>;
  readonly database: DatabaseSettings;
  readonly clock: Clock;
  readonly secretBox: SecretBox;
  readonly egress: EgressPolicy;
  readonly log: FastifyBaseLogger;
  readonly settings: Pick<Settings, "role" | "retrySchedule" | "deliveryTimeoutMs" | "leaseSeconds" | "retentionDays">;
  readonly connector?: ConnectorOptions | undefined;
  /** How often the queue is looked through for what nobody told of: retries, and what other processes left. @default 500 */
  readonly sweepMs?: number;
  /** False while the database must not grow: nothing is sent then, for what came of it could not be recorded. */
  readonly mayWrite: () => boolean;
}

const dayMs = 86_400_000;
/** What is in flight when the service stops is finished, but not for longer than this. */
const stopGraceMs = 20_000;
/** Postgres allows 8,000 bytes; more webhooks than fit are found by the next look through the queue. */
const maxPayloadBytes = 7_500;

/** Everything between a published event and its delivery. */
export class Delivery {
  readonly metrics: DeliveryMetrics;
  readonly publisher: Publisher;
  readonly deliveries: Deliveries;
  readonly retention: Retention;
  readonly #options: DeliveryOptions;
  readonly #sender: Sender;
  readonly #dispatcher: Dispatcher | undefined;
  #stopListening: (() => Promise<void>) | undefined;

  constructor(options: DeliveryOptions) {
    const { db, clock, secretBox, egress, settings, database, connector, sweepMs = 500, mayWrite } = options;
    this.#options = options;
    const log = createDeliveryLog(options.log);
    const onDue = (organizationId: string, webhookIds: readonly string[]) => this.#onDue(organizationId, webhookIds);
    const onPostgres = database.kind === "postgres";
    this.metrics = new DeliveryMetrics(db, clock);
    const { retrySchedule: schedule } = settings;
    const { metrics } = this;
    this.publisher = new Publisher({ db, clock, onDue, metrics, schedule, maxRunning: onPostgres ? 4 : 1 });
    this.deliveries = new Deliveries({ db, clock, onDue, schedule });
    this.retention = new Retention({ db, clock, log, days: settings.retentionDays, vacuum: !onPostgres });
    this.#sender = new Sender({ clock, egress, timeoutMs: settings.deliveryTimeoutMs, connector });
    if (settings.role === "api") return;
    this.#dispatcher = new Dispatcher({
      db,
      clock,
      secretBox,
      sender: this.#sender,
      metrics: this.metrics,
      log,
      schedule,
      sweepMs,
      leaseMs: settings.leaseSeconds * 1000,
      lanes: { perWebhook: 10, perLane: 512, total: 2_048, slowMs: 1_000 },
      breaker: { timeouts: 5, openMs: 30_000, maxOpenMs: 600_000 },
      maxFailingMs: 5 * dayMs,
      mayWrite,
    });
  }

  /** Begins to deliver, if that is the role of this process. */
  start(): void {
    const { database, settings } = this.#options;
    const dispatcher = this.#dispatcher;
    if (dispatcher === undefined) return;
    dispatcher.start();
    this.retention.start();
    if (settings.role === "worker" && database.kind === "postgres") {
      this.#stopListening = listenForDue(database.url, (payload) => {
        if (payload === "") dispatcher.sweepSoon();
        else dispatcher.hint(...(JSON.parse(payload) as Parameters<OnDue>));
      });
    }
  }

  /** Claims nothing more, finishes what is in flight, and closes the connections. */
  async stop(): Promise<void> {
    await this.#stopListening?.();
    await this.retention.stop();
    await this.#dispatcher?.stop(stopGraceMs);
    await this.#sender.close();
  }

  #onDue(organizationId: string, webhookIds: readonly string[]): void {
    if (this.#dispatcher !== undefined) {
      this.#dispatcher.hint(organizationId, webhookIds);
      return;
    }
    const payload = JSON.stringify([organizationId, webhookIds] satisfies Parameters<OnDue>);
    const told = Buffer.byteLength(payload) > maxPayloadBytes ? "" : payload;
    // Workers look by themselves, too.
    sql`select pg_notify(${dueChannel}, ${told})`.execute(this.#options.db).catch((error: unknown) => {
      this.#options.log.warn({ err: error }, "telling workers of due deliveries failed");
    });
  }
}
