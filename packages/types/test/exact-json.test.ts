import { expect, test } from "vitest";
import { canonicalNumber, parseExactly } from "../src/exact-json.ts";

test.each(["1e400", "9007199254740993", "-1.1E-400", "1.50e1", "0.10", "12"])("writes %s as it was read", (number) => {
  const text = `{"a":[${number},"${number}",null]}`;
  expect(JSON.stringify(parseExactly(text))).toBe(text);
});

test.each([
  ["1.50e1", "15"],
  ["100", "1E+2"],
  ["0.0010", "1e-3"],
  ["-0.0", "0e7"],
  ["9007199254740993", "9007199254740993.0"],
  ["1e400", "10e399"],
])("takes %s and %s for the same number", (a, b) => {
  expect(canonicalNumber(parseExactly(a))).toBe(canonicalNumber(parseExactly(b)));
});

test.each([
  ["9007199254740993", "9007199254740992"],
  ["1e400", "1e401"],
  ["1e400", "null"],
  ["1", "-1"],
  ["1", '"1"'],
  ["1e-400", "0"],
])("tells %s from %s", (a, b) => {
  expect(canonicalNumber(parseExactly(a))).not.toBe(canonicalNumber(parseExactly(b)));
});
