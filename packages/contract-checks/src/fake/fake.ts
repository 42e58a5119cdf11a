import { randomBytes } from "node:crypto";
import type { WebhookEvent } from "@agent-webhooks/types";
import type { PublishedEvent, TokenScope } from "@agent-webhooks/types/delivery";
import { operations } from "@agent-webhooks/types/delivery";
import { TokenScopeSchema } from "@agent-webhooks/types/delivery/schemas";
import type { HttpRequest } from "../provider/http.ts";
import type { Send } from "../reference/deliverer.ts";
import { json, type ReferenceResponse } from "../reference/handler.ts";
import { ReferenceProvider } from "../reference/provider.ts";
import { pageTokenRules } from "../reference/rules.ts";
import type { Identity } from "../reference/state.ts";
import { failureWith } from "./failure.ts";
import { type Listening, listen } from "./listen.ts";

export interface FakeOptions {
  /**
   * Tokens that are accepted, with their organization and scopes.
   * @default `fake-token`, of the organization `default`, with every scope
   */
  readonly tokens?: Readonly<Record<string, FakeIdentity>>;
  /**
   * Gets the deliveries in place of the network: the handler of a receiver, for example.
   * @default `fetch`
   */
  readonly send?: Send;
  /**
   * Seconds before each attempt, one entry an attempt.
   * @default [0, 5, 300, 1800, 7200, 18000, 36000, 36000]
   */
  readonly retrySchedule?: readonly number[];
  /**
   * Milliseconds until an attempt times out.
   * @default 15000
   */
  readonly deliveryTimeoutMs?: number;
}

/** The organization of a token, and what the token may do. */
export interface FakeIdentity {
  readonly organization: string;
  readonly scopes: readonly TokenScope[];
}

export interface FailOptions {
  /**
   * How many requests fail.
   * @default 1
   */
  readonly times?: number;
  /**
   * Seconds in the `Retry-After` of a 429 or 503.
   * @default 0
   */
  readonly retryAfter?: number;
}

/** A provider of both APIs in memory. */
export interface Fake extends AsyncDisposable {
  /** A token that is accepted. */
  readonly token: string;
  /** Handles a request to either API, at any origin. Give it to a client as its `fetch`. */
  readonly fetch: typeof globalThis.fetch;
  /**
   * Publishes an event, and waits for the first attempts of its deliveries: those that are due at once and that the delivery
   * settings allow.
   *
   * @param options pod of the event, and the token that publishes it
   * @throws when the event is rejected
   */
  publish(event: WebhookEvent, options?: { readonly podId?: string; readonly token?: string }): Promise<PublishedEvent>;
  /** Makes the next requests fail with a status. */
  failNext(status: number, options?: FailOptions): void;
  /**
   * Moves the time ahead by this many milliseconds. Makes each attempt that is due by then, at its own time. Time also passes
   * by itself. Await each call before the next one.
   */
  advance(milliseconds: number): Promise<void>;
  /** Waits until no delivery is due or in progress. Those that wait for a retry, or for `max_per_second`, stay pending. */
  idle(): Promise<void>;
  /**
   * Serves the fake over HTTP.
   *
   * @param port default: a free one of 127.0.0.1
   */
  listen(port?: number): Promise<Listening>;
  /** Stops delivering, and closes its servers. */
  close(): Promise<void>;
}

const { publishEvent } = operations;
const everyScope = TokenScopeSchema.enum as readonly TokenScope[];
const defaultTokens = { "fake-token": { organization: "default", scopes: everyScope } };

/**
 * Creates a provider of both APIs in memory, for the unit tests of its callers: it has state, pages, errors and tenants as
 * the contract requires, and delivers signed events.
 *
 * @example
 * const fake = createFake({ send: (request) => handler(request) });
 * const webhooks = createWebhooksClient({ baseUrl: "http://fake", token: fake.token, fetch: fake.fetch });
 * await webhooks.create({ url: "https://example.com/hook", event_types: ["message.received"] });
 * await fake.publish(event);
 */
export function createFake({
  tokens = defaultTokens,
  send = (request) => globalThis.fetch(request),
  retrySchedule,
  deliveryTimeoutMs,
}: FakeOptions = {}): Fake {
  const [token = ""] = Object.keys(tokens);
  const failures: ReferenceResponse[] = [];
  /** The request of `publish`, which is not one of the code under test. */
  let ownRequest: HttpRequest | undefined;
  const servers = new Set<Listening>();
  let ahead = 0;
  const now = () => Date.now() + ahead;
  let created = 0;
  /** Orders what is created, also within a millisecond. */
  const newPosition = () => String(++created).padStart(12, "0");
  const idsWith = (prefix: string) => () => `${prefix}_${newPosition()}${randomBytes(6).toString("hex")}`;
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;
  let isClosed = false;

  const provider = new ReferenceProvider({
    tokens: tokens as Readonly<Record<string, Identity>>,
    rules: {
      now,
      newId: idsWith("wh"),
      newDeliveryId: idsWith("dlv"),
      newTokenId: idsWith("tok"),
      newPosition,
      ...pageTokenRules(randomBytes(32)),
    },
    reject: (request) => (request === ownRequest ? undefined : failures.shift()),
    send: (request) => send(request),
    retrySchedule,
    timeoutMs: deliveryTimeoutMs,
  });
  const { deliverer } = provider;

  const deliverWhenDue = (): void => {
    clearTimeout(timer);
    const dueAt = deliverer.nextDueAt;
    if (dueAt === undefined || isClosed) return;
    timer = setTimeout(deliver, Math.min(Math.max(0, dueAt - now()), maxTimeoutMs)).unref();
  };

  /** Makes the attempts that are due. One that takes long delays no other. */
  const deliver = async (): Promise<void> => {
    if (isClosed) return;
    const attempts = deliverer.deliverDue();
    deliverWhenDue();
    await Promise.all(attempts.map((attempt) => attempt.then(deliverSoon)));
  };

  /** Makes the attempts that are due, and those that become due by their failures. */
  const deliverAll = async (): Promise<void> => {
    while (!isClosed) {
      const attempts = new Set([...deliverer.deliverDue(), ...deliverer.running()]);
      deliverWhenDue();
      if (attempts.size === 0) return;
      await Promise.all(attempts);
    }
  };

  /** Looks for the next delivery once, however many attempts have just ended. */
  const deliverSoon = (): void => {
    if (isLooking) return;
    isLooking = true;
    setImmediate(() => {
      isLooking = false;
      deliverWhenDue();
    });
  };

  const transport: ReferenceProvider["transport"] = async (request, signal) => {
    const response = await provider.transport(request, signal);
    if (request.method !== "GET") void deliver();
    return response;
  };

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const response = await transport(await toHttpRequest(request), request.signal);
    const hasBody = response.body !== "" && request.method !== "HEAD";
    return new Response(hasBody ? response.body : null, { status: response.status, headers: response.headers });
  };

  const fake: Fake = {
    token,
    fetch,
    async publish(event, { podId, token: publisher = token } = {}) {
      ownRequest = {
        method: publishEvent.method,
        path: publishEvent.path,
        headers: { ...json, authorization: `Bearer ${publisher}` },
        body: JSON.stringify({ event, pod_id: podId }),
      };
      const { status, body } = await provider.transport(ownRequest, new AbortController().signal);
      if (!publishEvent.success.some((known) => known === status)) {
        throw new Error(`The event was rejected with ${status}: ${body}`);
      }
      void deliver();
      // Not for other deliveries: a receiver that publishes would wait for itself.
      await Promise.all(deliverer.running(event.event_id));
      return JSON.parse(body);
    },
    failNext(status, { times = 1, retryAfter = 0 } = {}) {
      failures.push(...Array.from({ length: times }, () => failureWith(status, retryAfter)));
    },
    async advance(milliseconds) {
      const end = now() + milliseconds;
      do {
        await deliverAll();
        ahead += Math.max(0, Math.min(deliverer.nextDueAt ?? end, end) - now());
      } while (now() < end && !isClosed);
      await deliverAll();
    },
    idle: deliverAll,
    async listen(port = 0) {
      const server = await listen(transport, port);
      servers.add(server);
      return server;
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await Promise.all([...servers].map((server) => server.close()));
    },
    [Symbol.asyncDispose]: () => fake.close(),
  };
  return fake;
}

/** The longest time that `setTimeout` can wait. */
const maxTimeoutMs = 2 ** 31 - 1;

async function toHttpRequest(request: Request): Promise<HttpRequest> {
  const { pathname, search } = new URL(request.url);
  return {
    method: request.method,
    path: pathname + search,
    headers: Object.fromEntries(request.headers),
    body: new Uint8Array(await request.arrayBuffer()),
  };
}
