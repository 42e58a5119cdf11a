import { expect, test } from "vitest";
import { jsonEncodings, unusualText } from "../../src/receiver/data/json-encodings.ts";

const value = { text: `a:b, "c" ${unusualText}`, list: [{ b: 1, a: [true, null] }, "/"], "k/e:y": { d: 1.5, c: {} } };

/** `{"a":["/é"],"b":{"c":","}}` in each encoding. */
const written: Readonly<Record<string, string>> = {
  "indented by two spaces": '{\n  "a": [\n    "/é"\n  ],\n  "b": {\n    "c": ","\n  }\n}',
  "indented by tabs, with CRLF and surrounding whitespace":
    '\r\n\t {\r\n\t"a": [\r\n\t\t"/é"\r\n\t],\r\n\t"b": {\r\n\t\t"c": ","\r\n\t}\r\n} \r\n',
  "with spaces after colons and commas": '{"a": ["/é"], "b": {"c": ","}}',
  "with keys in reverse order": '{"b":{"c":","},"a":["/é"]}',
  "with every character escaped": '{"\\u0061":["\\u002f\\u00e9"],"\\u0062":{"\\u0063":"\\u002c"}}',
  "with escaped slashes": '{"a":["\\/é"],"b":{"c":","}}',
  "with non-ASCII characters escaped": '{"a":["/\\u00e9"],"b":{"c":","}}',
};

test("there is an example of each encoding", () => {
  expect(Object.keys(written)).toEqual(Object.keys(jsonEncodings));
});

test.each(Object.entries(jsonEncodings))("%s, JSON is equal when parsed and has other bytes", (what, write) => {
  expect(write({ a: ["/é"], b: { c: "," } })).toBe(written[what]);
  expect(JSON.parse(write(value))).toEqual(value);
  expect(write(value)).not.toBe(JSON.stringify(value));
});

test("keys are reversed at every depth, items are not", () => {
  expect(jsonEncodings["with keys in reverse order"]?.(value)).toBe(
    JSON.stringify({ "k/e:y": { c: {}, d: 1.5 }, list: [{ a: [true, null], b: 1 }, "/"], text: value.text }),
  );
});

test("every non-ASCII character is escaped", () => {
  expect(jsonEncodings["with non-ASCII characters escaped"]?.(value)).toMatch(/^[\x20-\x7e]+$/);
  expect(jsonEncodings["with every character escaped"]?.(value)).toMatch(
    /^(?:"(?:\\u[0-9a-f]{4})*"|[^"a-z]|true|null)+$/,
  );
});
