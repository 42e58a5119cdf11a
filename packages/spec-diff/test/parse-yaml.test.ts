import { describe, expect, test, vi } from "vitest";
import { parseYaml } from "../src/spec/parse-yaml.ts";

const read = (text: string) => parseYaml(text, "spec.yaml");

describe("parseYaml reads", () => {
  test.each<[what: string, text: string, value: unknown]>([
    ["JSON", '{"a": [1, "b", null, true]}', { a: [1, "b", null, true] }],
    ["JSON indented with tabs", '{\n\t"a": {\n\t\t"b": 1\n\t}\n}', { a: { b: 1 } }],
    ["merge keys", "x: &x { a: 1, b: 2 }\ny: { <<: *x, b: 3 }", { x: { a: 1, b: 2 }, y: { a: 1, b: 3 } }],
    [
      "several merged mappings",
      "- &a { a: 1 }\n- &b { a: 2, b: 2 }\n- { <<: [*a, *b] }",
      [{ a: 1 }, { a: 2, b: 2 }, { a: 1, b: 2 }],
    ],
    ["dates as text", "2026-12-31", "2026-12-31"],
    ["numbers that JSON does not have as null", "[.inf, -.inf, .nan]", [null, null, null]],
    ["binary data as text", "a: !!binary aGk=", { a: "aGk=" }],
    ["a key called __proto__", '{"__proto__": {"a": 1}}', JSON.parse('{"__proto__": {"a": 1}}')],
    ["an empty document as null", "", null],
  ])("%s", (_, text, value) => {
    expect(read(text)).toEqual(value);
  });

  test("a mapping as a key, without a warning on the console", () => {
    const warn = vi.spyOn(process, "emitWarning").mockReturnValue();
    expect(read("? { a: 1 }\n: b")).toEqual({ "{ a: 1 }": "b" });
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  test("any number of aliases, each as a value of its own", () => {
    const uses = Array.from({ length: 10_000 }, () => "*a").join(", ");
    const { list } = read(`a: &a { b: 1 }\nlist: [${uses}]`) as { list: object[] };
    expect(list).toHaveLength(10_000);
    expect(list[0]).toEqual({ b: 1 });
    expect(list[0]).not.toBe(list[1]);
  });

  test("500 levels, and as many values as a large spec has", () => {
    expect(read(`${"[".repeat(500)}${"]".repeat(500)}`)).toHaveLength(1);
    expect(read(`[${"1,".repeat(100_000)}]`)).toHaveLength(100_000);
  });
});

describe("parseYaml rejects", () => {
  test.each<[what: string, text: string, why: RegExp]>([
    ["a syntax error, with its place", "a: [1\nb: 2", /^cannot parse spec.yaml: .* at line 2, column 1$/],
    ["two documents", "a: 1\n---\nb: 2", /^cannot parse spec.yaml: .*multiple documents/],
    ["a repeated key", "a: 1\na: 2", /^cannot parse spec.yaml: Map keys must be unique at line 2, column 1$/],
    ["an unknown alias", "a: *b", /^cannot parse spec.yaml: Unresolved alias/],
    [
      "an alias within its own value",
      "a: &a { b: *a }",
      /^cannot parse spec.yaml: an alias .*\(a circular structure\)$/,
    ],
    [
      "501 levels",
      `${"[".repeat(501)}${"]".repeat(501)}`,
      /^cannot parse spec.yaml: it is nested more than 500 levels deep$/,
    ],
    ["100,000 levels", "[".repeat(100_000), /^cannot parse spec.yaml: it is nested more than 500 levels deep$/],
  ])("%s", (_, text, why) => {
    expect(() => read(text)).toThrow(why);
  });

  test("aliases that expand to more than 2,000,000 values, at once", () => {
    const levels = Array.from({ length: 30 }, (_, level) => `a${level + 1}: &a${level + 1} [*a${level}, *a${level}]`);
    expect(() => read(["a0: &a0 [1]", ...levels].join("\n"))).toThrow(
      /^cannot parse spec.yaml: it has more than 2000000 values with its aliases expanded$/,
    );
  });
});
