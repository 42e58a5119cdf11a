import { type AnyEvent, memoryDedupe, type Receiver, ReceiverError } from "@agent-webhooks/receiver";
import { parseExactly } from "@agent-webhooks/types/exact-json";
import type { Forwarder } from "./forward.ts";
import type { HttpRequest, HttpResponse } from "./http-server.ts";

/** A request to the webhook, as `listen` prints it. */
export interface ReceivedRequest {
  readonly received_at: string;
  /** `verified`, or why the request is rejected. */
  readonly verdict: "verified" | ReceiverError["code"];
  /** The reason in words, of a rejected request. */
  readonly error?: string;
  /** Of a verified request. */
  readonly event?: AnyEvent;
  /** The event was received before. */
  readonly duplicate?: boolean;
  /** The response of the endpoint that it was forwarded to, or why there is none. */
  readonly forwarded?: { readonly duration_ms: number; readonly status?: number; readonly error?: string };
  /** The status that was returned to the service. */
  readonly status: number;
}

type RequestHandler = (request: HttpRequest) => Promise<{ response: HttpResponse; received: ReceivedRequest }>;

/**
 * Handles requests: a request that fails verification gets 400; others get the response of the endpoint to forward to, 502
 * when it has none, or 200 without such an endpoint.
 */
export function createRequestHandler(receiver: Promise<Receiver>, forwarder: Forwarder | undefined): RequestHandler {
  const dedupe = memoryDedupe();
  return async (request) => {
    const received_at = new Date().toISOString();
    const { verify } = await receiver;
    let event: AnyEvent;
    try {
      await verify(request.body, request.headers);
      // `--json` prints the numbers as they were sent.
      event = parseExactly(new TextDecoder().decode(request.body)) as AnyEvent;
    } catch (error) {
      if (!(error instanceof ReceiverError)) throw error;
      const { code: verdict, message, status } = error;
      return { response: { status }, received: { received_at, verdict, error: message, status } };
    }
    const duplicate = await dedupe.seen(event.event_id);
    const { response, ...forwarded } = await respond(request, forwarder);
    const { status } = response;
    return { response, received: { received_at, verdict: "verified", event, duplicate, ...forwarded, status } };
  };
}

async function respond(
  request: HttpRequest,
  forwarder: Forwarder | undefined,
): Promise<{ response: HttpResponse } & Pick<ReceivedRequest, "forwarded">> {
  if (forwarder === undefined) return { response: { status: 200 } };
  const started = performance.now();
  const duration = () => Math.round(performance.now() - started);
  try {
    const response = await forwarder.forward(request);
    return { response, forwarded: { duration_ms: duration(), status: response.status } };
  } catch (error) {
    const forwarded = { duration_ms: duration(), error: describeForwardError(error, request.disconnected) };
    return { response: { status: 502 }, forwarded };
  }
}

function describeForwardError(error: unknown, disconnected: AbortSignal): string {
  if (disconnected.aborted) return "the service stopped waiting for the response";
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "ECONNREFUSED" ? "connection refused" : message || String(code);
}
