import type { Clock } from "../clock.ts";

/** Longest that a target may ask to wait. */
const longestSeconds = 300;
/** How often one request may be told to wait. */
const mostTries = 100;

/** A target that rate-limits is waited for: nothing is sent before the time that its `Retry-After` says. */
export class Pause {
  readonly #clock: Clock;
  #until = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits until requests may be sent again. */
  async over(): Promise<void> {
    while (this.#clock.now() < this.#until) await this.#clock.sleep(this.#until - this.#clock.now());
  }

  /**
   * Waits as long as an answer of status 429 or 503 asks for.
   *
   * @returns whether the request is to be sent again
   */
  async after(status: number, headers: Headers, tries: number): Promise<boolean> {
    const asked = retryAfterSeconds(headers.get("retry-after"), this.#clock.now());
    if (status === 503 && (asked === undefined || asked > 5 || tries > 2)) return false;
    if (tries > mostTries || (asked ?? 0) > longestSeconds) return false;
    // Asked for nothing, or for less than it takes: then longer each time.
    const ms = Math.max((asked ?? 0) * 1000, Math.min(20 * tries, 1000));
    this.#until = Math.max(this.#until, this.#clock.now() + ms);
    await this.#clock.sleep(ms);
    return true;
  }
}

/** Seconds, or an HTTP date (RFC 9110, 10.2.3). */
function retryAfterSeconds(value: string | null, now: number): number | undefined {
  if (value === null) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}
