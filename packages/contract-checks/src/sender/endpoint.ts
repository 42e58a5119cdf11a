import type { WebhookEvents } from "@agent-webhooks/types";
import { InterruptedError } from "../provider/response.ts";
import { now, type ReceivedRequest, type Reply } from "./listener.ts";
import type { TriggeredEvent } from "./trigger.ts";

/** Decides what an endpoint responds to a request, by the requests that it has received, this one included. */
export type ReplyTo = (request: ReceivedRequest, requests: readonly ReceivedRequest[]) => Reply;

export interface EndpointOptions {
  /** Event types that the webhook subscribes to. @default message.received */
  readonly eventTypes?: readonly (keyof WebhookEvents)[];
  /** What the webhook is limited to: the endpoint's own inbox, its own pod, or both. @default both */
  readonly limitTo?: readonly ("inbox" | "pod")[];
  /** The inbox. @default one that no other webhook has */
  readonly inboxId?: string;
  /** @default always 204 */
  readonly replyTo?: ReplyTo;
  /** What its URL ends with, after a path that the listener needs. @default a query with escapes */
  readonly urlEnd?: string;
  /** Serve it with a certificate for another name. @default false */
  readonly isWrongName?: boolean;
}

export const accept: ReplyTo = () => ({ status: 204 });

/** Always the same. */
export function replyWith(reply: Reply): ReplyTo {
  return () => reply;
}

/**
 * Fails the first attempt, then accepts. At-least-once senders may send an attempt more than once at the same time, so
 * everything within `burstMs` of the first request fails.
 */
export function failFirst(failure: Reply, burstMs: number): ReplyTo {
  return ({ at }, [first]) => (at - (first?.at ?? at) < burstMs ? failure : { status: 204 });
}

/** When the attempts of one event arrived: requests within `burstMs` of the first of them are one attempt. */
export function attemptTimes(requests: readonly ReceivedRequest[], burstMs: number): number[] {
  const times: number[] = [];
  for (const { at } of requests) {
    const last = times.at(-1);
    if (last === undefined || at - last >= burstMs) times.push(at);
  }
  return times;
}

/** A webhook of the run, and what arrived at its URL. */
export class Endpoint {
  readonly url: string;
  readonly webhookId: string;
  readonly inboxId: string;
  readonly podId: string;
  /** Whether only its own events match it. */
  readonly isLimited: boolean;
  /** JSON Schemas of the events that it may get, by event type. */
  readonly schemas: Readonly<Record<string, object>>;
  /** Secrets that the webhook has had, newest first. */
  secrets: readonly string[];
  /** What was triggered for it, matching or not. */
  readonly events: TriggeredEvent[] = [];
  readonly requests: ReceivedRequest[] = [];
  /** Requests whose headers have arrived, also those whose body is not complete. */
  startedCount = 0;
  replyTo: ReplyTo;
  readonly #signal: AbortSignal | undefined;
  readonly #waiting = new Set<() => void>();

  constructor(
    options: Pick<
      Endpoint,
      "url" | "webhookId" | "inboxId" | "podId" | "isLimited" | "schemas" | "secrets" | "replyTo"
    > & {
      /** Ends what waits for requests when it is aborted. */
      readonly signal?: AbortSignal | undefined;
    },
  ) {
    this.url = options.url;
    this.webhookId = options.webhookId;
    this.inboxId = options.inboxId;
    this.podId = options.podId;
    this.isLimited = options.isLimited;
    this.schemas = options.schemas;
    this.secrets = options.secrets;
    this.replyTo = options.replyTo;
    this.#signal = options.signal;
  }

  /** A request begins to arrive. */
  start(): void {
    this.startedCount++;
    for (const check of this.#waiting) check();
  }

  receive(request: ReceivedRequest): Reply {
    this.requests.push(request);
    const reply = this.replyTo(request, this.requests);
    if (typeof reply === "object") request.status = reply.status;
    for (const check of this.#waiting) check();
    return reply;
  }

  /**
   * Waits until a condition is met by what arrived.
   *
   * @returns whether it is, within `ms`
   * @throws InterruptedError when the run is interrupted
   */
  async waitUntil(isMet: (requests: readonly ReceivedRequest[]) => boolean, ms: number): Promise<boolean> {
    if (isMet(this.requests)) return true;
    const signal = this.#signal;
    if (signal?.aborted) throw new InterruptedError();
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(check);
        signal?.removeEventListener("abort", interrupt);
      };
      const settle = (result: boolean) => {
        end();
        resolve(result);
      };
      const check = () => {
        if (isMet(this.requests)) settle(true);
      };
      const interrupt = () => {
        end();
        reject(new InterruptedError());
      };
      const timer = setTimeout(() => settle(false), ms);
      this.#waiting.add(check);
      signal?.addEventListener("abort", interrupt);
    });
  }

  /** Waits for the first request. @returns `undefined` if there is none within `ms` */
  async firstRequest(ms: number): Promise<ReceivedRequest | undefined> {
    await this.waitUntil(({ length }) => length > 0, ms);
    return this.requests[0];
  }

  /** The requests after a time. */
  since(time: number): ReceivedRequest[] {
    return this.requests.filter(({ at }) => at > time);
  }

  /** Waits, then returns what has arrived since the call. */
  async arrivalsDuring(ms: number): Promise<ReceivedRequest[]> {
    const start = now();
    await this.waitUntil(() => false, ms);
    return this.since(start);
  }
}
