import type { Limit } from "@agent-webhooks/types";
import { ValidationError } from "./errors.ts";

/** Refuses a value before anything is sent. The message never has the value. */
export function guard(path: string, value: unknown, limit: Limit, hint = `must match ${limit}`): void {
  const message =
    typeof limit === "number"
      ? Object(value).length > limit && `must have at most ${limit} items`
      : (typeof value !== "string" || !new RegExp(limit, "u").test(value)) && hint;
  if (message) throw new ValidationError(`Nothing was sent: ${path} ${message}.`, { issues: [{ path, message }] });
}

/** Refuses a body that has a field beyond its limit. */
export function guardBody(
  limits: Readonly<Record<string, Limit>> = {},
  body: Readonly<Record<string, unknown>> = {},
): void {
  for (const field in limits) if (body[field] !== undefined) guard(field, body[field], limits[field] as Limit);
}

/** A token must fit into a header. */
export function guardToken(token: unknown): void {
  guard("token", token, "^[!-~]+$", "must be visible ASCII characters");
}

/** Fills the path of an operation. With an empty id, or a dot segment, it would be the path of another one. */
export function fillPath(template: string, values: Readonly<Record<string, unknown>>): string {
  return template.replace(/{(\w+)}/g, (_, name: string) => {
    // A lone surrogate (Cs) cannot be encoded.
    guard(name, values[name], "^(?!\\.{0,2}$)\\P{Cs}+$", "must not be empty or dots");
    return encodeURIComponent(values[name] as string);
  });
}
