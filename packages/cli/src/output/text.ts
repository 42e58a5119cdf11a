import { styleText } from "node:util";
import stringWidth from "string-width";
import type { Output } from "../io.ts";

/**
 * Makes text safe to write to a terminal: one line, without control characters and changes of direction. Subjects, names
 * and responses of endpoints are not trusted.
 */
export function toPrintable(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(unprintable, "\ufffd");
}

const unprintable = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Formats JSON, indented, safe to write to a terminal. The value stays the same: what is not printable is escaped. */
export function formatJson(value: unknown): string {
  const toEscape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const lines = JSON.stringify(value, undefined, 2).split("\n");
  return lines.map((line) => `${line.replaceAll(unprintable, toEscape)}\n`).join("");
}

/** The columns that the text takes in a terminal: some characters take two, others none. */
export const measureWidth = (text: string): number => stringWidth(text);

/** The spaces that extend the text to a width. */
export const padding = (text: string, width: number): string => " ".repeat(Math.max(0, width - measureWidth(text)));

/** Cuts the text to a width; an ellipsis at its end shows that something is missing. */
export function truncate(text: string, width: number): string {
  if (measureWidth(text) <= width) return text;
  let short = "";
  for (const character of text) {
    if (measureWidth(`${short}${character}…`) > width) break;
    short += character;
  }
  return `${short}…`;
}

/** "1 webhook", "1,200 webhooks", "2 deliveries". */
export function formatCount(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${count === 1 ? noun : pluralize(noun)}`;
}

/** "webhooks", "deliveries". */
export function pluralize(noun: string): string {
  return noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

/** Styles a text, or returns it unchanged where colors are off. */
export type Style = (text: string) => string;

type StyleName = "bold" | "dim" | "green" | "yellow" | "red";
export type Styles = Readonly<Record<StyleName, Style>>;

export function createStyles({ color }: Pick<Output, "color">): Styles {
  const style =
    (name: StyleName): Style =>
    (text) =>
      color ? styleText(name, text, { validateStream: false }) : text;
  return { bold: style("bold"), dim: style("dim"), green: style("green"), yellow: style("yellow"), red: style("red") };
}
