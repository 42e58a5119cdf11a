import { type Exchange, findOperation, responseProblems } from "./exchange.ts";

/** A request or a response is not what the contract says. */
export class ContractViolation extends Error {
  override readonly name = "ContractViolation";
  readonly exchange: Exchange;
  readonly problems: readonly string[];

  constructor(exchange: Exchange, problems: readonly string[]) {
    super(`${exchange.method} ${exchange.url.pathname} answered ${exchange.status}\n  ${problems.join("\n  ")}`);
    this.exchange = exchange;
    this.problems = problems;
  }
}

export interface ContractFetchOptions {
  /** @default `globalThis.fetch` */
  readonly fetch?: typeof fetch;
  /** Called with every exchange, also with one that breaks the contract. */
  readonly onExchange?: (exchange: Exchange) => void;
}

/**
 * A `fetch` that rejects with {@link ContractViolation} when an exchange breaks the contract: a response that is not
 * documented or not valid by its schema, and, from a mock, a request that Prism found a fault with (`sl-violations`).
 * Give it to a client under test.
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
    const problems = [...requestProblems(exchange), ...responseProblems(exchange)];
    if (problems.length > 0) throw new ContractViolation(exchange, problems);
    return response;
  };
}

/** What Prism found wrong with the request. A missing token is not among it: its 401 says so itself. */
function requestProblems({ headers, status }: Exchange): string[] {
  const violations = headers.get("sl-violations");
  if (violations === null || status === 401) return [];
  // Prism cuts a long list, and then it is not JSON any more.
  return [`the request: ${violations}`];
}
