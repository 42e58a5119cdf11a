import { SetupError } from "../run/errors.ts";
import { UnexpectedResponseError } from "./api.ts";
import type { Endpoint, ReplyTo } from "./endpoint.ts";
import type { ReceivedRequest } from "./listener.ts";

/** What the probe needs of a run. */
export interface ProbeOptions {
  readonly patienceMs: number;
  readonly burstMs: number;
  readonly eventTypes: readonly string[];
  /** Opens an endpoint that gets the events of each type. */
  open(replyTo: ReplyTo): Promise<Endpoint>;
  trigger(endpoint: Endpoint, eventType: string): Promise<unknown>;
}

/** How often it looks whether every command has failed. */
const pollMs = 100;

/**
 * The first events of a run, one of each type, to a webhook that subscribes to all types. The first attempt of each fails.
 * They show whether events arrive at all, and how long the sender waits before it retries.
 */
export class Probe {
  readonly #options: ProbeOptions;
  #endpoint: Endpoint | undefined;
  #retryDelay: Promise<number | undefined> = Promise.resolve(undefined);

  constructor(options: ProbeOptions) {
    this.#options = options;
  }

  get endpoint(): Endpoint {
    if (this.#endpoint === undefined) throw new Error("the probe has not started");
    return this.#endpoint;
  }

  get retryDelayMs(): Promise<number | undefined> {
    return this.#retryDelay;
  }

  /** Requests by event type, in the order of their arrival. */
  get attempts(): ReadonlyMap<string, readonly ReceivedRequest[]> {
    const known = this.endpoint.requests.flatMap((request) => {
      const eventType = this.#eventTypeOf(request);
      return eventType === undefined ? [] : [[eventType, request] as const];
    });
    const groups = Map.groupBy(known, ([eventType]) => eventType);
    return new Map([...groups].map(([eventType, entries]) => [eventType, entries.map(([, request]) => request)]));
  }

  /** Requests of the types whose event was not sent again so far, by event type. */
  get notRetried(): ReadonlyMap<string, readonly ReceivedRequest[]> {
    const { burstMs } = this.#options;
    return new Map([...this.attempts].filter(([, requests]) => delayBefore(requests, burstMs).length === 0));
  }

  /** The longest time from an event to its first request so far, in milliseconds. */
  get latencyMs(): number {
    const { attempts, endpoint } = this;
    const latencies = endpoint.events.map(
      ({ eventType, triggeredAt }) => (attempts.get(eventType)?.[0]?.at ?? triggeredAt) - triggeredAt,
    );
    return Math.max(0, ...latencies);
  }

  /**
   * Triggers the events, and waits for the first request.
   *
   * @returns whether there is one in time
   * @throws SetupError when no event can be triggered
   */
  async start(): Promise<boolean> {
    const { burstMs, eventTypes, open, trigger } = this.#options;
    const firstOfType = new Map<string, number>();
    try {
      this.#endpoint = await open((request) => {
        const type = this.#eventTypeOf(request) ?? "";
        const first = firstOfType.get(type) ?? request.at;
        firstOfType.set(type, first);
        return request.at - first < burstMs ? { status: 500 } : { status: 204 };
      });
    } catch (error) {
      if (!(error instanceof UnexpectedResponseError)) throw error;
      throw new SetupError(
        `the provider did not register a webhook: ${error.message}. It must allow the URL of the endpoints (--public-url)`,
      );
    }
    const { endpoint } = this;
    await Promise.all(eventTypes.map((eventType) => trigger(endpoint, eventType)));
    if (!(await this.#hasFirstRequest())) {
      const failure = endpoint.events.find(({ failure }) => failure !== undefined)?.failure;
      if (failure !== undefined) throw new SetupError(`--trigger failed: ${failure}`);
      return false;
    }
    this.#retryDelay = this.#measure();
    // An interruption rejects it. Checks that wait for it handle that.
    this.#retryDelay.catch(() => {});
    return true;
  }

  /** Ends early when every command has failed. */
  async #hasFirstRequest(): Promise<boolean> {
    const { endpoint } = this;
    const attempts = Math.ceil(this.#options.patienceMs / pollMs);
    for (let attempt = 0; attempt < attempts; attempt++) {
      if ((await endpoint.firstRequest(pollMs)) !== undefined) return true;
      if (endpoint.events.every(({ failure }) => failure !== undefined)) return false;
    }
    return false;
  }

  /** The longest time from the last failed request of an event to the next one. */
  async #measure(): Promise<number | undefined> {
    const { patienceMs, eventTypes } = this.#options;
    await this.endpoint.waitUntil(() => this.#delays().length === eventTypes.length, patienceMs);
    const delays = this.#delays();
    return delays.length === 0 ? undefined : Math.max(...delays);
  }

  #delays(): number[] {
    return [...this.attempts.values()].flatMap((requests) => delayBefore(requests, this.#options.burstMs));
  }

  /** The event type in the body, if it is one of those that were triggered. */
  #eventTypeOf({ body }: ReceivedRequest): string | undefined {
    try {
      const { event_type: type } = JSON.parse(body.toString());
      return this.#options.eventTypes.find((known) => known === type);
    } catch {
      return undefined;
    }
  }
}

/** Milliseconds between the last request of the first burst and the one after it; empty if there is none. */
function delayBefore(requests: readonly ReceivedRequest[], burstMs: number): number[] {
  const start = requests[0]?.at ?? 0;
  const next = requests.findIndex(({ at }) => at - start >= burstMs);
  return next < 1 ? [] : [(requests[next]?.at ?? 0) - (requests[next - 1]?.at ?? 0)];
}
