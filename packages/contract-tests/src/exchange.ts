import { type Operation, operations as webhooksOperations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { schemaProblems } from "./schemas.ts";

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

const operations: readonly Operation[] = [...Object.values(webhooksOperations), ...Object.values(deliveryOperations)];

/** The operation that a request is for. */
export function findOperation(method: string, pathname: string): Operation | undefined {
  return operations.find((operation) => operation.method === method && pathPattern(operation.path).test(pathname));
}

/** Everything in which a response departs from what the contract says of its operation. */
export function responseProblems({ operation, status, headers, body }: Exchange): string[] {
  if (operation === undefined) return ["the contract has no such operation"];
  const expected = operation.responses[status];
  if (expected === undefined) {
    return [`status ${status} is not documented; documented are ${Object.keys(operation.responses).join(", ")}`];
  }
  const missing = (expected.requiredHeaders ?? [])
    .filter((name) => !headers.has(name))
    .map((name) => `the header ${name} is missing`);
  return [...missing, ...bodyProblems(expected, headers, body)];
}

function bodyProblems(expected: Operation["responses"][number], headers: Headers, body: string): string[] {
  if (expected.schema === undefined) return body === "" ? [] : ["the body is not empty"];
  const contentType = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (contentType !== expected.contentType) {
    return [`the content type is ${contentType ?? "missing"}, not ${expected.contentType}`];
  }
  try {
    return schemaProblems(expected.schema, JSON.parse(body)).map((problem) => `the body: ${problem}`);
  } catch (error) {
    return [`the body is not JSON: ${error instanceof Error ? error.message : error}`];
  }
}

function pathPattern(template: string): RegExp {
  return new RegExp(`(?:^|/)${template.slice(1).replace(/\{[^}]+\}/g, "[^/]+")}/?$`);
}
