import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { Output } from "../src/io.ts";
import { Progress } from "../src/output/printer.ts";
import { formatDetails, formatTable } from "../src/output/table.ts";
import { formatCount, formatJson, measureWidth, toPrintable, truncate } from "../src/output/text.ts";

const output = (overrides: Partial<Output> = {}): Output => ({
  write: () => true,
  isTerminal: false,
  columns: 80,
  color: false,
  ...overrides,
});

interface Row {
  readonly id: string;
  readonly name?: string;
  readonly note?: string;
}

const toTable = (rows: readonly Row[], overrides?: Partial<Output>) =>
  formatTable<Row>(
    ["id", { name: "name", canShrink: true }, { name: "note", text: ({ note }) => note, canShrink: true }],
    rows,
    output(overrides),
  );

describe("formatTable", () => {
  test("aligns columns, and prints a dash for a missing value", () => {
    expect(toTable([{ id: "1", name: "first", note: "x" }, { id: "22" }, { id: "3", name: "a longer one" }])).toBe(
      ["id  name          note", "1   first         x", "22  -             -", "3   a longer one  -", ""].join("\n"),
    );
  });

  test("formats more rows than a call can have arguments", () => {
    const rows = Array.from({ length: 200_000 }, () => ({ id: "1" }));
    expect(toTable(rows)).toHaveLength("id\n".length + rows.length * "1\n".length);
  });

  test("leaves out columns that are empty in every row", () => {
    expect(toTable([{ id: "1", note: "n" }])).toBe("id  note\n1   n\n");
  });

  test("aligns characters that are two columns wide, or none", () => {
    const table = toTable([
      { id: "日本", name: "a" },
      { id: "e\u0301", name: "b" },
      { id: "👩‍💻", name: "c" },
    ]);
    const idColumn = table
      .trimEnd()
      .split("\n")
      .map((line) => line.replace(/(name|[abc])$/, ""));
    expect(idColumn.map(measureWidth)).toEqual([6, 6, 6, 6]);
  });

  test.each([
    [60, `${"x".repeat(20)}  ${"n".repeat(20)}…  ${"o".repeat(15)}`],
    [10, `${"x".repeat(20)}  ${"n".repeat(11)}…  ${"o".repeat(11)}…`],
  ])("shrinks columns in a terminal of %i columns, the widest first", (columns, expected) => {
    const rows = [{ id: "x".repeat(20), name: "n".repeat(40), note: "o".repeat(15) }];
    expect(toTable(rows, { isTerminal: true, columns }).split("\n")[1]).toBe(expected);
    expect(toTable(rows, { columns })).toContain("n".repeat(40));
  });

  test("prints the heading in bold, without changing any width", () => {
    const rows = [{ id: "1", name: "a" }];
    const colored = toTable(rows, { color: true });
    expect(colored).toContain("\u001b[1mname\u001b[22m");
    expect(stripVTControlCharacters(colored)).toBe(toTable(rows));
  });
});

test("formatDetails aligns values, and leaves out missing ones", () => {
  const item = { id: 1, none: undefined, empty: "", longer_name: "a\nb", list: ["x", "y"] };
  const printed = formatDetails(["id", "none", "empty", "longer_name", "list"], item, output());
  expect(printed).toBe("id           1\nlonger_name  a b\nlist         x, y\n");
});

test.each([
  ["\u001b[31mred\u001b[0m", "\ufffd[31mred\ufffd[0m"],
  ["two\r\nlines\tand a tab", "two lines and a tab"],
  ["\u0007bell\u0000\u009b2J", "\ufffdbell\ufffd\ufffd2J"],
  ["a\u202eb\u2066c\u200fd", "a\ufffdb\ufffdc\ufffdd"],
  ["plain, ünïcödé, 日本, 👩‍💻", "plain, ünïcödé, 日本, 👩‍💻"],
])("toPrintable(%j)", (text, expected) => {
  expect(toPrintable(text)).toBe(expected);
});

test("formatJson prints spaces as they are, and escapes what is not printable", () => {
  const value = { text: "a  b\u00a0c\td \u009b2J\u202e\u007f", list: ["日本", "👩‍💻"] };
  const printed = formatJson(value);
  expect(printed).toContain('\n  "text": "a  b\u00a0c\\td \\u009b2J\\u202e\\u007f",\n');
  expect(printed).toContain('"👩‍💻"');
  expect(JSON.parse(printed)).toEqual(value);
});

test("truncate cuts between characters", () => {
  expect(truncate("日本語テキスト", 6)).toBe("日本…");
  expect(truncate("fits", 4)).toBe("fits");
  expect(truncate("😀😀😀", 3)).toBe("😀…");
});

test.each([
  [0, "event", "0 events"],
  [1, "event", "1 event"],
  [1234, "event", "1,234 events"],
  [1, "delivery", "1 delivery"],
  [2, "delivery", "2 deliveries"],
])("formatCount(%i, %j)", (count, noun, expected) => {
  expect(formatCount(count, noun)).toBe(expected);
});

test.each([
  ["overwrites one line of a terminal", true, "\r\u001b[Ka long way…\r\u001b[K"],
  ["prints nothing elsewhere", false, ""],
])("Progress %s", (_, isTerminal, expected) => {
  let written = "";
  const progress = new Progress(output({ isTerminal, columns: 12, write: (text) => (written += text) }));
  progress.clear();
  progress.show("a long way to go");
  progress.clear();
  expect(written).toBe(expected);
});
