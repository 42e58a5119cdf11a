import { type Operation, type OperationId, operations } from "@agent-webhooks/types";
import { schemaPointer } from "../../spec/pointer.ts";
import { namedSchema, type Schema } from "../../spec/schema.ts";
import { textCases, textOfLength, validText } from "./text-cases.ts";

/** A request body at one side of one constraint. */
export interface BodyCase {
  /** `inbox_ids with 11 items` */
  readonly name: string;
  /** The field that it is about; `undefined`: the body as a whole. */
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
  readonly what: string;
  readonly keyword: string;
  readonly valid: boolean;
  readonly value: unknown;
  /** Way from the schema to the constraint. */
  readonly path: readonly string[];
}

/**
 * Bodies at each side of every constraint of an operation's body: the least and the most that is valid, one less and
 * one more, every other type, null, fields missing and fields that nobody knows.
 *
 * @param url start of every webhook URL that may be taken
 */
export function bodyCases(id: OperationId, url: string): BodyCase[] {
  const { requestBody }: Operation = operations[id];
  if (requestBody === null) return [];
  const name = requestBody.schema;
  const schema: Schema = namedSchema(name);
  const { properties = {}, required = [] } = schema;
  const minimal = Object.fromEntries(required.map((field) => [field, validValue(properties[field] ?? {}, url)]));
  const whole = (what: string, keyword: string, valid: boolean, body: unknown): BodyCase => {
    return { name: what, field: undefined, keyword, valid, pointer: schemaPointer(name, [keyword]), body };
  };
  return [
    ...otherTypes("object").map((value) => whole(`a body that is ${JSON.stringify(value)}`, "type", false, value)),
    whole("the least", required.length > 0 ? "required" : "type", true, minimal),
    ...required.map((field) => ({
      ...whole(`no ${field}`, "required", false, { ...minimal, [field]: undefined }),
      field,
    })),
    ...unknownFields(properties).map((field) =>
      whole(`the unknown field ${field}`, "additionalProperties", false, { ...minimal, [field]: ["id-1"] }),
    ),
    ...Object.entries(properties).flatMap(([field, property]) =>
      valueCases(property, url).map(({ what, keyword, valid, value, path }) => ({
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
  const one = (what: string, keyword: string, valid: boolean, value: unknown): ValueCase => {
    return { what, keyword, valid, value, path: [keyword] };
  };
  const types = [
    ...otherTypes(schema.type).map((value) => one(`that is ${JSON.stringify(value)}`, "type", false, value)),
    one("of its type", "type", true, validValue(schema, url)),
  ];
  return [...types, ...(schema.type === "array" ? listCases(schema, url, one) : textValueCases(schema, url, one))];
}

type MakeCase = (what: string, keyword: string, valid: boolean, value: unknown) => ValueCase;

function listCases(schema: Schema, url: string, one: MakeCase): ValueCase[] {
  const { items = {}, minItems = 0, maxItems, uniqueItems = false } = schema;
  const item = validValue(items, url);
  const cases: ValueCase[] = valueCases(items, url).map(({ what, value, path, ...rest }) => {
    return { ...rest, what: `with an item ${what}`, value: [value], path: ["items", ...path] };
  });
  if (minItems > 0) {
    cases.push(one("with too few items", "minItems", false, distinct(items, minItems - 1)));
    cases.push(one(`with ${minItems} items`, "minItems", true, distinct(items, minItems)));
  } else {
    cases.push(one("that is empty", "type", true, []));
  }
  if (maxItems !== undefined) {
    cases.push(one(`with ${maxItems} items`, "maxItems", true, distinct(items, maxItems)));
    cases.push(one(`with ${maxItems + 1} items`, "maxItems", false, distinct(items, maxItems + 1)));
    cases.push(one(`with the same item ${maxItems + 1} times`, "maxItems", false, Array(maxItems + 1).fill(item)));
  }
  if (items.enum !== undefined) {
    const path = ["items", "enum"];
    const every = one("with every item there is", "enum", true, items.enum);
    cases.push({ ...every, path });
    cases.push({ ...every, path, what: `${every.what}, the other way round`, value: items.enum.toReversed() });
  }
  const twice = one("with an item twice", uniqueItems ? "uniqueItems" : "type", !uniqueItems, [item, item]);
  return uniqueItems
    ? [...cases, twice, one("with different items", "uniqueItems", true, distinct(items, 2))]
    : [...cases, twice];
}

function textValueCases(schema: Schema, url: string, one: MakeCase): ValueCase[] {
  const { minLength = 0, maxLength, pattern, format, enum: values } = schema;
  const cases: ValueCase[] = [];
  if (values !== undefined) {
    const [first = ""] = values;
    cases.push(...values.map((value) => one(`that is ${value}`, "enum", true, value)));
    for (const value of [`${first}x`, first.toUpperCase(), ` ${first}`, ""]) {
      cases.push(one(`that is ${JSON.stringify(value)}`, "enum", false, value));
    }
    return cases;
  }
  if (minLength > 0) {
    cases.push(one("that is too short", "minLength", false, textOfLength(schema, minLength - 1, "")));
    cases.push(one(`of length ${minLength}`, "minLength", true, textOfLength(schema, minLength, url)));
  }
  if (maxLength !== undefined) {
    cases.push(one(`of length ${maxLength}`, "maxLength", true, textOfLength(schema, maxLength, url)));
    cases.push(one(`of length ${maxLength + 1}`, "maxLength", false, textOfLength(schema, maxLength + 1, url)));
  }
  for (const { text, breaks } of textCases(schema, url)) {
    const keyword = breaks.includes("pattern") ? "pattern" : breaks[0];
    const what = `that is ${JSON.stringify(text)}`;
    if (keyword !== undefined) cases.push(one(what, keyword, false, text));
    else
      for (const held of ["pattern", "format"])
        if (held in { ...(pattern && { pattern }), ...(format && { format }) }) {
          cases.push(one(what, held, true, text));
          break;
        }
  }
  return cases;
}

/** Distinct valid items. */
function distinct(items: Schema, count: number): string[] {
  return items.enum?.slice(0, count) ?? Array.from({ length: count }, (_, index) => `id-${index + 1}`);
}

function validValue(schema: Schema, url: string): unknown {
  return schema.type === "array" ? [validValue(schema.items ?? {}, url)] : validText(schema, url);
}

/** A value of each type but one; null too, which is never the same as absent. */
function otherTypes(type: Schema["type"]): unknown[] {
  const values = { string: "text", integer: 1, boolean: true, array: ["id-1"], object: { a: "b" }, null: null };
  return Object.entries(values).flatMap(([name, value]) => (name === type ? [] : [value]));
}

/** Names that are not known, most of them one letter from one that is. */
function unknownFields(properties: Readonly<Record<string, Schema>>): string[] {
  return ["unknown_field", ...Object.keys(properties).map((field) => field.slice(0, -1))];
}
