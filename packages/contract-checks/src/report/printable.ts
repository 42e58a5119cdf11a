/**
 * Characters that a terminal or a CI log may interpret: controls but line breaks and tabs, changes of direction, lone
 * surrogates; and of the commands of GitHub Actions and Azure Pipelines, `::` at the start of a line, `##[` and `##vso[`.
 */
const unsafe =
  /[^\P{Cc}\n\t]|[\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|(?<=^[^\S\n]*):(?=:)|(?<=#)#(?=\[|vso\[)/gmu;

/** Replaces each character that a terminal or a CI log may interpret. */
export function replaceUnsafe(text: string, toEscape: (character: string) => string): string {
  return text.replace(unsafe, toEscape);
}

/**
 * Escapes characters that a terminal or a CI log may interpret: ESC becomes `\u001b`. What a target sends is not trusted
 * (CWE-150).
 */
export function toPrintable(text: string): string {
  return replaceUnsafe(text, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Escapes every string in a value that consists of objects and arrays. */
export function withPrintableStrings<Value>(value: Value): Value {
  // The escapes are also those of JSON; a replacer gets each string.
  return JSON.parse(JSON.stringify(value, (_, item) => (typeof item === "string" ? toPrintable(item) : item)));
}

/** The first characters of a text, without the half of one. */
export function truncate(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}
