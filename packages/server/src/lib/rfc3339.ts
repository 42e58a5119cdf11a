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
