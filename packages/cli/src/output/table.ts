import type { Output } from "../io.ts";
import { padding, printable, type Style, stylesFor, truncate, widthOf } from "./text.ts";

/** A column of a table. */
export interface Column<Row> {
  /** The heading: the name of the field. */
  readonly name: string;
  /** The text of a cell; "" when it has none. */
  text(row: Row): string;
  style?(row: Row): Style;
  /** May be truncated in a narrow terminal. Text to copy, such as an ID, must not be. */
  readonly canShrink?: boolean;
}

const gap = "  ";
const minWidth = 12;
const unstyled: Style = (text) => text;

/** Formats rows under headings. Columns without any text are left out; in a narrow terminal, columns shrink. */
export function formatTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[], output: Output): string {
  const filled = columns.flatMap((column) => {
    const texts = rows.map((row) => printable(column.text(row)));
    const width = Math.max(...[column.name, ...texts].map(widthOf));
    return texts.some((text) => text !== "") ? [{ column, texts, width }] : [];
  });
  const available = output.isTerminal ? output.columns - gap.length * (filled.length - 1) : Number.POSITIVE_INFINITY;
  const widths = shrink(
    filled.map(({ width, column: { canShrink = false } }) => ({ width, canShrink })),
    available,
  );
  const formatLine = (cells: readonly { readonly text: string; readonly style: Style | undefined }[]) =>
    cells
      .map(({ text, style = unstyled }, index) => {
        const width = widths[index] ?? 0;
        const isLast = index === cells.length - 1;
        const short = truncate(text, width);
        return style(short) + (isLast ? "" : padding(short, width));
      })
      .join(gap);
  const { bold } = stylesFor(output);
  const heading = formatLine(filled.map(({ column }) => ({ text: column.name, style: bold })));
  const lines = rows.map((row, index) =>
    formatLine(filled.map(({ column, texts }) => ({ text: texts[index] || "-", style: column.style?.(row) }))),
  );
  return [heading, ...lines, ""].join("\n");
}

/** Takes width from the widest of the columns that can shrink, until all fit or none can give more. */
function shrink(
  columns: readonly { readonly width: number; readonly canShrink: boolean }[],
  available: number,
): number[] {
  const widths = columns.map(({ width }) => width);
  for (let excess = widths.reduce((sum, width) => sum + width, 0) - available; excess > 0; excess--) {
    const shrinkable = widths.map((width, index) => (columns[index]?.canShrink ? width : 0));
    const widest = Math.max(...shrinkable);
    if (widest <= minWidth) break;
    widths[shrinkable.indexOf(widest)] = widest - 1;
  }
  return widths;
}

/** Formats an object, each field on a line. Fields without a value are left out. */
export function formatDetails(
  fields: readonly (readonly [name: string, value: string | undefined, style?: Style])[],
  output: Output,
): string {
  const filled = fields.filter(([, value]) => value);
  const width = Math.max(...filled.map(([name]) => widthOf(name)));
  const { bold } = stylesFor(output);
  return filled
    .map(
      ([name, value = "", style = unstyled]) =>
        `${bold(name)}${padding(name, width)}${gap}${style(printable(value))}\n`,
    )
    .join("");
}
