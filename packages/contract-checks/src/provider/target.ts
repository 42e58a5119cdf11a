import type { Token } from "@agent-webhooks/types/delivery";
import { type Clock, systemClock } from "../clock.ts";
import type { NewFinding } from "../run/check.ts";
import { type AnyOperationId, operationIdsOf, type SpecName } from "../spec/operations.ts";
import { maxPageSize } from "../spec/schema.ts";
import { ProviderClient, type RemoveOperationId } from "./client.ts";
import { forEachConcurrently } from "./concurrently.ts";
import { ConformanceLog, type ConformanceRule } from "./conformance.ts";
import { Connection } from "./connection.ts";
import type { Transport } from "./http.ts";
import type { TargetResponse } from "./response.ts";

export interface ProviderOptions {
  /** Base URL of the API, without `/agent/v0/webhooks`, with or without a trailing slash. */
  readonly url: string;
  /** A token with `webhooks:read` and `webhooks:write`; for the delivery API, a token with every scope. */
  readonly token: string;
  /**
   * The spec to check. The checks of all operations call the operations of this spec. Use it with `providerChecksOf(spec)`.
   * @default "webhooks"
   */
  readonly spec?: SpecName;
  /** A token of another organization, with the same scopes. Without it tenant isolation is not checked. */
  readonly otherToken?: string;
  /** A token of the same organization that may only read. Without it 403 is not checked. */
  readonly readToken?: string;
  /** A token of the same organization that may only write. Without it, 403 of reads is not checked. */
  readonly writeToken?: string;
  /** More random cases, and one check waits for a minute, or up to four for what is stored late. @default false */
  readonly deep?: boolean;
  /** Seed of the random cases: the same seed sends the same requests. @default a random one */
  readonly seed?: number;
  /** Milliseconds after which a request without a response is a finding, once its body is written. @default 10000 */
  readonly timeoutMs?: number;
  /** After it is aborted, the run only sends requests that delete what it created. */
  readonly signal?: AbortSignal;
  /** Called with every response. */
  readonly onResponse?: (response: TargetResponse) => void;
  /** How requests are sent. @default HTTP */
  readonly transport?: Transport;
  /** @default the system's clock */
  readonly clock?: Clock;
}

/** A webhook, an operator webhook or a token that a run created. */
interface Created {
  /** The operation that removes it. */
  readonly operation: RemoveOperationId;
  /** A token that may do this. */
  readonly token: string;
  /** Of a token. */
  readonly value?: string | undefined;
}

/**
 * What webhook URLs start with, by the spec. Where events are published, nothing may listen there: no name ends with
 * `.invalid` (RFC 2606).
 */
export const webhookBases: Readonly<Record<SpecName, string>> = {
  webhooks: "https://example.com",
  delivery: "https://agent-webhooks-contract.invalid",
  all: "https://agent-webhooks-contract.invalid",
};

/** A provider under test: clients for its tokens, what its responses have shown, and what the run created there. */
export class ProviderTarget implements AsyncDisposable {
  readonly options: ProviderOptions;
  readonly seed: number;
  /** Part of the path of every webhook URL of this run: it tells the run's webhooks from others. */
  readonly marker: string = `agent-webhooks-contract-${crypto.randomUUID()}`;
  readonly clock: Clock;
  readonly #conformance = new ConformanceLog();
  readonly #connection: Connection;
  /** Names of tokens in command lines. */
  readonly #tokenVariables: Map<string, string>;
  readonly #runningChecks = new Set<Promise<unknown>>();
  /** A token that may revoke others, and that is not revoked itself. */
  #revokingToken: string;
  /** Tokens that have created something. */
  readonly #creators = new Set<string>();
  /** By id, what was created and not removed yet. */
  readonly #created = new Map<string, Created>();

  /** @throws TypeError when the URL is invalid */
  constructor(options: ProviderOptions) {
    const { url, token, otherToken, readToken, writeToken, seed, timeoutMs = 10_000 } = options;
    this.options = options;
    this.#revokingToken = token;
    this.seed = seed ?? crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
    this.clock = options.clock ?? systemClock;
    const variables = { TOKEN: token, OTHER_TOKEN: otherToken, READ_TOKEN: readToken, WRITE_TOKEN: writeToken };
    this.#tokenVariables = new Map(
      Object.entries(variables).flatMap(([name, token]) => (token === undefined ? [] : [[token, name]])),
    );
    this.#connection = new Connection({
      url: new URL(url),
      token,
      tokenVariables: this.#tokenVariables,
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

  get spec(): SpecName {
    return this.options.spec ?? "webhooks";
  }

  /** Ids of the operations that the provider is checked by. */
  get operations(): readonly AnyOperationId[] {
    return operationIdsOf(this.spec);
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

  /** Leaves everything to others that was created so far. */
  forget(): void {
    this.#created.clear();
  }

  /** Revokes the tokens of the run at its end, with another token, which also revokes all others. */
  removeLater(tokenIds: readonly string[], token: string): void {
    this.#revokingToken = token;
    for (const id of tokenIds) this.#created.set(id, { operation: "revokeToken", token });
  }

  /** Removes webhooks and tokens that the run created, if they still exist. */
  async remove(ids: Iterable<string>): Promise<void> {
    const remove = async (id: string) => {
      const created = this.#created.get(id);
      if (created === undefined) return;
      const isToken = created.operation === "revokeToken";
      const response = await this.#client(isToken ? this.#revokingToken : created.token, true)
        .call(created.operation, { id })
        .catch(() => undefined);
      if (response !== undefined && (response.status < 300 || response.status === 404)) this.#created.delete(id);
    };
    // Tokens last, after the webhooks that were created with one of them.
    const all = [...ids];
    const tokens = all.filter((id) => this.#created.get(id)?.operation === "revokeToken");
    const values = new Set(tokens.map((id) => this.#created.get(id)?.value));
    const theirs = [...this.#created].filter(([, { token }]) => values.has(token)).map(([id]) => id);
    const webhooks = new Set([...all, ...theirs]).difference(new Set(tokens));
    await forEachConcurrently(webhooks, remove, 8);
    await forEachConcurrently(tokens, remove, 8);
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
   * Removes what is left of what the run created, and closes the connections.
   *
   * @returns ids of webhooks and tokens that could not be removed
   */
  async close(): Promise<string[]> {
    const { mayHaveUnknownWebhooks, mayHaveUnknownTokens } = this.#connection;
    if (mayHaveUnknownWebhooks || mayHaveUnknownTokens || this.#created.size > 0) await this.#connection.retry();
    if (mayHaveUnknownWebhooks) {
      const tokens = [this.options.token, this.options.otherToken].filter((token) => token !== undefined);
      for (const token of tokens) await this.#findWebhooks(token).catch(() => undefined);
    }
    if (mayHaveUnknownTokens) await this.#findTokens().catch(() => undefined);
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
      webhookBase: webhookBases[this.spec],
      isAlone: () => this.#runningChecks.size <= 1,
      mayCreate: () => this.#creators.has(token),
      onCreate: (id, operation, value) => {
        this.#creators.add(token);
        if (value !== undefined) this.#tokenVariables.set(value, "CREATED_TOKEN");
        this.#recordCreated(id, { operation, token, value });
      },
    });
  }

  #recordCreated(id: string, { operation, token, value }: Created): void {
    // A token of another organization that gets the same webhook, which is a finding, may not be able to delete it.
    if (this.#created.has(id)) return;
    const isAllowed = operation !== "revokeToken" && ![this.options.readToken, this.options.writeToken].includes(token);
    this.#created.set(id, { operation, value, token: isAllowed ? token : this.options.token });
  }

  /** Finds webhooks of this run in the list of a token's organization. */
  async #findWebhooks(token: string): Promise<void> {
    for await (const { page } of this.#client(token, true).pages({ limit: maxPageSize })) {
      for (const { webhook_id, url } of page.webhooks) {
        if (url?.includes(this.marker)) this.#recordCreated(webhook_id, { operation: "deleteWebhook", token });
      }
    }
  }

  /** Finds tokens of this run among the newest ones. */
  async #findTokens(): Promise<void> {
    const client = this.#client(this.options.token, true);
    const { json } = await client.call("listTokens", { query: { limit: maxPageSize } });
    const { tokens = [] } = (json ?? {}) as { readonly tokens?: readonly Partial<Token>[] };
    for (const { token_id, organization_id } of tokens) {
      if (token_id === undefined || !organization_id?.includes(this.marker)) continue;
      this.#recordCreated(token_id, { operation: "revokeToken", token: this.options.token });
    }
  }
}
