import type { Operation } from "@agent-webhooks/types";
import { AttemptOutcomeSchema, DeliveryStatusSchema } from "@agent-webhooks/types/delivery/schemas";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Clock } from "../lib/clock.ts";
import type { QueueCounter } from "../worker/queue-size.ts";
import {
  type Attempt,
  type InternalErrorCause,
  internalErrors,
  type SettledStatus,
} from "../worker/state-transitions.ts";

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60, 300];

/** How many deliveries were settled. */
export type SettledCounts = Readonly<Partial<Record<SettledStatus, number>>>;

const settledStatuses = DeliveryStatusSchema.enum.filter((status) => status !== "pending");
const internalErrorCauses = Object.keys({
  ...internalErrors,
  claim: true,
  secret: true,
} satisfies Record<InternalErrorCause, unknown>);

/** Stands for every path that is not an operation, so that clients cannot add series. */
const otherPaths = "other";

/** The metrics of `/metrics`, for Prometheus. */
export class Metrics {
  readonly #queue: QueueCounter;
  readonly #clock: Clock;
  readonly #registry = new Registry();
  readonly #published = this.#counter(
    "events_published_total",
    "Published events. Those with duplicate=true were published before, and are not sent again.",
    "duplicate",
    ["false", "true"],
  );
  readonly #attempts = this.#counter(
    "attempts_total",
    "Attempts to deliver an event, by outcome.",
    "outcome",
    AttemptOutcomeSchema.enum,
  );
  readonly #settled = this.#counter(
    "deliveries_settled_total",
    "Settled deliveries, by status.",
    "status",
    settledStatuses,
  );
  readonly #internalErrors = this.#counter(
    "internal_errors_total",
    "Internal errors, by cause. The log names the webhook. Alert on this.",
    "cause",
    internalErrorCauses,
  );
  readonly #requests = new Counter({
    name: "agent_webhooks_requests_total",
    help: `Requests to the API, by operation and status of the response. Other paths have the operation ${otherPaths}.`,
    labelNames: ["operation", "status"],
    registers: [this.#registry],
  });
  readonly #requestDuration = this.#histogram(
    "request_duration_seconds",
    "Time from the headers of a request to the API to the end of its response, by operation.",
    ["operation"],
  );
  readonly #duration = this.#histogram("attempt_duration_seconds", "Duration of attempts, by outcome.", ["outcome"]);
  readonly #latency = this.#histogram(
    "first_attempt_latency_seconds",
    "Time from when a new or resent delivery is due to the start of its attempt.",
  );
  readonly #inFlight = this.#gauge("in_flight", "Requests to endpoints in progress in this process.");
  readonly #pending = this.#gauge("deliveries_pending", "Pending deliveries of all processes.");
  readonly #due = this.#gauge("deliveries_due", "Pending deliveries of all processes that are due.");
  readonly #oldestDueAge = this.#gauge("oldest_due_age_seconds", "Age of the oldest due delivery. Alert on this.");
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

  /** Starts the series of an operation, one for each documented status. */
  addOperation({ id, responses }: Pick<Operation, "id" | "responses">): void {
    for (const status of Object.keys(responses)) this.#requests.inc({ operation: id, status }, 0);
  }

  /** @param operationId `undefined` for every path that is not an operation */
  responded(operationId: string | undefined, status: number, durationMs: number): void {
    const operation = operationId ?? otherPaths;
    this.#requests.inc({ operation, status });
    this.#requestDuration.observe({ operation }, durationMs / 1000);
  }

  published(duplicate: boolean): void {
    this.#published.inc({ duplicate: String(duplicate) });
  }

  attempted(
    { outcome, durationMs, startedAt }: Attempt,
    { scheduleIndex, dueMs }: { readonly scheduleIndex: number; readonly dueMs: number },
  ): void {
    this.#attempts.inc({ outcome });
    this.#duration.observe({ outcome }, durationMs / 1000);
    if (scheduleIndex === 0) this.#latency.observe(Math.max(0, startedAt.getTime() - dueMs) / 1000);
  }

  internalError(cause: InternalErrorCause): void {
    this.#internalErrors.inc({ cause });
  }

  settled(counts: SettledCounts): void {
    for (const [status, count] of Object.entries(counts)) this.#settled.inc({ status }, count);
  }

  /** @param values of the label. Each series starts at 0: Prometheus sees no increase in the first value of a series */
  #counter(name: string, help: string, label: string, values: readonly string[]): Counter {
    const registers = [this.#registry];
    const counter = new Counter({ name: `agent_webhooks_${name}`, help, labelNames: [label], registers });
    for (const value of values) counter.inc({ [label]: value }, 0);
    return counter;
  }

  #histogram(name: string, help: string, labelNames: string[] = []): Histogram {
    return new Histogram({ name: `agent_webhooks_${name}`, help, labelNames, buckets, registers: [this.#registry] });
  }

  #gauge(name: string, help: string): Gauge {
    return new Gauge({ name: `agent_webhooks_${name}`, help, registers: [this.#registry] });
  }
}
