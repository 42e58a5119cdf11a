/// <reference path="../library-parts.d.ts" />
import { LRUCache } from "lru-cache";
import errors from "undici/lib/core/errors.js";
import Agent from "undici/lib/dispatcher/agent.js";
import type { SecretBox } from "../crypto/secret-box.ts";
import { type ConnectorOptions, createConnector, ForbiddenAddressError } from "../egress/connector.ts";
import type { EgressPolicy } from "../egress/policy.ts";
import type { Clock } from "../lib/clock.ts";
import { codeOf } from "../lib/errors.ts";
import { limitResponses, maxHeaderSize } from "./response-limits.ts";
import { type EndpointResponse, ResponseReader } from "./response-reader.ts";
import { readRetryAfter } from "./retry-delay.ts";
import { type Signable, Signer } from "./signing.ts";
import type { Attempt } from "./state-transitions.ts";

export interface SenderOptions {
  readonly clock: Clock;
  readonly secretBox: SecretBox;
  readonly egress: EgressPolicy;
  /** An attempt without a response status after this has failed. */
  readonly timeoutMs: number;
  readonly connector?: ConnectorOptions | undefined;
}

type Result = Omit<Attempt, "startedAt" | "durationMs">;

/** Where a URL sends a POST, or why it is forbidden. */
type Destination = { readonly origin: string; readonly path: string } | { readonly forbidden: string };

const maxCachedDestinations = 10_000;

/** Sends deliveries over connections that are kept alive. */
export class Sender {
  readonly #agent: Agent;
  readonly #clock: Clock;
  readonly #egress: EgressPolicy;
  readonly #signer: Signer;
  readonly #timeoutMs: number;
  readonly #inFlight = new Set<ResponseReader>();
  /** By URL. To parse and check one takes as long as to sign for it. */
  readonly #destinations = new LRUCache<string, Destination>({ max: maxCachedDestinations });
  #aborted = false;

  constructor({ clock, secretBox, egress, timeoutMs, connector }: SenderOptions) {
    this.#clock = clock;
    this.#egress = egress;
    this.#signer = new Signer(secretBox);
    this.#timeoutMs = timeoutMs;
    // Its timeout starts later than that of the attempt, which is therefore the one that is reported.
    const connect = createConnector(egress, { ...connector, timeoutMs });
    this.#agent = new Agent({
      // Otherwise requests over TLS wait until one connection has shown that it is not HTTP/2.
      allowH2: false,
      connect: (options, callback) =>
        connect(options, (...result) => {
          if (result[0] === null) limitResponses(result[1]);
          callback(...result);
        }),
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize,
    });
  }

  /**
   * Makes one attempt. A failed attempt is a result, not an error.
   *
   * @throws Error after `abort`, or if a secret cannot be decrypted
   */
  async send(delivery: Signable & { readonly url: string }): Promise<Attempt> {
    const startedAt = this.#clock.now();
    const start = performance.now();
    const headers = {
      ...this.#signer.sign(delivery, startedAt),
      "content-type": "application/json",
      "user-agent": "agent-webhooks",
    };
    const result = await this.#post(delivery.url, headers, delivery.body);
    return { startedAt, durationMs: Math.round(performance.now() - start), ...result };
  }

  /** Aborts the requests in flight. */
  abort(): void {
    this.#aborted = true;
    for (const reader of this.#inFlight) reader.cancel(new Error("aborted"));
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #post(url: string, headers: Record<string, string>, body: Uint8Array): Promise<Result> {
    const reader = new ResponseReader();
    this.#inFlight.add(reader);
    let isTimedOut = false;
    const timer = setTimeout(() => {
      isTimedOut = true;
      reader.cancel(new Error("timed out"));
    }, this.#timeoutMs);
    try {
      // Its webhook was loaded after the abort.
      if (this.#aborted) throw new Error("aborted");
      const destination = this.#destinationOf(url);
      if ("forbidden" in destination) throw new ForbiddenAddressError(`The URL ${destination.forbidden}.`);
      this.#agent.dispatch({ ...destination, method: "POST", headers, body }, reader);
      const response = await reader.response;
      if (this.#aborted) throw new Error("aborted");
      return resultOf(response, this.#clock.now());
    } catch (error) {
      if (this.#aborted) throw error;
      return isTimedOut ? timeoutAfter(this.#timeoutMs) : failureOf(error);
    } finally {
      clearTimeout(timer);
      this.#inFlight.delete(reader);
    }
  }

  /** Depends on the URL alone: the addresses of a host name are checked when a connection is made. */
  #destinationOf(url: string): Destination {
    const cached = this.#destinations.get(url);
    if (cached !== undefined) return cached;
    const forbidden = this.#egress.findIssueWithoutLookup(url);
    const destination = forbidden === undefined ? partsOf(url) : { forbidden };
    this.#destinations.set(url, destination);
    return destination;
  }
}

/**
 * Path and query as they were given: a parser resolves dots, and escapes some characters. It also takes what is no valid URL
 * (RFC 3986), as the operator may have set it.
 */
function partsOf(url: string): { readonly origin: string; readonly path: string } {
  const { origin, pathname, search } = new URL(url);
  const [, given = pathname + search] = /^\w+:\/\/[^/?#\\]+((?:[/?][!$-;=?-Z_a-z~]*)?)(?:#.*)?$/.exec(url) ?? [];
  return { origin, path: given.startsWith("/") ? given : `/${given}` };
}

function resultOf({ statusCode, headers, excerpt }: EndpointResponse, now: Date): Result {
  const response = { statusCode, ...(excerpt !== "" && { responseExcerpt: excerpt }) };
  if (statusCode >= 200 && statusCode < 300) return { outcome: "succeeded", ...response };
  return {
    outcome: "http_error",
    ...response,
    error: `The endpoint returned ${statusCode}.`,
    retryAfter: readRetryAfter(statusCode, headers["retry-after"], now),
  };
}

const timeoutAfter = (timeoutMs: number): Result => ({
  outcome: "timeout",
  error: `The endpoint did not respond within ${timeoutMs} ms.`,
});

const tlsCodes = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|EPROTO|HOSTNAME_MISMATCH|INVALID_CA|CRL_)/;

const connectionErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: "The connection was refused.",
  ECONNRESET: "The endpoint closed the connection.",
  EPIPE: "The endpoint closed the connection.",
  UND_ERR_SOCKET: "The endpoint closed the connection.",
  ENOTFOUND: "The host name does not resolve.",
  EAI_AGAIN: "The host name does not resolve at the moment.",
  EHOSTUNREACH: "The host is unreachable.",
  ENETUNREACH: "The network of the host is unreachable.",
  ETIMEDOUT: "The connection timed out.",
  UND_ERR_HEADERS_OVERFLOW: "The response headers are too large.",
};

function failureOf(error: unknown): Result {
  if (error instanceof ForbiddenAddressError) return { outcome: "forbidden_address", error: error.message };
  // A name with several addresses fails with one error for each.
  const cause: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = codeOf(cause);
  const message = cause instanceof Error ? cause.message : String(cause);
  if (tlsCodes.test(code)) return { outcome: "tls_error", error: `The TLS connection failed: ${clean(message)}` };
  const known = cause instanceof errors.HTTPParserError ? "The response is not valid HTTP." : connectionErrors[code];
  return { outcome: "connection_error", error: known ?? `The connection failed: ${clean(message)}` };
}

/** One line of limited length: messages of libraries may quote what the endpoint sent. */
const clean = (message: string) => message.replaceAll(/[\0\s]+/g, " ").slice(0, 200);
