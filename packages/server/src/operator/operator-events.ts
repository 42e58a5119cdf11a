import { createHash } from "node:crypto";
import { type EventLoopUtilization, performance } from "node:perf_hooks";
import type { WebhookEvent } from "@agent-webhooks/types";
import type { OperatorEvent } from "@agent-webhooks/types/delivery";
import type { Kysely } from "kysely";
import { isDatabaseFailure } from "../database/availability.ts";
import type { Schema } from "../database/schema.ts";
import type { Clock } from "../lib/clock.ts";
import { completesWithin } from "../lib/deadline.ts";
import { ServiceError } from "../lib/errors.ts";
import type { Publisher } from "../publish/publisher.ts";
import type { DeliveryLog } from "../telemetry/delivery-log.ts";
import { selectPendingWebhooks } from "../worker/queue.ts";
import {
  deletePublished,
  isOperatorOrganization,
  noWebhook,
  reportBehind,
  reportFailing,
  type StoredOperatorEvent,
  selectUnpublished,
  setPublished,
} from "./queries.ts";

export interface OperatorEventsOptions {
  readonly db: Kysely<Schema>;
  readonly clock: Clock;
  readonly publisher: Pick<Publisher, "publish">;
  readonly log: Pick<DeliveryLog, "failed">;
  /** While this returns false, nothing is stored or published. */
  readonly mayWrite: () => boolean;
  /** Whether the worker of this process waits for the endpoint of a webhook. */
  readonly isSlow: (webhookId: string) => boolean;
  /** Whether a webhook has as many requests in flight as its endpoint seems to take. */
  readonly isFull: (webhookId: string) => boolean;
  /** How much of the time this process was busy since an earlier measurement, from 0 to 1. @default asks Node */
  readonly utilization?: (used?: EventLoopUtilization, since?: EventLoopUtilization) => EventLoopUtilization;
  /** How often to look for events that are not published yet, in milliseconds. */
  readonly pollMs: number;
}

/** How long deliveries have to be due before the queue is behind. */
const behindMs = 300_000;
/** Webhooks with pending deliveries that one look at the queue takes, and the least time between two. */
const lookCount = 500;
const lookEveryMs = 30_000;
/** A process that is busier than that may itself be why its requests take long. */
const maxUtilization = 0.9;
/** How long published events are kept, which limits their number. */
const keepMs = 2 * 3_600_000;
/** How long a stop waits. */
const stopMs = 2_000;

/**
 * Publishes the events for the operator of the service, and finds those that no statement can store: what has not happened
 * for a while. Any number of processes may do it at once, because the id of an event follows from what it is about.
 */
export class OperatorEvents {
  readonly #options: OperatorEventsOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #lookAfter = "";
  #nextLook = Number.NEGATIVE_INFINITY;
  /** At the last look. */
  #utilization: EventLoopUtilization | undefined;

  constructor(options: OperatorEventsOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#running ??= this.#run()
        .catch((error: unknown) => this.#options.log.failed("publishing events for the operator failed", error))
        .finally(() => {
          this.#running = undefined;
        });
    }, this.#options.pollMs);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await completesWithin(stopMs, Promise.resolve(this.#running));
  }

  async #run(): Promise<void> {
    const { db, clock, mayWrite } = this.#options;
    if (!mayWrite()) return;
    const now = clock.now();
    await reportFailing(db, now);
    await this.#lookAtQueue(now);
    const failures = await this.#publishStored();
    await deletePublished(db, new Date(now.getTime() - keepMs));
    if (failures.length > 0) throw failures[0];
  }

  /**
   * Publishes what is stored. One that cannot be published delays no other, and is tried again.
   *
   * @returns why some were not published
   */
  async #publishStored(): Promise<unknown[]> {
    const { db } = this.#options;
    const published: StoredOperatorEvent[] = [];
    const failures: unknown[] = [];
    for (const event of await selectUnpublished(db)) {
      try {
        await this.#publish(event);
        published.push(event);
      } catch (error) {
        if (isDatabaseFailure(error)) throw error;
        failures.push(error);
      }
    }
    if (published.length > 0) await setPublished(db, published);
    return failures;
  }

  /** Looks at the next webhooks of the queue. */
  async #lookAtQueue(now: Date): Promise<void> {
    const { db, isSlow, isFull, utilization = performance.eventLoopUtilization } = this.#options;
    if (performance.now() < this.#nextLook) return;
    this.#nextLook = performance.now() + lookEveryMs;
    const dueBefore = new Date(now.getTime() - behindMs);
    const page = { after: this.#lookAfter, count: lookCount, now: dueBefore, voidLeases: [] };
    const pending = await selectPendingWebhooks(db, page);
    this.#lookAfter = pending.length < lookCount ? "" : (pending.at(-1)?.webhookId ?? "");
    const used = utilization();
    const isBusy = utilization(used, this.#utilization).utilization > maxUtilization;
    this.#utilization = used;
    const isHeldBack = (webhookId: string) => isSlow(webhookId) || (isFull(webhookId) && !isBusy);
    const webhookIds = pending
      .filter(({ isDue, organizationId }) => isDue && !isOperatorOrganization(organizationId))
      .flatMap(({ webhookId }) => (isHeldBack(webhookId) ? [] : [webhookId]));
    await reportBehind(db, webhookIds, { now, dueBefore });
  }

  async #publish(stored: StoredOperatorEvent): Promise<void> {
    const event = toEvent(stored);
    if (event === undefined) return;
    // Its type is another one than the publisher's, which only matches it.
    const request = { event: event as unknown as WebhookEvent };
    for (const organization of stored.recipients) {
      try {
        await this.#options.publisher.publish(organization, request, JSON.stringify(event));
      } catch (error) {
        // Another process has published it with an earlier URL of the webhook.
        if (!(error instanceof ServiceError && error.status === 409)) throw error;
      }
    }
  }
}

/** `undefined` if the webhook was deleted. */
function toEvent(stored: StoredOperatorEvent): OperatorEvent | undefined {
  const { webhook_id, organization_id, event_type, occurred_at, details, url } = stored;
  const isAboutWebhook = webhook_id !== noWebhook;
  if (isAboutWebhook && url === null) return undefined;
  return {
    type: "event",
    event_type,
    event_id: eventIdOf(stored),
    occurred_at: occurred_at.toISOString(),
    ...(isAboutWebhook && { webhook: { organization_id, webhook_id, url } }),
    ...details,
  } as OperatorEvent;
}

/** The same for each process. */
function eventIdOf({ webhook_id, event_type, hour }: StoredOperatorEvent): string {
  const key = JSON.stringify([webhook_id, event_type, hour.toISOString()]);
  return `evt_${createHash("sha256").update(key).digest("hex").slice(0, 26)}`;
}
