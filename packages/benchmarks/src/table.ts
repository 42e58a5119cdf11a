import { judge, type Verdict } from "./judge.ts";
import { spreadOf } from "./measure.ts";
import type { Line, Row, Unit } from "./row.ts";

/** The result of a row. */
export interface RowResult {
  readonly row: Row;
  readonly lines: readonly Line[];
  /** Why there are no lines. */
  readonly notRun?: string;
}

const head = [
  "benchmark",
  "case",
  "ours",
  "compared with",
  "ratio [lowest–highest]",
  "threshold",
  "met",
  "peak memory",
];

/** The table, in Markdown. */
export function table(outcomes: readonly RowResult[]): string {
  const rows = outcomes.flatMap(({ row, lines, notRun }) =>
    notRun === undefined
      ? lines.map((line) => [row.id, ...cells(line)])
      : [[row.id, row.title, "", `not run: ${notRun}`, "", row.bar, "—", ""]],
  );
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function cells(line: Line): string[] {
  if (line.notRun !== undefined) return [line.what, "", `not run: ${line.notRun}`, "", barsOf(line), "—", "—"];
  const [ours = "", ...others] = [...line.samples.keys()];
  const verdicts = judge(line);
  const figure = (name: string) => {
    const { median, lowest, highest } = spreadOf(line.samples.get(name) ?? []);
    const spread = lowest === highest ? "" : ` [${number(lowest)}–${number(highest)}]`;
    return `${number(median)}${spread} ${line.unit}`;
  };
  const notes = [
    ...(verdicts.some(({ met }) => met === false) && line.bound !== undefined ? [`Reason: ${line.bound}`] : []),
    ...(line.note === undefined ? [] : [line.note]),
  ];
  const memory = Object.entries(line.peakMemory ?? {}).map(([name, bytes]) => `${name} ${mebibytes(bytes)}`);
  return [
    [line.what, ...notes].join("<br>"),
    figure(ours),
    others.map((name) => `${name} ${figure(name)}`).join("<br>"),
    verdicts.map((verdict) => ratio(verdict, line.unit)).join("<br>"),
    barsOf(line),
    verdicts.map(({ met }) => (met === undefined ? "—" : met ? "yes" : "**missed**")).join("<br>") || "—",
    memory.join("<br>") || "—",
  ];
}

const barsOf = (line: Line) =>
  judge(line)
    .map(({ bar }) => bar)
    .join("<br>") || "—";

function ratio({ value: { median, lowest, highest }, isRatio }: Verdict, unit: Unit): string {
  const spread = lowest === highest ? "" : ` [${number(lowest)}–${number(highest)}]`;
  return `${number(median)}${spread}${isRatio ? " ×" : ` ${unit}`}`;
}

/** Three significant digits. */
const number = (value: number) =>
  value >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));

const mebibytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
