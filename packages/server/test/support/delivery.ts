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
import { expect, onTestFinished } from "vitest";
import { type Service, type ServiceOptions, startService } from "../../src/testing/index.ts";
import { type Endpoint, type Responder, respondWith, startEndpoint } from "./endpoint.ts";
import { createDatabase } from "./postgres.ts";
import { type ApiResponse, onDatabases, type ServiceUnderTest, type SuiteOptions, WebhooksClient } from "./service.ts";

/** The system clock, which a test can move. */
class MovableClock {
  #aheadMs = 0;

  now(): Date {
    return new Date(Date.now() + this.#aheadMs);
  }

  advance(milliseconds: number): void {
    this.#aheadMs += milliseconds;
  }
}

/** The example of an event type under a new id. */
export function eventOf<Type extends EventType>(type: Type, changes: object = {}): WebhookEvents[Type] {
  const [example] = Object.values(eventExamples[type]);
  return { ...structuredClone(example), event_id: `evt_${randomUUID()}`, ...changes } as unknown as WebhookEvents[Type];
}

/** A received message in an inbox. */
export function messageFor(inboxId: string): WebhookEvents["message.received"] {
  const event = eventOf("message.received");
  return { ...event, message: { ...event.message, inbox_id: inboxId } };
}

/** An event, or its delivery to a webhook if there are several. */
interface EventRef {
  readonly event_id: string;
  readonly webhook_id?: string;
}

/** Calls both APIs for one organization, over HTTP. */
export class DeliveryClient extends WebhooksClient {
  async call(id: keyof typeof operations, path: Record<string, string> = {}, body?: unknown): Promise<ApiResponse> {
    const { method, path: template } = operations[id];
    const url = template.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(path[name] ?? ""));
    return this.request(method, url, { body });
  }

  async publish(event: object, podId?: string): Promise<PublishedEvent> {
    const response = await this.call("publishEvent", {}, { event, ...(podId !== undefined && { pod_id: podId }) });
    expect(response).toMatchObject({ status: 202 });
    return response.json as PublishedEvent;
  }

  /** Publishes a received message of inbox `in_1`. */
  async publishMessage(): Promise<WebhookEvents["message.received"]> {
    const event = messageFor("in_1");
    await this.publish(event);
    return event;
  }

  /** Publishes `count` received messages of inbox `in_1`. */
  async publishMessages(count: number): Promise<WebhookEvents["message.received"][]> {
    const events = Array.from({ length: count }, () => messageFor("in_1"));
    for (let start = 0; start < count; start += 500) {
      const batch = events.slice(start, start + 500).map((event) => ({ event }));
      expect(await this.call("publishEvents", {}, { events: batch })).toMatchObject({ status: 202 });
    }
    return events;
  }

  async deliveries(query: Record<string, string | number | boolean> = {}): Promise<ListDeliveriesResponse> {
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const response = await this.request("GET", `${operations.listDeliveries.path}?${search}`);
    expect(response).toMatchObject({ status: 200 });
    return response.json as ListDeliveriesResponse;
  }

  async delivery(deliveryId: string): Promise<DeliveryDetails> {
    const response = await this.call("getDelivery", { delivery_id: deliveryId });
    expect(response).toMatchObject({ status: 200 });
    return response.json as DeliveryDetails;
  }

  /** The only delivery of an event, or that to the webhook. */
  async deliveryOf({ event_id, webhook_id }: EventRef): Promise<DeliveryDetails> {
    const { deliveries } = await this.deliveries({ event_id, ...(webhook_id !== undefined && { webhook_id }) });
    expect(deliveries).toHaveLength(1);
    return this.delivery(deliveries[0]?.delivery_id ?? "");
  }

  /** Waits until this delivery is as wanted, and returns it. */
  async deliveryWhen(event: EventRef, isWanted: (delivery: DeliveryDetails) => boolean): Promise<DeliveryDetails> {
    let last: DeliveryDetails | undefined;
    const look = async () => {
      last = await this.deliveryOf(event);
      return last;
    };
    await expect.poll(look, { interval: 20 }).toSatisfy(isWanted);
    return last as unknown as DeliveryDetails;
  }

  settled(event: EventRef): Promise<DeliveryDetails> {
    return this.deliveryWhen(event, ({ status }) => status !== "pending");
  }

  attempted(event: EventRef, attempts = 1): Promise<DeliveryDetails> {
    return this.deliveryWhen(event, (delivery) => delivery.attempts.length >= attempts);
  }

  /** Creates a webhook for received messages, unless `fields` say otherwise. */
  addWebhook(url: string, fields: Record<string, unknown> = {}): Promise<Webhook> {
    return this.create({ url, ...fields });
  }
}

/** Starts a service on Postgres that is closed after the test. The database is a new one if there is no URL. */
export async function startOnPostgres(
  options: ServiceOptions = {},
): Promise<{ service: Service; client: DeliveryClient; databaseUrl: string }> {
  const { databaseUrl = await createDatabase() } = options;
  const service = await startService({ pollMs: 50, logLevel: "fatal", ...options, databaseUrl });
  onTestFinished(() => service.close());
  return { service, client: new DeliveryClient(service.url, "default", service.token), databaseUrl };
}

/** Publishes an event and lets every attempt fail, of a retry schedule with delays up to 300 s. */
export async function failEveryAttempt(
  client: DeliveryClient,
  endpoint: Endpoint,
  clock: MovableClock,
): Promise<DeliveryDetails> {
  endpoint.respond = respondWith(500);
  const event = await client.publishMessage();
  for (let attempts = 1; ; attempts++) {
    const delivery = await client.attempted(event, attempts);
    if (delivery.status !== "pending") return delivery;
    clock.advance(600_000);
  }
}

export interface DeliveryContext {
  readonly under: ServiceUnderTest;
  readonly clock: MovableClock;
  /** Of a new organization. */
  newClient(): Promise<DeliveryClient>;
  /** Creates an organization with a webhook at a new endpoint, for received messages unless `fields` say otherwise. */
  startWebhook(
    respond?: Responder,
    fields?: Record<string, unknown>,
  ): Promise<{ client: DeliveryClient; endpoint: Endpoint; webhook: Webhook; webhook_id: string }>;
}

/** Runs a suite about delivery with {@link onDatabases}; endpoints on this machine are allowed. */
export function describeDelivery(suite: (context: DeliveryContext) => void, options: SuiteOptions = {}): void {
  const clock = new MovableClock();
  const settings = { clock, pollMs: 50, allowHttp: true, allowPrivateNetwork: true, logLevel: "fatal" as const };
  onDatabases(
    (under) => {
      const newClient = async () => {
        const { id, token } = await under.client();
        return new DeliveryClient(under.service.url, id, token);
      };
      suite({
        under,
        clock,
        newClient,
        async startWebhook(respond, fields) {
          const [client, endpoint] = [await newClient(), await startEndpoint(respond)];
          const webhook = await client.addWebhook(endpoint.url, fields);
          return { client, endpoint, webhook, webhook_id: webhook.webhook_id };
        },
      });
    },
    { ...settings, ...options },
  );
}

/** Statuses and reasons of a list, in short. */
export const brief = ({ deliveries }: { deliveries: readonly Delivery[] }): string[] =>
  deliveries.map(({ status, reason }) => (reason === undefined ? status : `${status}: ${reason}`));
