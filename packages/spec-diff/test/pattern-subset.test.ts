import { describe, expect, test } from "vitest";
import { isMatch, isPatternWithin } from "../src/schema/pattern-subset.ts";

describe("what one pattern takes, another one takes too", () => {
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
    // A reference back to one of a few texts.
    ["^([ab])\\1$", "^(aa|bb)$"],
    // The same, though nobody can tell what it takes.
    ["^(?=a)", "^(?=a)"],
    ["[", "["],
  ])("%s is within %s", (narrow, wide) => {
    expect(isPatternWithin(narrow, wide)).toBe(true);
    // Asked again, it answers the same.
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
    // Not to be decided: look-around, references back, no regular expression, an automaton without end.
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

test("a pattern is found anywhere in a text, unless it is anchored; what is none is found nowhere", () => {
  expect(isMatch("b", "abc")).toBe(true);
  expect(isMatch("^b", "abc")).toBe(false);
  expect(isMatch("^.$", "🚀")).toBe(true);
  expect(isMatch("[", "[")).toBe(false);
});
