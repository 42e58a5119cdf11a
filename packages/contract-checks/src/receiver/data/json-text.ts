import { isObject } from "./fields.ts";

/** The same value as JSON text in another order and spelling. Parsers see no difference, signatures do. */
export const spellings: Readonly<Record<string, (value: object) => string>> = {
  "indented by two spaces": (value) => JSON.stringify(value, null, 2),
  "indented by tabs, with CRLF and space around it": (value) =>
    `\r\n\t ${JSON.stringify(value, null, "\t").replaceAll("\n", "\r\n")} \r\n`,
  "with spaces after colons and commas": (value) => spaced(JSON.stringify(value)),
  "with its keys in reverse order": (value) => JSON.stringify(reversed(value)),
  "with every character escaped": (value) => escaped(JSON.stringify(value)),
  "with escaped slashes": (value) => JSON.stringify(value).replaceAll("/", "\\/"),
  "with everything beyond ASCII escaped": (value) =>
    JSON.stringify(value).replace(/[^\x20-\x7e]/gu, (character) => escapes(character)),
};

/** Text that JSON, UTF-8 and JavaScript each have their own view of. */
export const oddText =
  "Grüße 🚀 e\u0301 \u2028\u2029 \u0000 \u007f \u0085 \ufeff </script> & ' \" \\ / \b\f\n\r\t %00 \ud83d\udc69\u200d\ud83d\udcbb";

const jsonString = /"(?:[^"\\]|\\.)*"/g;

function escaped(json: string): string {
  return json.replace(jsonString, (literal) => `"${escapes(JSON.parse(literal))}"`);
}

function escapes(text: string): string {
  return Array.from({ length: text.length }, (_, index) => `\\u${hex(text.charCodeAt(index))}`).join("");
}

function hex(code: number): string {
  return code.toString(16).padStart(4, "0");
}

function spaced(json: string): string {
  // Strings are matched so that what is in them is left alone.
  return json.replace(/"(?:[^"\\]|\\.)*"|[:,]/g, (token) => (token.length === 1 ? `${token} ` : token));
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, reversed(item)]),
  );
}
