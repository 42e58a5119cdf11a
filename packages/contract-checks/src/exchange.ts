import { type Operation, operations as webhooksOperations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { schemaFaults } from "./schemas.ts";
import { operationPointer, schemaPointer } from "./spec/pointer.ts";

/** A request and what came back. */
export interface Exchange {
  readonly method: string;
  readonly url: URL;
  /** `undefined`: the contract has no such operation. */
  readonly operation: Operation | undefined;
  /** Empty when there is none. */
  readonly requestBody: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** One thing in which a response departs from what the contract says of its operation. */
export interface ResponseFault {
  readonly check:
    | "status_code_conformance"
    | "content_type_conformance"
    | "response_headers_conformance"
    | "response_schema_conformance";
  readonly message: string;
  /** What the contract says in its place. */
  readonly expected: string;
  /** JSON pointer into the spec. */
  readonly pointer: string;
}

/** Event types may be added: a response may have some that the contract does not know yet. */
const knownEventTypes = schemaPointer("EventType", ["enum"]);

type Answer = Pick<Exchange, "status" | "headers" | "body">;

const operations: readonly Operation[] = [...Object.values(webhooksOperations), ...Object.values(deliveryOperations)];

/** The operation that a request is for. */
export function findOperation(method: string, pathname: string): Operation | undefined {
  return operations.find((operation) => operation.method === method && pathPattern(operation.path).test(pathname));
}

/** Everything in which a response departs from what the contract says of its operation, in words. */
export function responseProblems({ operation, ...answer }: Exchange): string[] {
  if (operation === undefined) return ["the contract has no such operation"];
  return responseFaults(operation, answer).map(({ message }) => message);
}

/** Everything in which a response departs from what the contract says of its operation, by the kind of fault. */
export function responseFaults(operation: Operation, { status, headers, body }: Answer): ResponseFault[] {
  const expected = operation.responses[status];
  if (expected === undefined) {
    const documented = Object.keys(operation.responses).join(", ");
    const message = `status ${status} is not documented; documented are ${documented}`;
    const pointer = operationPointer(operation, "responses");
    return [{ check: "status_code_conformance", message, expected: `one of ${documented}`, pointer }];
  }
  const pointer = operationPointer(operation, "responses", status);
  const missing = (expected.requiredHeaders ?? [])
    .filter((name) => !headers.get(name))
    .map((name) => ({
      check: "response_headers_conformance" as const,
      message: `the header ${name} is missing`,
      expected: `the header ${name}`,
      pointer,
    }));
  return [...missing, ...bodyFaults(expected, pointer, headers, body)];
}

/** Everything in which an error that no operation documents (404 of a path, 405) departs from the shape of errors. */
export function errorFaults(answer: Answer, pointer: string): ResponseFault[] {
  const expected = { contentType: "application/json", schema: "ErrorResponse" };
  return bodyFaults(expected, pointer, answer.headers, answer.body);
}

function bodyFaults(
  expected: Operation["responses"][number],
  pointer: string,
  headers: Headers,
  body: string,
): ResponseFault[] {
  const { schema } = expected;
  if (schema === undefined) {
    if (body === "") return [];
    return [{ check: "response_schema_conformance", message: "the body is not empty", expected: "no body", pointer }];
  }
  const contentType = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (contentType !== expected.contentType) {
    const message = `the content type is ${contentType ?? "missing"}, not ${expected.contentType}`;
    return [{ check: "content_type_conformance", message, expected: expected.contentType ?? "", pointer }];
  }
  try {
    const value = withErrorsAsObject(JSON.parse(body));
    return schemaFaults(schema, value)
      .map(({ message, path }) => ({
        check: "response_schema_conformance" as const,
        message: `the body: ${message}`,
        expected: message,
        pointer: schemaPointer(schema, path),
      }))
      .filter(({ pointer }) => pointer !== knownEventTypes);
  } catch (error) {
    const message = `the body is not JSON: ${error instanceof Error ? error.message : error}`;
    return [{ check: "response_schema_conformance", message, expected: "JSON", pointer }];
  }
}

/**
 * Validation errors may come as an array of `{path, message}` as well, where the path is dotted or a list of segments.
 * Both say the same, so that form is turned into the one that the schema describes. Anything else stays as it is.
 */
export function withErrorsAsObject(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("errors" in body) || !Array.isArray(body.errors)) return body;
  const errors = new Map<string, string[]>();
  for (const error of body.errors as unknown[]) {
    if (typeof error !== "object" || error === null || !("path" in error) || !("message" in error)) return body;
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
