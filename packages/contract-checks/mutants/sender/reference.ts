import { createHmac, randomBytes } from "node:crypto";
import http from "node:http";
import https from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import type { HttpRequest, HttpResponse, Transport } from "../../src/provider/http.ts";
import { ReferenceProvider, referenceTokens } from "../../src/reference/provider.ts";
import { rules } from "../../src/reference/rules.ts";
import type { StoredWebhook } from "../../src/reference/state.ts";

export type Json = Record<string, unknown>;

/** A published event. */
export interface SentEvent {
  readonly id: string;
  readonly type: string;
  readonly inboxId: string | undefined;
  readonly podId: string | undefined;
  /** As it was published. */
  readonly text: string;
  readonly publishedAt: number;
}

/** One attempt of a delivery. */
export interface SentAttempt {
  readonly event: SentEvent;
  readonly webhookId: string;
  /** From 1. */
  readonly attempt: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface Values {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
}

/** A request as it goes out. */
export interface OutgoingRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The response of an endpoint, or why there is none. */
export interface Result {
  readonly status?: number | undefined;
  readonly failure?: "timeout" | "connection";
  readonly retryAfter?: string | undefined;
  readonly location?: string | undefined;
}

export interface SecretState {
  readonly secret: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What the reference keeps of a webhook beside the registry. */
export interface WebhookState {
  /** The webhook as it was created. */
  readonly created: StoredWebhook;
  isEnabled: boolean;
  /** Newest first. */
  secrets: readonly SecretState[];
}

export interface SendOptions {
  /** 0: none. */
  readonly timeLimitMs: number;
  /** Each byte extends the time limit. */
  readonly limitsIdleTime: boolean;
  readonly keepAlive: boolean;
  readonly verifiesTls: boolean;
  /** Sends the body without `content-length`. */
  readonly isChunked: boolean;
}

/** Every decision of a sender, one function each. Mutants and variants replace some. */
export interface Steps extends SendOptions {
  matches(webhook: StoredWebhook, event: SentEvent, created: StoredWebhook): boolean;
  id(attempt: SentAttempt): string;
  timestamp(attempt: SentAttempt): string;
  body(attempt: SentAttempt): Buffer;
  key(secret: string): Uint8Array;
  /** What is signed, in parts. */
  signed(values: Omit<Values, "signature">, body: Buffer, attempt: SentAttempt): readonly (string | Buffer)[];
  digest(key: Uint8Array, parts: readonly (string | Buffer)[]): string;
  /** The header, by the digests of all secrets that sign. */
  signature(digests: readonly string[], attempt: SentAttempt): string;
  signingSecrets(secrets: readonly SecretState[], now: number): readonly string[];
  headers(values: Values, attempt: SentAttempt, secret: string): Record<string, string>;
  readonly method: string;
  url(url: string): string;
  send(request: OutgoingRequest, options: SendOptions): Promise<Result>;
  outcome(result: Result, attempt: number): "succeeded" | "gone" | "failed";
  /** Milliseconds before the first attempt. */
  firstDelayMs(): number;
  /** Milliseconds before the attempt after this one; `undefined` when it was the last. */
  delayMs(attempt: number, result: Result): number | undefined;
  /** Whether an attempt is still to be made, by the webhook as it is now. */
  isWanted(
    webhook: StoredWebhook | undefined,
    state: WebhookState,
    attempt: Pick<SentAttempt, "event" | "webhookId" | "attempt">,
  ): boolean;
  /** Whether a new event makes a delivery. */
  isTarget(state: WebhookState): boolean;
  /** Whether what a disabled webhook missed is sent when it is enabled. */
  readonly sendsMissed: boolean;
  readonly disablesGone: boolean;
  readonly staysDisabled: boolean;
  /** Runs an attempt when it may begin. */
  schedule(run: () => Promise<void>, webhookId: string): Promise<void>;
  /** Whether a delivery is made at all. */
  accepts(event: SentEvent, webhookId: string): boolean;
  /** How often each attempt is sent at the same time. */
  readonly copies: number;
}

/** Of a retry in milliseconds; so short that a run takes little time. */
export const retryDelayMs = 80;
const maxAttempts = 60;

/** Whether a webhook gets an event, by the contract. */
export function isMatch({ event_types, inbox_ids, pod_ids }: StoredWebhook, event: SentEvent): boolean {
  const { type, inboxId, podId } = event;
  if (!event_types.includes(type)) return false;
  if (inbox_ids.length + pod_ids.length === 0) return true;
  return inbox_ids.some((id) => id === inboxId) || pod_ids.some((id) => id === podId);
}

/** A correct sender. */
export const reference: Steps = {
  timeLimitMs: 400,
  limitsIdleTime: false,
  keepAlive: true,
  verifiesTls: true,
  isChunked: false,
  matches: isMatch,
  id: ({ event }) => event.id,
  timestamp: ({ now }) => String(Math.floor(now / 1000)),
  body: ({ event }) => Buffer.from(event.text),
  key: (secret) => Buffer.from(secret.slice("whsec_".length), "base64"),
  signed: ({ id, timestamp }, body) => [`${id}.${timestamp}.`, body],
  digest: (key, parts) => hmac("sha256", key, parts).toString("base64"),
  signature: (digests) => digests.map((digest) => `v1,${digest}`).join(" "),
  signingSecrets: (secrets, now) => secrets.flatMap(({ secret, expiresAt }) => (expiresAt > now ? [secret] : [])),
  headers: ({ id, timestamp, signature }) => ({
    "content-type": "application/json",
    ...family("webhook", { id, timestamp, signature }),
    ...family("svix", { id, timestamp, signature }),
  }),
  method: "POST",
  url: (url) => url,
  send: sendRequest,
  outcome: ({ status = 0 }) => {
    if (status >= 200 && status < 300) return "succeeded";
    return status === 410 ? "gone" : "failed";
  },
  firstDelayMs: () => 0,
  delayMs: (attempt, result) => {
    if (attempt >= maxAttempts) return undefined;
    return Math.max(retryDelayMs, readRetryAfter(result));
  },
  isWanted: (webhook, { isEnabled }) => webhook !== undefined && isEnabled,
  isTarget: ({ isEnabled }) => isEnabled,
  sendsMissed: false,
  disablesGone: true,
  staysDisabled: false,
  schedule: (run) => run(),
  accepts: () => true,
  copies: 1,
};

function family(name: "webhook" | "svix", values: Partial<Values>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${name}-${key}`, value]));
}

export function hmac(algorithm: string, key: Uint8Array, parts: readonly (string | Buffer)[]): Buffer {
  return parts.reduce((hash, part) => hash.update(part), createHmac(algorithm, key)).digest();
}

/** Milliseconds that the endpoint asks for. @param now by the sender's clock */
export function readRetryAfter({ status, retryAfter = "" }: Result, now: number = Date.now()): number {
  if (status !== 429 && status !== 503) return 0;
  if (/^\d+$/.test(retryAfter)) return 1000 * Number(retryAfter);
  return Math.max(0, Date.parse(retryAfter) - now) || 0;
}

const agents = [true, false].map((keepAlive) => ({
  keepAlive,
  http: new http.Agent({ keepAlive }),
  https: new https.Agent({ keepAlive, rejectUnauthorized: true }),
}));

/** Sends a request and returns the status. Neither redirects nor the body are looked at. */
export function sendRequest(request: OutgoingRequest, options: SendOptions): Promise<Result> {
  return openRequest(request, options, (incoming, settle) => {
    const { statusCode: status, headers } = incoming;
    settle({ status, retryAfter: headers["retry-after"], location: headers.location });
  });
}

/** Sends a request. @param onResponse decides when there is a result; none comes after the time limit */
export function openRequest(
  { method, url, headers, body }: OutgoingRequest,
  { timeLimitMs, limitsIdleTime, keepAlive, verifiesTls, isChunked }: SendOptions,
  onResponse: (incoming: http.IncomingMessage, settle: (result: Result) => void) => void,
): Promise<Result> {
  return new Promise((resolve) => {
    const isSecure = url.startsWith("https:");
    const agent = agents.find((agent) => agent.keepAlive === keepAlive)?.[isSecure ? "https" : "http"];
    const outgoing = (isSecure ? https : http).request(url, {
      method,
      headers: { ...headers, ...(!isChunked && { "content-length": String(body.length) }) },
      ...(isSecure && !verifiesTls ? { rejectUnauthorized: false } : { agent }),
    });
    const settle = (result: Result) => {
      clearTimeout(timer);
      resolve(result);
      // A response that has ended leaves its connection to the next request.
      setImmediate(() => outgoing.destroy());
    };
    const end = () => settle({ failure: "timeout" });
    const timer = timeLimitMs === 0 || limitsIdleTime ? undefined : setTimeout(end, timeLimitMs);
    if (limitsIdleTime) outgoing.setTimeout(timeLimitMs, end);
    outgoing.on("error", () => settle({ failure: "connection" }));
    outgoing.on("response", (incoming) => {
      incoming.on("error", () => {});
      onResponse(incoming, settle);
      incoming.resume();
    });
    if (isChunked) outgoing.write(body.subarray(0, 1));
    outgoing.end(isChunked ? body.subarray(1) : body);
  });
}

/** A provider in memory whose deliveries go out over HTTP. It is written from the contract. */
export class ReferenceSender {
  readonly #steps: Steps;
  readonly #provider: ReferenceProvider;
  readonly #states = new Map<string, WebhookState>();
  readonly #stop = new AbortController();
  readonly #missed: [event: SentEvent, webhookId: string][] = [];

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
    return this.#provider.transport(request, signal);
  };

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
    const expiresAt = Date.now() + 1000 * seconds;
    const previous = state.secrets.map(({ secret }) => ({ secret, expiresAt }));
    state.secrets = [{ secret, expiresAt: Number.POSITIVE_INFINITY }, ...previous];
    return respond(200, { secret, previous_expires_at: new Date(expiresAt).toISOString() });
  }

  #setEnabled(stored: StoredWebhook, isEnabled: boolean): HttpResponse {
    const state = this.#stateOf(stored);
    state.isEnabled = isEnabled && !this.#steps.staysDisabled;
    if (isEnabled && this.#steps.sendsMissed) {
      for (const [event, webhookId] of this.#missed.splice(0)) void this.#deliver(event, webhookId);
    }
    return respond(200, rules.render(stored));
  }

  #publish(body: string): HttpResponse {
    const { event, pod_id: podId } = JSON.parse(body) as { event: Json; pod_id?: string };
    const objects = Object.values(event).filter((value): value is Json => typeof value === "object" && value !== null);
    const inboxId = objects.map(({ inbox_id: id }) => id).find((id) => id !== undefined) as string | undefined;
    const sent: SentEvent = {
      id: String(event.event_id),
      type: String(event.event_type),
      inboxId,
      podId,
      text: body.slice(body.indexOf("{", 1), body.lastIndexOf(',"pod_id"')),
      publishedAt: Date.now(),
    };
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

  async #deliver(event: SentEvent, webhookId: string): Promise<void> {
    const steps = this.#steps;
    const first = this.#provider.webhooks.get(webhookId);
    let wait: number | undefined = steps.firstDelayMs();
    for (let attempt = 1; wait !== undefined; attempt++) {
      try {
        await delay(wait, undefined, { signal: this.#stop.signal });
      } catch {
        return;
      }
      const stored = this.#provider.webhooks.get(webhookId);
      const known = stored ?? first;
      if (known === undefined || !steps.isWanted(stored, this.#stateOf(known), { event, webhookId, attempt })) return;
      let result: Result = {};
      await steps.schedule(async () => {
        if (this.#stop.signal.aborted) return;
        result = await this.#attempt(known, { event, webhookId, attempt, now: Date.now() });
      }, webhookId);
      const outcome = steps.outcome(result, attempt);
      if (outcome === "gone" && steps.disablesGone) this.#stateOf(known).isEnabled = false;
      if (outcome !== "failed") return;
      wait = steps.delayMs(attempt, result);
    }
  }

  async #attempt(webhook: StoredWebhook, attempt: SentAttempt): Promise<Result> {
    const steps = this.#steps;
    const { secrets } = this.#stateOf(webhook);
    const body = steps.body(attempt);
    const values = { id: steps.id(attempt), timestamp: steps.timestamp(attempt) };
    const parts = steps.signed(values, body, attempt);
    const digests = steps.signingSecrets(secrets, attempt.now).map((secret) => steps.digest(steps.key(secret), parts));
    const signature = steps.signature(digests, attempt);
    const headers = steps.headers({ ...values, signature }, attempt, secrets[0]?.secret ?? "");
    const request = { method: steps.method, url: steps.url(webhook.url), headers, body };
    const [result] = await Promise.all(Array.from({ length: steps.copies }, () => steps.send(request, steps)));
    return result ?? {};
  }
}

function respond(status: number, body: object): HttpResponse {
  const headers = new Headers({ "content-type": "application/json" });
  return { status, headers, body: JSON.stringify(body) };
}
