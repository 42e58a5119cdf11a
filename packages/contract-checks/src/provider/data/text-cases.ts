import { valueIssues } from "../../schemas.ts";
import type { Schema } from "../../spec/schema.ts";

/** A value at one side of one constraint of its schema. */
export interface ValueCase {
  /** `with 11 items` */
  readonly what: string;
  readonly keyword: string;
  readonly valid: boolean;
  readonly value: unknown;
  /** Segments from the schema to the constraint. @default the keyword */
  readonly path?: readonly string[];
  /** Names of the field in the value that the case is about. @default none: the value itself */
  readonly field?: readonly string[];
}

/** Texts at each side of every constraint of a schema, and texts that providers may mishandle. */
export function textCases(schema: Schema, url: string): ValueCase[] {
  const { minLength = 0, maxLength, enum: values, const: constant } = schema;
  const isUrl = schema.format === "uri";
  const listed = values ?? (constant === undefined ? undefined : [String(constant)]);
  if (listed !== undefined) {
    const keyword = values === undefined ? "const" : "enum";
    const [first = ""] = listed;
    const others = [`${first}x`, first.toUpperCase(), first.toLowerCase(), ` ${first}`, ""];
    const invalid = [...new Set(others)].filter((value) => !listed.includes(value));
    return [
      ...listed.map((value) => ({ what: `that is ${value}`, keyword, valid: true, value })),
      ...invalid.map((value) => ({ what: `that is ${JSON.stringify(value)}`, keyword, valid: false, value })),
    ];
  }
  const ofLength = (length: number, keyword: string, valid: boolean): ValueCase => {
    const value = isUrl && length >= url.length ? url.padEnd(length, "a") : "a".repeat(length);
    return { what: `of length ${length}`, keyword, valid, value };
  };
  const texts = isUrl
    ? [...urlEnds.map((end) => url + end), ...invalidUrls]
    : schema.format === "date-time"
      ? times
      : [...oddTexts, ...boundaryTexts(schema.pattern)];
  return [
    ...(minLength > 0 ? [ofLength(minLength - 1, "minLength", false), ofLength(minLength, "minLength", true)] : []),
    ...(maxLength === undefined
      ? []
      : [
          ofLength(maxLength, "maxLength", true),
          ofLength(maxLength + 1, "maxLength", false),
          ...(isUrl ? [] : wideTextCases(schema, maxLength)),
        ]),
    ...texts.flatMap((text) => {
      const violated = valueIssues(schema, text).map(({ keyword }) => keyword);
      const [first] = violated;
      const held = (["pattern", "format"] as const).find((keyword) => schema[keyword] !== undefined);
      const keyword = violated.includes("pattern") ? "pattern" : (first ?? held);
      const valid = first === undefined;
      return keyword === undefined ? [] : [{ what: `that is ${JSON.stringify(text)}`, keyword, valid, value: text }];
    }),
  ];
}

/** Lengths count code points: not the bytes of UTF-8, and not the code units of UTF-16. */
function wideTextCases(schema: Schema, maxLength: number): ValueCase[] {
  return ["é", "😀"].flatMap((character) =>
    [maxLength, maxLength + 1].flatMap((length): ValueCase[] => {
      const value = character.repeat(length);
      const violated = valueIssues(schema, value).map(({ keyword }) => keyword);
      if (violated.some((keyword) => keyword !== "maxLength")) return [];
      return [{ what: `of ${length} times ${character}`, keyword: "maxLength", valid: violated.length === 0, value }];
    }),
  );
}

/** Texts with a character at, in and just outside each range of a pattern: `A-Z`, `\u007f-\u009f`. */
function boundaryTexts(pattern = ""): string[] {
  const codePointOf = (text = "") =>
    text.startsWith("\\") ? Number.parseInt(text.slice(2), 16) : (text.codePointAt(0) ?? 0);
  const bounds = [...pattern.matchAll(/(\\u[0-9a-f]{4}|[A-Za-z0-9])-(\\u[0-9a-f]{4}|[A-Za-z0-9])/g)].flatMap(
    ([, first, last]) => {
      const [low, high] = [codePointOf(first), codePointOf(last)];
      return [low - 1, low, (low + high) >> 1, high, high + 1];
    },
  );
  return [...new Set(bounds)].filter((code) => code >= 0).map((code) => `a${String.fromCodePoint(code)}b`);
}

/**
 * Texts that providers may mishandle, valid or not by the schema. URLs that some standards accept and others reject are
 * left out, because the contract leaves them open.
 */
const oddTexts = [
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
  "\ufeffa",
  "a\ud800",
  "\udc00b",
  // Decomposed and compatible forms, which normalization would change.
  "e\u0301",
  "ﬁ²",
];
/** What may follow the start of a webhook URL. */
const urlEnds = ["", "/a/../b/./c", "?q=%7e&r=a%2Fb&q=", "#part", "/:@!$&'()*+,;=~-._", "/%C3%A9"];
const invalidUrls = [
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
/** What is almost a time of RFC 3339. */
export const invalidTimes: readonly string[] = [
  "",
  "2026-01-16",
  "2026-01-16T08:00:00",
  "2026-01-16 08:00:00Z",
  "2026-01-16T10:00:00+02",
  "2026-01-16T10:00:00+0200",
  "2026-13-01T08:00:00Z",
  "2026-02-30T08:00:00Z",
  "2026-01-16T25:00:00Z",
  "1768550400",
  "Fri, 16 Jan 2026 08:00:00 GMT",
];
const times = ["2026-01-16T08:00:00Z", "2026-01-16T08:00:00.123456Z", "2026-01-16T10:00:00+02:00", ...invalidTimes];
