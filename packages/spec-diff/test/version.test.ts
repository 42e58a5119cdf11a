import { expect, test } from "vitest";
import type { Json } from "../src/spec/json.ts";
import { nextAdditionVersion, nextBreakingVersion, versionsOf } from "../src/version.ts";
import { toDocument } from "./support.ts";

const withVersion = (version: Json) => toDocument({ openapi: "3.1.0", info: { title: "t", version }, paths: {} });

test.each([
  // Breaking, addition.
  ["1.0.0", "2.0.0", true, true],
  ["1.0.0", "1.1.0", false, true],
  ["1.0.0", "1.0.1", false, false],
  ["1.9.0", "2.0.0", true, true],
  ["0.1.0", "0.2.0", true, true],
  ["0.1.0", "0.1.1", false, true],
  ["0.1.0", "1.0.0", true, true],
  ["2.0.0", "1.0.0", false, false],
  ["1.2.0", "1.3.0", false, true],
  ["1.0.0", "1.0.0", false, false],
  ["0.1.0", "0.1.0", false, false],
  ["1.0.0", "2026-01-01", false, true],
  ["2026-01-01", "2026-01-01", false, false],
  ["2026-01-01", "1.0.0", false, true],
])("%s → %s announces a breaking change: %s, an addition: %s", (base, head, announcesBreaking, announcesAddition) => {
  const versions = versionsOf(withVersion(base), withVersion(head));
  expect(versions).toEqual({ base, head, announcesBreaking, announcesAddition });
});

test("a version without quotes is compared as text", () => {
  const versions = { base: "1", head: "1.1", announcesBreaking: false, announcesAddition: true };
  expect(versionsOf(withVersion(1.0), withVersion(1.1))).toEqual(versions);
});

test("a version that is neither text nor number is ignored", () => {
  const none = { base: undefined, head: undefined, announcesBreaking: false, announcesAddition: false };
  expect(versionsOf(withVersion(null), withVersion({}))).toEqual(none);
});

test.each([
  ["1.2.3", "2.0.0"],
  ["0.3.1", "0.4.0"],
  ["2026-01-01", undefined],
  [undefined, undefined],
])("the next breaking version after %s is %s", (version, next) => {
  expect(nextBreakingVersion(version)).toBe(next);
});

test.each([
  ["1.2.3", "1.3.0"],
  ["0.3.1", "0.3.2"],
  ["2026-01-01", undefined],
])("the next version with an addition after %s is %s", (version, next) => {
  expect(nextAdditionVersion(version)).toBe(next);
});
