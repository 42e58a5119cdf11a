import { randomUUID } from "node:crypto";
import type { EventType, Webhook, WebhookEvents } from "@agent-webhooks/types";
import {
  type Delivery,
  type DeliveryDetails,
  type ListDeliveriesResponse,
  operations,
  type PublishedEvent,
} from "@agent-webhooks/types/delivery";
import { eventExamples } from "@agent-webhooks/types/examples";
import { expect } from "vitest";
import type { ServiceOptions } from "../../src/testing/index.ts";
import { type ApiResponse, onBothDatabases, type ServiceUnderTest, WebhooksClient } from "./service.ts";

/** A clock that goes on as clocks do, and that a test may put forward. */
class RunningClock {
  #ahead = 0;

  now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  advance(milliseconds: number): void {
    this.#ahead += milliseconds;
  }
}

/** The example of an event type under an id of its own. `changes` go into the event. */
export function eventOf<Type extends EventType>(type: Type, changes: object = {}): WebhookEvents[Type] {
  const [example] = Object.values(eventExamples[type]);
  return { ...structuredClone(example), event_id: `evt_${randomUUID()}`, ...changes } as unknown as WebhookEvents[Type];
}

/** A received message of an inbox. */
export function messageFor(inboxId: string): WebhookEvents["message.received"] {
  const event = eventOf("message.received");
  return { ...event, message: { ...event.message, inbox_id: inboxId } };
}

type Id = keyof typeof operations;

/** The API as somebody who publishes and looks after deliveries uses it, over HTTP. */
export class DeliveryClient extends WebhooksClient {
  async call(id: Id, path: Record<string, string> = {}, body?: unknown): Promise<ApiResponse> {
    const { method, path: template } = operations[id];
    const url = template.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(path[name] ?? ""));
    return this.request(method, url, { body });
  }

  async publish(event: object, podId?: string): Promise<PublishedEvent> {
    const answer = await this.call("publishEvent", {}, { event, ...(podId !== undefined && { pod_id: podId }) });
    expect(answer).toMatchObject({ status: 202 });
    return answer.json as PublishedEvent;
  }

  async deliveries(query: Record<string, string | number | boolean> = {}): Promise<ListDeliveriesResponse> {
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const answer = await this.request("GET", `${operations.listDeliveries.path}?${search}`);
    expect(answer).toMatchObject({ status: 200 });
    return answer.json as ListDeliveriesResponse;
  }

  async delivery(deliveryId: string): Promise<DeliveryDetails> {
    const answer = await this.call("getDelivery", { delivery_id: deliveryId });
    expect(answer).toMatchObject({ status: 200 });
    return answer.json as DeliveryDetails;
  }

  /** The only delivery of an event. */
  async deliveryOf({ event_id }: { event_id: string }): Promise<DeliveryDetails> {
    const { deliveries } = await this.deliveries({ event_id });
    expect(deliveries).toHaveLength(1);
    return this.delivery(deliveries[0]?.delivery_id ?? "");
  }

  /** The only delivery of an event, when it has got so far. */
  async deliveryWhen(
    event: { event_id: string },
    is: (delivery: DeliveryDetails) => boolean,
  ): Promise<DeliveryDetails> {
    let last: DeliveryDetails | undefined;
    const look = async () => {
      last = await this.deliveryOf(event);
      return is(last);
    };
    await expect.poll(look, { timeout: 20_000, interval: 20 }).toBe(true);
    return last as DeliveryDetails;
  }

  settled(event: { event_id: string }): Promise<DeliveryDetails> {
    return this.deliveryWhen(event, ({ status }) => status !== "pending");
  }

  attempted(event: { event_id: string }, attempts = 1): Promise<DeliveryDetails> {
    return this.deliveryWhen(event, (delivery) => delivery.attempts.length >= attempts);
  }

  /** A webhook that wants received messages, unless `fields` say otherwise. */
  addWebhook(url: string, fields: Record<string, unknown> = {}): Promise<Webhook> {
    return this.create({ url, ...fields });
  }
}

export interface DeliveryContext {
  readonly under: ServiceUnderTest;
  readonly clock: RunningClock;
  newClient(): Promise<DeliveryClient>;
}

/** Runs a suite about delivery on the embedded database and on Postgres, with endpoints on this machine allowed. */
export function describeDelivery(suite: (given: DeliveryContext) => void, options: ServiceOptions = {}): void {
  const clock = new RunningClock();
  const settings = {
    clock,
    pollMs: 50,
    allowHttp: true,
    allowPrivateNetwork: true,
    logLevel: "fatal" as const,
    ...options,
  };
  onBothDatabases((under) => {
    suite({
      under,
      clock,
      async newClient() {
        const { id, token } = await under.organization();
        return new DeliveryClient(under.service.url, id, token);
      },
    });
  }, settings);
}

/** What a list says of deliveries, in short. */
export const brief = ({ deliveries }: { deliveries: readonly Delivery[] }): string[] =>
  deliveries.map(({ status, reason }) => (reason === undefined ? status : `${status}: ${reason}`));
