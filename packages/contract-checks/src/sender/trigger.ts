import { setTimeout as delay } from "node:timers/promises";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { parseExactly } from "@agent-webhooks/types/exact-json";
import { InterruptedError } from "../provider/response.ts";
import {
  fullEvent,
  minimalEvent,
  randomEvent,
  type TestEvent,
  withFields,
  withSource,
} from "../receiver/data/events.ts";
import { errorMessage } from "../run/errors.ts";
import type { ProviderApi } from "./api.ts";
import { now } from "./listener.ts";
import type { OperatorApi } from "./operator-api.ts";

/** An event to trigger. */
export interface TriggerRequest {
  readonly eventType: string;
  /** The event's inbox. Events of domains have none. */
  readonly inboxId: string;
  readonly podId: string;
  /** The webhook that is being checked. The event need not match it. */
  readonly webhookId: string;
}

/** What only a published event can be made of: commands and functions make events of their own. */
export interface EventContent {
  /** Which optional fields it has. @default some */
  readonly optionalFields?: "all" | "some" | "none";
  /** Where its pod is named: in the request that publishes it, in the event of a domain, or in both. @default "both" */
  readonly podIn?: "request" | "event" | "both" | "neither";
  /** Bytes of the request that publishes it. @default as few as it needs */
  readonly bytes?: number;
}

/** An event that was published. */
export interface PublishedEvent {
  readonly id: string;
  /** With exact numbers. */
  readonly event: unknown;
  /** The request that published it. */
  readonly body: string;
}

/** An event that was triggered. */
export interface TriggeredEvent extends TriggerRequest {
  /** When the request that published it was sent, or the command was started: milliseconds since 1970. */
  readonly triggeredAt: number;
  /** The published event; `undefined` when a command made it. */
  readonly published?: PublishedEvent;
  /** Why it was not triggered, as far as is known. */
  failure?: string;
  /** A command line that triggers such an event. */
  readonly commandLine: string;
}

/** Makes events happen. */
export interface Trigger {
  /** Rejects when the event could not be triggered. */
  fire(request: TriggerRequest, content: EventContent): Promise<TriggeredEvent>;
  close(): Promise<void>;
}

const generators = { all: fullEvent, some: randomEvent, none: minimalEvent } as const;

/** Publishes random events, each time with a new id, with `publishEvent` of the delivery API. */
export class PublishTrigger implements Trigger {
  readonly #api: ProviderApi;
  readonly #seed: number;
  /** By event type and optional fields. To generate one takes longer than to send it. */
  readonly #random = new Map<string, TestEvent>();

  constructor(api: ProviderApi, seed: number) {
    this.#api = api;
    this.#seed = seed;
  }

  async fire(
    request: TriggerRequest,
    { optionalFields = "some", podIn = "both", bytes = 0 }: EventContent = {},
  ): Promise<TriggeredEvent> {
    const { eventType, inboxId, podId } = request;
    const key = `${eventType} ${optionalFields}`;
    const random = this.#random.get(key) ?? generators[optionalFields](eventType, this.#seed);
    this.#random.set(key, random);
    const isIn = (place: "request" | "event") => podIn === "both" || podIn === place;
    const { id, event } = withSource(withFields(random, {}), inboxId, isIn("event") ? podId : undefined);
    const pod = isIn("request") ? `,"pod_id":${JSON.stringify(podId)}` : "";
    const write = (padding: string) => `{"event":${withUnusualValues(event, padding)}${pod}}`;
    const body = write("x".repeat(Math.max(0, bytes - Buffer.byteLength(write("")))));
    const { curl, ms } = await this.#api.expectSuccess(deliveryOperations.publishEvent, { body });
    const published = { id, event: (parseExactly(body) as { event: unknown }).event, body };
    return { ...request, triggeredAt: now() - ms, published, commandLine: curl };
  }

  async close(): Promise<void> {}
}

/**
 * The event as JSON, with an additional field that most serializers write in another way than they read it. A signature of
 * re-serialized JSON is then wrong whatever the serializer. It has bytes that are not ASCII, text that is not normalized, and
 * numbers that a double cannot hold.
 */
function withUnusualValues(event: object, padding: string): string {
  const escaped = '"Gr\\u00fc\\u00dfe \\ud83d\\ude80 \\/ <b>&amp;\\u003c"';
  const text = JSON.stringify(`Gr\u00fc\u00dfe \u{1f680} cafe\u0301 \u212b${padding}`);
  const field = `{"escaped": ${escaped}, "text": ${text}, "numbers": [1.50e1, 9007199254740993, 1e400, -1.1E-400]}`;
  return JSON.stringify(event).replace(/\}$/, () => `, "contract_check": ${field}}`);
}

/** Causes operator events, each by a webhook whose endpoint is gone. */
export class OperatorTrigger implements Trigger {
  readonly #api: OperatorApi;
  readonly #goneUrl: () => string;

  /** @param goneUrl a URL that responds with 410 */
  constructor(api: OperatorApi, goneUrl: () => string) {
    this.#api = api;
    this.#goneUrl = goneUrl;
  }

  async fire(request: TriggerRequest): Promise<TriggeredEvent> {
    const { curl, ms } = await this.#api.disableWebhook(request.webhookId, this.#goneUrl());
    return { ...request, triggeredAt: now() - ms, commandLine: curl };
  }

  async close(): Promise<void> {}
}

/** Calls a function of the caller. */
export class FunctionTrigger implements Trigger {
  readonly #call: (request: TriggerRequest) => unknown;
  readonly #maxWaitMs: number;
  readonly #signal: AbortSignal | undefined;

  /**
   * @param maxWaitMs how long it waits for the function, which may be the sender itself, and run until the delivery is settled
   * @param signal ends this wait when it is aborted
   */
  constructor(call: (request: TriggerRequest) => unknown, maxWaitMs: number, signal?: AbortSignal) {
    this.#call = call;
    this.#maxWaitMs = maxWaitMs;
    this.#signal = signal;
  }

  async fire(request: TriggerRequest): Promise<TriggeredEvent> {
    const commandLine = `trigger(${JSON.stringify(request)})`;
    const event: TriggeredEvent = { ...request, triggeredAt: now(), commandLine };
    const called = Promise.resolve(this.#call(request));
    called.catch((error: unknown) => {
      event.failure = errorMessage(error);
    });
    const waited = delay(this.#maxWaitMs, undefined, { ref: false, signal: this.#signal }).catch(() => {
      throw new InterruptedError();
    });
    await Promise.race([called, waited]);
    return event;
  }

  async close(): Promise<void> {}
}
