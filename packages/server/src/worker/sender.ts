import type { KeyObject } from "node:crypto";
import { Agent, errors } from "undici";
import { type ConnectorOptions, createConnector, ForbiddenAddressError } from "../egress/connector.ts";
import type { EgressPolicy } from "../egress/policy.ts";
import type { Clock } from "../lib/clock.ts";
import type { MadeAttempt, Outcome } from "./record.ts";
import { type Answer, Exchange } from "./response-reader.ts";
import { parseRetryAfter } from "./retry-delay.ts";
import { signedHeaders } from "./signature.ts";

export interface SenderOptions {
  readonly clock: Clock;
  readonly egress: EgressPolicy;
  /** An attempt that has no status after this has failed. */
  readonly timeoutMs: number;
  readonly connector?: ConnectorOptions | undefined;
}

/** What is sent. */
export interface Message {
  readonly url: string;
  readonly id: string;
  readonly body: Uint8Array;
  /** Keys that sign, the newest first. */
  readonly keys: readonly KeyObject[];
}

export type SentAttempt = MadeAttempt & {
  /** When the endpoint wants the next attempt, if it said so. */
  readonly retryAfter?: Date | undefined;
};

/** Where a POST goes, or why it may not. */
type Target = { readonly origin: string; readonly path: string } | { readonly refusal: string };

const maxTargets = 10_000;

/** Sends deliveries over connections that are kept alive. */
export class Sender {
  readonly #agent: Agent;
  readonly #clock: Clock;
  readonly #egress: EgressPolicy;
  readonly #timeoutMs: number;
  readonly #inFlight = new Set<Exchange>();
  /** Of URLs that were sent to lately. To take one apart takes as long as to sign for it. */
  readonly #targets = new Map<string, Target>();
  #aborted = false;

  constructor({ clock, egress, timeoutMs, connector }: SenderOptions) {
    this.#clock = clock;
    this.#egress = egress;
    this.#timeoutMs = timeoutMs;
    this.#agent = new Agent({
      // Begins later than the attempt, whose deadline is the one that is told.
      connect: createConnector(egress, { ...connector, timeoutMs }),
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: 32_768,
    });
  }

  /** Makes one attempt. Failures are outcomes; it rejects only after `abort`. */
  async send(message: Message): Promise<SentAttempt> {
    const startedAt = this.#clock.now();
    const start = performance.now();
    const exchange = new Exchange();
    this.#inFlight.add(exchange);
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      exchange.cancel(new Error("late"));
    }, this.#timeoutMs);
    const made = (rest: Omit<SentAttempt, "startedAt" | "durationMs">): SentAttempt => ({
      startedAt,
      durationMs: Math.round(performance.now() - start),
      ...rest,
    });
    try {
      this.#dispatch(message, startedAt, exchange);
      const answer = await exchange.answer;
      if (this.#aborted) throw new Error("aborted");
      return made(this.#judge(answer));
    } catch (error) {
      if (this.#aborted) throw error;
      return made(isLate ? timedOut(this.#timeoutMs) : failure(error));
    } finally {
      clearTimeout(timer);
      this.#inFlight.delete(exchange);
    }
  }

  /** Gives up what is being sent. */
  abort(): void {
    this.#aborted = true;
    for (const exchange of this.#inFlight) exchange.cancel(new Error("aborted"));
  }

  /** Closes the connections. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  #dispatch({ url, id, body, keys }: Message, at: Date, exchange: Exchange): void {
    const target = this.#targetOf(url);
    if ("refusal" in target) throw new ForbiddenAddressError(`The URL ${target.refusal}.`);
    const headers = {
      ...signedHeaders(keys, { id, at, body }),
      "content-type": "application/json",
      "user-agent": "agent-webhooks",
    };
    this.#agent.dispatch({ ...target, method: "POST", headers, body }, exchange);
  }

  /** Says the same of a URL each time: addresses of names are another matter, and judged when a connection is made. */
  #targetOf(url: string): Target {
    const known = this.#targets.get(url);
    if (known !== undefined) return known;
    const refusal = this.#egress.findIssueWithoutLookup(url);
    const target = refusal === undefined ? partsOf(new URL(url)) : { refusal };
    if (this.#targets.size === maxTargets) this.#targets.clear();
    this.#targets.set(url, target);
    return target;
  }

  #judge({ statusCode, headers, excerpt }: Answer): Omit<SentAttempt, "startedAt" | "durationMs"> {
    const said = { statusCode, ...(excerpt !== "" && { excerpt }) };
    if (statusCode >= 200 && statusCode < 300) return { outcome: "succeeded", ...said };
    const retryAfter = headers["retry-after"];
    return {
      outcome: "http_error",
      ...said,
      error: `The endpoint answered ${statusCode}.`,
      ...((statusCode === 429 || statusCode === 503) &&
        retryAfter !== undefined && { retryAfter: parseRetryAfter(retryAfter, this.#clock.now()) }),
    };
  }
}

const partsOf = ({ origin, pathname, search }: URL) => ({ origin, path: pathname + search });

const timedOut = (timeoutMs: number) => ({
  outcome: "timeout" as const,
  error: `The endpoint did not answer within ${timeoutMs} ms.`,
});

const tlsCodes = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO|EPROTO|HOSTNAME_MISMATCH|INVALID_CA|CRL_)/;

const connectionErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: "The connection was refused.",
  ECONNRESET: "The endpoint closed the connection.",
  EPIPE: "The endpoint closed the connection.",
  UND_ERR_SOCKET: "The endpoint closed the connection.",
  ENOTFOUND: "The host name does not resolve.",
  EAI_AGAIN: "The host name does not resolve at the moment.",
  EHOSTUNREACH: "The host cannot be reached.",
  ENETUNREACH: "The network of the host cannot be reached.",
  ETIMEDOUT: "The connection timed out.",
  UND_ERR_HEADERS_OVERFLOW: "The headers of the answer are too large.",
};

function failure(error: unknown): { outcome: Outcome; error: string } {
  if (error instanceof ForbiddenAddressError) return { outcome: "forbidden_address", error: error.message };
  // A name with several addresses fails with one error for each.
  const cause: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  const words = cause instanceof Error ? cause.message : String(cause);
  if (tlsCodes.test(code)) return { outcome: "tls_error", error: `No secure connection: ${clean(words)}` };
  const said = cause instanceof errors.HTTPParserError ? "The answer is not HTTP." : connectionErrors[code];
  return { outcome: "connection_error", error: said ?? `The connection failed: ${clean(words)}` };
}

/** One line, not too long: the words of libraries may quote what the endpoint sent. */
const clean = (words: string) => words.replaceAll(/[\0\s]+/g, " ").slice(0, 200);
