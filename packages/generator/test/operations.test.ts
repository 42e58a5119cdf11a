import type { Json } from "@agent-webhooks/types/json-schema";
import { expect, test } from "vitest";
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
