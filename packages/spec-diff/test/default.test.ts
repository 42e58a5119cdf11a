/** A default is what a caller gets that leaves something out. */
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../src/spec/json.ts";
import { diff, object, rules, withSchema } from "./support.ts";

const integer = (value?: number): JsonObject => ({ type: "integer", ...(value !== undefined && { default: value }) });

function field(isRequired: boolean, schema: Json): Json {
  return object({ limit: schema }, { required: isRequired ? ["limit"] : [] });
}

function parameter(required: boolean, schema: Json): JsonObject {
  const parameters = [{ name: "limit", in: "query", required, schema }];
  return { ...withSchema("request", true), paths: { "/a": { get: { operationId: "a", parameters, responses: {} } } } };
}

type Version = [isRequired: boolean, schema: Json];

describe("the default", () => {
  test.each<[what: string, base: Version, head: Version, rules: string[]]>([
    ["of what is optional changes", [false, integer(1)], [false, integer(2)], ["default-value-changed"]],
    ["of what is required changes", [true, integer(1)], [true, integer(2)], []],
    ["of what is required is removed", [true, integer(1)], [true, integer()], []],
    ["is new, and what was required is optional", [true, integer()], [false, integer(2)], []],
    [
      "of an alternative changes",
      [false, { anyOf: [integer(1), { type: "null" }] }],
      [false, { anyOf: [integer(2), { type: "null" }] }],
      ["default-value-changed"],
    ],
    [
      "of an alternative of what is required changes",
      [true, { anyOf: [integer(1), { type: "null" }] }],
      [true, { anyOf: [integer(2), { type: "null" }] }],
      [],
    ],
  ])("%s", async (_, base, head, expected) => {
    expect(await rules("request", field(...base), field(...head))).toEqual(
      expected.map((id) => `request-property-${id}`),
    );
    const changes = await diff(parameter(...base), parameter(...head));
    expect(changes.map(({ id }) => id)).toEqual(expected.map((id) => `request-parameter-${id}`));
  });
});
