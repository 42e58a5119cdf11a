/**
 * Seconds to wait according to a `Retry-After` header (RFC 9110, 10.2.3): a number of seconds, or an HTTP date.
 *
 * @param now Unix time in milliseconds
 * @returns `undefined` when the header is missing or invalid
 */
export function retryAfterSeconds(value: string | null | undefined, now: number): number | undefined {
  if (value === null || value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}
