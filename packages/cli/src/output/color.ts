import { styleText } from "node:util";
import type { Output } from "../io.ts";

type Style = "bold" | "dim" | "green" | "yellow" | "red";

/** Colours a text; or leaves it as it is, where colours are not wanted. */
export type Paint = (text: string) => string;

/** The colours of an output. */
export type Paints = Readonly<Record<Style, Paint>>;

/** What is wanted there has been decided: the output says it. */
export function paintsOf({ color }: Pick<Output, "color">): Paints {
  const paint =
    (style: Style): Paint =>
    (text) =>
      color ? styleText(style, text, { validateStream: false }) : text;
  return { bold: paint("bold"), dim: paint("dim"), green: paint("green"), yellow: paint("yellow"), red: paint("red") };
}
