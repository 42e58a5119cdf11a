import { isObject } from "@agent-webhooks/types/json-schema";

/** Other ways to write a value as JSON: equal when parsed, but with other bytes, and so another signature. */
export const jsonEncodings: Readonly<Record<string, (value: object) => string>> = {
  "indented by two spaces": (value) => JSON.stringify(value, null, 2),
  "indented by tabs, with CRLF and surrounding whitespace": (value) =>
    `\r\n\t ${JSON.stringify(value, null, "\t").replaceAll("\n", "\r\n")} \r\n`,
  "with spaces after colons and commas": (value) => addSpaces(JSON.stringify(value)),
  "with keys in reverse order": (value) => JSON.stringify(reverseKeys(value)),
  "with every character escaped": (value) => escapeStrings(JSON.stringify(value)),
  "with escaped slashes": (value) => JSON.stringify(value).replaceAll("/", "\\/"),
  "with non-ASCII characters escaped": (value) => escapeNonAscii(JSON.stringify(value)),
};

/** Characters that JSON, UTF-8, HTML, shells or JavaScript treat specially. */
export const unusualText =
  "Grüße 🚀 e\u0301 \u2028\u2029 \u0000 \u007f \u0085 \ufeff </script> & ' \" \\ / \b\f\n\r\t %00 \ud83d\udc69\u200d\ud83d\udcbb";

const jsonString = /"(?:[^"\\]|\\.)*"/g;

function escapeStrings(json: string): string {
  return json.replace(jsonString, (literal) => `"${escapeCharacters(JSON.parse(literal))}"`);
}

function escapeCharacters(text: string): string {
  return Array.from({ length: text.length }, (_, index) => `\\u${hex(text.charCodeAt(index))}`).join("");
}

export function escapeNonAscii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => escapeCharacters(unit));
}

function hex(code: number): string {
  return code.toString(16).padStart(4, "0");
}

export function addSpaces(json: string): string {
  // Also matches whole strings, so that their contents are left alone.
  return json.replace(/"(?:[^"\\]|\\.)*"|[:,]/g, (token) => (token.length === 1 ? `${token} ` : token));
}

/** The same value with the keys of each object in reverse order. */
export function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, reverseKeys(item)]),
  );
}
