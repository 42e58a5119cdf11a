import type { Clock } from "../clock.ts";
import { retryAfterSeconds } from "../retry-after.ts";

/** Longest `Retry-After` that is waited for. */
const maxRetryAfter = 300;
/** The same for a 503, which is more likely an outage than a limit. */
const maxUnavailable = 5;
/** How often one request is sent again. */
const maxRetries = { 429: 100, 503: 2 };
/** Milliseconds that one request waits in all. After this no other request is sent again either. */
const maxWaitMs = 600_000;

interface WaitOptions {
  /** When the request was to be sent first, in milliseconds since 1970. @default now */
  readonly since?: number;
  /** Ends the wait when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/** Makes all requests of a run wait when the target says `Retry-After`. */
export class RateLimit {
  readonly #clock: Clock;
  #until = 0;
  #isExhausted = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits until requests may be sent again, or `signal` is aborted. */
  async wait(signal?: AbortSignal): Promise<void> {
    while (this.#clock.now() < this.#until && !signal?.aborted) {
      await this.#clock.sleep(this.#until - this.#clock.now(), signal);
    }
  }

  /**
   * Waits as long as a response with status 429 or 503 asks for. Without `Retry-After` only a 429 is waited for.
   *
   * @param tries how often the request has been sent
   * @returns whether to send the request again
   */
  async shouldRetry(
    status: 429 | 503,
    headers: Headers,
    tries: number,
    { since = this.#clock.now(), signal }: WaitOptions = {},
  ): Promise<boolean> {
    const seconds = retryAfterSeconds(headers.get("retry-after"), this.#clock.now());
    if (status === 503 && (seconds === undefined || seconds > maxUnavailable)) return false;
    if (this.#isExhausted || tries > maxRetries[status] || (seconds ?? 0) > maxRetryAfter) return false;
    // A target may ask for less than it takes, or for nothing: then the wait grows with each try.
    const ms = Math.max(1000 * (seconds ?? 0), Math.min(20 * tries, 1000));
    this.#isExhausted = this.#clock.now() + ms - since > maxWaitMs;
    if (this.#isExhausted) return false;
    this.#until = Math.max(this.#until, this.#clock.now() + ms);
    await this.#clock.sleep(ms, signal);
    return true;
  }
}
