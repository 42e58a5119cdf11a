import { ValidationError } from "./errors.ts";

/** The first moment after year 9999, the last one of RFC 3339. */
const end = Date.parse("9999-12-31T23:59:59.999Z") + 1;

/**
 * Reads a valid RFC 3339 time. A leap second, which neither JavaScript nor Postgres supports, is read as the next second.
 *
 * @param field path of the field, for the error
 * @throws ValidationError if it is after year 9999
 */
export function readTime(field: string, text: string): Date {
  const withoutLeap = text.replace(/:60(?=[.z+-])/i, ":59");
  const time = Date.parse(withoutLeap) + (withoutLeap === text ? 0 : 1_000);
  if (!(time < end)) throw new ValidationError({ [field]: ["must be before the year 10000"] });
  return new Date(time);
}

/**
 * Reads the ends of a time range, each of which may be absent.
 *
 * @throws ValidationError if `until` is not after `since`, or one of them is after year 9999
 */
export function readTimeRange({
  since: from,
  until: to,
}: {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}): {
  readonly since: Date | undefined;
  readonly until: Date | undefined;
} {
  const since = from === undefined ? undefined : readTime("since", from);
  const until = to === undefined ? undefined : readTime("until", to);
  if (since !== undefined && until !== undefined && until <= since) {
    throw new ValidationError({ until: ["must be after since"] });
  }
  return { since, until };
}
