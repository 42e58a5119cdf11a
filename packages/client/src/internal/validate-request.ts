import type { Route } from "@agent-webhooks/types";
import { ValidationError } from "../errors.ts";

/** Throws a `ValidationError` unless `value` is a string that matches. The message never contains the value. */
export function assertMatches(path: string, value: unknown, pattern: RegExp, message: string): asserts value is string {
  if (typeof value !== "string" || !pattern.test(value)) fail(path, value ? message : "is empty");
}

/** Throws a `ValidationError` unless the token can be sent in an HTTP header. */
export function assertToken(token: unknown): asserts token is string {
  assertMatches("token", token, /^[!-~]+$/, "must be visible ASCII");
}

/** Throws a `ValidationError` for a field of the body that is beyond its limit in the spec. */
export function assertWithinLimits(limits: Route["limits"], body: unknown): void {
  for (const [field, limit] of Object.entries(limits ?? {})) {
    const value: unknown = Object(body)[field];
    if (typeof limit === "number") {
      if (Object(value).length > limit) fail(field, `must have at most ${limit} items`);
    } else if (limit && value !== undefined) {
      assertMatches(field, value, new RegExp(limit[0], "u"), limit[1]);
    }
  }
}

function fail(path: string, message: string): never {
  throw new ValidationError(`${path} ${message}.`, { issues: [{ path, message }] });
}
