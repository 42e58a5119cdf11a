import { expect, test } from "vitest";
import type { Json } from "../src/spec/json.ts";
import { nextBreakingVersion, versionsOf } from "../src/version.ts";
import { toDocument } from "./support.ts";

const withVersion = (version: Json) => toDocument({ openapi: "3.1.0", info: { title: "t", version }, paths: {} });

test.each([
  ["1.0.0", "2.0.0", true],
  ["1.0.0", "1.1.0", false],
  ["1.9.0", "2.0.0", true],
  ["0.1.0", "0.2.0", true],
  ["0.1.0", "0.1.1", false],
  ["0.1.0", "1.0.0", true],
  ["2.0.0", "1.0.0", false],
  ["1.2.0", "1.3.0", false],
  ["1.0.0", "1.0.0", false],
  ["1.0.0", "2026-01-01", false],
  ["2026-01-01", "1.0.0", false],
])("%s → %s announces a breaking change: %s", (base, head, announcesBreaking) => {
  expect(versionsOf(withVersion(base), withVersion(head))).toEqual({ base, head, announcesBreaking });
});

test("a version that is not a string is ignored", () => {
  const none = { base: undefined, head: undefined, announcesBreaking: false };
  expect(versionsOf(withVersion(5), withVersion(6))).toEqual(none);
});

test.each([
  ["1.2.3", "2.0.0"],
  ["0.3.1", "0.4.0"],
  ["2026-01-01", undefined],
  [undefined, undefined],
])("the next breaking version after %s is %s", (version, next) => {
  expect(nextBreakingVersion(version)).toBe(next);
});
