import type { DedupeStore } from "./dedupe.ts";
import type { AnyEvent, EventsByName } from "./events.ts";
import type { FetchHandler, NodeHandler, RawBody, WebhookHeaders } from "./http-types.ts";
import { createFetchHandler, createNodeHandler, createRequestHandler } from "./internal/request-handler.ts";
import { createRunHandlers, type HandlerEntry } from "./internal/run-handlers.ts";
import { createVerify } from "./internal/verify.ts";

export interface ReceiverOptions {
  /**
   * Secret of the webhook, `whsec_` followed by base64 (the prefix is optional), or several secrets, any of which may
   * have signed. Pass the current and the previous one while a secret is being rotated.
   */
  secrets: string | readonly string[];
  /**
   * Maximum difference between the signed timestamp and now, in seconds, in the past or future, inclusive. `NaN`
   * rejects everything.
   * @default 300
   */
  toleranceSeconds?: number | undefined;
  /**
   * Store that makes sure that each event is handled once. A copy that arrives while the first one is being handled waits
   * for it and gets the same response. After 10 s it gets a 500 instead, so that it is sent again: the handlers are not
   * run a second time, because the first copy may still complete.
   * @default none: every copy is handled
   */
  dedupe?: DedupeStore | undefined;
  /** Maximum size of the body in bytes. Larger ones are rejected with 413 while being read. @default 2097152 (2 MiB; events are at most 1 MiB) */
  maxBodyBytes?: number | undefined;
  /**
   * Called with the error behind each 400, 413 and 500 of the handlers: a `ReceiverError`, or what a handler or the
   * store threw. It is awaited before the response, and errors that it throws are ignored. Without it errors are
   * silent.
   */
  onError?: ((error: unknown) => unknown) | undefined;
}

/** Verifies webhook deliveries, types their events and passes them to handlers. Its methods can be used detached. */
export interface Receiver {
  /**
   * Verifies the signature of a body as it was received and returns the event. Neither `dedupe` nor the handlers are
   * called.
   *
   * The headers of one family, `webhook-*` or `svix-*`, must be complete and valid. Of the event's fields only
   * `event_type` is checked: the signature vouches for the content.
   *
   * @throws VerificationError if the delivery must not be trusted; its class and `code` say why
   * @throws BodyNotRawError if the body was parsed
   * @example
   * const event = await receiver.verify(await request.text(), request.headers);
   */
  verify(rawBody: RawBody, headers: WebhookHeaders): Promise<AnyEvent>;
  /**
   * Adds a handler for one event type, or for every event with `"*"`. Matching handlers run one after the other in the
   * order in which they were added; promises are awaited. If one throws, the others are skipped and the response is
   * 500. The event is then sent again, and all handlers run again.
   *
   * @returns the receiver
   * @example
   * receiver.on("message.received", async (event) => save(event.message.subject));
   */
  on<Name extends keyof EventsByName>(name: Name, handler: (event: EventsByName[Name]) => unknown): Receiver;
  /**
   * Returns a handler for Hono, Next, Workers, Deno and Bun. It reads the body itself and responds with 200, 400 (not
   * trusted), 405 (not a POST), 413 (too large) or 500 (a handler failed, or is still handling an earlier copy).
   *
   * @example
   * export const POST = receiver.fetchHandler();
   */
  fetchHandler(): FetchHandler;
  /**
   * Returns the same handler for Node: `http.createServer`, Express, Fastify. It reads the raw body itself, so mount it
   * before body parsers. A parser that keeps the bytes (`rawBody`, or `body` as a Buffer or string) also works.
   *
   * @example
   * app.use("/hooks", receiver.nodeHandler());
   */
  nodeHandler(): NodeHandler;
}

/**
 * Creates a receiver.
 *
 * @throws InvalidSecretError if there is no secret, or if one is empty or not base64
 * @example
 * const receiver = createReceiver({ secrets: [current, previous], dedupe: memoryDedupe() });
 */
export function createReceiver({
  secrets,
  toleranceSeconds = 300,
  dedupe,
  maxBodyBytes = 2 ** 21,
  onError,
}: ReceiverOptions): Receiver {
  const handlers: HandlerEntry[] = [];
  const verify = createVerify(secrets, toleranceSeconds);
  const handle = createRequestHandler(verify, createRunHandlers(handlers, dedupe), onError);

  const receiver: Receiver = {
    verify: async (rawBody, headers) => (await verify(rawBody, headers)).event,
    on(name, handler) {
      // Safe: a handler is only called with events of the type it was added for.
      handlers.push([name, handler as HandlerEntry[1]]);
      return receiver;
    },
    fetchHandler: () => createFetchHandler(handle, maxBodyBytes),
    nodeHandler: () => createNodeHandler(handle, maxBodyBytes),
  };
  return receiver;
}
