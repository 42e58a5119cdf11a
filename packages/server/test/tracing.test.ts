import { trace } from "@opentelemetry/api";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { describeDelivery } from "./support/delivery.ts";
import { respondWith } from "./support/endpoint.ts";

const exporter = new InMemorySpanExporter();
const spans = (name: string) => exporter.getFinishedSpans().filter((span) => span.name === name);

describe("a process with an OpenTelemetry SDK", () => {
  beforeAll(() => {
    const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    trace.setGlobalTracerProvider(provider);
  });
  afterAll(() => trace.disable());
  beforeEach(() => exporter.reset());

  describeDelivery(
    ({ startWebhook, newClient }) => {
      test("gets a span of each publish and each attempt, with ids and outcome, and without secrets", async () => {
        const { client, webhook_id, webhook } = await startWebhook(respondWith(503));
        const event = await client.publishMessage();
        const delivery = await client.attempted(event);
        await expect.poll(() => spans("deliver")).toHaveLength(1);

        const ids = { "agent_webhooks.event_id": event.event_id };
        expect(spans("publish")[0]?.attributes).toMatchObject({ ...ids, "agent_webhooks.deliveries": 1 });
        expect(spans("deliver")[0]?.attributes).toEqual({
          ...ids,
          "agent_webhooks.delivery_id": delivery.delivery_id,
          "agent_webhooks.webhook_id": webhook_id,
          "agent_webhooks.outcome": "http_error",
          "http.response.status_code": 503,
          "error.type": "http_error",
        });
        const all = JSON.stringify(
          exporter.getFinishedSpans().map(({ name, attributes, events }) => [name, attributes, events]),
        );
        for (const hidden of [webhook.secret, client.token, webhook.url, event.message.subject ?? ""]) {
          expect(all).not.toContain(hidden);
        }
      });

      test("sees which publish failed", async () => {
        const client = await newClient();
        const event = await client.publishMessage();
        await client.call("publishEvent", {}, { event, pod_id: "another" });
        expect(spans("publish").map(({ attributes }) => attributes["error.type"])).toEqual([
          undefined,
          "ConflictError",
        ]);
      });
    },
    { databases: ["Postgres"] },
  );
});
