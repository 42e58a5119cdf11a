import type { Kysely } from "kysely";
import { sql } from "kysely";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Schema } from "../database/schema.ts";
import type { Clock } from "../lib/clock.ts";
import type { ClaimedDelivery } from "../worker/queue.ts";
import type { MadeAttempt, Status } from "../worker/record.ts";

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60, 300];

/** What `/metrics` says, for Prometheus. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #published: Counter<"duplicate">;
  readonly #attempts: Counter<"outcome">;
  readonly #settled: Counter<"status">;
  readonly #duration: Histogram<"outcome">;
  readonly #latency: Histogram;
  #inFlight = () => 0;

  constructor(db: Kysely<Schema>, clock: Clock) {
    const registers = [this.#registry];
    const name = (rest: string) => `agent_webhooks_${rest}`;
    collectDefaultMetrics({ register: this.#registry });
    this.#published = new Counter({
      name: name("events_published_total"),
      help: "Events that were published; duplicate: before already.",
      labelNames: ["duplicate"],
      registers,
    });
    this.#attempts = new Counter({
      name: name("attempts_total"),
      help: "Attempts to deliver, by outcome.",
      labelNames: ["outcome"],
      registers,
    });
    this.#settled = new Counter({
      name: name("deliveries_settled_total"),
      help: "Deliveries that came to their end, by status.",
      labelNames: ["status"],
      registers,
    });
    this.#duration = new Histogram({
      name: name("attempt_duration_seconds"),
      help: "How long attempts took.",
      labelNames: ["outcome"],
      buckets,
      registers,
    });
    this.#latency = new Histogram({
      name: name("first_attempt_latency_seconds"),
      help: "From publishing to the start of the first attempt.",
      buckets,
      registers,
    });
    new Gauge({
      name: name("in_flight"),
      help: "Deliveries that this process is sending.",
      registers,
      collect: () => inFlight.set(this.#inFlight()),
    });
    const inFlight = this.#registry.getSingleMetric(name("in_flight")) as Gauge;
    const pending = new Gauge({ name: name("deliveries_pending"), help: "Deliveries that are pending.", registers });
    const due = new Gauge({ name: name("deliveries_due"), help: "Of these, the ones that are due.", registers });
    new Gauge({
      name: name("oldest_due_age_seconds"),
      help: "For how long the delivery that is due longest has been.",
      registers,
      async collect() {
        const now = clock.now();
        const backlog = await selectBacklog(db, now);
        pending.set(backlog.pending);
        due.set(backlog.due);
        this.set(backlog.oldest === null ? 0 : (now.getTime() - backlog.oldest.getTime()) / 1000);
      },
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All of it, in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  observeInFlight(read: () => number): void {
    this.#inFlight = read;
  }

  published(duplicate: boolean): void {
    this.#published.inc({ duplicate: String(duplicate) });
  }

  attempted({ outcome, durationMs, startedAt }: MadeAttempt, { step, created_ms }: ClaimedDelivery): void {
    this.#attempts.inc({ outcome });
    this.#duration.observe({ outcome }, durationMs / 1000);
    if (step === 0) this.#latency.observe(Math.max(0, startedAt.getTime() - created_ms) / 1000);
  }

  settled(status: Status): void {
    this.#settled.inc({ status });
  }
}

async function selectBacklog(db: Kysely<Schema>, now: Date) {
  const { rows } = await sql<{ pending: number; due: number; oldest: Date | null }>`
    select count(*)::integer as pending, (count(*) filter (where due_at <= ${now}))::integer as due,
      min(due_at) filter (where due_at <= ${now}) as oldest
    from delivery_queue`.execute(db);
  return rows[0] ?? { pending: 0, due: 0, oldest: null };
}
