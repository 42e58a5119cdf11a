import type { HttpMethod, Operation, OperationParameter } from "@agent-webhooks/types";
import type { JsonObject } from "@agent-webhooks/types/json-schema";
import { bareSchema } from "./schemas.ts";
import {
  asList,
  asObject,
  followReferences,
  objectAt,
  type Spec,
  type SpecOperation,
  schemaName,
  specOperations,
  withoutExtensions,
} from "./spec.ts";

const SAFE = ["get"];
const IDEMPOTENT = ["get", "put", "delete"];

/** Describes every operation under `paths`, by operation id, in the order of the spec. */
export function operationTable(spec: Spec): Record<string, Operation> {
  const operations = [...specOperations(spec, "paths")].map((operation) => describeOperation(spec, operation));
  return Object.fromEntries(operations.map((operation) => [operation.id, operation]));
}

function describeOperation(spec: Spec, { path, method, written, resolved }: SpecOperation): Operation {
  const id = resolved.operationId;
  const where = `${method.toUpperCase()} ${path}`;
  if (typeof id !== "string") throw new Error(`${where} has no operationId`);

  const responses: Record<number, Operation["responses"][number]> = {};
  for (const [status, response] of withoutExtensions(objectAt(resolved, "responses"))) {
    if (!/^\d{3}$/.test(status)) throw new Error(`${where}: the status ${status} must be a number`);
    const writtenResponse = followReferences(spec, objectAt(written, "responses", status));
    responses[Number(status)] = describeResponse(spec, asObject(response), writtenResponse, `${where} ${status}`);
  }
  assertParameters(resolved, where);
  const statuses = Object.keys(responses).map(Number);
  const query = describeParameters(resolved, "query");

  return {
    id,
    method: method.toUpperCase() as HttpMethod,
    path,
    parameters: { path: describeParameters(resolved, "path"), query },
    requestBody: describeRequestBody(spec, written, where),
    responses,
    success: statuses.filter((status) => status < 400),
    errors: statuses.filter((status) => status >= 400),
    scopes: scopes(spec, resolved, where),
    safe: SAFE.includes(method),
    idempotent: IDEMPOTENT.includes(method) || resolved["x-idempotent"] === true,
    idempotencyField: (resolved["x-idempotency-field"] as string | undefined) ?? null,
    pagination: pagination(resolved, query),
  };
}

/** Callers and the service know no others: one that is required would never be sent. */
function assertParameters(resolved: JsonObject, where: string): void {
  for (const { in: position, name } of asList(resolved.parameters).map(asObject)) {
    if (position === "path" || position === "query") continue;
    throw new Error(`${where}: the parameter ${name} must be in the path or in the query, not in: ${position}`);
  }
}

function describeParameters(resolved: JsonObject, position: "path" | "query"): Record<string, OperationParameter> {
  const parameters = asList(resolved.parameters).map(asObject);
  return Object.fromEntries(
    parameters
      .filter((parameter) => parameter.in === position)
      .map(({ name, required, schema }) => [
        name,
        { required: required === true, schema: bareSchema(schema ?? {}, `parameter ${name}`) as JsonObject },
      ]),
  );
}

function describeRequestBody(spec: Spec, written: JsonObject, where: string): Operation["requestBody"] {
  if (written.requestBody === undefined) return null;
  const body = followReferences(spec, asObject(written.requestBody));
  const maxBytes = body["x-max-bytes"];
  if (typeof maxBytes !== "number") throw new Error(`${where}: the request body has no x-max-bytes`);
  return {
    contentType: "application/json",
    schema: schemaName(spec, body, where),
    required: body.required === true,
    maxBytes,
  };
}

function describeResponse(
  spec: Spec,
  resolved: JsonObject,
  written: JsonObject,
  where: string,
): Operation["responses"][number] {
  const requiredHeaders = Object.entries(objectAt(resolved, "headers"))
    .filter(([, header]) => asObject(header).required === true)
    .map(([name]) => name.toLowerCase());
  return {
    ...(resolved.content !== undefined && {
      contentType: "application/json",
      schema: schemaName(spec, written, where),
    }),
    ...(requiredHeaders.length > 0 && { requiredHeaders }),
  };
}

function scopes(spec: Spec, resolved: JsonObject, where: string): string[] {
  const [requirement, ...others] = asList(resolved.security ?? spec.resolved.security);
  if (others.length > 0) throw new Error(`${where}: security must be one requirement, without alternatives`);
  return Object.values(asObject(requirement ?? {}))
    .flatMap(asList)
    .map(String);
}

/** An operation is paginated if it takes `page_token` and its 200 response has `next_page_token` and one array. */
function pagination(resolved: JsonObject, query: Record<string, OperationParameter>): Operation["pagination"] {
  const properties = objectAt(resolved, "responses", "200", "content", "application/json", "schema", "properties");
  const [items, ...others] = Object.entries(properties).filter(([, schema]) => asObject(schema).type === "array");
  const isPaginated = "page_token" in query && "next_page_token" in properties;
  if (!isPaginated || items === undefined || others.length > 0) return null;
  return { items: items[0], token: "page_token", next: "next_page_token" };
}
