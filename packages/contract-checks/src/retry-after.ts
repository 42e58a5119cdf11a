/** Stands for any larger number, as in RFC 9111, 1.2.2. */
const maxSeconds = 2 ** 31;

/**
 * Seconds to wait according to a `Retry-After` header: a number of seconds, or an HTTP date in one of the three forms that
 * recipients must accept (RFC 9110, 5.6.7).
 *
 * @param now Unix time in milliseconds
 * @returns `undefined` when the header is missing or invalid
 */
export function retryAfterSeconds(value: string | null | undefined, now: number): number | undefined {
  const text = value?.trim() ?? "";
  if (/^\d+$/.test(text)) return Math.min(Number(text), maxSeconds);
  if (!/^[A-Z].+ \d\d:\d\d:\d\d (GMT|\d{4})$/.test(text)) return undefined;
  // `Date.parse` reads all three, but takes the one that has no zone for local time.
  const date = Date.parse(text.replace(/\d{4}$/, "$& GMT"));
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}
