import { trace } from "@opentelemetry/api";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { describeDelivery, messageFor } from "./support/delivery.ts";
import { respondWith, startEndpoint } from "./support/endpoint.ts";

const exporter = new InMemorySpanExporter();
beforeAll(() => {
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  trace.setGlobalTracerProvider(provider);
});
afterAll(() => trace.disable());
beforeEach(() => exporter.reset());

const spans = (name: string) => exporter.getFinishedSpans().filter((span) => span.name === name);

describeDelivery(({ newClient }) => {
  describe("a process with an OpenTelemetry SDK", () => {
    test("gets a span of each publish and of each attempt, with ids and outcome, and nothing secret", async () => {
      const [client, endpoint] = [await newClient(), await startEndpoint(respondWith(503))];
      const { webhook_id, secret } = await client.addWebhook(`${endpoint.url}?key=in-the-url`);
      const event = messageFor("in_1");
      await client.publish(event);
      const delivery = await client.attempted(event);
      await vi.waitFor(() => expect(spans("deliver")).toHaveLength(1));

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
      for (const hidden of [secret, client.token, "in-the-url", event.message.subject ?? ""]) {
        expect(all).not.toContain(hidden);
      }
    });

    test("sees which publish was refused", async () => {
      const client = await newClient();
      const event = messageFor("in_1");
      await client.publish(event);
      await client.call("publishEvent", {}, { event, pod_id: "another" });
      expect(spans("publish").map(({ attributes }) => attributes["error.type"])).toEqual([undefined, "ConflictError"]);
    });
  });
});
