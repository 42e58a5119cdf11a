import type { Json, JsonObject } from "../src/json-schema.ts";
import type { Limit, Operation, Route } from "../src/operation.ts";
import { object } from "./spec.ts";

/** What a caller needs of each operation, and no more: it goes into browsers. */
export function routes(table: Record<string, Operation>, schemas: Record<string, Json>): Record<string, Route> {
  return Object.fromEntries(Object.entries(table).map(([id, operation]) => [id, route(operation, schemas)]));
}

function route(operation: Operation, schemas: Record<string, Json>): Route {
  const { method, path, idempotent, idempotencyField, pagination, requestBody, responses, success } = operation;
  const limits = requestBody === null ? {} : limitsOf(object(schemas[requestBody.schema] ?? {}));
  return {
    method,
    path,
    ...(idempotent ? { idempotent } : {}),
    ...(idempotencyField === null ? {} : { key: idempotencyField }),
    ...(pagination === null ? {} : { pages: { ...pagination, max: servedMaximum(operation) } }),
    ...(success.every((status) => responses[status]?.schema === undefined) ? { empty: true } : {}),
    ...(Object.keys(limits).length > 0 ? { limits } : {}),
  };
}

function servedMaximum({ id, parameters }: Operation): number {
  const max = parameters.query.limit?.schema["x-served-maximum"];
  if (typeof max !== "number") throw new Error(`${id} has pages, and a limit without x-served-maximum`);
  return max;
}

function limitsOf(schema: JsonObject): Record<string, Limit> {
  const limits: Record<string, Limit> = {};
  for (const [name, property] of Object.entries(object(schema.properties ?? {}))) {
    const limit = limitOf(object(property));
    if (limit !== undefined) limits[name] = limit;
  }
  return limits;
}

/** The number of items of a list, or one expression for the length and the pattern of a text. */
function limitOf({ maxItems, minLength = 0, maxLength, pattern }: JsonObject): Limit | undefined {
  if (typeof maxItems === "number") return maxItems;
  if (typeof pattern !== "string" || !pattern.startsWith("^")) return undefined;
  return maxLength === undefined && minLength === 0
    ? pattern
    : `^(?=[^]{${minLength},${maxLength ?? ""}}$)${pattern.slice(1)}`;
}
