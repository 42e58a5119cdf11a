import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { Output } from "../src/io.ts";
import { Progress } from "../src/output/progress.ts";
import { details, table } from "../src/output/table.ts";
import { count, printable, shortened, width } from "../src/output/text.ts";

const output = (given: Partial<Output> = {}): Output => ({
  write: () => true,
  isTerminal: false,
  columns: 80,
  color: false,
  ...given,
});

interface Row {
  readonly id: string;
  readonly name?: string;
  readonly note?: string;
}

const columns = [
  { name: "id", text: ({ id }: Row) => id },
  { name: "name", text: ({ name = "" }: Row) => name, isElastic: true },
  { name: "note", text: ({ note = "" }: Row) => note, isElastic: true },
];

describe("a table", () => {
  test("has each column as wide as its longest text, and a dash where there is none", () => {
    const rows = [{ id: "1", name: "first", note: "x" }, { id: "22" }, { id: "3", name: "a longer one" }];
    expect(table(columns, rows, output())).toBe(
      ["id  name          note", "1   first         x", "22  -             -", "3   a longer one  -", ""].join("\n"),
    );
  });

  test("leaves out columns that are empty in every row", () => {
    expect(table(columns, [{ id: "1", note: "n" }], output())).toBe("id  note\n1   n\n");
  });

  test("lines up characters that take two places, or none", () => {
    const rows = [
      { id: "日本", name: "a" },
      { id: "e\u0301", name: "b" },
      { id: "👩‍💻", name: "c" },
    ];
    const lines = table(columns, rows, output()).trimEnd().split("\n");
    expect(new Set(lines.map((line) => width(line.slice(0, line.search(/ [a-c]$|name$/)))))).toHaveLength(2);
    expect(lines.map((line) => width(line.replace(/(name|[abc])$/, "")))).toEqual([6, 6, 6, 6]);
  });

  test("shortens elastic columns in a narrow terminal, the widest first, and nothing else", () => {
    const rows = [{ id: "x".repeat(20), name: "n".repeat(40), note: "o".repeat(15) }];
    const [, row = ""] = table(columns, rows, output({ isTerminal: true, columns: 60 })).split("\n");
    expect(row).toBe(`${"x".repeat(20)}  ${"n".repeat(20)}…  ${"o".repeat(15)}`);
    expect(width(row)).toBe(60);
    const [, narrow = ""] = table(columns, rows, output({ isTerminal: true, columns: 10 })).split("\n");
    expect(narrow).toBe(`${"x".repeat(20)}  ${"n".repeat(11)}…  ${"o".repeat(11)}…`);
    expect(table(columns, rows, output({ columns: 10 }))).toContain("n".repeat(40));
  });

  test("has a bold heading where colours are wanted, which changes no width", () => {
    const rows = [{ id: "1", name: "a" }];
    const colored = table(columns, rows, output({ color: true }));
    expect(colored).toContain("\u001b[1mname\u001b[22m");
    expect(stripVTControlCharacters(colored)).toBe(table(columns, rows, output()));
  });
});

test("details line up, without what has no value", () => {
  expect(
    details(
      [
        ["id", "1"],
        ["none", undefined],
        ["empty", ""],
        ["longer_name", "a\nb"],
      ],
      output(),
    ),
  ).toBe("id           1\nlonger_name  a b\n");
});

describe("text from strangers", () => {
  test.each([
    ["\u001b[31mred\u001b[0m", "\ufffd[31mred\ufffd[0m"],
    ["two\r\nlines\tand a tab", "two lines and a tab"],
    ["\u0007bell\u0000\u009b2J", "\ufffdbell\ufffd\ufffd2J"],
    ["a\u202eb\u2066c\u200fd", "a\ufffdb\ufffdc\ufffdd"],
    ["plain, ünïcödé, 日本, 👩‍💻", "plain, ünïcödé, 日本, 👩‍💻"],
  ])("%j", (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test("is cut between characters", () => {
    expect(shortened("日本語テキスト", 6)).toBe("日本…");
    expect(shortened("fits", 4)).toBe("fits");
    expect(shortened("😀😀😀", 3)).toBe("😀…");
  });
});

test("numbers come with their nouns", () => {
  expect([count(0, "event"), count(1, "event"), count(1234, "event")]).toEqual(["0 events", "1 event", "1,234 events"]);
  expect([count(1, "delivery"), count(2, "delivery")]).toEqual(["1 delivery", "2 deliveries"]);
});

describe("progress", () => {
  const shown = (isTerminal: boolean) => {
    let written = "";
    const progress = new Progress(output({ isTerminal, columns: 12, write: (text) => (written += text) }));
    progress.clear();
    progress.show("a long way to go");
    progress.clear();
    return written;
  };

  test("is one line of the terminal, taken away at the end", () => {
    expect(shown(true)).toBe("\r\u001b[Ka long way…\r\u001b[K");
  });

  test("is nothing elsewhere", () => {
    expect(shown(false)).toBe("");
  });
});
