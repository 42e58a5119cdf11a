import type { Operation } from "@agent-webhooks/types";
import type { TargetResponse } from "../provider/response.ts";
import { namedSchema, type Schema } from "../spec/schema.ts";
import { type Constraint, constraintsOf } from "./constraints.ts";

/** Tells what one answer of an operation, and the request that it came to, have shown. */
export function shownBy(operation: Operation): (answer: TargetResponse) => string[] {
  // Each has schemas to compile, so they are made once for all answers.
  const constraints = constraintsOf(operation);
  return (answer) => [
    ...shownByAnswer(operation, answer),
    ...shownByRequest(operation, answer),
    ...shownOfConstraints(operation, constraints, answer),
  ];
}

function shownByAnswer({ id, responses }: Operation, { status, headers, body, json }: TargetResponse): string[] {
  const start = `${id} ${status}`;
  const { schema, contentType, requiredHeaders = [] } = responses[status] ?? {};
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  return [
    start,
    ...(body === "" ? [`${start} no body`] : []),
    ...(type === contentType ? [`${start} ${type}`] : []),
    ...requiredHeaders.filter((name) => headers.has(name)).map((name) => `${start} header ${name}`),
    ...(schema === undefined ? [] : shownFields(namedSchema(schema), json, `${start} field`, [])),
  ];
}

function shownFields(schema: Schema, value: unknown, start: string, path: readonly string[]): string[] {
  const fields = asObject(value);
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const here = [...path, name];
    const point = `${start} ${here.join(".")}`;
    if (fields[name] === undefined) return [`${point} absent`];
    const { items } = field;
    const list = Array.isArray(fields[name]) ? (fields[name] as unknown[]) : [];
    const inItems = items === undefined ? [] : list.flatMap((item) => shownFields(items, item, start, [...here, "*"]));
    return [`${point} present`, ...inItems];
  });
}

function shownByRequest(operation: Operation, { status, request }: TargetResponse): string[] {
  const { id, requestBody } = operation;
  const isTaken = operation.success.includes(status);
  const { searchParams: query } = urlOf(request);
  const shown: string[] = [];
  if (isTaken) shown.push(`${id} token valid`);
  if (status === 401) shown.push(`${id} token invalid`);
  if (requestBody !== null) {
    if (isTaken) shown.push(`${id} ${requestBody.contentType} valid`);
    if (status === 415) shown.push(`${id} ${requestBody.contentType} invalid`);
    const size = Buffer.byteLength(request.body ?? "");
    if (isTaken && size === requestBody.maxBytes) shown.push(`${id} body maxBytes valid`);
    if (status === 413 && size === requestBody.maxBytes + 1) shown.push(`${id} body maxBytes invalid`);
  }
  for (const name of Object.keys(operation.parameters.query)) {
    if (isTaken) shown.push(`${id} query.${name} ${query.has(name) ? "present" : "absent"}`);
  }
  return shown;
}

function shownOfConstraints(
  operation: Operation,
  constraints: readonly Constraint[],
  { status, request }: TargetResponse,
): string[] {
  const { id, success } = operation;
  const isTaken = success.includes(status);
  const isRefused = status >= 400 && status < 500;
  const { searchParams: query, pathname } = urlOf(request);
  const shown: string[] = [];
  const parts = {
    query: readQuery(operation, query),
    path: readPath(operation, pathname),
    body: readBody(request.body),
  };
  for (const { id: constraint, place, judge, hasLimit } of constraints) {
    const verdicts = valuesAt(parts[place.in], place.path).map(judge);
    const isServed = constraint.endsWith("x-served-maximum");
    const isValid = verdicts.some((verdict) => verdict === "at its limit" || (verdict === "kept" && !hasLimit));
    if (isTaken && isValid) shown.push(`${id} ${constraint} valid`);
    if ((isServed ? isTaken : isRefused) && verdicts.includes("broken")) shown.push(`${id} ${constraint} invalid`);
  }
  return shown;
}

function urlOf({ path }: TargetResponse["request"]): URL {
  return new URL(`http://target${path}`);
}

/** Parameters by their type; what is none of its type stays a text. */
function readQuery({ parameters }: Operation, query: URLSearchParams): Record<string, unknown> {
  const read = (name: string, text: string): unknown => {
    const { type } = parameters.query[name]?.schema ?? {};
    if (type === "integer" && /^-?\d+$/.test(text)) return Number(text);
    return type === "boolean" && /^(true|false)$/.test(text) ? text === "true" : text;
  };
  return Object.fromEntries([...query].map(([name, text]) => [name, read(name, text)]));
}

function readPath({ path }: Operation, pathname: string): Record<string, unknown> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
  const pattern = new RegExp(`${path.replace(/\{\w+\}/g, "([^/]*)")}$`);
  const values = pattern.exec(pathname)?.slice(1) ?? [];
  return Object.fromEntries(names.map((name, index) => [name, decodeURIComponent(values[index] ?? "")]));
}

/** A body as JSON; what is none is no value at all. */
function readBody(body: string | Uint8Array | undefined): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}

function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (value === undefined) return [];
  const [name, ...rest] = path;
  if (name === undefined) return [value];
  if (name === "*") return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : [];
  return valuesAt(asObject(value)[name], rest);
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
