/** Attempts wait up to this much longer or shorter than the schedule says, so that they do not come all at once. */
const jitter = 0.2;

const maxRetryAfterMs = 3_600_000;

/**
 * When the attempt `step` of the schedule is made, after one that ended at `end`; `undefined` when the schedule is
 * exhausted.
 *
 * @param schedule seconds before each attempt
 * @param retryAfter what the endpoint asked for, if it did: the wait is the larger of it and the step, but no longer
 *   than twice the step or an hour, whichever is more
 */
export function nextAttemptAt(
  schedule: readonly number[],
  step: number,
  { end, retryAfter, random = Math.random }: { end: Date; retryAfter?: Date | undefined; random?: () => number },
): Date | undefined {
  const seconds = schedule[step];
  if (seconds === undefined) return undefined;
  const stepMs = seconds * 1000;
  const waitMs = stepMs * (1 - jitter + 2 * jitter * random());
  if (retryAfter === undefined) return new Date(end.getTime() + waitMs);
  const askedMs = retryAfter.getTime() - end.getTime();
  return new Date(end.getTime() + Math.max(waitMs, Math.min(askedMs, Math.max(2 * stepMs, maxRetryAfterMs))));
}

/** When the first attempt of the schedule is made, of what is published, or sent again, at `start`. */
export function firstAttemptAt(schedule: readonly number[], start: Date): Date {
  return nextAttemptAt(schedule, 0, { end: start }) ?? start;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** IMF-fixdate (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`. */
const httpDate = new RegExp(
  `^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d{2} (?:${months.join("|")}) \\d{4} \\d{2}:\\d{2}:\\d{2} GMT$`,
);

/** What a `Retry-After` header says: seconds from `now`, or an HTTP date; `undefined` when it is neither. */
export function parseRetryAfter(text: string, now: Date): Date | undefined {
  if (/^\d{1,9}$/.test(text)) return new Date(now.getTime() + Number(text) * 1000);
  const time = httpDate.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : new Date(time);
}
