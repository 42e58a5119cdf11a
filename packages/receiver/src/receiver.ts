import { createAnswer } from "./answer.ts";
import type { RawBody } from "./body.ts";
import type { DedupeStore } from "./dedupe.ts";
import type { AnyEvent, EventsByName } from "./events.ts";
import { createFetchHandler, type FetchHandler } from "./fetch-handler.ts";
import { createHandle, type Registration } from "./handle.ts";
import type { WebhookHeaders } from "./headers.ts";
import { createNodeHandler, type NodeHandler } from "./node-handler.ts";
import { createVerify } from "./verify.ts";

export interface ReceiverOptions {
  /**
   * The webhook's secret (`whsec_` + base64; the prefix may be absent), or several: any of them may have signed.
   * While a secret is rotated, give the current and the previous one.
   */
  secrets: string | readonly string[];
  /**
   * How far the signed timestamp may be off, in seconds, either way, inclusive. Something that is not a number
   * refuses everything.
   * @default 300
   */
  toleranceSeconds?: number;
  /** Where to remember what was handled, so that each event is handled once. @default none: every copy is handled */
  dedupe?: DedupeStore;
  /** A larger body is answered 413, as soon as this many bytes have come. @default 2097152 (2 MiB; events have up to 1) */
  maxBodyBytes?: number;
  /**
   * Gets the error behind each 400, 413 and 500 that the handlers answer: what a handler threw, or a
   * `ReceiverError`. It is awaited before the answer, and what it throws is ignored. Without it such errors are silent.
   */
  onError?: (error: unknown) => unknown;
}

/** Verifies what a webhook sends, gives it a type, and hands it to handlers. Its methods work detached, too. */
export interface Receiver {
  /**
   * Checks the signature over the body as it was received, and answers the event. Nothing is remembered or handled.
   *
   * Of the families `webhook-*` and `svix-*` one must be complete and hold. The signature vouches for the content:
   * only `event_type` is looked at, the other fields are not validated.
   *
   * @throws VerificationError with a class and `code` for what failed
   * @throws BodyNotRawError when it is given something that was parsed
   * @example
   * const event = await receiver.verify(await request.text(), request.headers);
   */
  verify(rawBody: RawBody, headers: WebhookHeaders): Promise<AnyEvent>;
  /**
   * Adds a handler for one event type, or with `"*"` for every event. All that match run one after the other in the
   * order in which they were added; a promise is awaited. The first that throws ends it, the answer is 500, and the
   * sender tries again later, which runs all of them again.
   *
   * @returns the receiver
   * @example
   * receiver.on("message.received", async (event) => save(event.message.subject));
   */
  on<Name extends keyof EventsByName>(name: Name, handler: (event: EventsByName[Name]) => unknown): Receiver;
  /**
   * A handler for Hono, Next, Workers, Deno, Bun. Answers 200, 400 (not to be trusted), 405 (not POST), 413 (too
   * large) or 500 (a handler failed). Reads the body itself. Never rejects.
   *
   * @example
   * export const POST = receiver.fetchHandler();
   */
  fetchHandler(): FetchHandler;
  /**
   * The same for Node: `http.createServer`, Express, Fastify. Reads the raw body itself, so mount it before body
   * parsers; one that keeps the bytes (`rawBody`, or `body` as a Buffer or text) will do.
   *
   * @example
   * app.use("/hooks", receiver.nodeHandler());
   */
  nodeHandler(): NodeHandler;
}

/**
 * Makes a receiver.
 *
 * @throws InvalidSecretError when a secret is empty or not base64, or there is none
 * @example
 * const receiver = createReceiver({ secrets: [current, previous], dedupe: memoryDedupe() });
 */
export const createReceiver = ({
  secrets,
  toleranceSeconds = 300,
  dedupe,
  maxBodyBytes = 2 ** 21,
  onError,
}: ReceiverOptions): Receiver => {
  const registrations: Registration[] = [];
  const verify = createVerify(secrets, toleranceSeconds);
  const answer = createAnswer(verify, createHandle(registrations, dedupe), onError);

  const receiver: Receiver = {
    verify: async (rawBody, headers) => (await verify(rawBody, headers)).event,
    on(name, handler) {
      // Sound: a handler is only called with events of the type under which it stands here.
      registrations.push([name, handler as Registration[1]]);
      return receiver;
    },
    fetchHandler: () => createFetchHandler(answer, maxBodyBytes),
    nodeHandler: () => createNodeHandler(answer, maxBodyBytes),
  };
  return receiver;
};
