import { expect, test } from "vitest";
import { judge } from "../src/judge.ts";
import { interleave, quantile, ratios } from "../src/measure.ts";
import type { Bar, Unit } from "../src/row.ts";
import { table } from "../src/table.ts";

const line = (unit: Unit, bar: Bar, figures: Record<string, number[]>) => ({
  what: "it",
  unit,
  samples: new Map(Object.entries(figures)),
  bars: [bar],
});
const met = (...given: Parameters<typeof line>) => judge(line(...given)).map((verdict) => verdict.met);

test("contestants take turns, and each round begins with another one", async () => {
  const turns: string[] = [];
  const play = (name: string) => async () => turns.push(name);
  const samples = await interleave({ a: play("a"), b: play("b") }, { rounds: 3 });
  expect(turns.join("")).toBe("abbaab");
  expect(samples.get("a")).toEqual([1, 4, 5]);
});

test("a ratio is of two figures of one round, and the best of several peers is chosen round by round", () => {
  const samples = new Map([
    ["ours", [10, 20]],
    ["x", [5, 40]],
    ["y", [10, 10]],
  ]);
  expect(ratios(samples, ["x", "y"], "/s")).toEqual([1, 0.5]);
  expect(ratios(samples, ["x", "y"], "ms")).toEqual([2, 2]);
});

test("the median decides, at the bar it is met", () => {
  const figures = { ours: [13, 13, 99], peer: [10, 10, 10] };
  expect(met("ms", { against: ["peer"], atMost: 1.3 }, figures)).toEqual([true]);
  expect(met("ms", { against: ["peer"], atMost: 1.2 }, figures)).toEqual([false]);
  expect(met("/s", { against: ["peer"], atLeast: 1.3 }, figures)).toEqual([true]);
  expect(met("/s", { against: ["peer"], atLeast: 1.4 }, figures)).toEqual([false]);
  expect(met("ms", { atMost: 13 }, figures)).toEqual([true]);
  expect(met("ms", { atMost: 12 }, figures)).toEqual([false]);
});

test("so many times less, and so many times slower, are seen from the other side", () => {
  const figures = { ours: [2], peer: [10] };
  expect(met("B", { against: ["peer"], timesLess: 5 }, figures)).toEqual([true]);
  expect(met("B", { against: ["peer"], timesLess: 6 }, figures)).toEqual([false]);
  expect(met("/s", { against: ["peer"], slowdown: 5 }, figures)).toEqual([true]);
  expect(met("/s", { against: ["peer"], slowdown: 4 }, figures)).toEqual([false]);
});

test("a quantile between two values is in proportion", () => {
  expect([0, 0.5, 0.75, 1].map((fraction) => quantile([0, 10, 20], fraction))).toEqual([0, 10, 15, 20]);
});

test("the table shows what was missed and why, and what was not run", () => {
  const row = { id: "row", title: "A row", bar: "fast", run: async () => [] };
  const missed = {
    ...line("/s", { against: ["peer"], atLeast: 1 }, { ours: [5000], peer: [10_000] }),
    bound: "The disk is slow.",
  };
  const notRun = { ...missed, notRun: "no such command" };
  const text = table([
    { row, lines: [missed, notRun] },
    { row, lines: [], notRun: "takes hours" },
  ]).split("\n");
  expect(text[2]).toBe(
    "| row | it<br>Reason: The disk is slow. | 5,000 /s | peer 10,000 /s | 0.5 × | ≥ 1 × peer | **missed** | — |",
  );
  expect(text[3]).toContain("not run: no such command");
  expect(text[4]).toContain("not run: takes hours");
});
