import { operations } from "@agent-webhooks/types";
import { describe, expect, test } from "vitest";
import { bodyCases } from "../../src/provider/data/body-cases.ts";
import { queryCases } from "../../src/provider/data/query-cases.ts";
import { minimalValue, sampleValues } from "../../src/provider/data/samples.ts";
import { setFields } from "../../src/provider/data/webhook-model.ts";
import { valueIssues } from "../../src/schemas.ts";
import { allOperations, operationIdsOf } from "../../src/spec/operations.ts";
import { namedSchema, type Schema } from "../../src/spec/schema.ts";

const url = "https://example.com/mark";

describe("two different valid values", () => {
  test.each<Schema>([
    { type: "string", maxLength: 500, pattern: "^[^\\0\\p{Cs}]*$" },
    { type: "string", minLength: 20 },
    { type: "string", maxLength: 1 },
    { type: "string", pattern: "^[a-z]$" },
    { type: "string", format: "uri" },
    { type: "string", format: "date-time" },
    { type: "string", enum: ["low", "high"] },
    { type: "boolean" },
    { type: "integer", minimum: 5, maximum: 6 },
    { type: "array", items: { type: "string" }, maxItems: 1 },
    { type: "array", items: { enum: ["a", "b"] }, minItems: 2, uniqueItems: true },
    { type: "object", additionalProperties: { type: "string" } },
    { type: "object", properties: { on: { type: "boolean" } }, required: ["on"] },
  ])("%j", (schema) => {
    const [one, two] = sampleValues(schema, url);
    expect([one, two].flatMap((value) => valueIssues(schema, value))).toEqual([]);
    expect(one).not.toEqual(two);
  });

  test("for each field that requests have", () => {
    for (const id of ["createWebhook", "updateWebhook"] as const) {
      for (const schema of Object.values(namedSchema(operations[id].requestBody.schema).properties ?? {})) {
        expect(valueIssues(schema, sampleValues(schema, url)[0])).toEqual([]);
      }
    }
  });

  test("a schema that no known value matches is an error that says where to add one", () => {
    expect(() => sampleValues({ type: "string", pattern: "^x{7}$" }, url)).toThrow(/^add a value to .*samples\.ts/);
  });
});

test("the fields that an update sets are not those of the event filter", () => {
  expect(setFields.filter((field) => /^(add|remove)_|_ids$/.test(field))).toEqual([]);
});

test("each case of a body is as valid as it says", () => {
  for (const id of operationIdsOf("all")) {
    const schema = namedSchema(allOperations[id].requestBody?.schema ?? "");
    for (const { name, valid, body } of bodyCases(id, url)) {
      const json: unknown = JSON.parse(JSON.stringify(body));
      expect(valueIssues(schema, json).length === 0, `${id}: ${name}`).toBe(valid);
    }
  }
});

test("cases reach the fields of every alternative, in lists, maps and what an allOf adds", () => {
  const fields = new Set(bodyCases("publishEvent", url).map(({ field }) => field.join(".")));
  for (const field of ["pod_id", "event.message.size", "event.bounce.recipients.address", "event.domain.pod_id"]) {
    expect(fields).toContain(field);
  }
});

test("a minimal value has only what is required, also of what an allOf adds", () => {
  const named = { type: "object", required: ["a"], properties: { a: { type: "string" }, b: { type: "string" } } };
  const schema = { allOf: [named], type: "object", required: ["c"], properties: { c: { type: "boolean" } } };
  expect(minimalValue(schema, url)).toEqual({ a: "id-1", c: true });
});

test("each query case is as valid as it says", () => {
  for (const id of operationIdsOf("all")) {
    for (const { name, parameter, valid, text } of queryCases(id)) {
      const schema = allOperations[id].parameters.query[parameter]?.schema ?? {};
      if (schema.type === "string") expect(valueIssues(schema, text).length === 0, `${id}: ${name}`).toBe(valid);
    }
  }
});
