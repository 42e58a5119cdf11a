import type { Output } from "../io.ts";
import { type Paint, paintsOf } from "./color.ts";
import { padding, printable, shortened, width } from "./text.ts";

/** A column of a table. */
export interface Column<Row> {
  /** What stands above it: the name of the field. */
  readonly name: string;
  /** The text of a row; empty when it has none. */
  text(row: Row): string;
  /** How the text of a row is coloured. */
  paint?(row: Row): Paint;
  /** May be shortened when the terminal is too narrow. What one copies, such as an id, may not. */
  readonly isElastic?: boolean;
}

const gap = "  ";
const narrowest = 12;

/**
 * Rows under the names of their columns. Columns that are empty in every row are left out. In a terminal that is too
 * narrow, elastic columns give way.
 */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], output: Output): string {
  const filled = columns.flatMap((column) => {
    const texts = rows.map((row) => printable(column.text(row)));
    const natural = Math.max(...[column.name, ...texts].map(width));
    return texts.some((text) => text !== "") ? [{ column, texts, natural }] : [];
  });
  const room = output.isTerminal ? output.columns - gap.length * (filled.length - 1) : Number.POSITIVE_INFINITY;
  const widths = fitted(
    filled.map(({ natural, column }) => ({ width: natural, isElastic: column.isElastic })),
    room,
  );

  const line = (cells: readonly { text: string; paint: Paint | undefined }[]) =>
    cells
      .map(({ text, paint = (text) => text }, index) => {
        const to = widths[index] ?? 0;
        const short = shortened(text, to);
        return paint(short) + (index === cells.length - 1 ? "" : padding(short, to));
      })
      .join(gap);
  const head = line(filled.map(({ column }) => ({ text: column.name, paint: paintsOf(output).bold })));
  const body = rows.map((row, at) =>
    line(filled.map(({ column, texts }) => ({ text: texts[at] || "-", paint: column.paint?.(row) }))),
  );
  return [head, ...body, ""].join("\n");
}

/** Widths that fit into the room, if the elastic ones allow it. The widest of them gives way first. */
function fitted(columns: readonly { width: number; isElastic: boolean | undefined }[], room: number): number[] {
  const widths = columns.map(({ width }) => width);
  for (let excess = widths.reduce((sum, width) => sum + width, 0) - room; excess > 0; excess--) {
    const elastic = widths.map((width, index) => (columns[index]?.isElastic ? width : 0));
    const widest = Math.max(...elastic);
    if (widest <= narrowest) break;
    widths[elastic.indexOf(widest)] = widest - 1;
  }
  return widths;
}

/** A thing field by field, each in a line. Fields without a value are left out. */
export function details(
  fields: readonly (readonly [name: string, value: string | undefined, paint?: Paint])[],
  output: Output,
): string {
  const there = fields.flatMap(([name, value, paint = (text: string) => text]) =>
    value === undefined || value === "" ? [] : [{ name, value, paint }],
  );
  const to = Math.max(...there.map(({ name }) => width(name)));
  const { bold } = paintsOf(output);
  return there
    .map(({ name, value, paint }) => `${bold(name)}${padding(name, to)}${gap}${paint(printable(value))}\n`)
    .join("");
}
