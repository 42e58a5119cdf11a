import stringWidth from "string-width";

/**
 * The text as it may be written to a terminal: in one line, without characters that steer it or turn the direction of
 * what follows. Subjects, names and answers of endpoints come from strangers.
 */
export function printable(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

/** Places that the text takes in a terminal, where some characters take two and others none. */
export const width = (text: string): number => stringWidth(text);

/** The spaces that fill the text up to this width. */
export const padding = (text: string, to: number): string => " ".repeat(Math.max(0, to - width(text)));

/** Cut to a width, with an ellipsis at its end if something is missing. */
export function shortened(text: string, to: number): string {
  if (width(text) <= to) return text;
  let short = "";
  for (const character of text) {
    if (width(`${short}${character}…`) > to) break;
    short += character;
  }
  return `${short}…`;
}

/** "1 webhook", "1,200 webhooks", "2 deliveries". */
export function count(number: number, noun: string): string {
  const plural = noun.endsWith("y") ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${number.toLocaleString("en")} ${number === 1 ? noun : plural}`;
}
