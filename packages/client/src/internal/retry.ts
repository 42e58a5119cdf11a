import type { WebhookError } from "../errors.ts";

/** The longest `Retry-After` that is waited for, in seconds. */
const MAX_RETRY_AFTER = 60;

/**
 * Parses a `Retry-After` header into seconds from now: a number of seconds, or an HTTP date in one of the three forms
 * that recipients must accept (RFC 9110, 5.6.7). Returns `undefined` for anything else.
 */
export function parseRetryAfter(value: string): number | undefined {
  // Capped, because the digits may be so many that the number is Infinity, which JSON does not have.
  if (/^\d+$/.test(value)) return Math.min(+value, 2e9);
  // `Date.parse` reads all three, but takes the one that has no zone for local time.
  const time = /^[A-Z].+:\d\d (GMT|\d{4})$/.test(value) && Date.parse(value.replace(/\d+$/, "$& GMT"));
  if (time) return Math.max(0, (time - Date.now()) / 1000);
}

/**
 * Returns the milliseconds to wait before the next attempt; `Infinity` if the call is not retried.
 *
 * @param attempt the one that failed, 1 for the first
 * @param isIdempotent whether the request may be repeated although the failed attempt may have been processed
 */
export function retryDelay(attempt: number, error: WebhookError, maxRetries: number, isIdempotent: unknown): number {
  // Without a status, the attempt failed to connect or timed out.
  const { status = 500, retryAfter = Math.min(2 ** attempt / 4, 8) * (1 - Math.random() / 4) } = error;
  const isRetryable = status === 429 || (isIdempotent && (status === 408 || status >= 500));
  return isRetryable && attempt <= maxRetries && retryAfter <= MAX_RETRY_AFTER ? retryAfter * 1000 : Infinity;
}
