import type { JsonObject } from "../src/json-schema.ts";
import type { HttpMethod, Operation, ParameterFacts } from "../src/operation.ts";
import { bareSchema } from "./schemas.ts";
import { follow, list, object, type Place, places, type Spec, schemaName } from "./spec.ts";

const SAFE = ["get"];
const IDEMPOTENT = ["get", "put", "delete"];

/** Facts about every operation under `paths`, in the order of the spec. */
export function operationTable(spec: Spec): Record<string, Operation> {
  const table: Record<string, Operation> = {};
  for (const place of places(spec, "paths")) {
    const operation = operationFacts(spec, place);
    table[operation.id] = operation;
  }
  return table;
}

function operationFacts(spec: Spec, { path, method, written, resolved }: Place): Operation {
  const id = resolved.operationId;
  const where = `${method.toUpperCase()} ${path}`;
  if (typeof id !== "string") throw new Error(`${where} has no operationId`);

  const responses: Record<number, Operation["responses"][number]> = {};
  for (const [status, response] of Object.entries(object(resolved.responses ?? {}))) {
    const asWritten = follow(spec, object(object(written.responses ?? {})[status] ?? {}));
    responses[Number(status)] = responseFacts(spec, object(response), asWritten, `${where} ${status}`);
  }
  const statuses = Object.keys(responses).map(Number);
  const query = parameterFacts(resolved, "query");

  return {
    id,
    method: method.toUpperCase() as HttpMethod,
    path,
    parameters: { path: parameterFacts(resolved, "path"), query },
    requestBody: requestBodyFacts(spec, written, where),
    responses,
    success: statuses.filter((status) => status < 400),
    errors: statuses.filter((status) => status >= 400),
    scopes: scopes(spec, resolved),
    safe: SAFE.includes(method),
    idempotent: IDEMPOTENT.includes(method) || resolved["x-idempotent"] === true,
    idempotencyField: (resolved["x-idempotency-field"] as string | undefined) ?? null,
    pagination: pagination(resolved, query),
  };
}

function parameterFacts(resolved: JsonObject, position: "path" | "query"): Record<string, ParameterFacts> {
  const facts: Record<string, ParameterFacts> = {};
  for (const item of list(resolved.parameters)) {
    const parameter = object(item);
    if (parameter.in !== position) continue;
    facts[String(parameter.name)] = {
      required: parameter.required === true,
      schema: bareSchema(parameter.schema ?? {}) as JsonObject,
    };
  }
  return facts;
}

function requestBodyFacts(spec: Spec, written: JsonObject, where: string): Operation["requestBody"] {
  if (written.requestBody === undefined) return null;
  const body = follow(spec, object(written.requestBody));
  const maxBytes = body["x-max-bytes"];
  if (typeof maxBytes !== "number") throw new Error(`${where}: the request body has no x-max-bytes`);
  return {
    contentType: "application/json",
    schema: schemaName(spec, body.content, where),
    required: body.required === true,
    maxBytes,
  };
}

function responseFacts(
  spec: Spec,
  resolved: JsonObject,
  written: JsonObject,
  where: string,
): Operation["responses"][number] {
  const requiredHeaders = Object.entries(object(resolved.headers ?? {}))
    .filter(([, header]) => object(header).required === true)
    .map(([name]) => name.toLowerCase());
  return {
    ...(resolved.content === undefined
      ? {}
      : { contentType: "application/json", schema: schemaName(spec, written.content, where) }),
    ...(requiredHeaders.length > 0 ? { requiredHeaders } : {}),
  };
}

function scopes(spec: Spec, resolved: JsonObject): string[] {
  const requirements = list(resolved.security ?? spec.resolved.security);
  return requirements.flatMap((requirement) => Object.values(object(requirement)).flatMap(list)).map(String);
}

/** An operation is paginated if it takes `page_token` and its 200 has `next_page_token` beside one array. */
function pagination(resolved: JsonObject, query: Record<string, ParameterFacts>): Operation["pagination"] {
  const body = object(object(object(resolved.responses ?? {})["200"] ?? {}).content ?? {})["application/json"];
  const properties = Object.entries(object(object(object(body ?? {}).schema ?? {}).properties ?? {}));
  const isPaginated = "page_token" in query && properties.some(([name]) => name === "next_page_token");
  const [items, ...others] = properties.filter(([, schema]) => object(schema).type === "array");
  if (!isPaginated || items === undefined || others.length > 0) return null;
  return { items: items[0], token: "page_token", next: "next_page_token" };
}
