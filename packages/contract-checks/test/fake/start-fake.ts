import {
  createDeliveryClient,
  createWebhooksClient,
  type DeliveryClient,
  type WebhooksClient,
} from "@agent-webhooks/client";
import type { WebhookEvent } from "@agent-webhooks/types";
import { eventExamples } from "@agent-webhooks/types/examples";
import { onTestFinished } from "vitest";
import { createFake, type Fake, type FakeOptions } from "../../src/index.ts";

export const received = eventExamples["message.received"].minimal as unknown as WebhookEvent;
export const url = "https://example.com/hook";
export const event_types: "message.received"[] = ["message.received"];

export interface StartedFake {
  readonly fake: Fake;
  /** The deliveries so far. */
  readonly requests: Request[];
  readonly webhooks: WebhooksClient;
  readonly delivery: DeliveryClient;
}

/** A fake for one test, and clients of both APIs. Its deliveries get these statuses, the last one again and again. */
export function startFake(statuses: readonly number[] = [200], options: FakeOptions = {}): StartedFake {
  const requests: Request[] = [];
  const send = (request: Request) => {
    requests.push(request.clone());
    return new Response(null, { status: statuses[requests.length - 1] ?? statuses.at(-1) ?? 200 });
  };
  const fake = createFake({ send, ...options });
  onTestFinished(() => fake.close());
  const clientOptions = { baseUrl: "http://fake", token: fake.token, fetch: fake.fetch, maxRetries: 0 };
  const webhooks = createWebhooksClient(clientOptions);
  const delivery = createDeliveryClient(clientOptions);
  return { fake, requests, webhooks, delivery };
}
