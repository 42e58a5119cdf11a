import { createHmac } from "node:crypto";
import type { Attempt } from "@agent-webhooks/types/delivery";
import { retryAfterSeconds } from "../retry-after.ts";
import { breakerOpenUntil } from "./health.ts";
import { changedAt, type Rules } from "./rules.ts";
import type { StoredWebhook } from "./state.ts";
import { eventKey, type ReferenceState, type StoredDelivery, type StoredEvent } from "./state.ts";

/** Sends a request to an endpoint: `fetch`, or a function in its place. */
export type Send = (request: Request) => Response | Promise<Response>;

export interface DelivererOptions {
  readonly state: ReferenceState;
  readonly rules: Rules;
  /** @default deliveries stay pending */
  readonly send?: Send | undefined;
  /** Seconds before each attempt, one entry an attempt. */
  readonly retrySchedule: readonly number[];
  /** Milliseconds until an attempt times out. */
  readonly timeoutMs: number;
  /**
   * Attempts that time out in a row until the circuit breaker opens, for five minutes.
   * @default it never opens
   */
  readonly breakerTimeouts?: number | undefined;
}

/** How long a circuit breaker stays open. */
const breakerOpenMs = 300_000;

/** How long deliveries are exhausted, and none succeeds, until a webhook is disabled. */
const maxFailingMs = 5 * 86_400_000;

/** Bytes of a response that an attempt shows. */
const excerptBytes = 1024;

/** Makes the attempts of the deliveries that a reference provider stores. */
export class Deliverer {
  readonly #options: DelivererOptions;
  readonly #running = new Map<string, Promise<void>>();
  /** By id of the webhook: when its settings let the next attempt begin, in milliseconds since 1970. */
  readonly #nextAt = new Map<string, number>();

  constructor(options: DelivererOptions) {
    this.#options = options;
  }

  /**
   * Starts an attempt of each delivery that is due, unless one is running or the settings of its webhook make it wait. The
   * promises settle when the attempts have ended.
   */
  deliverDue(): Promise<void>[] {
    const { state, rules, send } = this.#options;
    if (send === undefined) return [];
    const now = rules.now();
    const due = [...state.deliveries.values()].filter(
      ({ status, next_attempt_at = 0, webhook_id }) =>
        status === "pending" && next_attempt_at <= now && breakerOpenUntil(state, webhook_id, now) === undefined,
    );
    return due.flatMap((delivery) => (this.#mustWait(delivery, now) ? [] : this.#deliver(delivery, send)));
  }

  /** Whether the delivery settings of the webhook let no other attempt begin now. Then the delivery may become due later. */
  #mustWait(delivery: StoredDelivery, now: number): boolean {
    const { delivery_id, webhook_id: id } = delivery;
    if (this.#running.has(delivery_id)) return false;
    if (this.#isFull(id)) return true;
    const { max_per_second } = this.#options.state.deliverySettings.get(id) ?? {};
    if (max_per_second === undefined) return false;
    const nextAt = this.#nextAt.get(id) ?? now;
    const isEarly = nextAt > now;
    if (isEarly) this.#store(delivery, { next_attempt_at: nextAt });
    else this.#nextAt.set(id, now + 1000 / max_per_second);
    return isEarly;
  }

  /** Whether as many attempts of the webhook are running as its delivery settings allow. */
  #isFull(webhookId: string): boolean {
    const { deliveries, deliverySettings } = this.#options.state;
    const { max_in_flight } = deliverySettings.get(webhookId) ?? {};
    if (max_in_flight === undefined) return false;
    const running = [...this.#running.keys()].filter((id) => deliveries.get(id)?.webhook_id === webhookId);
    return running.length >= max_in_flight;
  }

  #deliver(delivery: StoredDelivery, send: Send): Promise<void> {
    const { delivery_id: id } = delivery;
    const running = this.#running.get(id);
    if (running !== undefined) return running;
    const attempt = this.#attempt(delivery, send).finally(() => this.#running.delete(id));
    this.#running.set(id, attempt);
    return attempt;
  }

  /**
   * The attempts that are running.
   *
   * @param eventId only those of this event
   */
  running(eventId?: string): Promise<void>[] {
    const { deliveries } = this.#options.state;
    const isOf = (deliveryId: string) => eventId === undefined || deliveries.get(deliveryId)?.event_id === eventId;
    return [...this.#running].flatMap(([deliveryId, attempt]) => (isOf(deliveryId) ? [attempt] : []));
  }

  /** When the first attempt of a delivery is due that is created or sent again now. */
  get firstAttemptAt(): number {
    const { rules, retrySchedule } = this.#options;
    return rules.now() + (retrySchedule[0] ?? 0) * 1000;
  }

  /** When the next delivery is due, in milliseconds since 1970; `undefined` when none is, or before a running attempt ends. */
  get nextDueAt(): number | undefined {
    const waiting = [...this.#options.state.deliveries.values()].filter(
      ({ status, delivery_id, webhook_id }) =>
        status === "pending" && !this.#running.has(delivery_id) && !this.#isFull(webhook_id),
    );
    return waiting.length === 0 ? undefined : Math.min(...waiting.map(({ next_attempt_at = 0 }) => next_attempt_at));
  }

  /** Settles the pending deliveries of a webhook. */
  settle(webhookId: string, status: StoredDelivery["status"], reason: StoredDelivery["reason"]): void {
    for (const delivery of this.#options.state.deliveries.values()) {
      if (delivery.webhook_id === webhookId && delivery.status === "pending") this.#store(delivery, { status, reason });
    }
  }

  /** Settles the pending deliveries of an event. */
  settleEvent(
    organization: string,
    eventId: string,
    status: StoredDelivery["status"],
    reason: StoredDelivery["reason"],
  ): void {
    for (const delivery of this.#options.state.deliveries.values()) {
      const isOf = delivery.organization === organization && delivery.event_id === eventId;
      if (isOf && delivery.status === "pending") this.#store(delivery, { status, reason });
    }
  }

  async #attempt(delivery: StoredDelivery, send: Send): Promise<void> {
    const { state, rules } = this.#options;
    const webhook = state.webhooks.get(delivery.webhook_id);
    const stored = state.events.get(eventKey(delivery.organization, delivery.event_id));
    // A provider that is wrong on purpose may have lost them.
    if (webhook === undefined || stored === undefined) return;
    if (!stored.isTest && !rules.passesFilter(webhook, stored)) {
      this.#store(delivery, { status: "cancelled", reason: "webhook_changed" });
      return;
    }
    const startedAt = rules.now();
    const { retryAfterMs, ...result } = await this.#send(send, stored, webhook);
    const attempt: Attempt = {
      attempt: delivery.attempts.length + 1,
      started_at: new Date(startedAt).toISOString(),
      duration_ms: Math.max(0, rules.now() - startedAt),
      ...result,
    };
    this.#recordTimeout(webhook.webhook_id, attempt.outcome === "timeout");
    const current = state.deliveries.get(delivery.delivery_id) ?? delivery;
    const attempts = [...current.attempts, attempt];
    if (attempt.outcome === "succeeded") {
      state.failingSince.delete(webhook.webhook_id);
      this.#store(current, { attempts, status: "succeeded" });
    } else if (current.status !== "pending") {
      // The delivery was settled while the attempt ran; only a success changes that.
      this.#store(current, { attempts });
    } else if (attempt.status_code === 410) {
      this.#store(current, { attempts, status: "failed", reason: "gone" });
      this.#disable(webhook, "gone");
    } else {
      this.#retry(current, attempts, retryAfterMs);
    }
  }

  #noteExhausted(webhookId: string): void {
    const { state, rules } = this.#options;
    const since = state.failingSince.get(webhookId) ?? rules.now();
    state.failingSince.set(webhookId, since);
    const webhook = state.webhooks.get(webhookId);
    if (webhook !== undefined && rules.now() - since >= maxFailingMs) this.#disable(webhook, "failing");
  }

  #disable(webhook: StoredWebhook, because: "gone" | "failing"): void {
    const { state, rules } = this.#options;
    const { webhook_id: id } = webhook;
    // It may have been updated while the attempt ran.
    const current = state.webhooks.get(id) ?? webhook;
    state.webhooks.set(id, { ...current, enabled: false, updated_at: changedAt(rules, current.updated_at) });
    state.disabledBecause.set(id, because);
    state.disabledAt.set(id, rules.now());
    this.settle(id, "failed", "webhook_disabled");
  }

  #recordTimeout(webhookId: string, isTimeout: boolean): void {
    const { state, rules, breakerTimeouts = Number.POSITIVE_INFINITY } = this.#options;
    const timeouts = isTimeout ? (state.breakers.get(webhookId)?.timeouts ?? 0) + 1 : 0;
    const openUntil = timeouts >= breakerTimeouts ? rules.now() + breakerOpenMs : 0;
    state.breakers.set(webhookId, { timeouts, openUntil });
  }

  #retry(delivery: StoredDelivery, attempts: readonly Attempt[], retryAfterMs = 0): void {
    const { rules, retrySchedule } = this.#options;
    const tries = delivery.tries + 1;
    const delay = retrySchedule[tries];
    if (delay === undefined) {
      this.#store(delivery, { attempts, tries, status: "failed", reason: "exhausted" });
      this.#noteExhausted(delivery.webhook_id);
      return;
    }
    const delayMs = Math.max(delay * 1000, Math.min(retryAfterMs, Math.max(delay * 2000, 3_600_000)));
    this.#store(delivery, { attempts, tries, next_attempt_at: rules.now() + delayMs });
  }

  /** Stores a delivery with changes. A reason stays only where the change has it, or the status is the same. */
  #store(delivery: StoredDelivery, change: Partial<StoredDelivery>): void {
    const changed = { ...delivery, ...("status" in change && { reason: undefined }), ...change };
    const { next_attempt_at: __, ...settled } = changed;
    this.#options.state.deliveries.set(delivery.delivery_id, changed.status === "pending" ? changed : settled);
  }

  async #send(
    send: Send,
    { event, exact }: StoredEvent,
    webhook: StoredWebhook,
  ): Promise<Omit<Attempt, "attempt" | "started_at" | "duration_ms"> & { retryAfterMs?: number }> {
    const { rules, timeoutMs } = this.#options;
    const body = JSON.stringify(exact);
    const headers = this.#sign(webhook, event.event_id, body);
    const signal = AbortSignal.timeout(timeoutMs);
    const timedOut = new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    timedOut.catch(() => {});
    try {
      const request = new Request(webhook.url, { method: "POST", headers, body, redirect: "manual", signal });
      const response = await Promise.race([send(request), timedOut]);
      const excerpt = await Promise.race([readExcerpt(response), timedOut]).catch(() => "");
      const status_code = response.status;
      const shown = { status_code, ...(excerpt !== "" && { response_excerpt: excerpt }) };
      if (response.ok) return { outcome: "succeeded", ...shown };
      const isDelayed = status_code === 429 || status_code === 503;
      const seconds = isDelayed ? retryAfterSeconds(response.headers.get("retry-after"), rules.now()) : undefined;
      const error = `The endpoint returned ${status_code}.`;
      return { outcome: "http_error", error, ...shown, ...(seconds !== undefined && { retryAfterMs: seconds * 1000 }) };
    } catch (error) {
      if (signal.aborted) return { outcome: "timeout", error: `No status within ${timeoutMs} ms.` };
      return { outcome: "connection_error", error: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Headers of a request, signed by every secret that has not expired (Standard Webhooks). */
  #sign({ webhook_id, secret }: StoredWebhook, id: string, body: string): Record<string, string> {
    const { state, rules } = this.#options;
    const previous = (state.previousSecrets.get(webhook_id) ?? []).filter(({ expires_at }) => expires_at > rules.now());
    const timestamp = String(Math.floor(rules.now() / 1000));
    const signatures = [secret, ...previous.map(({ secret }) => secret)].map((secret) => {
      const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
      return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
    });
    const values = { id, timestamp, signature: signatures.join(" ") };
    return Object.fromEntries([
      ["content-type", "application/json"],
      ...["webhook", "svix"].flatMap((family) =>
        Object.entries(values).map(([name, value]) => [`${family}-${name}`, value]),
      ),
    ]);
  }
}

/** The start of a body, which may never end: the rest is cancelled. */
async function readExcerpt({ body }: Response): Promise<string> {
  if (body === null) return "";
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < excerptBytes) {
    const { value, done } = await reader.read();
    if (done) break;
    chunks.push(value);
    length += value.length;
  }
  await reader.cancel().catch(() => {});
  return new TextDecoder().decode(Buffer.concat(chunks).subarray(0, excerptBytes)).replace(/\ufffd$/, "");
}
