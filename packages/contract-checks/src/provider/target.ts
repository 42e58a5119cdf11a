import { operations } from "@agent-webhooks/types";
import { type Clock, systemClock } from "../clock.ts";
import type { NewFinding } from "../run/check.ts";
import { errorMessage } from "../run/errors.ts";
import { operationPointer } from "../spec/pointer.ts";
import { Session } from "./client.ts";
import { judge } from "./conformance.ts";
import { Health } from "./health.ts";
import { httpWire, type Wire, type WireRequest } from "./http.ts";
import { Pause } from "./rate-limit.ts";
import { Answer, Broken, Interrupted, type Tokens, toCurl } from "./response.ts";

export interface ProviderOptions {
  /** Where the API is: what stands before `/agent/v0/webhooks`, with or without a slash at its end. */
  readonly url: string;
  /** A token with every scope that the contract names. */
  readonly token: string;
  /** A token of another organization, with the same scopes. Without it tenancy is not checked. */
  readonly otherToken?: string;
  /** A token of the same organization that may only read. Without it 403 is not checked. */
  readonly readToken?: string;
  /** More random cases. @default false */
  readonly deep?: boolean;
  /** Of the random cases: the same seed sends the same. @default a random one */
  readonly seed?: number;
  /** After how long a request has not been answered, which is a finding. @default 10000 */
  readonly timeoutMs?: number;
  /** Once it is aborted nothing is sent any more but what deletes what was made. */
  readonly signal?: AbortSignal;
  /** Told of every answer. */
  readonly onAnswer?: (answer: Answer) => void;
  /** How requests are sent. @default HTTP */
  readonly wire?: Wire;
  /** Where times come from. @default the clock of the system */
  readonly clock?: Clock;
}

/** A provider under test: who may speak to it, what it has shown so far, and what was made there. */
export class ProviderTarget implements AsyncDisposable {
  readonly options: ProviderOptions;
  readonly seed: number;
  /** In the path of every webhook URL of this run, so that its webhooks can be told from those of others. */
  readonly mark: string = `agent-webhooks-contract-${crypto.randomUUID()}`;
  readonly clock: Clock;
  /** Faults that any answer may show, by the id of the check that reports them. */
  readonly #faults = new Map<string, Map<string, NewFinding>>();
  readonly #origin: string;
  readonly #basePath: string;
  readonly #wire: Wire;
  readonly #closeWire: () => Promise<void>;
  readonly #pause: Pause;
  readonly #health: Health;
  readonly #tokens: Tokens;
  /** Checks that run at this moment. */
  readonly #running = new Set<Promise<unknown>>();
  /** Ids of the webhooks that were made and not deleted yet, with the token that may delete them. */
  readonly #made = new Map<string, string>();
  /** Something may have been made whose id is not known. */
  #unknownMade = false;

  /** @throws TypeError when the URL is none */
  constructor(options: ProviderOptions) {
    const { url, token, otherToken, readToken, seed, wire } = options;
    const { origin, pathname } = new URL(url);
    this.options = options;
    this.seed = seed ?? crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
    this.clock = options.clock ?? systemClock;
    this.#origin = origin;
    this.#basePath = pathname.replace(/\/+$/, "");
    const http = wire === undefined ? httpWire(origin) : { wire, close: async () => {} };
    this.#wire = http.wire;
    this.#closeWire = http.close;
    this.#pause = new Pause(this.clock);
    this.#health = new Health((timeoutMs) => this.#answersAtAll(timeoutMs), this.clock);
    const tokens: [string | undefined, string][] = [
      [token, "TOKEN"],
      [otherToken, "OTHER_TOKEN"],
      [readToken, "READ_TOKEN"],
    ];
    this.#tokens = new Map(tokens.filter((entry): entry is [string, string] => entry[0] !== undefined));
  }

  get url(): string {
    return this.#origin + this.#basePath;
  }

  get deep(): boolean {
    return this.options.deep ?? false;
  }

  /** Why nothing can be checked any more; `undefined` while the target answers. */
  get ended(): string | undefined {
    const { ended } = this.#health;
    return ended === undefined ? undefined : `nothing answered any more after ${ended}`;
  }

  /** Speaks to the target with a token. */
  session(token: string): Session {
    return new Session(this, token);
  }

  /**
   * Sends a request and answers what came, whatever it is. A 429 is waited for.
   *
   * @param about the operation that is called, if it is one of the contract; `tidies`: it is sent after an interruption too
   * @throws Broken when no answer came
   * @throws Interrupted when the run was interrupted
   */
  async send(request: WireRequest, about: { operation: Answer["operation"]; tidies?: boolean }): Promise<Answer> {
    const { operation, tidies = false } = about;
    if (this.options.signal?.aborted && !tidies) throw new Interrupted();
    const kind = operation?.id ?? request.method;
    const complete = { ...request, path: this.#basePath + request.path };
    const curl = toCurl(this.#origin, complete, this.#tokens);
    for (let tries = 1; ; tries++) {
      await this.#pause.over();
      const timeoutMs = this.#health.patience(kind, this.options.timeoutMs ?? 10_000);
      const name = `${request.method} ${request.path}`;
      if (timeoutMs === undefined) throw new Broken({ ...notSent(name, this.ended), curl });
      const start = performance.now();
      const response = await this.#attempt(complete, timeoutMs);
      if ("reason" in response) {
        const fault = noAnswer(`${request.method} ${operation?.path ?? request.path}`, response, operation, curl);
        this.#note(response.hangs ? "max_response_time" : "not_a_server_error", fault);
        await this.#health.unanswered(kind, name, response.hangs);
        throw new Broken(fault);
      }
      this.#health.answered(kind);
      const answer = new Answer(complete, response, { operation, curl, ms: performance.now() - start });
      const { status, headers } = answer;
      this.options.onAnswer?.(answer);
      if ((status === 429 || status === 503) && (await this.#pause.after(status, headers, tries))) {
        if (status === 429) this.#judge(answer);
        continue;
      }
      // What failed may have been done all the same.
      if (request.method === "POST" && status >= 500) this.#unknownMade = true;
      this.#judge(answer);
      return answer;
    }
  }

  /** What any answer so far has shown of one of the checks that look at all of them. */
  faults(check: string): NewFinding[] {
    return [...(this.#faults.get(check)?.values() ?? [])];
  }

  /** Remembers a webhook, to delete it in the end. */
  made(id: string, token: string): void {
    const { token: writing, readToken } = this.options;
    this.#made.set(id, token === readToken ? writing : token);
  }

  /** Something was made that did not tell its id. */
  madeUnknown(): void {
    this.#unknownMade = true;
  }

  /** Deletes webhooks that were made, if they are still there. */
  async remove(ids: Iterable<string>): Promise<void> {
    const queue = [...ids].values();
    const work = async () => {
      for (const id of queue) {
        const token = this.#made.get(id);
        if (token === undefined) continue;
        const answer = await new Session(this, token, { tidies: true }).delete(id).catch(() => undefined);
        const isGone = answer !== undefined && (answer.status < 300 || answer.status === 404);
        if (isGone) this.#made.delete(id);
      }
    };
    await Promise.all(Array.from({ length: 8 }, work));
  }

  /** Runs a check, so that {@link idle} knows of it. */
  async track<T>(work: Promise<T>): Promise<T> {
    this.#running.add(work);
    try {
      return await work;
    } finally {
      this.#running.delete(work);
    }
  }

  /** Waits for every check that runs at this moment. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#running);
  }

  /**
   * Deletes whatever is left of what was made, and closes the connections.
   *
   * @returns ids of webhooks that could not be deleted
   */
  async close(): Promise<string[]> {
    if (this.#unknownMade) {
      const tokens = [this.options.token, this.options.otherToken].filter((token) => token !== undefined);
      for (const token of tokens) await this.#findMarked(token).catch(() => undefined);
    }
    await this.remove(this.#made.keys());
    await this.#closeWire();
    return [...this.#made.keys()];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Remembers what a list has of this run. */
  async #findMarked(token: string): Promise<void> {
    for await (const page of new Session(this, token, { tidies: true }).pages({ limit: 100 })) {
      for (const { webhook_id, url } of page) if (url?.includes(this.mark)) this.made(webhook_id, token);
    }
  }

  async #attempt(request: WireRequest, timeoutMs: number): Promise<Awaited<ReturnType<Wire>> | Silence> {
    // A connection may be closed just as it is used again, so that one that breaks is tried once more on a new one.
    for (let isLast = false; ; isLast = true) {
      const timeout = new AbortController();
      const timer = setTimeout(() => timeout.abort(), timeoutMs);
      try {
        return await this.#wire(request, timeout.signal);
      } catch (error) {
        // What was not answered may have been done all the same.
        if (request.method === "POST") this.#unknownMade = true;
        if (timeout.signal.aborted) return { hangs: true, reason: `no answer within ${timeoutMs / 1000} s` };
        if (isLast) return { hangs: false, reason: errorMessage(error) };
      } finally {
        clearTimeout(timer);
      }
    }
  }

  async #answersAtAll(timeoutMs: number): Promise<boolean> {
    const headers = { authorization: `Bearer ${this.options.token}` };
    const { method, path } = operations.listWebhooks;
    const request = { method, path: `${this.#basePath}${path}?limit=1`, headers };
    return !("reason" in (await this.#attempt(request, timeoutMs)));
  }

  #judge(answer: Answer): void {
    for (const { check, fault } of judge(answer)) this.#note(check, fault);
  }

  /** Notes a fault once for each operation. */
  #note(check: string, fault: NewFinding): void {
    const faults = this.#faults.get(check) ?? new Map<string, NewFinding>();
    const key = `${fault.operation} ${fault.message}`;
    if (!faults.has(key) && faults.size < 50) faults.set(key, fault);
    this.#faults.set(check, faults);
  }
}

/** No answer came. */
interface Silence {
  readonly hangs: boolean;
  readonly reason: string;
}

function noAnswer(name: string, { hangs, reason }: Silence, operation: Answer["operation"], curl: string): NewFinding {
  return {
    ...(operation !== undefined && { operation: operation.id, pointer: operationPointer(operation, "responses") }),
    message: hangs ? `${name} hangs` : `${name} was not answered`,
    expected: "an answer, whatever the request",
    got: reason,
    curl,
  };
}

function notSent(name: string, ended: string | undefined): Omit<NewFinding, "curl"> {
  return {
    message: `${name} was not sent`,
    expected: "a target that answers",
    got: ended ?? "earlier requests of this kind hang",
  };
}
