import { describe, expect, test } from "vitest";
import { arePatternsWithin, isMatch, isPatternWithin } from "../src/schema/pattern-subset.ts";

describe("isPatternWithin", () => {
  test.each([
    ["^a$", "^a$"],
    ["^a$", "a"],
    ["^a+$", "^a*$"],
    ["^[a-z]+$", "^[a-z0-9]+$"],
    ["^(a|b)$", "^[ab]$"],
    ["^a$|^b$", "^[ab]$"],
    ["^[ab]$", "^a$|^b$"],
    ["^ab", "^a"],
    ["ba$", "a$"],
    ["abc", "b"],
    ["a", ""],
    ["^\\d{3}$", "^\\d{2,4}$"],
    ["^é$", "^.$"],
    // Unpaired surrogates are ignored.
    ["^[^a]*$", "^[^a\\p{Cs}]*$"],
    // A back reference to a finite set of texts.
    ["^([ab])\\1$", "^(aa|bb)$"],
    // Escapes and braces that Unicode patterns do not have.
    ["^a\\-b$", "^a-b$"],
    ["^a-b$", "^a\\-b$"],
    ["^\\w+\\-\\w+$", "^[\\w\\-]+$"],
    ["^[\\-\\_\\:]$", "^[-_:]$"],
    ["^{a{2}}$", "^\\{aa\\}$"],
    ["^\\_\\p{L}]$", "^_[^]]$"],
    // Equal, though not regular.
    ["^(?=a)", "^(?=a)"],
    ["[", "["],
  ])("%s is within %s", (narrow, wide) => {
    expect(isPatternWithin(narrow, wide)).toBe(true);
    // The second call takes the result from the cache.
    expect(isPatternWithin(narrow, wide)).toBe(true);
  });

  test.each([
    ["a", "^a$"],
    ["^a", "^a$"],
    ["a$", "^a$"],
    ["", "a"],
    ["^a*$", "^a+$"],
    ["^[a-z0-9]+$", "^[a-z]+$"],
    ["^a$|^c$", "^[ab]$"],
    ["^a", "^ab"],
    ["a$", "ba$"],
    ["^\\d{2,4}$", "^\\d{3}$"],
    ["^[+\\-\\_]$", "^[+-_]\\-$"],
    ["^\\-+$", "^\\-$"],
    // Undecidable here: look-around, back references, an invalid pattern, too large an automaton.
    ["^a(?=b)b$", "^ab$"],
    ["^ab$", "^a(?=b)b$"],
    ["^(aa|ab)$", "^([ab])\\1$"],
    ["^aaa$", "^(a+)\\1$"],
    ["[", "a"],
    ["a", "["],
    ["^\\p{L}{1,3000}$", "^\\w(?:.{200}|.{300}|.{400})*$"],
  ])("%s is not within %s", (narrow, wide) => {
    expect(isPatternWithin(narrow, wide)).toBe(false);
    expect(isPatternWithin(narrow, wide)).toBe(false);
  });
});

describe("arePatternsWithin", () => {
  test.each<[all: string[], others: string[]]>([
    [["^(a|b)$"], ["^a$", "^b$"]],
    [["^[ab]"], ["^b", "^c", "^a"]],
    [["^a", "b$"], ["^a[^]*b$"]],
    [
      ["^a", "b$"],
      ["x", "^a[^]*b$"],
    ],
    [[], ["a", "^[^a]*$"]],
    // The back reference is to a group of its own pattern.
    [["^(aa|xx)$"], ["^(x)x$", "^([ab])\\1$"]],
  ])("all of %j are within one of %j", (all, others) => {
    expect(arePatternsWithin(all, others)).toBe(true);
  });

  test.each<[all: string[], others: string[]]>([
    [["^[abc]$"], ["^a$", "^b$"]],
    [["^a", "b$"], ["^ab$"]],
    [["^a"], []],
    [[], []],
    [[], ["^a", "^b"]],
    // Undecidable here.
    [["^[ab]"], ["^a", "^b", "^(?=c)"]],
  ])("all of %j are not within one of %j", (all, others) => {
    expect(arePatternsWithin(all, others)).toBe(false);
  });
});

test("isMatch finds a pattern anywhere unless it is anchored, and does not decide on an invalid one", () => {
  expect(isMatch("b", "abc")).toBe(true);
  expect(isMatch("^b", "abc")).toBe(false);
  expect(isMatch("^.$", "🚀")).toBe(true);
  expect(isMatch("^\\-{2}[\\]_\\-]\\p{L}$", "--]é")).toBe(true);
  expect(isMatch("^\\-{2}[\\]_\\-]\\p{L}$", "--^é")).toBe(false);
  expect(isMatch("[", "[")).toBe(undefined);
});
