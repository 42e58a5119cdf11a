import { type KeyObject, randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { SpanKind } from "@opentelemetry/api";
import type { Kysely } from "kysely";
import type { SecretBox } from "../crypto/secret-box.ts";
import type { Schema } from "../database/schema.ts";
import { pauseAfter } from "../lib/backoff.ts";
import type { Clock } from "../lib/clock.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { inSpan, type SpanFacts } from "../telemetry/tracing.ts";
import { type LaneLimits, Lanes } from "./concurrency.ts";
import { ReadyWebhooks } from "./fairness.ts";
import { Leases } from "./leases.ts";
import { listenForNotifications, type NotifyDue } from "./notifications.ts";
import { type ClaimedDelivery, claim, selectPendingWebhooks } from "./queue.ts";
import type { BreakerRules, Next } from "./record.ts";
import { Recorder } from "./results.ts";
import type { Sender, SentAttempt } from "./sender.ts";
import { SigningKeys } from "./signing.ts";
import { courseOf, nextAfter } from "./state.ts";
import { type LoadedWebhook, loadWebhooks } from "./webhook-loader.ts";

export interface WorkerOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly secretBox: SecretBox;
  readonly sender: Sender;
  readonly metrics: Metrics;
  readonly log: DeliveryLog;
  /** Seconds before each attempt. */
  readonly retrySchedule: readonly number[];
  /** How often the queue is polled for deliveries that no notification announced: retries, and those of other processes. */
  readonly pollMs: number;
  readonly leaseMs: number;
  readonly lanes: LaneLimits;
  readonly breaker: BreakerRules;
  readonly maxFailingMs: number;
  /** How long `stop` waits for requests in flight. */
  readonly stopGraceMs: number;
  /** Where to listen for notifications of processes without a worker. */
  readonly listenUrl: string | undefined;
  /** Nothing is claimed while this returns false: results could not be recorded. */
  readonly mayWrite: () => boolean;
}

/** What the service does not let an operator set. */
export const workerDefaults: Pick<WorkerOptions, "pollMs" | "stopGraceMs" | "lanes" | "breaker" | "maxFailingMs"> = {
  pollMs: 500,
  stopGraceMs: 20_000,
  lanes: { perWebhook: 10, perLane: 512, total: 2_048, slowMs: 1_000 },
  breaker: { timeouts: 5, openMs: 30_000, maxOpenMs: 600_000 },
  maxFailingMs: 5 * 86_400_000,
};

/** Webhooks that one look takes in. */
const pollCount = 500;
/** Deliveries that a claim takes at most. */
const claimCount = 400;
/** Claims do not follow each other sooner: under load each one then finds a batch, and not the one that came back last. */
const claimEveryMs = 10;
/** After a claim that found so much there is more, and what matters is how much goes out, not when it begins to. */
const backlogCount = 100;
const backlogEveryMs = 20;
/** Webhooks of an organization that are asked in a claim. */
const offersPerOrganization = 500;
/** Results that wait to be recorded: with more of them, nothing is claimed. */
const maxUnrecorded = 1_000;

/** Claims due deliveries, sends them, and records what came of it, until it is stopped. */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #ready = new ReadyWebhooks();
  readonly #lanes: Lanes;
  readonly #keys: SigningKeys;
  readonly #leases: Leases;
  readonly #recorder: Recorder;
  readonly #abort = new AbortController();
  #stopping = false;
  #stopListening: (() => Promise<void>) | undefined;
  #wake: (() => void) | undefined;
  #woken = false;
  #pollFrom = "";
  #nextPoll = 0;
  #loop: Promise<void> | undefined;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#lanes = new Lanes(options.lanes);
    this.#keys = new SigningKeys(options.secretBox);
    this.#leases = new Leases(options);
    this.#recorder = new Recorder(options);
    options.metrics.observeInFlight(() => this.#lanes.inFlight);
  }

  start(): void {
    const { listenUrl } = this.#options;
    this.#loop = this.#run();
    this.#leases.start();
    if (listenUrl !== undefined) {
      this.#stopListening = listenForNotifications(listenUrl, this.notifyDue, () => this.#pollSoon());
    }
  }

  /** Sends due deliveries of these webhooks now, not after the next poll. */
  readonly notifyDue: NotifyDue = (organizationId, webhookIds) => {
    for (const webhookId of webhookIds) this.#ready.add(organizationId, webhookId);
    this.#wakeUp();
  };

  /**
   * Stops claiming, waits up to `stopGraceMs` for the requests in flight, and aborts the rest. Deliveries that were
   * claimed and not completed are released.
   */
  async stop(): Promise<void> {
    const { pollMs, sender, stopGraceMs } = this.#options;
    await this.#stopListening?.();
    this.#stopping = true;
    this.#wakeUp();
    await this.#loop;
    const deadline = globalThis.setTimeout(() => {
      this.#abort.abort();
      this.#recorder.abort();
      sender.abort();
    }, stopGraceMs);
    while (this.#leases.size > 0 && !this.#abort.signal.aborted) await this.#sleep(pollMs);
    clearTimeout(deadline);
    await this.#leases.giveBack();
    await sender.close();
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#stopping; ) {
      try {
        await this.#poll();
        const claimedAt = performance.now();
        const count = await this.#claimOnce();
        if (count === 0) await this.#sleep(this.#options.pollMs);
        const everyMs = count < backlogCount ? claimEveryMs : backlogEveryMs;
        const early = everyMs - (performance.now() - claimedAt);
        if (early > 0) await setTimeout(early);
        failures = 0;
      } catch (error) {
        this.#options.log.failed("claiming deliveries failed", error);
        await pauseAfter(failures++, this.#abort.signal);
      }
    }
  }

  /** Goes on through the queue where it was, and comes round to the beginning. */
  async #poll(): Promise<void> {
    const now = performance.now();
    if (now < this.#nextPoll || this.#lanes.isFull) return;
    const { db, clock } = this.#options;
    const found = await selectPendingWebhooks(db, { after: this.#pollFrom, count: pollCount, now: clock.now() });
    for (const { organization_id, webhook_id, is_due } of found) {
      if (is_due) this.#ready.add(organization_id, webhook_id);
    }
    const isRound = found.length < pollCount;
    this.#pollFrom = isRound ? "" : (found.at(-1)?.webhook_id ?? "");
    this.#nextPoll = isRound ? now + this.#options.pollMs : 0;
  }

  /** Claims what there is room for, and sends it. Answers how many deliveries that were. */
  async #claimOnce(): Promise<number> {
    const { db, clock, leaseMs } = this.#options;
    const rooms = this.#rooms();
    if (rooms.size === 0) return 0;
    const now = clock.now();
    const lease = randomUUID();
    const asked = new Map([...rooms].map(([webhookId, { room }]) => [webhookId, room]));
    const claimed = await claim(db, { rooms: asked, lease, now, until: new Date(now.getTime() + leaseMs) });
    for (const { delivery_id } of claimed) this.#leases.hold(delivery_id, lease);

    const counts = new Map<string, number>();
    for (const { webhook_id } of claimed) counts.set(webhook_id, (counts.get(webhook_id) ?? 0) + 1);
    for (const [webhookId, { organizationId, room }] of rooms) {
      if ((counts.get(webhookId) ?? 0) < room) this.#ready.remove(organizationId, webhookId);
    }
    if (claimed.length === 0) return 0;
    const leave = new Map(claimed.map((delivery) => [delivery, this.#lanes.enter(delivery.webhook_id)]));
    // Not awaited: what is loaded and sent is no reason not to claim on.
    this.#deliverAll(claimed, lease, leave).catch((error: unknown) => {
      this.#options.log.failed("loading deliveries failed", error);
      for (const [{ delivery_id }, done] of leave) {
        done(true);
        this.#leases.drop(delivery_id);
      }
      this.#wakeUp();
    });
    return claimed.length;
  }

  /** Webhooks in their turn, each with the number of deliveries that it has room for. */
  #rooms(): Map<string, { organizationId: string; room: number }> {
    const rooms = new Map<string, { organizationId: string; room: number }>();
    if (this.#lanes.isFull || this.#recorder.waiting > maxUnrecorded || !this.#options.mayWrite()) return rooms;
    const round = this.#lanes.newRound();
    let left = claimCount;
    this.#ready.offer(offersPerOrganization, (webhookId, organizationId) => {
      if (left <= 0) return undefined;
      const room = Math.min(round.roomFor(webhookId), left);
      if (room === 0) return false;
      left -= room;
      rooms.set(webhookId, { organizationId, room });
      return true;
    });
    return rooms;
  }

  async #deliverAll(
    claimed: readonly ClaimedDelivery[],
    lease: string,
    leave: ReadonlyMap<ClaimedDelivery, (wentWell: boolean) => void>,
  ): Promise<void> {
    const { db, clock } = this.#options;
    const webhooks = await loadWebhooks(db, claimed, clock.now());
    const keys = new Map<string, readonly KeyObject[]>();
    for (const webhook of webhooks.values()) keys.set(webhook.webhook_id, this.#keys.of(webhook));
    for (const delivery of claimed) {
      const webhook = webhooks.get(delivery.webhook_id);
      const done = leave.get(delivery) as (wentWell: boolean) => void;
      this.#deliver(delivery, lease, webhook, keys.get(delivery.webhook_id) ?? [], done).catch((error) =>
        this.#options.log.failed("a delivery failed", error),
      );
    }
  }

  /** Takes one delivery to its next state. */
  async #deliver(
    delivery: ClaimedDelivery,
    lease: string,
    webhook: LoadedWebhook | undefined,
    keys: readonly KeyObject[],
    done: (wentWell: boolean) => void,
  ): Promise<void> {
    const { sender, metrics, log, retrySchedule, clock } = this.#options;
    const { delivery_id: deliveryId, webhook_id: webhookId, event_id: id } = delivery;
    const course = courseOf(delivery, webhook);
    let came: { readonly next: Next; readonly attempt?: SentAttempt };
    if ("next" in course) came = course;
    else {
      let attempt: SentAttempt;
      try {
        const message = { url: course.webhook.url, id, body: Buffer.from(delivery.body), keys };
        attempt = await inSpan("deliver", spanOf(delivery), () => sender.send(message), factsOf);
      } catch {
        // Only a stop does that: the lease is given back.
        done(true);
        return;
      }
      metrics.attempted(attempt, delivery);
      log.attempted(delivery, attempt);
      came = { attempt, next: nextAfter(attempt, delivery, { schedule: retrySchedule, now: clock.now() }) };
    }
    const wentWell = came.attempt === undefined || came.attempt.outcome === "succeeded";
    const leave = () => {
      done(wentWell);
      this.#wakeUp();
    };
    if (wentWell) leave();
    const isMine = await this.#recorder.record({ deliveryId, webhookId, lease, ...came });
    this.#leases.drop(deliveryId);
    // Only now: the next claim has to know what this means for the endpoint.
    if (!wentWell) leave();
    if (!isMine) log.leaseLost(delivery);
    else if (came.next.status !== "pending") metrics.settled(came.next.status);
    if (this.#stopping) this.#wakeUp();
  }

  #pollSoon(): void {
    this.#nextPoll = 0;
    this.#wakeUp();
  }

  #wakeUp(): void {
    this.#woken = true;
    this.#wake?.();
  }

  async #sleep(ms: number): Promise<void> {
    if (!this.#woken) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        globalThis.setTimeout(resolve, ms);
      });
    }
    this.#wake = undefined;
    this.#woken = false;
  }
}

const spanOf = ({ delivery_id, event_id, webhook_id }: ClaimedDelivery) => ({
  kind: SpanKind.CLIENT,
  attributes: {
    "agent_webhooks.delivery_id": delivery_id,
    "agent_webhooks.event_id": event_id,
    "agent_webhooks.webhook_id": webhook_id,
  },
});

const factsOf = ({ outcome, statusCode }: SentAttempt): SpanFacts => ({
  "agent_webhooks.outcome": outcome,
  ...(statusCode !== undefined && { "http.response.status_code": statusCode }),
  ...(outcome !== "succeeded" && { "error.type": outcome }),
});
