import { describe, expect, test } from "vitest";
import { type ListPage, mergeNewest, rowsOf } from "../src/api/pages.ts";

const idOf = (item: string) => item;
/** `abc>t` is a page with three items and the token of the next page. */
function page(text: string): ListPage<string> {
  const [items = "", next] = text.split(">");
  return { items: [...items], next };
}

describe("the newest page, fetched again", () => {
  test.each([
    ["is all there is", ["cba"], "dcba", ["dcba"]],
    ["has new items, and pushes others off the page, which are kept", ["edc>t", "ba"], "fed>u", ["fedc>t", "ba"]],
    ["lacks an item that was in between", ["edcb>t", "a"], "ecb>u", ["ecb>t", "a"]],
    ["reaches further, where items are gone", ["edc>t", "ba"], "ecb>u", ["ecb>t", "ba"]],
    ["has nothing in common: others are in between", ["cba>t", "xyz"], "ihg>u", ["ihg>u"]],
    ["grows past the first page", ["cb"], "dc>u", ["dcb"]],
    ["is empty, with more to look for", ["cb>t"], ">u", [">u"]],
  ])("%s", (_, pages, newest, expected) => {
    expect(mergeNewest(pages.map(page), page(newest), idOf)).toEqual(expected.map(page));
  });
});

test("rows are each there once, with the page they are on", () => {
  expect(rowsOf([page("cb>t"), page("ba")], idOf)).toEqual([
    { item: "c", page: 0 },
    { item: "b", page: 0 },
    { item: "a", page: 1 },
  ]);
});
