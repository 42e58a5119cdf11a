import { type Operation, operations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import type { Clock } from "../clock.ts";
import { toCurl } from "../report/curl.ts";
import type { NewFinding } from "../run/check.ts";
import { errorMessage } from "../run/errors.ts";
import { toPathTemplate } from "../spec/operations.ts";
import { operationPointer } from "../spec/pointer.ts";
import type { ConformanceLog } from "./conformance.ts";
import { TargetHealth } from "./health.ts";
import { BodyTooLargeError, type HttpRequest, type HttpResponse, openTransport, type Transport } from "./http.ts";
import { RateLimit } from "./rate-limit.ts";
import { CheckFailedError, InterruptedError, TargetResponse, withoutSecrets } from "./response.ts";

export interface ConnectionOptions {
  /** What precedes `/agent/v0/webhooks`. */
  readonly url: URL;
  /** Token for the request that finds out whether the target responds at all. */
  readonly token: string;
  /** Names of the shell variables that replace tokens in curl lines, by token. */
  readonly tokenVariables: ReadonlyMap<string, string>;
  readonly timeoutMs: number;
  readonly transport: Transport | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  readonly conformance: ConformanceLog;
  readonly onResponse: ((response: TargetResponse) => void) | undefined;
}

export interface SendOptions {
  /** The operation that the request calls, if it is one of the contract. */
  readonly operation: Operation | undefined;
  /** Send the request even after the run was interrupted. @default false */
  readonly isCleanup?: boolean;
  /** A 400 is not compared with the contract: it may be that of a router that rejects the id. @default false */
  readonly isOddId?: boolean;
}

/** The request got no response, or none that can be read. */
interface NoResponse {
  readonly hangs: boolean;
  readonly isTooLarge?: boolean;
  readonly reason: string;
}

/**
 * Sends requests to a provider under test: obeys its rate limit, stops when it no longer responds, and records what
 * every response shows of the contract.
 */
export class Connection {
  /** A `POST` may have created something whose id is unknown, because it failed or got no response. */
  mayHaveUnknownWebhooks = false;
  /** A token was created whose id is unknown. */
  mayHaveUnknownTokens = false;
  readonly #options: ConnectionOptions;
  readonly #basePath: string;
  readonly #transport: Transport;
  readonly #close: () => Promise<void>;
  readonly #rateLimit: RateLimit;
  readonly #health: TargetHealth;

  constructor(options: ConnectionOptions) {
    const { url, transport, clock } = options;
    this.#options = options;
    this.#basePath = url.pathname.replace(/\/+$/, "");
    ({ transport: this.#transport, close: this.#close } = openTransport(url.origin, transport));
    this.#rateLimit = new RateLimit(clock);
    this.#health = new TargetHealth((timeoutMs) => this.#probe(timeoutMs), clock);
  }

  get url(): string {
    return this.#options.url.origin + this.#basePath;
  }

  /** Why nothing more is sent; `undefined` while the target responds. */
  get stoppedBecause(): string | undefined {
    const { deadAfter } = this.#health;
    return deadAfter && `the target stopped responding after ${deadAfter}`;
  }

  /** Prepares for cleaning up: requests are sent again if the target responds within some seconds. */
  retry(): Promise<void> {
    return this.#health.retry();
  }

  close(): Promise<void> {
    return this.#close();
  }

  /**
   * Sends a request and returns the response, whatever its status. A 429 with an acceptable `Retry-After` is retried.
   *
   * @throws CheckFailedError when there is no response
   * @throws InterruptedError when the run was interrupted
   */
  async send(
    request: HttpRequest,
    { operation, isCleanup = false, isOddId = false }: SendOptions,
  ): Promise<TargetResponse> {
    const { signal, timeoutMs: usualTimeoutMs, conformance, onResponse, url, tokenVariables, clock } = this.#options;
    const interruption = isCleanup ? undefined : signal;
    const since = clock.now();
    const kind = operation?.id ?? request.method;
    const name = `${request.method} ${request.path}`;
    const complete = { ...request, path: this.#basePath + request.path };
    const curl = () => withoutSecrets(toCurl({ ...complete, url: url.origin + complete.path }, tokenVariables));
    for (let tries = 1; ; tries++) {
      await this.#rateLimit.wait(interruption);
      if (interruption?.aborted) throw new InterruptedError();
      const timeoutMs = this.#health.timeoutFor(kind, usualTimeoutMs);
      if (timeoutMs === undefined)
        throw new CheckFailedError({ ...notSentFinding(request, this.stoppedBecause), curl: curl() });
      const start = performance.now();
      const received = await this.#attempt(complete, timeoutMs);
      if ("reason" in received) {
        const finding = noResponseFinding(request, received, operation, curl());
        conformance.record(received.hangs ? "max_response_time" : "not_a_server_error", finding);
        await this.#health.recordNoResponse(kind, name, received.hangs);
        throw new CheckFailedError(finding);
      }
      this.#health.recordResponse(kind);
      const ms = performance.now() - start;
      const response = new TargetResponse(complete, received, { operation, curl, ms });
      const { status, headers } = response;
      onResponse?.(response);
      const isRetried =
        (status === 429 || status === 503) &&
        (await this.#rateLimit.shouldRetry(status, headers, tries, { since, signal: interruption }));
      // A server may require Content-Length (RFC 9112, 6.3).
      const isOpen = (isOddId && status === 400) || (request.chunked === true && status === 411);
      if (!isOpen && (!isRetried || status === 429)) conformance.recordResponse(response);
      if (isRetried) continue;
      if (request.method === "POST" && status >= 500) this.#recordUnknown(request);
      return response;
    }
  }

  async #attempt(request: HttpRequest, timeoutMs: number): Promise<HttpResponse | NoResponse> {
    // The target may close an idle connection just as it is reused: the request is then sent once more.
    for (let isLast = false; ; isLast = true) {
      const timeout = new AbortController();
      const timer = setTimeout(() => timeout.abort(), timeoutMs);
      try {
        // A long body may take longer than its response: the time starts again with each part of it.
        return await this.#transport(request, timeout.signal, () => timer.refresh());
      } catch (error) {
        if (request.method === "POST") this.#recordUnknown(request);
        if (timeout.signal.aborted) return { hangs: true, reason: `no response within ${timeoutMs / 1000} s` };
        if (error instanceof BodyTooLargeError) return { hangs: false, isTooLarge: true, reason: error.message };
        if (isLast) return { hangs: false, reason: errorMessage(error) };
      } finally {
        clearTimeout(timer);
      }
    }
  }

  #recordUnknown({ path }: HttpRequest): void {
    if (path.endsWith(deliveryOperations.createToken.path)) this.mayHaveUnknownTokens = true;
    else this.mayHaveUnknownWebhooks = true;
  }

  async #probe(timeoutMs: number): Promise<boolean> {
    const { method, path } = operations.listWebhooks;
    const headers = { authorization: `Bearer ${this.#options.token}` };
    return !(
      "reason" in (await this.#attempt({ method, path: `${this.#basePath}${path}?limit=1`, headers }, timeoutMs))
    );
  }
}

function noResponseFinding(
  { method, path }: HttpRequest,
  { hangs, isTooLarge, reason }: NoResponse,
  operation: Operation | undefined,
  curl: string,
): NewFinding {
  return {
    ...(operation !== undefined && { operation: operation.id, pointer: operationPointer(operation, "responses") }),
    message: `${method} ${toPathTemplate(path)} ${isTooLarge ? "returned too large a body" : hangs ? "hangs" : "got no response"}`,
    expected: "a response to every request",
    got: reason,
    curl,
  };
}

function notSentFinding({ method, path }: HttpRequest, stoppedBecause: string | undefined): NewFinding {
  return {
    message: `${method} ${toPathTemplate(path)} was not sent`,
    cause: "the target does not respond",
    expected: "a target that responds",
    got: stoppedBecause ?? "earlier requests of this kind hang",
  };
}
