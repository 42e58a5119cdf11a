import { parseExactly } from "@agent-webhooks/types/exact-json";
import { expect, test } from "vitest";
import { findDifference } from "../../src/sender/difference.ts";

const difference = (value: string, expected: string) => findDifference(parseExactly(value), parseExactly(expected));

test.each([
  ['"a"', '"a"'],
  ["null", "null"],
  ["1.0", "1"],
  ["1e400", "10e399"],
  ["9007199254740993", "9007199254740993"],
  ["[]", "[]"],
  ['{"b":[1,{"c":2}],"a":true}', '{"a":true,"b":[1,{"c":2}]}'],
  ['{"a":1,"more":2}', '{"a":1}'],
  ['[{"a":1,"more":2}]', '[{"a":1}]'],
])("%s has everything of %s", (value, expected) => {
  expect(difference(value, expected)).toBeUndefined();
});

test.each([
  ['"a"', '"b"', ""],
  ['"1"', "1", ""],
  ["1", '"1"', ""],
  ["9007199254740992", "9007199254740993", ""],
  ["0", "false", ""],
  ["{}", "null", ""],
  ["null", "{}", ""],
  ["[]", "{}", ""],
  ["{}", "[]", ""],
  ['{"0":1,"length":1}', "[1]", ""],
  ["[1,2]", "[1]", ""],
  ["[1]", "[1,2]", ""],
  ['{"a":1}', '{"a":2}', "/a"],
  ["{}", '{"a":null}', "/a"],
  ['{"a":{"b":[0,{"c":1}]}}', '{"a":{"b":[0,{"c":2}]}}', "/a/b/1/c"],
  ['{"a":1,"b":1,"c":1}', '{"a":1,"b":2,"c":2}', "/b"],
])("%s differs from %s at %j", (value, expected, path) => {
  expect(difference(value, expected)).toBe(path);
});
