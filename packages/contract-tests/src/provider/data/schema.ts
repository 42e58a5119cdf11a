import { schemas } from "@agent-webhooks/types/schemas";

/** The parts of JSON Schema that requests of the contract use. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly default?: unknown;
  readonly "x-served-maximum"?: number;
}

/** The keywords above that limit a value. One that is not here has no test data, and coverage says so. */
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
  return (schemas as Readonly<Record<string, object>>)[name] ?? {};
}
