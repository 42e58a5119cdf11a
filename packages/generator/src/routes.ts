import type { Limit, Operation, Route } from "@agent-webhooks/types";
import type { Json, JsonObject } from "@agent-webhooks/types/json-schema";
import { asObject, objectAt } from "./spec.ts";

/** Reduces every operation to what its callers need, small enough for a browser. */
export function routes(operations: Record<string, Operation>, schemas: Record<string, Json>): Record<string, Route> {
  return Object.fromEntries(Object.entries(operations).map(([id, operation]) => [id, route(operation, schemas)]));
}

function route(operation: Operation, schemas: Record<string, Json>): Route {
  const { method, path, idempotent, idempotencyField, pagination, requestBody, responses, success } = operation;
  const limits = requestBody === null ? {} : limitsOf(objectAt(schemas, requestBody.schema));
  return {
    method,
    path,
    ...(idempotent && { idempotent }),
    ...(idempotencyField !== null && { key: idempotencyField }),
    ...(pagination !== null && { pages: { ...pagination, max: servedMaximum(operation) } }),
    ...(success.every((status) => responses[status]?.schema === undefined) && { empty: true }),
    ...(Object.keys(limits).length > 0 && { limits }),
  };
}

function servedMaximum({ id, parameters }: Operation): number {
  const max = parameters.query.limit?.schema["x-served-maximum"];
  if (typeof max !== "number") throw new Error(`${id} is paginated, but its limit has no x-served-maximum`);
  return max;
}

function limitsOf(schema: JsonObject): Record<string, Limit | null> {
  const properties = Object.entries(objectAt(schema, "properties"));
  return Object.fromEntries(properties.map(([name, property]) => [name, limitOf(asObject(property))]));
}

/**
 * Returns the maximum number of items of a list; of a string, one expression for its length and its pattern, and the error
 * message.
 */
function limitOf({ maxItems, minLength = 0, maxLength, pattern, ...schema }: JsonObject): Limit | null {
  if (typeof maxItems === "number") return maxItems;
  if (typeof pattern !== "string" || !pattern.startsWith("^")) return null;
  const requirement = String(schema["x-pattern-message"] ?? `must match ${pattern}`);
  if (maxLength === undefined && minLength === 0) return [pattern, requirement];
  // Callers have another message for a text that is empty.
  const message = maxLength === undefined ? requirement : `${requirement} (at most ${maxLength} characters)`;
  return [`^(?=[^]{${minLength},${maxLength ?? ""}}$)${pattern.slice(1)}`, message];
}
