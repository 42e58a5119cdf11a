import type { Operation } from "@agent-webhooks/types";
import { toPrintable } from "./report/printable.ts";
import { findOperation, type ReceivedResponse, responseIssues } from "./response-conformance.ts";

/** A request and its response. */
export interface Exchange extends ReceivedResponse {
  readonly method: string;
  readonly url: URL;
  /** `undefined` when the contract has no such operation. */
  readonly operation: Operation | undefined;
  /** Empty when the request has no body. */
  readonly requestBody: string;
}

/** A request or a response violates the contract. */
export class ContractViolation extends Error {
  override readonly name = "ContractViolation";
  readonly exchange: Exchange;
  readonly issues: readonly string[];

  constructor(exchange: Exchange, issues: readonly string[]) {
    const details = issues.map(toPrintable).join("\n  ");
    super(`${exchange.method} ${exchange.url.pathname} returned ${exchange.status}\n  ${details}`);
    this.exchange = exchange;
    this.issues = issues;
  }
}

export interface ContractFetchOptions {
  /** @default `globalThis.fetch` */
  readonly fetch?: typeof fetch;
  /** Called with every exchange, including one that violates the contract. */
  readonly onExchange?: (exchange: Exchange) => void;
}

/**
 * A `fetch` that rejects with {@link ContractViolation} when a request or a response violates the contract: a response
 * that is not documented or not valid by its schema, and a request that a Prism mock found an issue with
 * (`sl-violations`). Pass it to a client under test.
 *
 * @example createWebhooksClient({ baseUrl: mock.url, token: "any", fetch: contractFetch() })
 */
export function contractFetch({ fetch = globalThis.fetch, onExchange }: ContractFetchOptions = {}): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const { method } = request;
    const url = new URL(request.url);
    const requestBody = await request.clone().text();
    const response = await fetch(request);
    const exchange: Exchange = {
      method,
      url,
      operation: findOperation(method, url.pathname),
      requestBody,
      status: response.status,
      headers: response.headers,
      body: await response.clone().text(),
    };
    onExchange?.(exchange);
    const issues = exchangeIssues(exchange);
    if (issues.length > 0) throw new ContractViolation(exchange, issues);
    return response;
  };
}

function exchangeIssues(exchange: Exchange): string[] {
  const { operation, headers, status } = exchange;
  // Text, because Prism truncates a long list of JSON. A missing token is not an issue: the 401 says so.
  const violations = status === 401 ? null : headers.get("sl-violations");
  return [
    ...(violations === null ? [] : [`the request: ${violations}`]),
    ...(operation === undefined
      ? ["the contract has no such operation"]
      : responseIssues(operation, exchange).map(({ message }) => message)),
  ];
}
