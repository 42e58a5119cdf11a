import type { JsonSchema } from "@agent-webhooks/types";
import { schemas } from "@agent-webhooks/types/schemas";

/** A schema of a request of the contract. */
export type Schema = JsonSchema;

/** The keywords that limit a value. One that is not here has no test data, and coverage says so. */
export const limits = [
  "type",
  "required",
  "additionalProperties",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minLength",
  "maxLength",
  "pattern",
  "format",
  "enum",
  "minimum",
  "x-served-maximum",
] as const;

/** Keywords that limit nothing. */
export const notes: readonly string[] = ["$schema", "properties", "items", "default", "x-pattern-message"];

/** A schema of the contract by its name. */
export function namedSchema(name: string): Schema {
  return (schemas as Readonly<Record<string, Schema>>)[name] ?? {};
}
