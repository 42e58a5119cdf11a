import { createHmac } from "node:crypto";
import type { Attempt, DeliverySettings } from "@agent-webhooks/types/delivery";
import type { StoredWebhook } from "../../src/reference/state.ts";
import { type OutgoingRequest, type Result, type SendOptions, sendRequest } from "./http-request.ts";

/** A published event. */
export interface SentEvent {
  readonly id: string;
  readonly type: string;
  readonly inboxId: string | undefined;
  readonly podId: string | undefined;
  /** The pod in the request that published it. */
  readonly podIdOfRequest: string | undefined;
  /** The pod in the event. */
  readonly podIdOfEvent: string | undefined;
  /** As it was published. */
  readonly text: string;
  readonly publishedAt: number;
  /** It goes to one webhook, whatever matches it. */
  readonly isTest: boolean;
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
  signingSecrets(secrets: readonly SecretState[], now: number, attempt: SentAttempt): readonly string[];
  headers(values: Values, attempt: SentAttempt, secret: string): Record<string, string>;
  readonly method: string;
  url(url: string): string;
  send(request: OutgoingRequest, options: SendOptions): Promise<Result>;
  outcome(result: Result, attempt: number): "succeeded" | "gone" | "failed";
  /** Milliseconds before the first attempt. */
  firstDelayMs(): number;
  /** Milliseconds before the attempt after this one; `undefined` when it was the last. */
  delayMs(attempt: number, result: Result): number | undefined;
  /** Whether an attempt is still to be made, by the webhook as it is now; `later` looks again after some time. */
  isWanted(
    webhook: StoredWebhook | undefined,
    state: WebhookState,
    attempt: Pick<SentAttempt, "event" | "webhookId" | "attempt">,
  ): boolean | "later";
  /** Whether each attempt depends on what the webhook is limited to now. */
  readonly matchesAgain: boolean;
  /** Whether an event is sent after it was erased. */
  readonly sendsErased: boolean;
  /** For how long the previous secret signs, in milliseconds. */
  overlapMs(seconds: number): number;
  /** Of the sender, ahead of the real time. */
  readonly clockOffsetMs: number;
  /** An attempt as its delivery shows it, usually once. */
  recorded(attempt: Attempt): readonly Attempt[];
  /** Whether an event that is published again is known. */
  readonly remembersEvents: boolean;
  /** Whether a new event makes a delivery. */
  isTarget(state: WebhookState): boolean;
  /** When what a disabled webhook missed is sent: before or after the response that enables it. */
  readonly sendsMissed: "before" | "after" | "never";
  readonly disablesGone: boolean;
  readonly staysDisabled: boolean;
  /** Runs an attempt when it may begin. */
  schedule(run: () => Promise<void>, webhookId: string): Promise<void>;
  /** The delivery settings of a webhook that its attempts follow. */
  limits(settings: DeliverySettings): DeliverySettings;
  /** Whether a delivery is made at all. */
  accepts(event: SentEvent, webhookId: string): boolean;
  /** A test event as it is sent; `undefined` when it is not. */
  testEvent(event: SentEvent, webhook: StoredWebhook): SentEvent | undefined;
  /** The event of a settled delivery as it is sent again; `undefined` when it is not. */
  resent(event: SentEvent): SentEvent | undefined;
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
  verifiesNames: true,
  isChunked: false,
  matches: isMatch,
  id: ({ event }) => event.id,
  timestamp: ({ now }) => String(Math.floor(now / 1000)),
  body: ({ event }) => Buffer.from(event.text),
  key: (secret) => Buffer.from(secret.slice("whsec_".length), "base64"),
  signed: ({ id, timestamp }, body) => [`${id}.${timestamp}.`, body],
  digest: (key, parts) => hmac("sha256", key, parts).toString("base64"),
  signature: (digests) => digests.map((digest) => `v1,${digest}`).join(" "),
  signingSecrets: (secrets, now) =>
    secrets.flatMap(({ secret, expiresAt }) => (expiresAt > now ? [secret] : [])).slice(0, 5),
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
  matchesAgain: true,
  sendsErased: false,
  overlapMs: (seconds) => 1000 * seconds,
  clockOffsetMs: 0,
  recorded: (attempt) => [attempt],
  remembersEvents: true,
  isTarget: ({ isEnabled }) => isEnabled,
  sendsMissed: "never",
  disablesGone: true,
  staysDisabled: false,
  schedule: (run) => run(),
  limits: (settings) => settings,
  accepts: () => true,
  testEvent: (event) => event,
  resent: (event) => event,
  copies: 1,
};

function family(name: "webhook" | "svix", values: Partial<Values>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${name}-${key}`, value]));
}

export function hmac(algorithm: string, key: Uint8Array, parts: readonly (string | Buffer)[]): Buffer {
  return parts.reduce((hash, part) => hash.update(part), createHmac(algorithm, key)).digest();
}

/** The longest wait that an endpoint can ask for: twice the delay of a retry is shorter. */
const maxRetryAfterMs = 3_600_000;

/** Milliseconds that the endpoint asks for. @param now by the sender's clock */
export function readRetryAfter({ status, retryAfter = "" }: Result, now: number = Date.now()): number {
  if (status !== 429 && status !== 503) return 0;
  const requestedMs = /^\d+$/.test(retryAfter) ? 1000 * Number(retryAfter) : Date.parse(retryAfter) - now;
  return Math.min(Math.max(0, requestedMs), maxRetryAfterMs) || 0;
}
