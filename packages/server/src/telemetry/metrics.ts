import type { Kysely } from "kysely";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Schema } from "../database/schema.ts";
import type { Clock } from "../lib/clock.ts";
import { selectBacklog } from "../worker/queue.ts";
import type { Attempt, Status } from "../worker/state.ts";

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60, 300];

/** The metrics of `/metrics`, for Prometheus. */
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
      help: "Published events; duplicate: already published.",
      labelNames: ["duplicate"],
      registers,
    });
    this.#attempts = new Counter({
      name: name("attempts_total"),
      help: "Delivery attempts, by outcome.",
      labelNames: ["outcome"],
      registers,
    });
    this.#settled = new Counter({
      name: name("deliveries_settled_total"),
      help: "Settled deliveries, by status.",
      labelNames: ["status"],
      registers,
    });
    this.#duration = new Histogram({
      name: name("attempt_duration_seconds"),
      help: "Duration of delivery attempts.",
      labelNames: ["outcome"],
      buckets,
      registers,
    });
    this.#latency = new Histogram({
      name: name("first_attempt_latency_seconds"),
      help: "Time from publishing to the start of the first attempt.",
      buckets,
      registers,
    });
    new Gauge({
      name: name("in_flight"),
      help: "Requests to endpoints in flight in this process.",
      registers,
      collect: () => inFlight.set(this.#inFlight()),
    });
    const inFlight = this.#registry.getSingleMetric(name("in_flight")) as Gauge;
    const pending = new Gauge({ name: name("deliveries_pending"), help: "Pending deliveries.", registers });
    const due = new Gauge({ name: name("deliveries_due"), help: "Pending deliveries that are due.", registers });
    new Gauge({
      name: name("oldest_due_age_seconds"),
      help: "Age of the oldest due delivery.",
      registers,
      async collect() {
        const now = clock.now();
        const backlog = await selectBacklog(db, now);
        pending.set(backlog.pending);
        due.set(backlog.due);
        const { oldestDueAt } = backlog;
        this.set(oldestDueAt === null ? 0 : (now.getTime() - oldestDueAt.getTime()) / 1000);
      },
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Returns every metric in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  observeInFlight(read: () => number): void {
    this.#inFlight = read;
  }

  published(duplicate: boolean): void {
    this.#published.inc({ duplicate: String(duplicate) });
  }

  attempted(
    { outcome, durationMs, startedAt }: Attempt,
    { scheduleIndex, publishedMs }: { readonly scheduleIndex: number; readonly publishedMs: number },
  ): void {
    this.#attempts.inc({ outcome });
    this.#duration.observe({ outcome }, durationMs / 1000);
    if (scheduleIndex === 0) this.#latency.observe(Math.max(0, startedAt.getTime() - publishedMs) / 1000);
  }

  settled(status: Status): void {
    this.#settled.inc({ status });
  }
}
