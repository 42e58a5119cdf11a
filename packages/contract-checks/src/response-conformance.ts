import type { Operation } from "@agent-webhooks/types";
import { isObject } from "@agent-webhooks/types/json-schema";
import { schemaIssues } from "./schemas.ts";
import { allOperations } from "./spec/operations.ts";
import { operationPointer, schemaPointer } from "./spec/pointer.ts";

/** Id of the check that reports a violation. */
export type ResponseRule =
  | "status_code_conformance"
  | "content_type_conformance"
  | "response_headers_conformance"
  | "response_schema_conformance";

/** What must hold for the response to every operation. */
export const responseRules: Readonly<Record<ResponseRule, string>> = {
  status_code_conformance: "every status that an operation returns is documented",
  content_type_conformance: "every body has the documented content type",
  response_headers_conformance: "every required header is present: WWW-Authenticate with 401, Retry-After with 429",
  response_schema_conformance: "every body is valid by its schema, and empty where there is no schema",
};

/** One violation of a rule by a response. */
export interface ResponseIssue {
  readonly rule: ResponseRule;
  readonly message: string;
  /** What the contract requires. */
  readonly expected: string;
  /** JSON pointer into the spec. */
  readonly pointer: string;
}

export interface ReceivedResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Event types may be added to the contract, so a response may have unknown ones. */
const knownEventTypes = schemaPointer("EventType", ["enum"]);

/** Returns the operation that a request calls; `undefined` if there is none. */
export function findOperation(method: string, pathname: string): Operation | undefined {
  return Object.values(allOperations).find(
    (operation) => operation.method === method && pathPattern(operation.path).test(pathname),
  );
}

/** Returns every violation of the contract in a response to an operation. */
export function responseIssues(operation: Operation, { status, headers, body }: ReceivedResponse): ResponseIssue[] {
  const expected = operation.responses[status];
  if (expected === undefined) {
    const documented = Object.keys(operation.responses).join(", ");
    const message = `status ${status} is not documented; documented are ${documented}`;
    const pointer = operationPointer(operation, "responses");
    return [{ rule: "status_code_conformance", message, expected: `one of ${documented}`, pointer }];
  }
  const pointer = operationPointer(operation, "responses", status);
  const missing = (expected.requiredHeaders ?? [])
    .filter((name) => !headers.get(name))
    .map((name) => ({
      rule: "response_headers_conformance" as const,
      message: `the header ${name} is missing`,
      expected: `the header ${name}`,
      pointer,
    }));
  return [...missing, ...bodyIssues(expected, pointer, headers, body)];
}

/** Everything in which an error that no operation documents (404 of a path, 405) violates the shape of errors. */
export function errorIssues({ headers, body }: ReceivedResponse, pointer: string): ResponseIssue[] {
  return bodyIssues({ contentType: "application/json", schema: "ErrorResponse" }, pointer, headers, body);
}

function bodyIssues(
  expected: Operation["responses"][number],
  pointer: string,
  headers: Headers,
  body: string,
): ResponseIssue[] {
  const { schema } = expected;
  if (schema === undefined) {
    if (body === "") return [];
    return [{ rule: "response_schema_conformance", message: "the body is not empty", expected: "no body", pointer }];
  }
  const contentType = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (contentType !== expected.contentType) {
    const message = `the content type is ${contentType ?? "missing"}, not ${expected.contentType}`;
    return [{ rule: "content_type_conformance", message, expected: expected.contentType ?? "", pointer }];
  }
  try {
    const value = withErrorsAsObject(JSON.parse(body));
    return schemaIssues(schema, value)
      .map(({ message, path }) => ({
        rule: "response_schema_conformance" as const,
        message: `the body: ${message}`,
        expected: message,
        pointer: schemaPointer(schema, path),
      }))
      .filter(({ pointer }) => pointer !== knownEventTypes);
  } catch (error) {
    const message = `the body is not JSON: ${error instanceof Error ? error.message : error}`;
    return [{ rule: "response_schema_conformance", message, expected: "JSON", pointer }];
  }
}

/**
 * Validation errors may be an array of `{path, message}`, where the path is dotted or a list of segments. This returns
 * the object that the schema describes instead; any other value is returned unchanged.
 */
export function withErrorsAsObject(body: unknown): unknown {
  if (!isObject(body) || !Array.isArray(body.errors)) return body;
  const errors = new Map<string, string[]>();
  for (const error of body.errors as unknown[]) {
    if (!isObject(error)) return body;
    const { path, message } = error;
    if (typeof message !== "string" || !isPath(path)) return body;
    const key = (typeof path === "string" ? path : path.join(".")) || "body";
    errors.set(key, [...(errors.get(key) ?? []), message]);
  }
  return { ...body, errors: Object.fromEntries(errors) };
}

function isPath(path: unknown): path is string | (string | number)[] {
  const isSegment = (segment: unknown) => typeof segment === "string" || typeof segment === "number";
  return typeof path === "string" || (Array.isArray(path) && path.every(isSegment));
}

function pathPattern(template: string): RegExp {
  return new RegExp(`(?:^|/)${template.slice(1).replace(/\{[^}]+\}/g, "[^/]+")}/?$`);
}
