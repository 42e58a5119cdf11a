import type { Clock } from "../clock.ts";
import { retryAfterSeconds } from "../retry-after.ts";

/** Longest `Retry-After` that is waited for. */
const maxRetryAfter = 300;
/** The same for a 503, which is more likely an outage than a limit. */
const maxUnavailable = 5;
/** How often one request is sent again. */
const maxRetries = { 429: 100, 503: 2 };

/** Makes all requests of a run wait when the target says `Retry-After`. */
export class RateLimit {
  readonly #clock: Clock;
  #until = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits until requests may be sent again. */
  async wait(): Promise<void> {
    while (this.#clock.now() < this.#until) await this.#clock.sleep(this.#until - this.#clock.now());
  }

  /**
   * Waits as long as a response with status 429 or 503 asks for. Without `Retry-After` only a 429 is waited for.
   *
   * @param tries how often the request has been sent
   * @returns whether to send the request again
   */
  async shouldRetry(status: 429 | 503, headers: Headers, tries: number): Promise<boolean> {
    const seconds = retryAfterSeconds(headers.get("retry-after"), this.#clock.now());
    if (status === 503 && (seconds === undefined || seconds > maxUnavailable)) return false;
    if (tries > maxRetries[status] || (seconds ?? 0) > maxRetryAfter) return false;
    // A target may ask for less than it takes, or for nothing: then the wait grows with each try.
    const ms = Math.max(1000 * (seconds ?? 0), Math.min(20 * tries, 1000));
    this.#until = Math.max(this.#until, this.#clock.now() + ms);
    await this.#clock.sleep(ms);
    return true;
  }
}
