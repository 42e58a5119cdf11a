import type { Operation } from "@agent-webhooks/types";
import { withoutNull } from "@agent-webhooks/types/json-schema";
import { discriminators, mergeAllOf, pathInSchema } from "../../spec/compose.ts";
import { type AnyOperationId, allOperations } from "../../spec/operations.ts";
import { schemaPointer } from "../../spec/pointer.ts";
import { namedSchema, type Schema } from "../../spec/schema.ts";
import { minimalValue, sampleValues } from "./samples.ts";
import { textCases, type ValueCase } from "./text-cases.ts";

/** A request body at one side of one constraint. */
export interface BodyCase {
  /** `inbox_ids with 11 items` */
  readonly name: string;
  /** Names of the field that the case is about, from the body on; none when it is the whole body. */
  readonly field: readonly string[];
  /** Keyword of the schema: `maxItems`. */
  readonly keyword: string;
  readonly valid: boolean;
  /** Where the spec has the constraint. */
  readonly pointer: string;
  readonly body: unknown;
}

/**
 * Bodies at each side of every constraint of an operation's body, at any depth: the minimum and maximum, one less and one
 * more, every other type, null, missing fields and unknown fields.
 *
 * @param url start of every webhook URL that may be accepted
 */
export function bodyCases(id: AnyOperationId, url: string): BodyCase[] {
  const { requestBody }: Operation = allOperations[id];
  if (requestBody === null) return [];
  const name = requestBody.schema;
  const schema = namedSchema(name);
  const wrongTypes = otherTypes("object").map((value): ValueCase => {
    return { what: `a body that is ${JSON.stringify(value)}`, keyword: "type", valid: false, value };
  });
  return [...wrongTypes, ...objectCases(schema, url, 0)].map(({ what, keyword, valid, value, path, field = [] }) => ({
    name: field.length === 0 ? what : [field.join("."), what].join(" "),
    field,
    keyword,
    valid,
    pointer: schemaPointer(name, path ?? [keyword]),
    body: value,
  }));
}

/** Cases of an object and of its fields. */
function objectCases(schema: Schema, url: string, depth: number): ValueCase[] {
  const { properties = {}, required = [], additionalProperties } = mergeAllOf(schema);
  const minimal = minimalValue(schema, url) as Readonly<Record<string, unknown>>;
  const at = (keyword: string, property?: string) => pathInSchema(schema, keyword, property);
  const ofObject = (what: string, keyword: string, valid: boolean, value: unknown): ValueCase => {
    return { what, keyword, valid, value, path: at(keyword) };
  };
  const requiredOrType = required.length > 0 ? "required" : "type";
  return [
    ofObject("only the required fields", requiredOrType, true, minimal),
    ...required.map((field) => ({
      ...ofObject("that is missing", "required", false, { ...minimal, [field]: undefined }),
      field: [field],
    })),
    ...unknownFieldCases(properties, additionalProperties).map(([what, valid, fields]) =>
      ofObject(what, "additionalProperties", valid, { ...minimal, ...fields }),
    ),
    ...Object.entries(properties).flatMap(([name, property]) =>
      valueCases(property, url, depth + 1).map(({ value, keyword, path = [keyword], field = [], ...rest }) => ({
        ...rest,
        keyword,
        path: [...at("properties", name), ...path],
        field: [name, ...field],
        value: { ...minimal, [name]: value },
      })),
    ),
  ];
}

function unknownFieldCases(
  properties: Readonly<Record<string, Schema>>,
  additional: Schema["additionalProperties"],
): [what: string, valid: boolean, fields: object][] {
  if (typeof additional === "object") return [];
  if (additional !== false) return [["an unknown field", true, { unknown_field: { a: ["id-1", null] } }]];
  return unknownFields(properties).map((field) => [`the unknown field ${field}`, false, { [field]: ["id-1"] }]);
}

/** @param depth how deep in the body the value is. Deeper ones have fewer cases, because there are many of them */
function valueCases(schema: Schema, url: string, depth: number): ValueCase[] {
  const whole = mergeAllOf(schema);
  if (whole.oneOf !== undefined) return alternativeCases(whole.oneOf, url, depth);
  const path = pathInSchema(schema, "type");
  const ofType = (what: string, valid: boolean, value: unknown): ValueCase => {
    return { what, keyword: "type", valid, value, path };
  };
  const wrong = otherTypes(whole.type);
  return [
    ...(depth < 2 ? wrong : wrong.slice(-2)).map((value) => ofType(`that is ${JSON.stringify(value)}`, false, value)),
    ...(whole.type === "array"
      ? [ofType("that is an item, not a list", false, minimalValue(whole.items ?? {}, url))]
      : []),
    ofType("of its type", true, sampleValues(whole, url)[0]),
    ...casesOfType(schema, url, depth).map((each) => ({
      ...each,
      path: each.path ?? pathInSchema(schema, each.keyword),
    })),
  ];
}

function casesOfType(schema: Schema, url: string, depth: number): ValueCase[] {
  const whole = mergeAllOf(schema);
  const notNull = withoutNull(whole);
  if (notNull !== undefined) {
    const isNull: ValueCase = { what: "that is null", keyword: "type", valid: true, value: null };
    return [...casesOfType(notNull, url, depth), isNull];
  }
  switch (whole.type) {
    case "array":
      return listCases(whole, url, depth);
    case "boolean":
      return [true, false].map((value) => ({ what: `that is ${value}`, keyword: "type", valid: true, value }));
    case "integer":
    case "number":
      return numberCases(whole);
    case "object":
      return typeof whole.additionalProperties === "object"
        ? mapCases(whole.additionalProperties, url, depth + 1)
        : objectCases(schema, url, depth);
    default:
      return textCases(whole, url);
  }
}

/** Cases of a value that is one of several: no other value, and the cases of each alternative. */
function alternativeCases(alternatives: readonly Schema[], url: string, depth: number): ValueCase[] {
  const [first = {}] = alternatives;
  const minimal = minimalValue(first, url) as Readonly<Record<string, unknown>>;
  const names = discriminators(alternatives);
  const none = (what: string, value: unknown): ValueCase => ({ what, keyword: "oneOf", valid: false, value });
  return [
    ...otherTypes("object").map((value) => none(`that is ${JSON.stringify(value)}`, value)),
    ...names.flatMap((name) => [
      none(`with an unknown ${name}`, { ...minimal, [name]: `${minimal[name]}x` }),
      none(`with a null ${name}`, { ...minimal, [name]: null }),
      none(`without ${name}`, { ...minimal, [name]: undefined }),
    ]),
    ...alternatives.flatMap((alternative, index) => {
      const { const: value } = alternative.properties?.[names[0] ?? ""] ?? {};
      return objectCases(alternative, url, depth)
        .filter(({ field: [name = ""] = [], valid }) => valid || !names.includes(name))
        .map((each) => ({
          ...each,
          what: `${each.what}${value === undefined ? "" : ` (${value})`}`,
          path: ["oneOf", String(index), ...(each.path ?? [each.keyword])],
        }));
    }),
  ];
}

function mapCases(values: Schema, url: string, depth: number): ValueCase[] {
  return valueCases(values, url, depth).map(({ what, keyword, path = [keyword], value, ...rest }) => {
    return {
      ...rest,
      keyword,
      what: `with a value ${what}`,
      value: { key: value },
      path: ["additionalProperties", ...path],
    };
  });
}

function numberCases({ type, minimum, maximum }: Schema): ValueCase[] {
  const atLimit = (limit: number, keyword: string, further: number): ValueCase[] => [
    { what: `that is ${limit}`, keyword, valid: true, value: limit },
    { what: `that is ${limit + further}`, keyword, valid: false, value: limit + further },
  ];
  const fraction: ValueCase = { what: "that is 1.5", keyword: "type", valid: type === "number", value: 1.5 };
  return [
    ...(type === "integer" ? [fraction] : []),
    ...(minimum === undefined ? [] : atLimit(minimum, "minimum", -1)),
    ...(maximum === undefined ? [] : atLimit(maximum, "maximum", 1)),
  ];
}

function listCases(
  { items = {}, minItems = 0, maxItems, uniqueItems = false }: Schema,
  url: string,
  depth: number,
): ValueCase[] {
  const item = minimalValue(items, url);
  // The alternatives of an item are not looked into: there is an operation that takes one item.
  const isAlternative = ({ path = [] }: ValueCase) => path.includes("oneOf");
  const cases: ValueCase[] = valueCases(items, url, depth)
    .filter((each) => !isAlternative(each))
    .map(({ what, value, keyword, path = [keyword], ...rest }) => {
      return { ...rest, keyword, what: `with an item ${what}`, value: [value], path: ["items", ...path] };
    });
  const add = (what: string, keyword: string, valid: boolean, value: unknown, path = [keyword]) =>
    cases.push({ what, keyword, valid, value, path });
  if (minItems > 0) {
    add("with too few items", "minItems", false, distinct(items, minItems - 1, url));
    add(`with ${minItems} items`, "minItems", true, distinct(items, minItems, url));
  } else {
    add("that is empty", "type", true, []);
  }
  if (maxItems !== undefined) {
    add(`with ${maxItems} items`, "maxItems", true, distinct(items, maxItems, url));
    add(`with ${maxItems + 1} items`, "maxItems", false, distinct(items, maxItems + 1, url));
    add(`with the same item ${maxItems + 1} times`, "maxItems", false, Array(maxItems + 1).fill(item));
  }
  if (items.enum !== undefined) {
    add("with every item", "enum", true, items.enum, ["items", "enum"]);
    add("with every item, in reverse", "enum", true, items.enum.toReversed(), ["items", "enum"]);
  }
  add("with an item twice", uniqueItems ? "uniqueItems" : "type", !uniqueItems, [item, item]);
  if (uniqueItems) add("with different items", "uniqueItems", true, distinct(items, 2, url));
  return cases;
}

/** Distinct valid items. Objects are the same: what tells them apart is replaced before they are sent. */
function distinct(items: Schema, count: number, url: string): unknown[] {
  if (items.enum !== undefined) return items.enum.slice(0, count);
  const isText = mergeAllOf(items).type === "string";
  return Array.from({ length: count }, (_, index) => (isText ? `id-${index + 1}` : minimalValue(items, url)));
}

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
