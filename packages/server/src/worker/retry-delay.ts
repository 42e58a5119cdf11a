import { type RawBuilder, sql } from "kysely";

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

/** Clocks of processes that are synchronized differ by less. */
const clockToleranceMs = 100;

/**
 * Queued deliveries that are due. The first entry of the schedule is dated by the process that publishes: a worker whose clock is
 * behind must find it when it is notified. Later ones are never early, because an endpoint may have asked for them.
 */
export const isDue = (now: Date): RawBuilder<boolean> =>
  sql`(due_at <= ${new Date(now.getTime() + clockToleranceMs)} and (due_at <= ${now} or schedule_index = 0))`;

/** Responses whose `Retry-After` is obeyed. */
const statusesWithRetryAfter = new Set([429, 503]);

/** The three forms of a date (RFC 9110, 5.6.7): of the present, of RFC 850, and of asctime. */
const httpDates = [
  /^[A-Z][a-z]{2}, (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^[A-Z][a-z]{5,8}, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/,
];

/** Longer delays are capped anyway; more digits would not make a valid date. */
const maxRetryAfterSeconds = 1e9;

/**
 * Reads the `Retry-After` header of a response: seconds, or an HTTP date.
 *
 * @returns `undefined` if there is none that counts
 */
export function readRetryAfter(statusCode: number, header: string | undefined, now: Date): Date | undefined {
  if (header === undefined || !statusesWithRetryAfter.has(statusCode)) return undefined;
  if (/^\d+$/.test(header)) return new Date(now.getTime() + Math.min(Number(header), maxRetryAfterSeconds) * 1000);
  return parseHttpDate(header, now);
}

function parseHttpDate(text: string, now: Date): Date | undefined {
  for (const form of httpDates) {
    const { day, month, year = "", time } = form.exec(text)?.groups ?? {};
    if (time === undefined) continue;
    const date = new Date(`${day} ${month} ${year.length === 2 ? fullYear(Number(year), now) : year} ${time} GMT`);
    if (!Number.isNaN(date.getTime())) return date;
  }
  return undefined;
}

/** The year with these last two digits that is at most 50 years in the future. */
function fullYear(lastDigits: number, now: Date): number {
  const latest = now.getUTCFullYear() + 50;
  return latest - ((latest - lastDigits) % 100);
}
