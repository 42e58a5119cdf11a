import { type Clock, systemClock } from "../clock.ts";
import type { NewFinding } from "../run/check.ts";
import { maxPageSize } from "../spec/schema.ts";
import { ProviderClient } from "./client.ts";
import { forEachConcurrently } from "./concurrently.ts";
import { ConformanceLog, type ConformanceRule } from "./conformance.ts";
import { Connection } from "./connection.ts";
import type { Transport } from "./http.ts";
import type { TargetResponse } from "./response.ts";

export interface ProviderOptions {
  /** What precedes `/agent/v0/webhooks` in the API's URLs, with or without a trailing slash. */
  readonly url: string;
  /** A token with every scope that the contract names. */
  readonly token: string;
  /** A token of another organization, with the same scopes. Without it tenant isolation is not checked. */
  readonly otherToken?: string;
  /** A token of the same organization that may only read. Without it 403 is not checked. */
  readonly readToken?: string;
  /** More random cases. @default false */
  readonly deep?: boolean;
  /** Seed of the random cases: the same seed sends the same requests. @default a random one */
  readonly seed?: number;
  /** Milliseconds after which a request without a response is a finding. @default 10000 */
  readonly timeoutMs?: number;
  /** When it is aborted, only requests that delete what the run created are sent. */
  readonly signal?: AbortSignal;
  /** Called with every response. */
  readonly onResponse?: (response: TargetResponse) => void;
  /** How requests are sent. @default HTTP */
  readonly transport?: Transport;
  /** @default the system's clock */
  readonly clock?: Clock;
}

/** A provider under test: clients for its tokens, what its responses have shown, and what the run created there. */
export class ProviderTarget implements AsyncDisposable {
  readonly options: ProviderOptions;
  readonly seed: number;
  /** Part of the path of every webhook URL of this run: it tells the run's webhooks from others. */
  readonly marker: string = `agent-webhooks-contract-${crypto.randomUUID()}`;
  readonly clock: Clock;
  readonly #conformance = new ConformanceLog();
  readonly #connection: Connection;
  readonly #runningChecks = new Set<Promise<unknown>>();
  /** Ids of webhooks that were created and not deleted yet, with a token that may delete them. */
  readonly #created = new Map<string, string>();

  /** @throws TypeError when the URL is invalid */
  constructor(options: ProviderOptions) {
    const { url, token, otherToken, readToken, seed, timeoutMs = 10_000 } = options;
    this.options = options;
    this.seed = seed ?? crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
    this.clock = options.clock ?? systemClock;
    const variables = { TOKEN: token, OTHER_TOKEN: otherToken, READ_TOKEN: readToken };
    this.#connection = new Connection({
      url: new URL(url),
      token,
      tokenVariables: new Map(
        Object.entries(variables).flatMap(([name, token]) => (token === undefined ? [] : [[token, name]])),
      ),
      timeoutMs,
      transport: options.transport,
      clock: this.clock,
      signal: options.signal,
      conformance: this.#conformance,
      onResponse: options.onResponse,
    });
  }

  get url(): string {
    return this.#connection.url;
  }

  get deep(): boolean {
    return this.options.deep ?? false;
  }

  /** Why nothing can be checked any more; `undefined` while the target responds. */
  get stoppedBecause(): string | undefined {
    return this.#connection.stoppedBecause;
  }

  /** A client that authenticates with a token. */
  client(token: string): ProviderClient {
    return this.#client(token, false);
  }

  /** What all responses so far have shown of one of the rules for every response. */
  conformanceFindings(rule: ConformanceRule): NewFinding[] {
    return this.#conformance.findings(rule);
  }

  /** Deletes webhooks that the run created, if they still exist. */
  remove(ids: Iterable<string>): Promise<void> {
    const remove = async (id: string) => {
      const token = this.#created.get(id);
      if (token === undefined) return;
      const response = await this.#client(token, true)
        .delete(id)
        .catch(() => undefined);
      if (response !== undefined && (response.status < 300 || response.status === 404)) this.#created.delete(id);
    };
    return forEachConcurrently(ids, remove, 8);
  }

  /** Registers a check as running until it settles, for {@link idle}. */
  async track<T>(check: Promise<T>): Promise<T> {
    this.#runningChecks.add(check);
    try {
      return await check;
    } finally {
      this.#runningChecks.delete(check);
    }
  }

  /** Waits for every check that is running now. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#runningChecks);
  }

  /**
   * Deletes what is left of what the run created, and closes the connections.
   *
   * @returns ids of webhooks that could not be deleted
   */
  async close(): Promise<string[]> {
    if (this.#connection.mayHaveUnknownWebhooks) {
      const tokens = [this.options.token, this.options.otherToken].filter((token) => token !== undefined);
      for (const token of tokens) await this.#findMarked(token).catch(() => undefined);
    }
    await this.remove([...this.#created.keys()]);
    await this.#connection.close();
    return [...this.#created.keys()];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #client(token: string, isCleanup: boolean): ProviderClient {
    return new ProviderClient({
      connection: this.#connection,
      token,
      marker: this.marker,
      isCleanup,
      onCreate: (id) => this.#recordCreated(id, token),
    });
  }

  #recordCreated(id: string, token: string): void {
    this.#created.set(id, token === this.options.readToken ? this.options.token : token);
  }

  /** Finds webhooks of this run in the list of a token's organization. */
  async #findMarked(token: string): Promise<void> {
    for await (const { page } of this.#client(token, true).pages({ limit: maxPageSize })) {
      for (const { webhook_id, url } of page.webhooks) {
        if (url?.includes(this.marker)) this.#recordCreated(webhook_id, token);
      }
    }
  }
}
