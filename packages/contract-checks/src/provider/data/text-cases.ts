import { valueIssues } from "../../schemas.ts";
import type { Schema } from "../../spec/schema.ts";

/** A text, and the keywords of its schema that it breaks; none: it is valid. */
export interface TextCase {
  readonly text: string;
  readonly breaks: readonly string[];
}

/**
 * Texts that providers stumble over, valid or not as the schema will have it. What the contract leaves in doubt is not
 * among them: halves of surrogate pairs, C1 controls, URLs that one standard takes and another does not.
 */
const texts = [
  "a b",
  "a/b",
  "é@例え.jp",
  "😀",
  `a'b"c\\d`,
  "<script>",
  "%00",
  "null",
  "a\n",
  "\u0000",
  "a\tb",
  "a\u007fb",
];

/** What may stand behind the start of a webhook URL. */
const urlEnds = ["", "/a/../b/./c", "?q=%7e&r=a%2Fb&q=", "#part", "/:@!$&'()*+,;=~-._", "/%C3%A9"];
const noUrls = [
  "",
  "not a url",
  "example.com/hook",
  "/hook",
  "//example.com/hook",
  "ftp://example.com/hook",
  "mailto:hook@example.com",
  "javascript:alert(1)",
  "https://",
  "https:///hook",
  "https://user:password@example.com/hook",
  "https://user@example.com/hook",
  "https://exa mple.com/hook",
];

/**
 * Texts for a schema.
 *
 * @param url start of every webhook URL that may be taken
 */
export function textCases(schema: Schema, url: string): TextCase[] {
  const candidates = schema.format === "uri" ? [...urlEnds.map((end) => url + end), ...noUrls] : texts;
  return candidates.map((text) => ({ text, breaks: valueIssues(schema, text).map(({ keyword }) => keyword) }));
}

/** A text of a length that is valid but for its length. */
export function textOfLength(schema: Schema, length: number, url: string): string {
  return schema.format === "uri" ? url.padEnd(length, "a") : "a".repeat(length);
}

/** A valid text. */
export function validText(schema: Schema, url: string): string {
  if (schema.enum !== undefined) return schema.enum[0] ?? "";
  return schema.format === "uri" ? url : "id-1";
}
