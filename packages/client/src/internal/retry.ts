/**
 * Seconds to wait by a `Retry-After` header: a number of seconds, or a date in the one form that senders may use
 * (IMF-fixdate, RFC 9110, 5.6.7). Anything else is `undefined`.
 */
export function parseRetryAfter(value: string): number | undefined {
  const date = new Date(value);
  if (/^\d+$/.test(value)) return +value;
  // A date prints in that very form, so one in another form, or with a wrong weekday, does not print as it came.
  if (+date && date.toUTCString() === value) return Math.max(0, (+date - Date.now()) / 1000);
}

/** Milliseconds to wait after this attempt (1 for the first); endless when `retryAfter` is too long to wait for. */
export function retryDelay(attempt: number, retryAfter?: number): number {
  if (retryAfter === undefined) return Math.min(250 * 2 ** attempt, 8000) * (1 - Math.random() / 4);
  return retryAfter > 60 ? Infinity : retryAfter * 1000;
}
