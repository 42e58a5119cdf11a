import { isObject, type Json, type JsonObject } from "../src/spec/json.ts";
import type { Random } from "./random.ts";
import { namePatterns, numbers, patterns, randomSchema, randomTest } from "./schemas.ts";

/** What an edit does to the set of valid values. `unknown`: anything. */
export type Effect = "same" | "wider" | "unknown";

interface Edit {
  readonly effect: Effect;
  /** Returns `undefined` if the edit does not apply. */
  readonly apply: (schema: JsonObject, random: Random) => Json | undefined;
}

const without = (schema: JsonObject, key: string): JsonObject =>
  Object.fromEntries(Object.entries(schema).filter(([name]) => name !== key));

/** Replaces a keyword if there is one. */
function replace<Value extends Json>(key: string, change: (value: Value, random: Random) => Json): Edit["apply"] {
  return (schema, random) =>
    schema[key] === undefined ? undefined : { ...schema, [key]: change(schema[key] as Value, random) };
}

/** Each restricts values only, so that without it there are more. */
const restrictions = [
  ...["minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  ...["minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "required", "not", "propertyNames"],
  ...["dependentRequired", "enum", "const", "format", "unevaluatedItems", "unevaluatedProperties"],
];

/** What these say depends on keywords beside them. */
const connected = ["properties", "prefixItems", "items", "contains", "unevaluatedItems", "if"];

const same = (apply: Edit["apply"]): Edit => ({ effect: "same", apply });
const wider = (apply: Edit["apply"]): Edit => ({ effect: "wider", apply });
const unknown = (apply: Edit["apply"]): Edit => ({ effect: "unknown", apply });

const edits: readonly Edit[] = [
  same((schema) => Object.fromEntries(Object.entries(schema).reverse())),
  same((schema) => ({ ...schema, description: "Another text.", "x-internal": 1, example: 5 })),
  same((schema) => ({ allOf: [schema] })),
  same((schema) => ({ anyOf: [schema] })),
  same((schema) => ({ oneOf: [schema] })),
  same((schema) => ({ anyOf: [schema, schema] })),
  same((schema) => ({ anyOf: [false, schema] })),
  same((schema) => ({ allOf: [schema, {}, true] })),
  same((schema) => ({
    allOf:
      Object.entries(schema).length < 2 || connected.some((key) => key in schema)
        ? [schema]
        : Object.entries(schema).map(([key, value]) => ({ [key]: value })),
  })),
  same(({ enum: values, ...rest }) =>
    Array.isArray(values) ? { ...rest, anyOf: values.map((value) => ({ const: value })) } : undefined,
  ),
  same(({ enum: values, ...rest }) =>
    Array.isArray(values)
      ? { ...rest, oneOf: [...new Set(values as Json[])].map((value) => ({ enum: [value] })) }
      : undefined,
  ),
  same(({ const: value, ...rest }) => (value === undefined ? undefined : { ...rest, enum: [value] })),
  same(({ type, ...rest }) =>
    Array.isArray(type) ? { anyOf: type.map((one) => ({ type: one })), ...rest } : undefined,
  ),
  same(({ type, ...rest }) => (typeof type === "string" ? { ...rest, type: [type] } : undefined)),
  same((schema) =>
    schema.type === "string" && schema.minLength === undefined ? { ...schema, minLength: 0 } : undefined,
  ),
  same(({ minimum, ...rest }) =>
    rest.type === "integer" && Number.isInteger(minimum) && rest.exclusiveMinimum === undefined
      ? { ...rest, exclusiveMinimum: Number(minimum) - 1 }
      : undefined,
  ),
  same((schema) => (schema.type === "boolean" ? { enum: [true, false] } : undefined)),
  same((schema) =>
    schema.type === "integer"
      ? { ...schema, multipleOf: 1, ...(schema.multipleOf !== undefined && { multipleOf: schema.multipleOf }) }
      : undefined,
  ),
  same((schema) =>
    isObject(schema.properties) && !("additionalProperties" in schema || "unevaluatedProperties" in schema)
      ? { ...schema, additionalProperties: {} }
      : undefined,
  ),
  same(replace<JsonObject>("propertyNames", (names) => ({ ...names, type: "string" }))),
  // Each text that matches the pattern matches one of the others, and each name exactly one of them.
  same(({ pattern, ...rest }) =>
    pattern === "a|b" && !("anyOf" in rest) ? { ...rest, anyOf: [{ pattern: "a" }, { pattern: "b" }] } : undefined,
  ),
  same(({ patternProperties, ...rest }) => {
    if (!isObject(patternProperties) || "^$" in patternProperties) return undefined;
    const { "^[ab]*$": schema, ...others } = patternProperties;
    if (schema === undefined) return undefined;
    return { ...rest, patternProperties: { ...others, "^a[ab]*$": schema, "^b[ab]*$": schema, "^$": schema } };
  }),
  same(replace<readonly Json[]>("required", (list) => list.toReversed())),
  same(replace<readonly Json[]>("anyOf", (list) => list.toReversed())),
  same(replace<readonly Json[]>("oneOf", (list) => list.toReversed())),
  ...restrictions.map((key) => wider((schema) => (schema[key] === undefined ? undefined : without(schema, key)))),
  ...["contains", "dependentSchemas"].map((key) =>
    wider((schema) =>
      schema[key] === undefined || "unevaluatedItems" in schema || "unevaluatedProperties" in schema
        ? undefined
        : without(schema, key),
    ),
  ),
  wider(replace<number>("minContains", (value) => Math.max(0, value - 1))),
  wider(replace<number>("maxContains", (value) => value + 1)),
  wider((schema) => (schema.additionalProperties === false ? without(schema, "additionalProperties") : undefined)),
  wider(replace<number>("maxLength", (value) => value + 1)),
  wider(replace<number>("maximum", (value) => value + 1)),
  wider(replace<number>("minimum", (value) => value - 0.5)),
  wider(replace<number>("maxItems", (value) => value + 1)),
  wider(replace<number>("minItems", (value) => Math.max(0, value - 1))),
  wider(replace<number>("multipleOf", (value) => value / (value < 1 ? 1 : 2))),
  wider(replace<readonly Json[]>("enum", (values) => [...values, "new"])),
  wider(replace<readonly Json[]>("enum", (values) => [...values, null])),
  wider(replace<readonly Json[]>("required", (list) => list.slice(1))),
  wider((schema, random) => ({ anyOf: [schema, randomSchema(random, 1)] })),
  wider((schema) => ({ anyOf: [{ type: "null" }, schema] })),
  wider(replace<readonly Json[]>("anyOf", (list) => [...list, { type: "boolean" }])),
  wider(({ type, ...rest }) =>
    typeof type === "string" && type !== "null" ? { ...rest, type: [type, "null"] } : undefined,
  ),
  wider((schema) => (schema.type === "integer" ? { ...schema, type: "number" } : undefined)),
  unknown(replace<readonly Json[]>("allOf", (list) => (list.length > 1 ? list.slice(1) : list))),
  unknown((_, random) => randomSchema(random, 1)),
  unknown((schema, random) => ({ oneOf: [schema, randomSchema(random, 1)] })),
  unknown(replace<readonly Json[]>("oneOf", (list, random) => [...list, randomSchema(random, 1)])),
  unknown(replace<readonly Json[]>("oneOf", (list) => (list.length > 1 ? list.slice(0, -1) : list))),
  unknown(replace<readonly Json[]>("anyOf", (list) => (list.length > 1 ? list.slice(1) : list))),
  unknown(({ anyOf, ...rest }) => (anyOf === undefined ? undefined : { ...rest, oneOf: anyOf })),
  unknown(({ oneOf, ...rest }) => (oneOf === undefined ? undefined : { ...rest, anyOf: oneOf })),
  unknown((schema, random) => ({ ...schema, not: randomSchema(random, 0) })),
  unknown(replace("contains", (_, random) => randomSchema(random, 0))),
  unknown(replace("if", (_, random) => randomTest(random))),
  unknown(replace("dependentSchemas", (_, random) => ({ a: { properties: { b: randomSchema(random, 0) } } }))),
  unknown((schema) =>
    "properties" in schema && !("dependentSchemas" in schema) ? { ...schema, unevaluatedProperties: false } : undefined,
  ),
  unknown((schema) => ("prefixItems" in schema ? { ...schema, unevaluatedItems: false } : undefined)),
  unknown((schema) =>
    "properties" in schema && !("allOf" in schema || "dependentSchemas" in schema)
      ? { ...schema, allOf: [{ properties: { a: true }, unevaluatedProperties: false }] }
      : undefined,
  ),
  unknown((schema) =>
    "prefixItems" in schema && !("allOf" in schema) ? { ...schema, allOf: [{ unevaluatedItems: false }] } : undefined,
  ),
  unknown(replace("pattern", (_, random) => random.pick(patterns))),
  unknown(replace("minimum", (_, random) => random.pick(numbers))),
  unknown(replace<JsonObject>("properties", (value, random) => ({ ...value, b: randomSchema(random, 1) }))),
  unknown(
    replace<JsonObject>("patternProperties", (value, random) => ({
      ...value,
      [random.pick(namePatterns)]: randomSchema(random, 0),
    })),
  ),
  unknown((schema) =>
    isObject(schema.properties) ? { ...schema, required: Object.keys(schema.properties) } : undefined,
  ),
  unknown((schema) => (isObject(schema.properties) ? { ...schema, additionalProperties: false } : undefined)),
];

/** Where an edit of a schema has the same effect on the whole. */
const positive = ["items", "allOf", "anyOf", "properties"];

/** Edits a schema, or a schema within it, in one place. */
export function edit(schema: Json, random: Random): { readonly schema: Json; readonly effect: Effect } {
  if (isObject(schema) && random.chance(0.5)) {
    const inner = random.pick([...positive, "oneOf"]);
    const edited = editWithin(schema, inner, random);
    if (edited !== undefined) return edited;
  }
  for (let attempt = 0; attempt < 20 && isObject(schema); attempt += 1) {
    const { effect, apply } = random.pick(edits);
    const edited = apply(schema, random);
    if (edited !== undefined) return { schema: edited, effect };
  }
  return { schema: { allOf: [schema] }, effect: "same" };
}

function editWithin(schema: JsonObject, key: string, random: Random): { schema: Json; effect: Effect } | undefined {
  const value = schema[key];
  if (value === undefined || typeof value !== "object" || value === null) return undefined;
  if (key === "items") {
    const { schema: items, effect } = edit(value, random);
    return { schema: { ...schema, items }, effect };
  }
  const keys = Object.keys(value);
  if (keys.length === 0) return undefined;
  const chosen = random.pick(keys);
  const { schema: child, effect } = edit((value as JsonObject)[chosen] ?? true, random);
  const changed = Array.isArray(value)
    ? value.map((item: Json, index) => (String(index) === chosen ? child : item))
    : { ...(value as JsonObject), [chosen]: child };
  // More values of one alternative may be fewer of a `oneOf`.
  const isSafe = key !== "oneOf" || effect === "same";
  return { schema: { ...schema, [key]: changed }, effect: isSafe ? effect : "unknown" };
}
