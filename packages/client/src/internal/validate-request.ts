import type { Limit } from "@agent-webhooks/types";
import { ValidationError } from "../errors.ts";

/** Refuses a value before anything is sent. The message never has the value. */
function refuse(path: string, message: string): never {
  throw new ValidationError(`Nothing was sent: ${path} ${message}.`, { issues: [{ path, message }] });
}

/** Refuses what is no text of this form. */
export function assertMatches(path: string, value: unknown, form: RegExp, message: string): asserts value is string {
  if (typeof value !== "string" || !form.test(value)) refuse(path, message);
}

/** Refuses a body that has a field beyond its limit. */
export function assertWithinLimits(
  limits: Readonly<Record<string, Limit>> = {},
  body: Readonly<Record<string, unknown>> = {},
): void {
  for (const [field, limit] of Object.entries(limits)) {
    const value = body[field];
    if (value === undefined) continue;
    if (typeof limit === "string") assertMatches(field, value, new RegExp(limit, "u"), `must match ${limit}`);
    else if (Object(value).length > limit) refuse(field, `must have at most ${limit} items`);
  }
}

/** A token must fit into a header. */
export function assertToken(token: unknown): asserts token is string {
  assertMatches("token", token, /^[!-~]+$/, "must be visible ASCII");
}

/** Fills the path of an operation. With an empty id, or a dot segment, it would be the path of another one. */
export function fillPath(template: string, values: Readonly<Record<string, unknown>>): string {
  return template.replace(/{(\w+)}/g, (_, name: string) => {
    const value = values[name];
    // A lone surrogate (Cs) cannot be encoded.
    assertMatches(name, value, /^(?!\.{0,2}$)\P{Cs}+$/u, "must not be empty or dots");
    return encodeURIComponent(value);
  });
}
