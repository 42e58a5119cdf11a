import { describe, expect, test } from "vitest";
import { type ListPage, type LoadedPages, mergePage, rowsOf, withoutItems } from "../src/api/pages.ts";

const idOf = (item: string) => item;
/** `abc>t` is a page with three items and the token of the next page. */
function page(text: string): ListPage<string> {
  const [items = "", next] = text.split(">");
  return { items: [...items], next };
}
/** Pages, each fetched by the token of the page before it. */
const loaded = (texts: readonly string[]): LoadedPages<string> => ({
  pages: texts.map(page),
  pageParams: [undefined, ...texts.slice(0, -1).map((text) => page(text).next)],
});

describe("the newest page, fetched again", () => {
  test.each([
    ["is all there is", ["cba"], "dcba", ["dcba"]],
    ["is all that is left", ["edc>t", "ba"], "ed", ["ed"]],
    ["has no new items", ["edc>t", "ba"], "edc>t", ["edc>t", "ba"]],
    [
      "pushes items off to a full page: they get one of their own",
      ["edc>t", "baz>x"],
      "fed>u",
      ["fed>u", "c>t", "baz>x"],
    ],
    ["pushes items off to a page with space", ["fed>u", "c>t", "baz>x"], "gfe>v", ["gfe>v", "dc>t", "baz>x"]],
    ["pushes items off, and there is no other page", ["cb"], "dc>u", ["dc>u", "b"]],
    ["pushes items off, and the next page is not loaded", ["cb>t"], "dc>u", ["dc>u", "b>t"]],
    ["lacks an item that was in between", ["edcb>t", "a"], "ecb>u", ["ecb>u", "a"]],
    ["reaches further, where items are gone", ["edc>t", "ba"], "ecb>u", ["ecb>u", "ba"]],
    ["has nothing in common: others are in between", ["cba>t", "xyz"], "ihg>u", ["ihg>u"]],
    ["is empty, with more to look for", ["cb>t"], ">u", [">u"]],
    ["is still empty, with more to look for", [">t", "cb"], ">t", [">t", "cb"]],
  ])("%s", (_, pages, newest, expected) => {
    const merged = mergePage(loaded(pages), 0, page(newest), idOf);
    expect(merged.pages).toEqual(expected.map(page));
    expect(merged.pageParams).toHaveLength(expected.length);
  });

  test("leaves no gap: each page is fetched from where the one before ends, or earlier", () => {
    const merged = mergePage(loaded(["fed>u", "c>t", "ba"]), 0, page("gfe>v"), idOf);
    expect(merged.pageParams).toEqual([undefined, "v", "t"]);
    expect(mergePage(loaded(["edc>t", "baz>x", "y"]), 0, page("fed>u"), idOf).pageParams).toEqual([
      undefined,
      "u",
      "t",
      "x",
    ]);
  });

  test("leaves every page that was loaded, also more than 10", () => {
    const texts = [..."abcdefghijklmnop"].map((item, index) => `${item}>t${index}`);
    expect(mergePage(loaded(texts), 0, page("a>t0"), idOf).pages).toEqual(texts.map(page));
  });

  test("makes at most 10 pages, however many items come", () => {
    const all = Array.from({ length: 500 }, (_, index) => String.fromCodePoint(0x4e00 + index));
    /** The page with the items from this one to older ones. */
    const newest = (last: number) => ({ items: [2, 1, 0].map((back) => all[last - 2 + back] ?? ""), next: `t${last}` });
    let known: LoadedPages<string> = { pages: [newest(2)], pageParams: [undefined] };
    for (let last = 3; last < all.length; last++) known = mergePage(known, 0, newest(last), idOf);
    const rows = rowsOf(known.pages, idOf).map(({ item }) => item);
    expect(known.pages).toHaveLength(10);
    expect(known.pageParams).toHaveLength(10);
    expect(rows).toEqual(all.toReversed().slice(0, rows.length));
    expect(rows.length).toBeGreaterThan(20);
  });
});

describe("another page, fetched again", () => {
  test.each([
    ["has changed items only", ["fe>t", "dc>u", "ba"], "dc>u", ["fe>t", "dc>u", "ba"]],
    ["is shorter than what was pushed to it", ["fe>t", "dcx>u", "ba"], "dc>v", ["fe>t", "dc>v", "xba"]],
    ["is the last one now", ["fe>t", "dc>u", "ba"], "d", ["fe>t", "d"]],
    ["has nothing in common", ["fe>t", "dc>u", "ba"], "ba>v", ["fe>t", "ba>v", "ba"]],
  ])("%s", (_, pages, fetched, expected) => {
    expect(mergePage(loaded(pages), 1, page(fetched), idOf).pages).toEqual(expected.map(page));
  });
});

test("what is left without an item stays on its page, and each page has its token", () => {
  const known = loaded(["fe>t", "d>u", "cba"]);
  const isRemoved = (item: string) => item === "d";
  expect(withoutItems(known, isRemoved)).toEqual({ ...known, pages: ["fe>t", ">u", "cba"].map(page) });
});

test("rows are each there once, with the page they are on", () => {
  expect(rowsOf([page("cb>t"), page("ba")], idOf)).toEqual([
    { item: "c", page: 0 },
    { item: "b", page: 0 },
    { item: "a", page: 1 },
  ]);
});
