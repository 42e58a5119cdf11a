import { type Attributes, type SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";

/** Goes to whatever OpenTelemetry SDK the process has registered; without one this costs next to nothing. */
const tracer = trace.getTracer("agent-webhooks");

/** What a span says at its end. `error.type` in it marks the span as failed. */
export type SpanFacts = Attributes & { "error.type"?: string };

/**
 * Does `work` in a span. Ids and outcomes go into spans; secrets, URLs and bodies never do.
 *
 * @param facts what the result says of itself
 */
export function inSpan<Result>(
  name: string,
  { kind, attributes }: { kind: SpanKind; attributes: Attributes },
  work: () => Promise<Result>,
  facts: (result: Result) => SpanFacts,
): Promise<Result> {
  return tracer.startActiveSpan(name, { kind, attributes }, async (span) => {
    try {
      const result = await work();
      const said = facts(result);
      span.setAttributes(said);
      if (said["error.type"] !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
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
