import { canonicalNumber } from "@agent-webhooks/types/exact-json";
import { isObject } from "@agent-webhooks/types/json-schema";

/**
 * The JSON pointer of the first place where a value lacks something of the expected one; additional fields do not count.
 *
 * @param value parsed exactly, as `expected` is
 * @returns `undefined` when nothing is missing
 */
export function findDifference(value: unknown, expected: unknown, path = ""): string | undefined {
  const number = canonicalNumber(expected);
  if (number !== undefined) return canonicalNumber(value) === number ? undefined : path;
  if (Array.isArray(expected)) {
    if (!Array.isArray(value) || value.length !== expected.length) return path;
    return firstOf(expected.map((item, index) => findDifference(value[index], item, `${path}/${index}`)));
  }
  if (isObject(expected)) {
    if (!isObject(value)) return path;
    return firstOf(
      Object.entries(expected).map(([name, item]) => findDifference(value[name], item, `${path}/${name}`)),
    );
  }
  return value === expected ? undefined : path;
}

function firstOf(paths: readonly (string | undefined)[]): string | undefined {
  return paths.find((path) => path !== undefined);
}
