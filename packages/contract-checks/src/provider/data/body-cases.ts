import { type Operation, type OperationId, operations } from "@agent-webhooks/types";
import { valueIssues } from "../../schemas.ts";
import { schemaPointer } from "../../spec/pointer.ts";
import { namedSchema, type Schema } from "../../spec/schema.ts";
import { sampleValues } from "./samples.ts";

/** A request body at one side of one constraint. */
export interface BodyCase {
  /** `inbox_ids with 11 items` */
  readonly name: string;
  /** The field that the case is about; `undefined` when it is the whole body. */
  readonly field: string | undefined;
  /** Keyword of the schema: `maxItems`. */
  readonly keyword: string;
  readonly valid: boolean;
  /** Where the spec has the constraint. */
  readonly pointer: string;
  readonly body: unknown;
}

/** A value at one side of one constraint of its schema. */
interface ValueCase {
  /** `with 11 items` */
  readonly what: string;
  readonly keyword: string;
  readonly valid: boolean;
  readonly value: unknown;
  /** Segments from the schema to the constraint. @default the keyword */
  readonly path?: readonly string[];
}

/**
 * Bodies at each side of every constraint of an operation's body: the minimum and maximum, one less and one more, every
 * other type, null, missing fields and unknown fields.
 *
 * @param url start of every webhook URL that may be accepted
 */
export function bodyCases(id: OperationId, url: string): BodyCase[] {
  const { requestBody }: Operation = operations[id];
  if (requestBody === null) return [];
  const name = requestBody.schema;
  const { properties = {}, required = [] } = namedSchema(name);
  const minimal = Object.fromEntries(required.map((field) => [field, validValue(properties[field] ?? {}, url)]));
  const ofBody = (what: string, keyword: string, valid: boolean, body: unknown): BodyCase => {
    return { name: what, field: undefined, keyword, valid, pointer: schemaPointer(name, [keyword]), body };
  };
  return [
    ...otherTypes("object").map((value) => ofBody(`a body that is ${JSON.stringify(value)}`, "type", false, value)),
    ofBody("only the required fields", required.length > 0 ? "required" : "type", true, minimal),
    ...required.map((field) => ({
      ...ofBody(`no ${field}`, "required", false, { ...minimal, [field]: undefined }),
      field,
    })),
    ...unknownFields(properties).map((field) =>
      ofBody(`the unknown field ${field}`, "additionalProperties", false, { ...minimal, [field]: ["id-1"] }),
    ),
    ...Object.entries(properties).flatMap(([field, property]) =>
      valueCases(property, url).map(({ what, keyword, valid, value, path = [keyword] }) => ({
        name: `${field} ${what}`,
        field,
        keyword,
        valid,
        pointer: schemaPointer(name, ["properties", field, ...path]),
        body: { ...minimal, [field]: value },
      })),
    ),
  ];
}

function valueCases(schema: Schema, url: string): ValueCase[] {
  return [
    ...otherTypes(schema.type).map((value) => {
      return { what: `that is ${JSON.stringify(value)}`, keyword: "type", valid: false, value };
    }),
    ...(schema.type === "array"
      ? [
          {
            what: "that is an item, not a list",
            keyword: "type",
            valid: false,
            value: validValue(schema.items ?? {}, url),
          },
        ]
      : []),
    { what: "of its type", keyword: "type", valid: true, value: validValue(schema, url) },
    ...casesOfType(schema, url),
  ];
}

function casesOfType(schema: Schema, url: string): ValueCase[] {
  switch (schema.type) {
    case "array":
      return listCases(schema, url);
    case "boolean":
      return [true, false].map((value) => ({ what: `that is ${value}`, keyword: "type", valid: true, value }));
    case "integer":
    case "number":
      return numberCases(schema);
    case "object":
      return [];
    default:
      return textCases(schema, url);
  }
}

function numberCases({ minimum, maximum }: Schema): ValueCase[] {
  const atLimit = (limit: number, keyword: string, further: number): ValueCase[] => [
    { what: `that is ${limit}`, keyword, valid: true, value: limit },
    { what: `that is ${limit + further}`, keyword, valid: false, value: limit + further },
  ];
  return [
    ...(minimum === undefined ? [] : atLimit(minimum, "minimum", -1)),
    ...(maximum === undefined ? [] : atLimit(maximum, "maximum", 1)),
  ];
}

function listCases({ items = {}, minItems = 0, maxItems, uniqueItems = false }: Schema, url: string): ValueCase[] {
  const item = validValue(items, url);
  const cases: ValueCase[] = valueCases(items, url).map(({ what, value, path, ...rest }) => {
    return { ...rest, what: `with an item ${what}`, value: [value], path: ["items", ...(path ?? [rest.keyword])] };
  });
  const add = (what: string, keyword: string, valid: boolean, value: unknown, path = [keyword]) =>
    cases.push({ what, keyword, valid, value, path });
  if (minItems > 0) {
    add("with too few items", "minItems", false, distinct(items, minItems - 1));
    add(`with ${minItems} items`, "minItems", true, distinct(items, minItems));
  } else {
    add("that is empty", "type", true, []);
  }
  if (maxItems !== undefined) {
    add(`with ${maxItems} items`, "maxItems", true, distinct(items, maxItems));
    add(`with ${maxItems + 1} items`, "maxItems", false, distinct(items, maxItems + 1));
    add(`with the same item ${maxItems + 1} times`, "maxItems", false, Array(maxItems + 1).fill(item));
  }
  if (items.enum !== undefined) {
    add("with every item", "enum", true, items.enum, ["items", "enum"]);
    add("with every item, in reverse", "enum", true, items.enum.toReversed(), ["items", "enum"]);
  }
  add("with an item twice", uniqueItems ? "uniqueItems" : "type", !uniqueItems, [item, item]);
  if (uniqueItems) add("with different items", "uniqueItems", true, distinct(items, 2));
  return cases;
}

function textCases(schema: Schema, url: string): ValueCase[] {
  const { minLength = 0, maxLength, enum: values } = schema;
  const isUrl = schema.format === "uri";
  if (values !== undefined) {
    const [first = ""] = values;
    const invalid = [`${first}x`, first.toUpperCase(), ` ${first}`, ""];
    return [
      ...values.map((value) => ({ what: `that is ${value}`, keyword: "enum", valid: true, value })),
      ...invalid.map((value) => ({ what: `that is ${JSON.stringify(value)}`, keyword: "enum", valid: false, value })),
    ];
  }
  const ofLength = (length: number, keyword: string, valid: boolean): ValueCase => {
    const value = isUrl && length >= url.length ? url.padEnd(length, "a") : "a".repeat(length);
    return { what: `of length ${length}`, keyword, valid, value };
  };
  const texts = isUrl ? [...urlEnds.map((end) => url + end), ...invalidUrls] : oddTexts;
  return [
    ...(minLength > 0 ? [ofLength(minLength - 1, "minLength", false), ofLength(minLength, "minLength", true)] : []),
    ...(maxLength === undefined
      ? []
      : [ofLength(maxLength, "maxLength", true), ofLength(maxLength + 1, "maxLength", false)]),
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

/**
 * Texts that providers may mishandle, valid or not by the schema. What the contract leaves open is left out: halves of
 * surrogate pairs, C1 controls, and URLs that some standards accept and others reject.
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

/** Distinct valid items. */
function distinct(items: Schema, count: number): string[] {
  return items.enum?.slice(0, count) ?? Array.from({ length: count }, (_, index) => `id-${index + 1}`);
}

const validValue = (schema: Schema, url: string): unknown => sampleValues(schema, url)[0];

/** A value of each type but one; also null, which is never the same as absent. */
function otherTypes(type: Schema["type"]): unknown[] {
  const values = { string: "text", integer: 1, boolean: true, array: ["id-1"], object: { a: "b" }, null: null };
  const isOfType = (name: string) => [type].flat().includes(name) || (name === "integer" && type === "number");
  return Object.entries(values).flatMap(([name, value]) => (isOfType(name) ? [] : [value]));
}

/** Unknown names, most of them one letter from a known one. */
function unknownFields(properties: Readonly<Record<string, Schema>>): string[] {
  const misspelt = Object.keys(properties).map((field) => field.slice(0, -1));
  return ["unknown_field", ...misspelt.filter((field) => !(field in properties))];
}
