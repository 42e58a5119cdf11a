import { expect, test } from "vitest";
import { explainRule } from "../src/explain-rule.ts";

test.each([
  ["response-property-enum-value-added", "warning", /additional enum value/],
  ["request-property-max-items-decreased", "breaking", /^a limit, stricter for a request or looser for a response$/],
  ["response-optional-property-added", "breaking", /the old schema allowed no others$/],
])("explains %s by its row in the README", async (id, level, change) => {
  expect(await explainRule(id)).toMatchObject({ level, change: expect.stringMatching(change) });
});

test.each(["max-items-decreased", "request-property-max-items", "…-type-changed", ""])("has no rule %j", async (id) => {
  expect(await explainRule(id)).toBeUndefined();
});
