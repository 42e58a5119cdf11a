import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { rateLimited } from "../lib/errors.ts";

const windowSeconds = 60;

/** How many requests a token may make in a minute. Each process counts for itself. */
export class RateLimit {
  readonly #limiter: RateLimiterMemory | undefined;

  /** @param perMinute `undefined`: as many as it wants */
  constructor(perMinute: number | undefined) {
    if (perMinute !== undefined) this.#limiter = new RateLimiterMemory({ points: perMinute, duration: windowSeconds });
  }

  /**
   * Counts a request.
   *
   * @throws ServiceError 429 when it is one too many
   */
  async count(tokenId: string): Promise<void> {
    try {
      await this.#limiter?.consume(tokenId);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      // The limiter reads the clock of the system: one that was put back would ask for more than a window.
      throw rateLimited(Math.min(windowSeconds, Math.max(1, Math.ceil(refusal.msBeforeNext / 1000))));
    }
  }
}
