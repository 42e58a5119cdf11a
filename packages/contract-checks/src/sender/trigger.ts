import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { randomEvent, type TestEvent, withFields, withSource } from "../receiver/data/events.ts";
import type { ProviderApi } from "./api.ts";

/** An event to trigger. */
export interface TriggerRequest {
  readonly eventType: string;
  /** The event's inbox. Events of domains have none. */
  readonly inboxId: string;
  readonly podId: string;
  /** The webhook that is being checked. The event need not match it. */
  readonly webhookId: string;
}

/** An event that was triggered. */
export interface TriggeredEvent extends TriggerRequest {
  /** The published event; `undefined` when a command made it. */
  readonly published?: { readonly id: string; readonly event: Readonly<Record<string, unknown>> };
  /** Why it was not triggered, as far as is known. */
  failure?: string;
  /** A command line that triggers such an event. */
  readonly commandLine: string;
}

/** Makes events happen. */
export interface Trigger {
  /** Rejects when the event could not be triggered. */
  fire(request: TriggerRequest): Promise<TriggeredEvent>;
  close(): Promise<void>;
}

/** Publishes a random event of each type, each time with a new id, with `publishEvent` of the delivery API. */
export class PublishTrigger implements Trigger {
  readonly #api: ProviderApi;
  readonly #seed: number;
  /** By event type. To generate one takes longer than to send it. */
  readonly #random = new Map<string, TestEvent>();

  constructor(api: ProviderApi, seed: number) {
    this.#api = api;
    this.#seed = seed;
  }

  async fire(request: TriggerRequest): Promise<TriggeredEvent> {
    const { eventType, inboxId, podId } = request;
    const random = this.#random.get(eventType) ?? randomEvent(eventType, this.#seed);
    this.#random.set(eventType, random);
    const { id, event } = withSource(withFields(random, {}), inboxId, podId);
    const body = `{"event":${withUnusualText(event)},"pod_id":${JSON.stringify(podId)}}`;
    const { curl } = await this.#api.expectSuccess(deliveryOperations.publishEvent, { body });
    return { ...request, published: { id, event: JSON.parse(body).event }, commandLine: curl };
  }

  async close(): Promise<void> {}
}

/**
 * The event as JSON, with an additional field that most serializers write in another way than they read it. A signature of
 * re-serialized JSON is then wrong whatever the serializer.
 */
function withUnusualText(event: object): string {
  const text = '"Gr\\u00fc\\u00dfe \\ud83d\\ude80 \\/ <b>&amp;\\u003c"';
  return JSON.stringify(event).replace(/\}$/, `, "contract_check": {"text": ${text}, "number": 1.50e1}}`);
}

/** Calls a function of the caller. */
export class FunctionTrigger implements Trigger {
  readonly #call: (request: TriggerRequest) => unknown;

  constructor(call: (request: TriggerRequest) => unknown) {
    this.#call = call;
  }

  async fire(request: TriggerRequest): Promise<TriggeredEvent> {
    await this.#call(request);
    return { ...request, commandLine: `trigger(${JSON.stringify(request)})` };
  }

  async close(): Promise<void> {}
}
