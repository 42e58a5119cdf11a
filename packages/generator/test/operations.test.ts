import type { Json } from "@agent-webhooks/types/json-schema";
import { expect, test } from "vitest";
import { operationExamples } from "../src/examples.ts";
import { operationTable } from "../src/operations.ts";
import { specOf } from "./spec-of.ts";

const withOperation = (more: Record<string, Json>) =>
  specOf({ paths: { "/a": { get: { operationId: "getA", responses: { 204: {} }, ...more } } } });

test("scopes are those of the only security requirement", () => {
  expect(operationTable(withOperation({})).getA?.scopes).toEqual([]);
  expect(operationTable(withOperation({ security: [{ oauth: ["a", "b"] }] })).getA?.scopes).toEqual(["a", "b"]);
});

test("alternative security requirements are rejected, because not all of their scopes are needed", () => {
  const security = [{ oauth: ["a"] }, { oauth: ["b"] }];
  expect(() => operationTable(withOperation({ security }))).toThrow(
    "GET /a: security must be one requirement, without alternatives",
  );
});

test.each(["default", "4XX"])("a status that is not a number is rejected: %s", (status) => {
  expect(() => operationTable(withOperation({ responses: { [status]: {} } }))).toThrow(
    `GET /a: the status ${status} must be a number`,
  );
});

test.each(["header", "cookie"])("a parameter in a %s is rejected, because callers would not send it", (position) => {
  const parameters = [{ name: "Idempotency-Key", in: position, required: true, schema: { type: "string" } }];
  const message = `GET /a: the parameter Idempotency-Key must be in the path or in the query, not in: ${position}`;
  expect(() => operationTable(withOperation({ parameters }))).toThrow(message);
});

test("extensions beside paths and statuses are ignored", () => {
  const get = { operationId: "getA", responses: { 204: {}, "x-note": "a" } };
  const spec = specOf({ paths: { "x-owner": "b", "/a": { get } } });
  expect(operationTable(spec).getA?.success).toEqual([204]);
  expect(operationExamples(spec).getA?.responses).toEqual({ 204: {} });
});

test("a path item may have methods beside its reference", () => {
  const body = (name: string) => ({
    content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
    "x-max-bytes": 100,
  });
  const put = { operationId: "putA", requestBody: body("Put"), responses: { 204: {} } };
  const post = { operationId: "postA", requestBody: body("Post"), responses: { 204: {} } };
  const components = { schemas: { Put: {}, Post: {} }, pathItems: { A: { post } } };
  const written = { components, paths: { "/a": { $ref: "#/components/pathItems/A", put } } };
  const { putA, postA } = operationTable(specOf(written, { components, paths: { "/a": { post, put } } }));
  expect([putA, postA].map((operation) => operation?.requestBody?.schema)).toEqual(["Put", "Post"]);
});
