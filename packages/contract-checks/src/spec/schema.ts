import { type JsonSchema, operations } from "@agent-webhooks/types";
import { schemas as deliverySchemas } from "@agent-webhooks/types/delivery/schemas";
import { InboxIdsSchema, schemas as webhooksSchemas } from "@agent-webhooks/types/schemas";

/** A schema of a request of the contract. */
export type Schema = JsonSchema;

/** Keywords that constrain a value and that there is test data for. Coverage reports any other. */
export const constraintKeywords = [
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
  "const",
  "oneOf",
  "minimum",
  "maximum",
  "x-served-maximum",
] as const;

/** Keywords that constrain nothing themselves. */
export const annotationKeywords: readonly string[] = ["$schema", "properties", "items", "default", "x-pattern-message"];

const { limit } = operations.listWebhooks.parameters.query;

/** The largest page that a list returns, whatever `limit` asks for. */
export const maxPageSize: number = limit.schema["x-served-maximum"];

/** The page size of a list without `limit`. */
export const defaultPageSize: number = limit.schema.default;

/** How many inboxes a webhook may be limited to, and how many pods. */
export const maxIds: number = InboxIdsSchema.maxItems;

/** A schema that both specs have is the same in each. */
const schemas = { ...webhooksSchemas, ...deliverySchemas } as Readonly<Record<string, Schema>>;

/** A schema of either spec by its name. */
export function namedSchema(name: string): Schema {
  return schemas[name] ?? {};
}
