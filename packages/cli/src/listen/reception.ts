import { type AnyEvent, type DedupeStore, memoryDedupe, type Receiver, ReceiverError } from "@agent-webhooks/receiver";
import type { Forwarder } from "./forward.ts";
import type { Answer, Incoming } from "./http-server.ts";

/** What became of a request that came in. */
export interface Reception {
  readonly received_at: string;
  /** `verified`, or why the request must not be trusted. */
  readonly verdict: "verified" | ReceiverError["code"];
  /** The verdict in words, of a request that was refused. */
  readonly problem?: string;
  /** Of a verified request. */
  readonly event?: AnyEvent;
  /** The event came before; the service sends it again until it is accepted. */
  readonly again?: boolean;
  /** What the target of forwarding answered, and after how long; or that it did not. */
  readonly forwarded?: { readonly duration_ms: number; readonly status?: number; readonly error?: string };
  /** The status that the service got. */
  readonly answered: number;
}

/**
 * Judges a request and sees to its answer: 400 to what must not be trusted; what the target answers, or 502 when it does
 * not; 200 without a target.
 */
export function createReception(
  receiver: Promise<Receiver>,
  forwarder: Forwarder | undefined,
): (incoming: Incoming) => Promise<{ answer: Answer; reception: Reception }> {
  const seen: DedupeStore = memoryDedupe();
  return async (incoming) => {
    const received_at = new Date().toISOString();
    const { verify } = await receiver;
    let event: AnyEvent;
    try {
      event = await verify(incoming.body, incoming.headers);
    } catch (error) {
      if (!(error instanceof ReceiverError)) throw error;
      const { code: verdict, message: problem, status } = error;
      return { answer: { status }, reception: { received_at, verdict, problem, answered: status } };
    }
    const again = await seen.seen(event.event_id);
    const common = { received_at, verdict: "verified", event, again } as const;
    if (forwarder === undefined) return { answer: { status: 200 }, reception: { ...common, answered: 200 } };

    const started = performance.now();
    const duration = () => Math.round(performance.now() - started);
    try {
      const answer = await forwarder.forward(incoming);
      const { status } = answer;
      const forwarded = { duration_ms: duration(), status };
      return { answer, reception: { ...common, forwarded, answered: status } };
    } catch (error) {
      const forwarded = { duration_ms: duration(), error: reasonOf(error, incoming.hungUp) };
      return { answer: { status: 502 }, reception: { ...common, forwarded, answered: 502 } };
    }
  };
}

function reasonOf(error: unknown, hungUp: AbortSignal): string {
  if (hungUp.aborted) return "the service did not wait longer for its answer";
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "ECONNREFUSED" ? "nothing listens there" : message || String(code);
}
