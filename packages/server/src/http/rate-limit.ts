/// <reference path="../library-parts.d.ts" />
import RateLimiterMemory from "rate-limiter-flexible/lib/RateLimiterMemory.js";
import RateLimiterRes from "rate-limiter-flexible/lib/RateLimiterRes.js";
import { rateLimited } from "./errors.ts";

const windowSeconds = 60;

/** Limits the requests of a token per minute. Each process counts separately. */
export class RateLimit {
  readonly #limiter: RateLimiterMemory | undefined;

  /** @param perMinute `undefined`: no limit */
  constructor(perMinute: number | undefined) {
    if (perMinute !== undefined) this.#limiter = new RateLimiterMemory({ points: perMinute, duration: windowSeconds });
  }

  /**
   * Counts a request of a token.
   *
   * @throws ServiceError 429 when the limit is exceeded
   */
  async count(tokenId: string): Promise<void> {
    try {
      await this.#limiter?.consume(tokenId);
    } catch (rejection) {
      if (!(rejection instanceof RateLimiterRes)) throw rejection;
      // The limiter uses the system clock: after that was set back, the wait would be longer than a window.
      throw rateLimited(Math.min(windowSeconds, Math.max(1, Math.ceil(rejection.msBeforeNext / 1000))));
    }
  }
}
