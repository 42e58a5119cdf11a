import { type Attributes, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Attempt } from "../worker/state-transitions.ts";
import type { DeliveryIds } from "./delivery-log.ts";

/*
 * Spans go to the OpenTelemetry SDK that the process has registered, and cost next to nothing without one. They carry ids
 * and outcomes, never secrets, URLs or bodies.
 */
const tracer = trace.getTracer("agent-webhooks");

/** `error.type` marks the span as failed. */
type SpanAttributes = Attributes & { "error.type"?: string };

/**
 * Runs `publish` in a span.
 *
 * @param attributesOf attributes of the result
 */
export function inPublishSpan<Result>(
  events: number,
  publish: () => Promise<Result>,
  attributesOf: (result: Result) => Attributes,
): Promise<Result> {
  const attributes = { "agent_webhooks.events": events };
  return inSpan("publish", { kind: SpanKind.PRODUCER, attributes }, publish, attributesOf);
}

/** Runs one attempt in a span. */
export function inAttemptSpan(
  { deliveryId, eventId, webhookId }: DeliveryIds,
  send: () => Promise<Attempt>,
): Promise<Attempt> {
  const attributes = {
    "agent_webhooks.delivery_id": deliveryId,
    "agent_webhooks.event_id": eventId,
    "agent_webhooks.webhook_id": webhookId,
  };
  return inSpan("deliver", { kind: SpanKind.CLIENT, attributes }, send, ({ outcome, statusCode }) => ({
    "agent_webhooks.outcome": outcome,
    ...(statusCode !== undefined && { "http.response.status_code": statusCode }),
    ...(outcome !== "succeeded" && { "error.type": outcome }),
  }));
}

function inSpan<Result>(
  name: string,
  options: { kind: SpanKind; attributes: Attributes },
  work: () => Promise<Result>,
  attributesOf: (result: Result) => SpanAttributes,
): Promise<Result> {
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      const result = await work();
      const attributes = attributesOf(result);
      span.setAttributes(attributes);
      if (attributes["error.type"] !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
      return result;
    } catch (error) {
      span.setAttribute("error.type", error instanceof Error ? error.name : "Error");
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
