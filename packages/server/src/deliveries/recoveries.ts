import { setImmediate, setTimeout } from "node:timers/promises";
import type { RecoveredWebhook, RecoverWebhookRequest, Recovery } from "@agent-webhooks/types/delivery";
import type { Kysely } from "kysely";
import type { Schema } from "../database/schema.ts";
import { inTransaction } from "../database/transaction.ts";
import type { BackgroundPace } from "../lib/background-pace.ts";
import { waitAfterFailure } from "../lib/backoff.ts";
import type { Clock } from "../lib/clock.ts";
import { completesWithin } from "../lib/deadline.ts";
import { notFound } from "../lib/errors.ts";
import { readTimeRange } from "../lib/rfc3339.ts";
import { StepLoop } from "../lib/step-loop.ts";
import { StepSize } from "../lib/step-size.ts";
import { waitForPublishers } from "../publish/wait-for-publishers.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import * as webhooks from "../webhooks/queries.ts";
import type { NotifyDue } from "../worker/notifications.ts";
import { firstAttemptAt } from "../worker/retry-delay.ts";
import { isLive } from "../worker/state-transitions.ts";
import { deletedWebhook, disabledWebhook } from "./deliveries.ts";
import type { TimeRange } from "./delivery-id.ts";
import {
  queueRecoverable,
  type Recoverable,
  type ScanPosition,
  scanForRecoverable,
  selectLastPublication,
} from "./recoverable-queries.ts";
import {
  advanceRecovery,
  countDue,
  lockForRecovery,
  selectRecoveringWebhooks,
  selectRecovery,
  selectRunningRecovery,
  stopRecovery,
  upsertRecovery,
} from "./recovery-queries.ts";
import { keptSince } from "./retention.ts";

export interface RecoveriesOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly log: DeliveryLog;
  readonly notifyDue: NotifyDue;
  /** Seconds before each attempt. */
  readonly retrySchedule: readonly number[];
  /** How long settled deliveries and events are kept. */
  readonly retentionDays: number;
  readonly mayWrite: () => boolean;
  /** How long a step of the background should take. The embedded database does nothing else meanwhile. */
  readonly stepMs: number;
  readonly pace: BackgroundPace;
  /** Events that a statement of a request looks at. */
  readonly scanEvents: number;
  /** Deliveries that the background of a process queues in a second at most, so that those of new events keep their latency. */
  readonly recoveredPerSecond: number;
}

/** Deliveries that a request queues itself. More are queued in the background. */
const maxQueuedByRequest = 1_000;
/** How long a request counts. */
const countMs = 250;
/** Events that a step of the background looks at. */
const events = { first: 50, least: 10, most: 250 };
/** With as many due deliveries of the webhook, a recovery waits: new events would have to wait behind them. */
const maxDue = 500;
/** The worker is notified each time so many have become due: a claim for each would take most of the time. */
const notifyEvery = 10;
const pollMs = 250;
/** How long `stop` waits for the step that runs. */
const stopMs = 2_000;
const pollCount = 100;

interface Webhook {
  readonly organizationId: string;
  readonly webhookId: string;
}

/** Sends events to webhooks that they did not reach: failed deliveries, and what a webhook missed. */
export class Recoveries {
  readonly #options: RecoveriesOptions;
  readonly #loop: StepLoop;
  readonly #abort = new AbortController();
  readonly #size: StepSize;
  #polling: Promise<void> | undefined;
  #pollAfter = "";
  /** Deliveries that the last step queued. */
  #queued = 0;

  constructor(options: RecoveriesOptions) {
    this.#options = options;
    this.#size = new StepSize({ ...events, targetMs: options.stepMs });
    this.#loop = new StepLoop({
      step: (webhookId) => options.pace.run(() => this.#step(webhookId)),
      mayRun: options.mayWrite,
      restMs: (tookMs) => Math.max(options.pace.restMs(tookMs), this.#queued * this.#spacingMs - tookMs),
      onError: (error) => options.log.failed("recovering a webhook failed", error),
    });
  }

  /** Starts to work in the background on what any process was asked for. */
  start(): void {
    this.#polling = this.#poll();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await completesWithin(stopMs, Promise.all([this.#polling, this.#loop.stop()]));
  }

  /**
   * Recovers an enabled webhook: at once if there is little to send, else in the background.
   *
   * @throws ServiceError 409 if the webhook is disabled or deleted meanwhile
   * @throws ValidationError if `until` is not after `since`
   */
  async recover(organizationId: string, webhookId: string, request: RecoverWebhookRequest): Promise<RecoveredWebhook> {
    const { db, clock, notifyDue } = this.#options;
    const { since, until } = this.#readRange(request);
    await waitForPublishers(db);
    const range = { since, until: until ?? (await this.#endOfPublished(organizationId)) };
    const { found, failed, missed, more } = await this.#count({ organizationId, webhookId }, range);
    if (request.dry_run !== true && (more || failed + missed > 0)) {
      const isSmall = !more && failed + missed <= maxQueuedByRequest;
      await inTransaction(db, async (transaction) => {
        const webhook = await lockForRecovery(transaction, webhookId, { wait: true });
        if (webhook === undefined) throw deletedWebhook();
        if (!webhook.enabled) throw disabledWebhook();
        if (isSmall) await queueRecoverable(transaction, webhookId, found, { dueAt: this.#dueAt(), spacingMs: 0 });
        else await upsertRecovery(transaction, webhookId, { ...range, now: clock.now() });
      });
      if (isSmall) notifyDue(organizationId, [webhookId]);
    }
    return { count: failed + missed, failed, missed, ...(more && { more }) };
  }

  /**
   * Returns the progress of the latest recovery of a webhook in the background.
   *
   * @throws ServiceError 404
   */
  async get(organizationId: string, webhookId: string): Promise<Recovery> {
    const { db } = this.#options;
    if (!(await webhooks.exists(db, organizationId, webhookId))) throw notFound("Webhook");
    const recovery = await selectRecovery(db, webhookId);
    if (recovery === undefined) return { status: "none", count: 0, failed: 0, missed: 0 };
    const { since, until, failed, missed, remainingSince, startedAt, finishedAt } = recovery;
    const ended = remainingSince === null ? "finished" : "stopped";
    return {
      status: finishedAt === null ? "running" : ended,
      since: since.toISOString(),
      until: until.toISOString(),
      recovered_until: (remainingSince ?? until).toISOString(),
      count: failed + missed,
      failed,
      missed,
      started_at: startedAt.toISOString(),
      ...(finishedAt !== null && { finished_at: finishedAt.toISOString() }),
    };
  }

  #readRange(request: RecoverWebhookRequest): Pick<TimeRange, "since"> & { readonly until: Date | undefined } {
    const kept = this.#keptSince();
    // Also the end: Postgres has no year 0.
    const clamp = (time: Date | undefined) => time && new Date(Math.max(time.getTime(), kept.getTime()));
    const { since, until } = readTimeRange(request);
    return { since: clamp(since) ?? kept, until: clamp(until) };
  }

  /** The end of what is published, also by processes whose clocks are ahead of this one's. */
  async #endOfPublished(organizationId: string): Promise<Date> {
    const last = await selectLastPublication(this.#options.db, organizationId);
    return new Date(Math.max(this.#options.clock.now().getTime(), last === undefined ? 0 : last.getTime() + 1));
  }

  /** Counts for up to `countMs`. Found are all that a request may queue, or more than that. */
  async #count(webhook: Webhook, range: TimeRange) {
    const { db, scanEvents } = this.#options;
    const found: Recoverable[] = [];
    const counts = { failed: 0, missed: 0 };
    const start = performance.now();
    let after: ScanPosition | undefined;
    do {
      const scan = await scanForRecoverable(db, webhook, { ...range, after, limit: scanEvents });
      for (const { deliveryId } of scan.found) counts[deliveryId === null ? "missed" : "failed"]++;
      if (found.length <= maxQueuedByRequest) found.push(...scan.found);
      after = scan.last;
      // Other requests have their turn, also where statements block the thread.
      await setImmediate();
    } while (after !== undefined && performance.now() - start < countMs);
    return { found, ...counts, more: after !== undefined };
  }

  async #poll(): Promise<void> {
    const { signal } = this.#abort;
    for (let failures = 0; !signal.aborted; ) {
      try {
        await this.#findRunning();
        failures = 0;
        await setTimeout(pollMs, undefined, { signal }).catch(() => undefined);
      } catch (error) {
        this.#options.log.failed("looking for recoveries failed", error);
        await waitAfterFailure(failures++, signal);
      }
    }
  }

  async #findRunning(): Promise<void> {
    const page = { after: this.#pollAfter, count: pollCount };
    const webhookIds = await selectRecoveringWebhooks(this.#options.db, page);
    for (const webhookId of webhookIds) this.#loop.add(webhookId);
    this.#pollAfter = webhookIds.length < pollCount ? "" : (webhookIds.at(-1) ?? "");
  }

  /** Queues the next few deliveries. Returns false if the webhook has no recovery, or has to wait for the next poll. */
  async #step(webhookId: string): Promise<boolean> {
    this.#queued = 0;
    const step = await this.#size.run((limit) => this.#queueNext(webhookId, limit));
    this.#queued = step.queued;
    if (step.queued > 0) void this.#notifyAsDue(step.organizationId, webhookId, step.queued * this.#spacingMs);
    return step.hasMore;
  }

  /** Deliveries become due one after the other. All at once would delay those of new events. */
  async #notifyAsDue(organizationId: string, webhookId: string, durationMs: number): Promise<void> {
    const { notifyDue } = this.#options;
    const end = performance.now() + durationMs;
    const notifyEveryMs = notifyEvery * this.#spacingMs;
    do {
      notifyDue(organizationId, [webhookId]);
      await setTimeout(notifyEveryMs, undefined, { signal: this.#abort.signal }).catch(() => undefined);
    } while (performance.now() < end + notifyEveryMs && !this.#abort.signal.aborted);
  }

  /** Time between two recovered deliveries. */
  get #spacingMs(): number {
    return 1_000 / this.#options.recoveredPerSecond;
  }

  async #queueNext(webhookId: string, limit: number) {
    const { db, clock } = this.#options;
    const none = { organizationId: "", queued: 0, isFull: false, hasMore: false };
    return db.transaction().execute(async (transaction) => {
      const now = clock.now();
      const webhook = await lockForRecovery(transaction, webhookId, { wait: false });
      const recovery = await selectRunningRecovery(transaction, webhookId);
      if (webhook === undefined || recovery === undefined) return none;
      const { organizationId, epoch, since, until, afterEventId } = recovery;
      if (!isLive(recovery, webhook)) {
        await stopRecovery(transaction, webhookId, now);
        return none;
      }
      if ((await countDue(transaction, webhookId, { epoch, max: maxDue, now })) >= maxDue) return none;
      const kept = this.#keptSince();
      const after = since < kept ? { publishedAt: kept, eventId: "" } : { publishedAt: since, eventId: afterEventId };
      const events = { since, until, after, limit };
      const { found, last } = await scanForRecoverable(transaction, { organizationId, webhookId }, events);
      const schedule = { dueAt: this.#dueAt(), spacingMs: this.#spacingMs };
      const counts = await queueRecoverable(transaction, webhookId, found, schedule);
      const position = last ?? { publishedAt: until, eventId: "" };
      await advanceRecovery(transaction, webhookId, position, { ...counts, now });
      return { organizationId, queued: counts.failed + counts.missed, isFull: last !== undefined, hasMore: true };
    });
  }

  /** Of older events, some deliveries are removed already: the webhook seems to have missed them. */
  #keptSince(): Date {
    return keptSince(this.#options.clock.now(), this.#options.retentionDays);
  }

  #dueAt(): Date {
    return firstAttemptAt(this.#options.retrySchedule, this.#options.clock.now());
  }
}
