import type { Operation } from "@agent-webhooks/types";
import { isObject } from "@agent-webhooks/types/json-schema";
import type { TargetResponse } from "../provider/response.ts";
import { namedSchema, type Schema } from "../spec/schema.ts";
import { type Constraint, constraintsOf } from "./constraints.ts";

/** Returns a function that returns the points that a response of this operation, and its request, cover. */
export function coveredPoints(operation: Operation): (response: TargetResponse) => string[] {
  // Compiled once for all responses.
  const constraints = constraintsOf(operation);
  return (response) => [
    ...coveredByResponse(operation, response),
    ...coveredByRequest(operation, response),
    ...coveredConstraints(operation, constraints, response),
  ];
}

function coveredByResponse({ id, responses }: Operation, { status, headers, body, json }: TargetResponse): string[] {
  const prefix = `${id} ${status}`;
  const { schema, contentType, requiredHeaders = [] } = responses[status] ?? {};
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  return [
    prefix,
    ...(body === "" ? [`${prefix} no body`] : []),
    ...(type !== undefined && type === contentType ? [`${prefix} ${type}`] : []),
    ...requiredHeaders.filter((name) => headers.has(name)).map((name) => `${prefix} header ${name}`),
    ...(schema === undefined ? [] : coveredFields(namedSchema(schema), json, `${prefix} field`, [])),
  ];
}

function coveredFields(schema: Schema, value: unknown, prefix: string, parents: readonly string[]): string[] {
  const fields = isObject(value) ? value : {};
  return Object.entries(schema.properties ?? {}).flatMap(([name, { items }]) => {
    const path = [...parents, name];
    const point = `${prefix} ${path.join(".")}`;
    const field = fields[name];
    if (field === undefined) return [`${point} absent`];
    if (items === undefined || !Array.isArray(field)) return [`${point} present`];
    return [`${point} present`, ...field.flatMap((item) => coveredFields(items, item, prefix, [...path, "*"]))];
  });
}

function coveredByRequest({ id, requestBody, success, parameters }: Operation, response: TargetResponse): string[] {
  const { status, request } = response;
  const isAccepted = success.includes(status);
  const { searchParams: query } = urlOf(request);
  const covered: string[] = [];
  if (isAccepted) covered.push(`${id} token valid`);
  if (status === 401) covered.push(`${id} token invalid`);
  if (requestBody !== null) {
    if (isAccepted) covered.push(`${id} ${requestBody.contentType} valid`);
    if (status === 415) covered.push(`${id} ${requestBody.contentType} invalid`);
    const size = Buffer.byteLength(request.body ?? "");
    if (isAccepted && size === requestBody.maxBytes) covered.push(`${id} body maxBytes valid`);
    if (status === 413 && size === requestBody.maxBytes + 1) covered.push(`${id} body maxBytes invalid`);
  }
  for (const name of Object.keys(parameters.query)) {
    if (isAccepted) covered.push(`${id} query.${name} ${query.has(name) ? "present" : "absent"}`);
  }
  return covered;
}

function coveredConstraints(
  operation: Operation,
  constraints: readonly Constraint[],
  { status, request }: TargetResponse,
): string[] {
  const isAccepted = operation.success.includes(status);
  const isRejected = status >= 400 && status < 500;
  const { searchParams, pathname } = urlOf(request);
  const inputs = {
    query: readQuery(operation, searchParams),
    path: readPath(operation, pathname),
    body: parseJson(request.body),
  };
  return constraints.flatMap(({ id, place, classify, hasLimit }) => {
    const results = valuesAt(inputs[place.in], place.path).map(classify);
    const isValid = results.some((result) => result === "at the limit" || (result === "valid" && !hasLimit));
    // A value above the served maximum is accepted and treated as the maximum.
    const isInvalidHandled = id.endsWith("x-served-maximum") ? isAccepted : isRejected;
    return [
      ...(isAccepted && isValid ? [`${operation.id} ${id} valid`] : []),
      ...(isInvalidHandled && results.includes("invalid") ? [`${operation.id} ${id} invalid`] : []),
    ];
  });
}

function urlOf({ path }: TargetResponse["request"]): URL {
  return new URL(`http://target${path}`);
}

/** The query parameters in their type. A value of another type stays a string. */
function readQuery({ parameters }: Operation, query: URLSearchParams): Record<string, unknown> {
  const read = (name: string, text: string): unknown => {
    const { type } = parameters.query[name]?.schema ?? {};
    if (type === "integer" && /^-?\d+$/.test(text)) return Number(text);
    return type === "boolean" && /^(true|false)$/.test(text) ? text === "true" : text;
  };
  return Object.fromEntries([...query].map(([name, text]) => [name, read(name, text)]));
}

function readPath({ path }: Operation, pathname: string): Record<string, unknown> {
  const pattern = new RegExp(`${path.replace(/\{(\w+)\}/g, "(?<$1>[^/]*)")}$`);
  const values = Object.entries(pattern.exec(pathname)?.groups ?? {});
  return Object.fromEntries(values.map(([name, value]) => [name, decodeURIComponent(value)]));
}

/** Returns `undefined` when the body is not JSON. */
function parseJson(body: string | Uint8Array | undefined): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}

/** The values at the place of a constraint. */
function valuesAt(value: unknown, path: readonly string[], at = 0): unknown[] {
  const name = path[at];
  if (value === undefined) return [];
  if (name === undefined) return [value];
  if (name === "*") {
    const items = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
    return items.flatMap((item) => valuesAt(item, path, at + 1));
  }
  if (!isObject(value)) return [];
  const [field = "", constant] = name.split("=");
  if (constant === undefined) return valuesAt(value[name], path, at + 1);
  return value[field] === constant ? valuesAt(value, path, at + 1) : [];
}
