/** Removing what was deprecated, as oasdiff judges it: https://github.com/oasdiff/oasdiff/blob/main/docs/DEPRECATION.md */
import { describe, expect, test } from "vitest";
import { findSunsetViolation } from "../src/deprecation.ts";
import { diffDocuments } from "../src/diff-specs.ts";
import type { JsonObject } from "../src/spec/json.ts";
import { toDocument } from "./support.ts";

const document = (more: JsonObject): JsonObject => ({
  openapi: "3.1.0",
  info: { title: "t", version: "1.0.0" },
  ...more,
});
const item = (operation: JsonObject): JsonObject => ({ get: { responses: {}, ...operation } });
const body = (schema: JsonObject) => ({ content: { "application/json": { schema } } });

/** Documents with something, by what it is. */
const kinds: Readonly<Record<string, (thing?: JsonObject) => JsonObject>> = {
  "api-path": (thing) => document({ paths: { "/b": item({}), ...(thing && { "/a": item(thing) }) } }),
  api: (thing) => document({ paths: { "/a": { post: {}, ...(thing && item(thing)) } } }),
  webhook: (thing) => document({ webhooks: { b: { post: {} }, ...(thing && { a: { post: thing } }) } }),
  "request-parameter": (thing) =>
    document({ paths: { "/a": item({ parameters: thing ? [{ name: "q", in: "query", ...thing }] : [] }) } }),
  "request-property": (thing) =>
    document({
      paths: { "/a": item({ requestBody: body({ properties: thing ? { q: { type: "string", ...thing } } : {} }) }) },
    }),
  "response-optional-property": (thing) =>
    document({
      paths: {
        "/a": item({ responses: { 200: body({ properties: thing ? { q: { type: "string", ...thing } } : {} }) } }),
      },
    }),
};

const today = new Date("2026-06-15T12:00:00Z");

function changes(base: JsonObject, head: JsonObject): string[] {
  return diffDocuments(toDocument(base), toDocument(head), { today }).map(({ id, level }) => `${level} ${id}`);
}

const deprecated = { deprecated: true };
const sunset = (date: unknown): JsonObject => ({ deprecated: true, "x-sunset": date as string });

describe.each(["api-path", "api", "webhook", "request-parameter"])("a removed %s", (kind) => {
  const removed = kind === "webhook" || kind === "request-parameter" ? "removed" : "removed-without-deprecation";

  test.each<[string, JsonObject, string]>([
    ["that was not deprecated", {}, `breaking ${kind}-${removed}`],
    ["with a sunset date alone", { "x-sunset": "2020-01-01" }, `breaking ${kind}-${removed}`],
    ["that was deprecated", deprecated, `warning ${kind}-removed-with-deprecation`],
    ["after its sunset", sunset("2026-06-14"), `warning ${kind}-removed-with-deprecation`],
    ["on the day of its sunset", sunset("2026-06-15"), `warning ${kind}-removed-with-deprecation`],
    ["after the time of its sunset", sunset("2026-06-15T23:00:00+02:00"), `warning ${kind}-removed-with-deprecation`],
    ["before its sunset", sunset("2026-06-16"), `breaking ${kind}-removed-before-sunset`],
    ["with a date that is none", sunset("soon"), `breaking ${kind}-sunset-parse`],
    ["with a day that does not exist", sunset("2026-02-30"), `breaking ${kind}-sunset-parse`],
    ["with a month that does not exist", sunset("2026-13-01"), `breaking ${kind}-sunset-parse`],
    ["with a word before the date", sunset("on 2026-06-14"), `breaking ${kind}-sunset-parse`],
    ["with a note after the date", sunset("2026-06-14(UTC)"), `breaking ${kind}-sunset-parse`],
    ["with a number as date", sunset(2026), `breaking ${kind}-sunset-parse`],
  ])("%s", (_, thing, expected) => {
    expect(changes(kinds[kind]?.(thing) ?? {}, kinds[kind]?.() ?? {})).toEqual([expected]);
  });
});

describe.each(["request-property", "response-optional-property"])("a removed %s", (kind) => {
  test.each<[string, JsonObject, string]>([
    ["that was not deprecated", {}, "breaking"],
    ["that was deprecated", deprecated, "warning"],
    ["after its sunset", sunset("2026-06-14"), "warning"],
    ["before its sunset", sunset("2026-06-16"), "breaking"],
  ])("%s", (_, thing, level) => {
    const rule = level === "warning" ? "removed-with-deprecation" : "removed";
    expect(changes(kinds[kind]?.(thing) ?? {}, kinds[kind]?.() ?? {})).toEqual([`${level} ${kind}-${rule}`]);
  });
});

test("a property that refers to its schema is deprecated by itself", () => {
  const spec = (properties: JsonObject): JsonObject => ({
    ...kinds["request-property"]?.(),
    paths: { "/a": item({ requestBody: body({ properties }) }) },
    components: { schemas: { Q: { type: "string" } } },
  });
  const q = { $ref: "#/components/schemas/Q", deprecated: true };
  expect(changes(spec({ q }), spec({}))).toEqual(["warning request-property-removed-with-deprecation"]);
});

describe.each(["api", "webhook", "request-parameter"])("a deprecated %s", (kind) => {
  const deleted = kind === "request-parameter" ? "request-parameter-sunset-deleted" : "sunset-deleted";

  test.each<[string, JsonObject, JsonObject, string[]]>([
    ["is no finding", {}, deprecated, []],
    ["may be given a date", deprecated, sunset("2026-07-01"), []],
    ["may be given a later date", sunset("2026-07-01"), sunset("2026-08-01"), []],
    ["may be reinstated", sunset("2026-07-01"), {}, []],
    ["must keep its date", sunset("2026-07-01"), deprecated, [`breaking ${deleted}`]],
    [
      "must not be removed earlier",
      sunset("2026-07-01"),
      sunset("2026-06-30"),
      [`breaking ${kind}-sunset-date-changed-too-small`],
    ],
  ])("%s", (_, base, head, expected) => {
    expect(changes(kinds[kind]?.(base) ?? {}, kinds[kind]?.(head) ?? {})).toEqual(expected);
  });
});

test("a sunset date counts only with deprecation", () => {
  expect(findSunsetViolation({ "x-sunset": "2026-01-01" }, { deprecated: true })).toBeUndefined();
  expect(findSunsetViolation({ "x-sunset": "2026-01-01", ...deprecated }, deprecated)?.kind).toBe("sunset-deleted");
});
