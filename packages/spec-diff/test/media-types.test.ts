import { describe, expect, test } from "vitest";
import { pairMediaTypes } from "../src/rules/media-types.ts";
import type { Content } from "../src/spec/operation.ts";

function contentOf(...mediaTypes: string[]): Content {
  return new Map(mediaTypes.map((name) => [name, { value: {}, file: "spec.yaml", pointer: `/${name}` }]));
}

/** The media type of the other document that a media type is paired with. */
function pairOf(mediaType: string, others: readonly string[], isRead: boolean): string | undefined {
  const [pair] = pairMediaTypes(contentOf(mediaType), contentOf(...others), isRead);
  return pair?.head?.pointer.slice(1);
}

describe("is within", () => {
  test.each([
    ["text/plain", "text/plain"],
    ["Text/Plain", "text/plain"],
    [" text/plain ;a=b", "text/plain"],
    ["text/plain", "text/*"],
    ["text/*", "text/*"],
    ["text/plain", "*/*"],
    ["text/*", "*/*"],
    ["text/plain; a=b", "text/plain"],
    ["text/plain; a=b", "text/plain;A=b"],
    ["text/plain; a=b; c=d", "text/plain;c=d ;a=b;"],
    ['text/plain; a="b"', "text/plain; a = b"],
    ["text/plain; charset=UTF-8", "text/plain; Charset=utf-8"],
    // JSON is always UTF-8.
    ["application/json", "application/json; charset=utf-8"],
    ["application/problem+json; charset=UTF-8", "application/problem+json"],
  ])("%s: %s", (narrow, wide) => {
    expect(pairOf(narrow, [wide], true)).toBe(wide);
    expect(pairOf(wide, [narrow], false)).toBe(narrow);
  });

  test.each([
    ["text/plain", "text/html"],
    ["text/plain", "text/plain2"],
    ["text/plain2", "text/plain"],
    ["texts/plain", "text/*"],
    ["text/*", "text/plain"],
    ["*/*", "text/*"],
    ["text/plain", "text/plain; a=b"],
    ["text/plain; a=b", "text/plain; a=B"],
    ["text/plain; a-charset=b", "text/plain; a-charset=B"],
    ["text/plain; a=b", "text/plain; a=c"],
    ["text/plain", "text/plain; charset=utf-8"],
    ["application/json", "application/json; charset=latin1"],
    ["application/jsonl", "application/jsonl; charset=utf-8"],
    ["application/xjson", "application/xjson; charset=utf-8"],
  ])("not %s: %s", (narrow, wide) => {
    expect(pairOf(narrow, [wide], true)).toBeUndefined();
    expect(pairOf(wide, [narrow], false)).toBeUndefined();
  });
});

test("the most specific media type applies", () => {
  const all = ["*/*", "text/*", "text/plain", "text/html"];
  expect(pairOf("text/plain", all, true)).toBe("text/plain");
  expect(pairOf("text/plain", all.slice(0, 2), true)).toBe("text/*");
  expect(pairOf("image/png", all, true)).toBe("*/*");
});

test("what is sent is one of the most specific media type", () => {
  const base = contentOf("*/*", "text/*", "text/plain", "image/png");
  const pairs = (...head: string[]) =>
    pairMediaTypes(base, contentOf(...head), false).map(({ mediaType, head }) => [mediaType, head?.pointer.slice(1)]);
  expect(pairs("text/plain", "text/html", "text/css")).toEqual([
    ["*/*", "text/plain"],
    ["text/*", "text/html"],
    ["text/*", "text/css"],
    ["text/plain", "text/plain"],
    ["image/png", undefined],
  ]);
  expect(pairOf("text/plain", ["text/plain;a=b;c=d", "text/plain;a=b"], false)).toBe("text/plain;a=b;c=d");
  expect(pairOf("text/plain;a=b;c=d", ["text/plain;a=b", "text/plain;c=d;a=b"], true)).toBe("text/plain;c=d;a=b");
});

test("what is read may be one of a narrower media type than before, if that was a range", () => {
  const base = contentOf("*/*", "text/*", "text/plain");
  const head = contentOf("*/*", "text/*", "text/plain", "text/plain;a=b", "text/html", "text/css;a=b", "image/png");
  const pairs = pairMediaTypes(base, head, true);
  expect(pairs.map(({ mediaType, head }) => [mediaType, head?.pointer.slice(1)])).toEqual([
    ["*/*", "*/*"],
    ["*/*", "image/png"],
    ["text/*", "text/*"],
    ["text/*", "text/html"],
    ["text/*", "text/css;a=b"],
    ["text/plain", "text/plain"],
  ]);
});

test("each media type has its own", () => {
  const pairs = pairMediaTypes(contentOf("a/a", "b/b"), contentOf("b/b"), true);
  expect(pairs.map(({ mediaType, base, head }) => [mediaType, base.pointer, head?.pointer])).toEqual([
    ["a/a", "/a/a", undefined],
    ["b/b", "/b/b", "/b/b"],
  ]);
});
