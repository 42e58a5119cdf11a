import { randomInt } from "node:crypto";
import { eventTypes } from "@agent-webhooks/types";
import { type Clock, systemClock } from "../clock.ts";
import { retryAfterSeconds } from "../retry-after.ts";
import { SetupError } from "../run/errors.ts";
import { schemaIssues } from "../schemas.ts";
import { buildRequest, decodeSecret, type RawRequest, type TestDelivery } from "./build-request.ts";
import { firstExample, toDelivery } from "./data/events.ts";
import { type AttemptResult, type EndpointResponse, type NoResponse, sendRequest } from "./send-request.ts";

export interface ReceiverOptions {
  /** URL of the endpoint. */
  readonly url: string | URL;
  /** The webhook's secret: `whsec_` and base64. */
  readonly secret: string;
  /** Seed of the random events. @default a random one */
  readonly seed?: number | undefined;
  /** Milliseconds in which the endpoint must respond. @default 15000, as in deliveries of the service */
  readonly timeoutMs?: number | undefined;
  /** Sends the requests. @default over HTTP */
  readonly send?: typeof sendRequest;
  /** @default the system's clock */
  readonly clock?: Clock;
}

/** One request of a delivery, and its result. */
export interface Attempt {
  readonly delivery: TestDelivery;
  readonly request: RawRequest;
  readonly result: AttemptResult;
}

/** How long a run waits for a rate-limiting endpoint in total. After that, a 429 is a response like any other. */
const rateLimitBudgetMs = 120_000;
/** Seconds to wait after a 429 without a valid `Retry-After`. */
const defaultRetryAfter = 1;
const minRetryDelayMs = 50;
/** A process manager may restart an endpoint that crashed. */
const reconnect = { attempts: 10, intervalMs: 300 };
/** After the first timeout, the timeout is three times the slowest response, and at least this. */
const minTimeoutMs = 2_000;
/** Deliveries in flight: one for each 30 ms of the first response, and at most ten. */
const pacing = { msPerDelivery: 30, maxConcurrency: 10 };

/** An endpoint that is being checked. */
export class ReceiverTarget {
  readonly url: URL;
  readonly seed: number;
  readonly timeoutMs: number;
  /** Why no more deliveries are sent; `undefined` while they are. */
  stopReason: string | undefined;
  /** The first deliveries, if none of them was accepted. */
  rejectedProbes: readonly Attempt[] = [];
  /** Deliveries in flight at a time. Low, so that a finding shows the request that caused it; higher for slow endpoints. */
  concurrency = 1;
  readonly #key: Uint8Array;
  readonly #sendRequest: typeof sendRequest;
  readonly #clock: Clock;
  #currentTimeoutMs: number;
  #slowestMs = 0;
  #rateLimitedMs = 0;

  private constructor(url: URL, options: ReceiverOptions) {
    const { secret, seed, timeoutMs = 15_000 } = options;
    this.#sendRequest = options.send ?? sendRequest;
    this.#clock = options.clock ?? systemClock;
    this.url = url;
    this.seed = seed ?? randomInt(2 ** 31);
    this.#key = decodeSecret(secret);
    this.timeoutMs = timeoutMs;
    this.#currentTimeoutMs = timeoutMs;
  }

  /**
   * Sends one event of each type until one is accepted.
   *
   * @throws SetupError when the URL or the secret is invalid, or nothing listens there
   */
  static async connect(options: ReceiverOptions): Promise<ReceiverTarget> {
    const url = parseUrl(options.url);
    if (schemaIssues("Secret", options.secret).length > 0 || decodeSecret(options.secret).length === 0) {
      throw new SetupError("the secret must be the webhook's secret: whsec_<base64>");
    }
    const target = new ReceiverTarget(url, options);
    const [first, ...others] = eventTypes.map((eventType) => toDelivery(firstExample(eventType)));
    if (first === undefined) throw new Error("the contract has no events");
    const start = target.#clock.now();
    const probe = await target.#send(first);
    if (probe.result.status === undefined && probe.result.failure === "unreachable") {
      throw new SetupError(`cannot connect to ${url.href}: ${probe.result.reason}`);
    }
    if (isAccepted(probe.result)) {
      const deliveries = Math.ceil((target.#clock.now() - start) / pacing.msPerDelivery);
      target.concurrency = Math.min(pacing.maxConcurrency, Math.max(1, deliveries));
      return target;
    }
    if (isTimeout(probe.result)) target.#shortenTimeout();
    const more = await Promise.all(others.map((delivery) => target.deliver(delivery)));
    if (more.some(({ result }) => isAccepted(result))) return target;
    target.rejectedProbes = [probe, ...more];
    target.stopReason ??= "the endpoint accepted none of the events";
    return target;
  }

  /** Signs and sends a delivery. Sends it again when the connection failed, which says nothing about the delivery. */
  async deliver(delivery: TestDelivery): Promise<Attempt> {
    let attempt = await this.#send(delivery);
    if (attempt.result.status === undefined && attempt.result.failure !== "timeout") {
      // A response can be lost when a server closes the connection before it has read the body. Twice is no accident.
      const retry = await this.#sendAfterReconnect(delivery);
      if (retry.result.status !== undefined) attempt = retry;
    }
    if (isTimeout(attempt.result)) await this.#handleTimeout(delivery);
    if (isAccepted(attempt.result)) this.#slowestMs = Math.max(this.#slowestMs, attempt.result.ms);
    return attempt;
  }

  async #send(delivery: TestDelivery): Promise<Attempt> {
    for (;;) {
      const request = buildRequest(delivery, this.#key, Math.floor(this.#clock.now() / 1000));
      const result = await this.#sendOnce(request);
      if (result.status !== 429) return { delivery, request, result };
      const retryAfter = retryAfterSeconds(result.headers["retry-after"], this.#clock.now()) ?? defaultRetryAfter;
      const waitMs = Math.max(minRetryDelayMs, 1000 * retryAfter);
      if (this.#rateLimitedMs + waitMs > rateLimitBudgetMs) return { delivery, request, result };
      this.#rateLimitedMs += waitMs;
      await this.#clock.sleep(waitMs);
    }
  }

  async #sendOnce(request: RawRequest): Promise<AttemptResult> {
    const timeoutMs = this.#currentTimeoutMs;
    const result = await this.#sendRequest(this.url, request, timeoutMs);
    if (!isTimeout(result) || timeoutMs === this.timeoutMs) return result;
    return { ...result, reason: `${result.reason} (the timeout is shorter after a first timeout)` };
  }

  async #sendAfterReconnect(delivery: TestDelivery): Promise<Attempt> {
    for (let count = 1; ; count++) {
      const attempt = await this.#send(delivery);
      if (attempt.result.status !== undefined || attempt.result.failure !== "unreachable") return attempt;
      if (count === reconnect.attempts) {
        this.stopReason = `nothing listens there any more (${attempt.result.reason})`;
        return attempt;
      }
      await this.#clock.sleep(reconnect.intervalMs);
    }
  }

  #shortenTimeout(): void {
    this.#currentTimeoutMs = Math.min(this.#currentTimeoutMs, Math.max(minTimeoutMs, 3 * this.#slowestMs));
  }

  /** Sends an event of another type, to learn whether the endpoint hangs on this delivery or on everything. */
  async #handleTimeout({ eventType }: TestDelivery): Promise<void> {
    this.#shortenTimeout();
    const other = eventTypes.find((type) => type !== eventType) ?? eventType;
    const { result } = await this.#send(toDelivery(firstExample(other)));
    if (isTimeout(result)) this.stopReason = "the endpoint no longer responds";
  }
}

export function isAccepted(result: AttemptResult): result is EndpointResponse {
  return result.status !== undefined && result.status >= 200 && result.status < 300;
}

function isTimeout(result: AttemptResult): result is NoResponse {
  return result.status === undefined && result.failure === "timeout";
}

function parseUrl(text: string | URL): URL {
  const url = URL.parse(String(text));
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new SetupError(
    `--url ${JSON.stringify(text)} is not an http or https URL, such as http://127.0.0.1:3000/hooks`,
  );
}
