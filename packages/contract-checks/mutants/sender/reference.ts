import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { WebhookEvent } from "@agent-webhooks/types";
import { type Attempt, operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import type { HttpRequest, HttpResponse, Transport } from "../../src/provider/http.ts";
import { ReferenceProvider, referenceTokens } from "../../src/reference/provider.ts";
import { createDelivery } from "../../src/reference/queue.ts";
import { rules } from "../../src/reference/rules.ts";
import { eventKey, type StoredDelivery, type StoredEvent, type StoredWebhook } from "../../src/reference/state.ts";
import { DeliveryLimits } from "./delivery-limits.ts";
import type { Result } from "./http-request.ts";
import { reference, type SentAttempt, type SentEvent, type Steps, type WebhookState } from "./steps.ts";

type DeliveryChange = Pick<StoredDelivery, "status" | "next_attempt_at">;

/** A provider in memory whose deliveries go out over HTTP. It is written from the contract. */
export class ReferenceSender {
  readonly #steps: Steps;
  readonly #provider: ReferenceProvider;
  readonly #states = new Map<string, WebhookState>();
  readonly #stop = new AbortController();
  readonly #published = new Set<string>();
  readonly #missed: [event: SentEvent, webhookId: string][] = [];
  /** By id of the delivery. */
  readonly #sent = new Map<string, SentEvent>();
  readonly #limits = new DeliveryLimits();

  constructor(changes: Partial<Steps> = {}) {
    this.#steps = { ...reference, ...changes };
    this.#provider = new ReferenceProvider({
      tokens: referenceTokens,
      rules: {
        render: (stored) => {
          const { isEnabled, secrets } = this.#stateOf(stored);
          return { ...rules.render(stored), enabled: isEnabled, secret: secrets[0]?.secret };
        },
      },
    });
  }

  readonly transport: Transport = async (request, signal) => {
    const { publishEvent, enableWebhook, disableWebhook, rotateSecret } = deliveryOperations;
    if (request.path === publishEvent.path) return this.#publish(String(request.body));
    for (const operation of [enableWebhook, disableWebhook, rotateSecret]) {
      const [start = "", end = ""] = operation.path.split("{webhook_id}");
      if (!request.path.startsWith(start) || !request.path.endsWith(end)) continue;
      const stored = this.#provider.webhooks.get(decodeURIComponent(request.path.slice(start.length, -end.length)));
      if (stored === undefined) return respond(404, { name: "NotFoundError", message: "Webhook not found." });
      if (operation === rotateSecret) return this.#rotate(stored, request);
      return this.#setEnabled(stored, operation === enableWebhook);
    }
    const response = await this.#provider.transport(request, signal);
    if (response.status === 202) this.#sendOnDemand(response.body);
    return response;
  };

  #now(): number {
    return Date.now() + this.#steps.clockOffsetMs;
  }

  close(): void {
    this.#stop.abort();
  }

  /** The state of a webhook: of a new one, when it is first rendered. */
  #stateOf(webhook: StoredWebhook): WebhookState {
    const { webhook_id: id, secret } = webhook;
    const secrets = [{ secret, expiresAt: Number.POSITIVE_INFINITY }];
    const state = this.#states.get(id) ?? { created: webhook, isEnabled: true, secrets };
    this.#states.set(id, state);
    return state;
  }

  #rotate(stored: StoredWebhook, { body }: HttpRequest): HttpResponse {
    const { overlap_seconds: seconds = 0 } = JSON.parse(String(body)) as { overlap_seconds?: number };
    const state = this.#stateOf(stored);
    const secret = `whsec_${randomBytes(32).toString("base64")}`;
    const expiresAt = this.#now() + this.#steps.overlapMs(seconds);
    const previous = state.secrets.map((known, index) => (index === 0 ? { ...known, expiresAt } : known));
    state.secrets = [{ secret, expiresAt: Number.POSITIVE_INFINITY }, ...previous];
    return respond(200, { secret, previous_expires_at: new Date(expiresAt).toISOString() });
  }

  async #setEnabled(stored: StoredWebhook, isEnabled: boolean): Promise<HttpResponse> {
    const state = this.#stateOf(stored);
    const { sendsMissed, staysDisabled } = this.#steps;
    state.isEnabled = isEnabled && !staysDisabled;
    if (isEnabled && sendsMissed !== "never") {
      const sent = this.#missed.splice(0).map(([event, webhookId]) => this.#deliver(event, webhookId));
      if (sendsMissed === "before") await Promise.all(sent);
    }
    return respond(200, rules.render(stored));
  }

  #publish(body: string): HttpResponse {
    const { event, pod_id: podIdOfRequest } = JSON.parse(body) as { event: Record<string, unknown>; pod_id?: string };
    const objects = Object.values(event).filter(
      (value): value is Record<string, unknown> => typeof value === "object" && value !== null,
    );
    const find = (name: string) => objects.map((object) => object[name]).find((id) => id !== undefined);
    const podIdOfEvent = find("pod_id") as string | undefined;
    const sent: SentEvent = {
      id: String(event.event_id),
      type: String(event.event_type),
      inboxId: find("inbox_id") as string | undefined,
      podId: podIdOfRequest ?? podIdOfEvent,
      podIdOfRequest,
      podIdOfEvent,
      text: /^\{"event":(.*?)(?:,"pod_id":"[^"]*")?\}$/s.exec(body)?.[1] ?? "",
      publishedAt: Date.now(),
      isTest: false,
    };
    const isKnown = this.#published.has(sent.id);
    this.#published.add(sent.id);
    if (isKnown && this.#steps.remembersEvents)
      return respond(202, { event_id: sent.id, deliveries: 1, duplicate: true });
    let deliveries = 0;
    for (const stored of this.#provider.webhooks.values()) {
      const { webhook_id: id } = stored;
      if (!this.#steps.matches(stored, sent, this.#stateOf(stored).created)) continue;
      if (!this.#steps.isTarget(this.#stateOf(stored))) {
        this.#missed.push([sent, id]);
        continue;
      }
      deliveries++;
      if (this.#steps.accepts(sent, id)) void this.#deliver(sent, id);
    }
    return respond(202, { event_id: sent.id, deliveries, duplicate: false });
  }

  /** Sends the delivery of a test event, or one that was settled. @param body of the response that says so */
  #sendOnDemand(body: string): void {
    const { delivery_id: deliveryId = "" } = JSON.parse(body) as { delivery_id?: string };
    const { deliveries, events, webhooks } = this.#provider.state;
    const delivery = deliveries.get(deliveryId);
    const stored = delivery && events.get(eventKey(delivery.organization, delivery.event_id));
    const webhook = delivery && webhooks.get(delivery.webhook_id);
    if (stored === undefined || webhook === undefined) return;
    const sent = this.#sent.get(deliveryId);
    const event = sent === undefined ? this.#steps.testEvent(testEventOf(stored), webhook) : this.#steps.resent(sent);
    const { webhook_id: webhookId } = webhook;
    if (event !== undefined && this.#steps.accepts(event, webhookId)) void this.#deliver(event, webhookId, deliveryId);
  }

  /** @param knownId of the delivery, if it is stored */
  async #deliver(event: SentEvent, webhookId: string, knownId?: string): Promise<void> {
    const steps = this.#steps;
    const first = this.#provider.webhooks.get(webhookId);
    if (first === undefined) return;
    const deliveryId = knownId ?? this.#store(event, first);
    this.#sent.set(deliveryId, event);
    let wait: number | undefined = steps.firstDelayMs();
    for (let attempt = 1; wait !== undefined; attempt++) {
      try {
        await delay(wait, undefined, { signal: this.#stop.signal });
      } catch {
        return;
      }
      if (!steps.sendsErased && this.#isErased(event, first)) return;
      const stored = this.#provider.webhooks.get(webhookId);
      const known = stored ?? first;
      const isWanted = steps.isWanted(stored, this.#stateOf(known), { event, webhookId, attempt });
      if (isWanted === "later") {
        attempt--;
        continue;
      }
      const isMatchedAgain = steps.matchesAgain && !event.isTest;
      if (!isWanted || (isMatchedAgain && !steps.matches(known, event, this.#stateOf(known).created))) return;
      let result: Result = {};
      let [startedAt, durationMs] = [0, 0];
      const send = async () => {
        if (this.#stop.signal.aborted) return;
        startedAt = this.#now();
        result = await this.#attempt(known, { event, webhookId, attempt, now: startedAt });
        durationMs = this.#now() - startedAt;
      };
      const settings = () => steps.limits(this.#provider.state.deliverySettings.get(webhookId) ?? {});
      await steps.schedule(() => this.#limits.run(webhookId, settings, send), webhookId);
      const outcome = steps.outcome(result, attempt);
      if (outcome === "gone" && steps.disablesGone) this.#stateOf(known).isEnabled = false;
      wait = outcome === "failed" ? steps.delayMs(attempt, result) : undefined;
      const status = outcome === "succeeded" ? outcome : wait === undefined ? "failed" : "pending";
      const next_attempt_at = wait === undefined ? undefined : this.#now() + wait;
      const change: DeliveryChange = { status, next_attempt_at };
      this.#record(deliveryId, change, {
        started_at: new Date(startedAt).toISOString(),
        duration_ms: durationMs,
        outcome: outcomeOf(result),
        ...(result.status !== undefined && { status_code: result.status }),
        ...(result.excerpt !== undefined && { response_excerpt: result.excerpt }),
      });
    }
  }

  /** Stores an event and a delivery, which the provider then shows. Returns the id of the delivery. */
  #store({ id, text, podId, publishedAt }: SentEvent, { organization, webhook_id }: StoredWebhook): string {
    const { state, deliverer } = this.#provider;
    const event = JSON.parse(text) as WebhookEvent;
    const of = { organization, pod: podId, published_at: publishedAt, isTest: false, deliveries: 1 };
    const stored: StoredEvent = { event, exact: event, ...of };
    state.events.set(eventKey(organization, id), stored);
    return createDelivery({ state, rules, deliverer, beforeWrite: undefined }, stored, webhook_id, publishedAt);
  }

  #isErased({ id }: SentEvent, { organization }: StoredWebhook): boolean {
    return this.#provider.state.events.get(eventKey(organization, id))?.isErased ?? false;
  }

  #record(deliveryId: string, change: DeliveryChange, attempt: Omit<Attempt, "attempt">): void {
    const { deliveries } = this.#provider.state;
    const delivery = deliveries.get(deliveryId);
    if (delivery === undefined) return;
    const attempts = [
      ...delivery.attempts,
      ...this.#steps.recorded({ attempt: delivery.attempts.length + 1, ...attempt }),
    ];
    deliveries.set(deliveryId, { ...delivery, ...change, attempts });
  }

  async #attempt(webhook: StoredWebhook, attempt: SentAttempt): Promise<Result> {
    const steps = this.#steps;
    const { secrets } = this.#stateOf(webhook);
    const body = steps.body(attempt);
    const values = { id: steps.id(attempt), timestamp: steps.timestamp(attempt) };
    const parts = steps.signed(values, body, attempt);
    const digests = steps
      .signingSecrets(secrets, attempt.now, attempt)
      .map((secret) => steps.digest(steps.key(secret), parts));
    const signature = steps.signature(digests, attempt);
    const headers = steps.headers({ ...values, signature }, attempt, secrets[0]?.secret ?? "");
    const request = { method: steps.method, url: steps.url(webhook.url), headers, body };
    const [result] = await Promise.all(Array.from({ length: steps.copies }, () => steps.send(request, steps)));
    return result ?? {};
  }
}

function outcomeOf({ status, failure }: Result): Attempt["outcome"] {
  if (status !== undefined) return status >= 200 && status < 300 ? "succeeded" : "http_error";
  return failure === "timeout" ? "timeout" : "connection_error";
}

function respond(status: number, body: object): HttpResponse {
  const headers = new Headers({ "content-type": "application/json" });
  return { status, headers, body: JSON.stringify(body) };
}

function testEventOf({ event, exact }: StoredEvent): SentEvent {
  return {
    id: event.event_id,
    type: event.event_type,
    inboxId: undefined,
    podId: undefined,
    podIdOfRequest: undefined,
    podIdOfEvent: undefined,
    text: JSON.stringify(exact),
    publishedAt: Date.now(),
    isTest: true,
  };
}
