import type { Output } from "../io.ts";
import { createStyles, measureWidth, padding, type Style, type Styles, toPrintable, truncate } from "./text.ts";

/** How to show a field of an item. A name alone shows the value itself; arrays are joined with commas. */
export type Field<Item> = (keyof Item & string) | FieldFormat<Item>;

interface FieldFormat<Item> {
  readonly name: string;
  /** @default the value of the field called `name` */
  text?(item: Item): string | undefined;
  style?(item: Item, styles: Styles): Style;
  /** Whether a narrow terminal may truncate it. Text to copy, such as an ID, must not be truncated. */
  readonly canShrink?: boolean;
}

interface Cell {
  readonly text: string;
  readonly style: Style | undefined;
}

const gap = "  ";
const minWidth = 12;

/** Formats items as a table. Columns without any value are left out; in a narrow terminal, columns shrink. */
export function formatTable<Item>(fields: readonly Field<Item>[], items: readonly Item[], output: Output): string {
  const columns = fields.flatMap((field) => {
    const { name, canShrink = false } = toFormat(field);
    const cells = items.map((item) => toCell(field, item, output));
    // Not spread: there may be more rows than a call can have arguments.
    const width = cells.reduce((widest, { text }) => Math.max(widest, measureWidth(text)), measureWidth(name));
    return cells.some(({ text }) => text !== "") ? [{ name, cells, width, canShrink }] : [];
  });
  const widths = shrink(columns, output.isTerminal ? output.columns - gap.length * (columns.length - 1) : undefined);
  const formatLine = (cells: readonly Cell[]) =>
    cells
      .map(({ text, style = (text) => text }, index) => {
        const width = widths[index] ?? 0;
        const truncated = truncate(text || "-", width);
        return style(truncated) + (index === cells.length - 1 ? "" : padding(truncated, width));
      })
      .join(gap);
  const { bold } = createStyles(output);
  const heading = columns.map(({ name }) => ({ text: name, style: bold }));
  const rows = items.map((_, row) => columns.flatMap(({ cells }) => cells[row] ?? []));
  return [heading, ...rows].map((cells) => `${formatLine(cells)}\n`).join("");
}

/** Takes width from the widest of the columns that can shrink, until all fit or none can give more. */
function shrink(
  columns: readonly { readonly width: number; readonly canShrink: boolean }[],
  available: number = Number.POSITIVE_INFINITY,
): readonly number[] {
  const widths = columns.map(({ width }) => width);
  for (let excess = widths.reduce((sum, width) => sum + width, 0) - available; excess > 0; excess--) {
    const shrinkable = widths.map((width, index) => (columns[index]?.canShrink ? width : 0));
    const widest = Math.max(...shrinkable);
    if (widest <= minWidth) break;
    widths[shrinkable.indexOf(widest)] = widest - 1;
  }
  return widths;
}

/** Formats an item, each field on a line. Fields without a value are left out. */
export function formatDetails<Item>(fields: readonly Field<Item>[], item: Item, output: Output): string {
  const lines = fields
    .map((field) => ({ name: toFormat(field).name, ...toCell(field, item, output) }))
    .filter(({ text }) => text !== "");
  const width = Math.max(...lines.map(({ name }) => measureWidth(name)));
  const { bold } = createStyles(output);
  return lines
    .map(({ name, text, style }) => `${bold(name)}${padding(name, width)}${gap}${style?.(text) ?? text}\n`)
    .join("");
}

function toCell<Item>(field: Field<Item>, item: Item, output: Output): Cell {
  const { name, text, style } = toFormat(field);
  const value: unknown = text === undefined ? item[name as keyof Item] : text(item);
  return { text: toPrintable(toText(value)), style: style?.(item, createStyles(output)) };
}

function toText(value: unknown): string {
  if (Array.isArray(value)) return value.map(toText).join(", ");
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
}

const toFormat = <Item>(field: Field<Item>): FieldFormat<Item> => (typeof field === "string" ? { name: field } : field);
