import type { JsonSchema } from "@agent-webhooks/types";
import type { Issue } from "../errors.ts";

/**
 * What is wrong with a value by a schema. It does not compile the schema to code, which browsers with a content
 * security policy and Workers forbid.
 */
export function validateSchema(schema: JsonSchema, value: unknown, path = ""): Issue[] {
  const wrong = (isWrong: boolean, message: string) => (isWrong ? [{ path, message }] : []);
  const allowed = [schema.type ?? []].flat();
  if (allowed[0] && !allowed.some((type) => types[type]?.(value)))
    return wrong(true, `must be of type ${allowed.join(" or ")}`);
  return [
    ...wrong("const" in schema && value !== schema.const, `must be ${JSON.stringify(schema.const)}`),
    ...wrong(schema.enum?.includes(value as string) === false, `must be one of ${schema.enum?.join(", ")}`),
    ...(schema.allOf ?? []).flatMap((part) => validateSchema(part, value, path)),
    ...wrong(typeof value === "number" && value < (schema.minimum ?? -Infinity), `must be at least ${schema.minimum}`),
    ...(typeof value === "string" ? validateString(schema, value, wrong) : []),
    ...(Array.isArray(value) ? validateArray(schema, value, path, wrong) : []),
    ...(isObject(value) ? validateObject(schema, value, path, wrong) : []),
  ];
}

type Wrong = (isWrong: boolean, message: string) => Issue[];

function validateString(schema: JsonSchema, value: string, wrong: Wrong): Issue[] {
  // JSON Schema counts characters, not UTF-16 units.
  const { length } = [...value];
  return [
    ...wrong(length < (schema.minLength ?? 0), `must have at least ${schema.minLength} characters`),
    ...wrong(length > (schema.maxLength ?? Infinity), `must have at most ${schema.maxLength} characters`),
    ...wrong(!new RegExp(schema.pattern ?? "", "u").test(value), `must match ${schema.pattern}`),
    ...wrong(formats[schema.format ?? ""]?.(value) === false, `must be a ${schema.format}`),
  ];
}

function validateArray(schema: JsonSchema, value: readonly unknown[], path: string, wrong: Wrong): Issue[] {
  const { items, minItems = 0, maxItems = Infinity, uniqueItems } = schema;
  return [
    ...wrong(value.length < minItems, `must have at least ${minItems} items`),
    ...wrong(value.length > maxItems, `must have at most ${maxItems} items`),
    ...wrong(
      uniqueItems === true && new Set(value.map((item) => JSON.stringify(item))).size < value.length,
      "must not have an item twice",
    ),
    ...(items ? value.flatMap((item, index) => validateSchema(items, item, below(path, index))) : []),
  ];
}

function validateObject(
  schema: JsonSchema,
  value: Readonly<Record<string, unknown>>,
  path: string,
  wrong: Wrong,
): Issue[] {
  const { properties = {}, required = [], additionalProperties = true, minProperties = 0 } = schema;
  const missing = required.filter((name) => !Object.hasOwn(value, name));
  return [
    ...missing.map((name) => ({ path: below(path, name), message: "is missing" })),
    ...wrong(Object.keys(value).length < minProperties, `must have at least ${minProperties} fields`),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const of = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
      if (of === false) return [{ path: below(path, name), message: "is unknown" }];
      return typeof of === "object" ? validateSchema(of, inner, below(path, name)) : [];
    }),
  ];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  number: Number.isFinite,
  integer: Number.isInteger,
  null: (value) => value === null,
};

const formats: Readonly<Record<string, (value: string) => boolean>> = {
  // RFC 3339, 5.6. `Date` refuses what no calendar has, but not all of it, and it does not know leap seconds.
  "date-time": (value) => {
    const [, date, time] = /^(\d{4}-\d\d-\d\d)t(\d\d:\d\d:\d\d(?:\.\d+)?(?:z|[+-]\d\d:\d\d))$/i.exec(value) ?? [];
    if (date === undefined || time === undefined) return false;
    const day = new Date(`${date}T00:00:00Z`);
    const isDay = !Number.isNaN(+day) && day.toISOString().startsWith(date);
    return isDay && !Number.isNaN(Date.parse(`2000-01-01T${time.toUpperCase().replace(":60", ":59")}`));
  },
  uri: (value) => /^[a-z][a-z0-9+.-]*:[!-~]+$/i.test(value) && URL.canParse(value),
};

const below = (path: string, name: string | number) => (path === "" ? `${name}` : `${path}.${name}`);
