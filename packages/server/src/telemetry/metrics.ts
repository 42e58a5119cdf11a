import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Clock } from "../lib/clock.ts";
import type { QueueCounter } from "../worker/queue-size.ts";
import type { Attempt, InternalErrorCause, SettledStatus } from "../worker/state-transitions.ts";

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60, 300];

/** How many deliveries were settled. */
export type SettledCounts = Readonly<Partial<Record<SettledStatus, number>>>;

/** The metrics of `/metrics`, for Prometheus. */
export class Metrics {
  readonly #queue: QueueCounter;
  readonly #clock: Clock;
  readonly #registry = new Registry();
  readonly #published = this.#counter("events_published_total", "Published events; duplicate: already published.", [
    "duplicate",
  ]);
  readonly #attempts = this.#counter("attempts_total", "Delivery attempts, by outcome.", ["outcome"]);
  readonly #settled = this.#counter("deliveries_settled_total", "Settled deliveries, by status.", ["status"]);
  readonly #internalErrors = this.#counter(
    "internal_errors_total",
    "Deliveries that failed because of the service's own data, by cause. The log names the webhook; alert on this.",
    ["cause"],
  );
  readonly #duration = new Histogram({
    name: "agent_webhooks_attempt_duration_seconds",
    help: "Duration of delivery attempts.",
    labelNames: ["outcome"],
    buckets,
    registers: [this.#registry],
  });
  readonly #latency = new Histogram({
    name: "agent_webhooks_first_attempt_latency_seconds",
    help: "Time from publishing to the start of the first attempt.",
    buckets,
    registers: [this.#registry],
  });
  readonly #inFlight = this.#gauge("in_flight", "Requests to endpoints in flight in this process.");
  readonly #pending = this.#gauge("deliveries_pending", "Pending deliveries.");
  readonly #due = this.#gauge("deliveries_due", "Pending deliveries that are due.");
  readonly #oldestDueAge = this.#gauge("oldest_due_age_seconds", "Age of the oldest due delivery.");
  #readInFlight = () => 0;

  constructor(queue: QueueCounter, clock: Clock) {
    this.#queue = queue;
    this.#clock = clock;
    collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /**
   * Returns every metric in Prometheus' text format. Those of the queue may be older, if it is long; without a count of the
   * last minute they are left out.
   */
  async text(): Promise<string> {
    this.#inFlight.set(this.#readInFlight());
    const size = await this.#queue.read();
    if (size === undefined) for (const gauge of [this.#pending, this.#due, this.#oldestDueAge]) gauge.remove();
    else {
      const { pending, due, oldestDueAt } = size;
      this.#pending.set(pending);
      this.#due.set(due);
      this.#oldestDueAge.set(oldestDueAt === null ? 0 : (this.#clock.now().getTime() - oldestDueAt.getTime()) / 1000);
    }
    return this.#registry.metrics();
  }

  observeInFlight(read: () => number): void {
    this.#readInFlight = read;
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

  internalError(cause: InternalErrorCause): void {
    this.#internalErrors.inc({ cause });
  }

  settled(counts: SettledCounts): void {
    for (const [status, count] of Object.entries(counts)) this.#settled.inc({ status }, count);
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name: `agent_webhooks_${name}`, help, labelNames, registers: [this.#registry] });
  }

  #gauge(name: string, help: string): Gauge {
    return new Gauge({ name: `agent_webhooks_${name}`, help, registers: [this.#registry] });
  }
}
