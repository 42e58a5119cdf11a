/** Validators of other languages read the specs. Their patterns use what JSON Schema 2020-12 recommends (6.4). */

import { schemas as deliverySchemas } from "@agent-webhooks/types/delivery/schemas";
import { isObject, type Json } from "@agent-webhooks/types/json-schema";
import { schemas } from "@agent-webhooks/types/schemas";
import { describe, expect, test } from "vitest";
import { objectAt, readSpec } from "../src/spec.ts";

const specs = await Promise.all(
  ["webhooks", "delivery"].map((name) => readSpec(new URL(`../../../specs/${name}.yaml`, import.meta.url))),
);

function* patternsIn(value: Json): Generator<string> {
  if (isObject(value) && typeof value.pattern === "string") yield value.pattern;
  if (typeof value === "object" && value !== null) for (const child of Object.values(value)) yield* patternsIn(child);
}

/**
 * A character, a class of characters and ranges, or a group, each with a quantifier: no look-around, and no escapes but
 * `\\xHH` in a class, which the engines of all languages read.
 */
const atom = String.raw`(?:[^\\^$.|?*+()[\]{}]|\.|\[\^?(?:[^\\[\]]|\\x[0-9A-F]{2})+\])`;
const quantifier = String.raw`(?:[*+?]\??|\{\d+(?:,\d*)?\}\??)?`;
const sequence = `(?:${atom}${quantifier})*`;
const group = `(?:${sequence}|${sequence}\\((?!\\?)${sequence}\\)${quantifier}${sequence})`;
const portable = new RegExp(`^\\^?${group}\\$?$`, "u");

test.each([...new Set(specs.flatMap(({ written }) => [...patternsIn(written)]))])("%j is portable", (pattern) => {
  expect(pattern).toMatch(portable);
});

test.each([String.raw`^\p{L}$`, String.raw`^\d$`, "^(?=a)", "^(?<!a)b", String.raw`^\u0000$`, "a^"])(
  "%j would not be",
  (pattern) => {
    expect(pattern).not.toMatch(portable);
  },
);

describe("an id of others", () => {
  const { pattern } = schemas.InboxOrPodId;
  const [webhooks] = specs;
  const written = String(webhooks && objectAt(webhooks.written, "components", "schemas", "InboxOrPodId").pattern);
  const accepts = (text: string, source: string = pattern) => new RegExp(source, "u").test(text);

  test.each(["a", "support@agents.example.com", " ", "~", "\u00a0", "é", "\u2028", "\ufffd", "\uffff", "🚀"])(
    "may contain %j",
    (text) => {
      expect(accepts(text)).toBe(true);
      expect(accepts(text, written)).toBe(true);
    },
  );

  test.each(["\0", "a\u0000", "\t", "\n", "\u001f", "\u007f", "\u0080", "\u0085", "\u009f", "a\u0007b"])(
    "must not contain %j",
    (text) => {
      expect(accepts(text)).toBe(false);
      expect(accepts(text, written)).toBe(false);
    },
  );

  test.each(["\ud800", "a\udfff", "\udc00\ud800", "\ufeff"])(
    "must not contain %j, which not every decoder keeps",
    (text) => {
      expect(accepts(text)).toBe(false);
    },
  );

  test("is the same in both specs", () => {
    expect(deliverySchemas.OrganizationId.pattern).toBe(pattern);
  });
});
