/** Attempts are made up to this much earlier or later than scheduled, so that they do not all come at once. */
const jitter = 0.2;

const maxRetryAfterMs = 3_600_000;

/**
 * When an attempt of the retry schedule is made, after one that ended at `end`.
 *
 * @param retrySchedule seconds before each attempt
 * @param retryAfter when the endpoint asked for it. The later of the two times counts, but the endpoint can ask for no
 *   more than an hour or twice the scheduled delay, whichever is longer.
 * @returns `undefined` if the schedule has no such attempt
 */
export function nextAttemptAt(
  retrySchedule: readonly number[],
  index: number,
  { end, retryAfter, random = Math.random }: { end: Date; retryAfter?: Date | undefined; random?: () => number },
): Date | undefined {
  const seconds = retrySchedule[index];
  if (seconds === undefined) return undefined;
  const delayMs = seconds * 1000;
  const jitteredMs = delayMs * (1 - jitter + 2 * jitter * random());
  if (retryAfter === undefined) return new Date(end.getTime() + jitteredMs);
  const askedMs = Math.min(retryAfter.getTime() - end.getTime(), Math.max(2 * delayMs, maxRetryAfterMs));
  return new Date(end.getTime() + Math.max(jitteredMs, askedMs));
}

/** When the first attempt is made, for an event published or a delivery sent again at `start`. */
export function firstAttemptAt(retrySchedule: readonly number[], start: Date): Date {
  return nextAttemptAt(retrySchedule, 0, { end: start }) ?? start;
}

/** Responses whose `Retry-After` is obeyed. */
const statusesWithRetryAfter = new Set([429, 503]);

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** IMF-fixdate (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`. */
const httpDate = new RegExp(
  `^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d{2} (?:${months.join("|")}) \\d{4} \\d{2}:\\d{2}:\\d{2} GMT$`,
);

/**
 * Reads the `Retry-After` header of a response: seconds, or an HTTP date.
 *
 * @returns `undefined` if there is none that counts
 */
export function readRetryAfter(statusCode: number, header: string | undefined, now: Date): Date | undefined {
  if (header === undefined || !statusesWithRetryAfter.has(statusCode)) return undefined;
  if (/^\d{1,9}$/.test(header)) return new Date(now.getTime() + Number(header) * 1000);
  const time = httpDate.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time);
}
