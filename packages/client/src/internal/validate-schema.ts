import { isDateTime, isObject, type JsonSchema } from "@agent-webhooks/types/json-schema";
import type { Issue } from "../errors.ts";

/**
 * Validates a value against a schema. It interprets the schema, because Workers and browsers with a content security
 * policy forbid to compile it to code.
 */
export function validateSchema(schema: JsonSchema, value: unknown, path = ""): Issue[] {
  const issueIf: IssueIf = (isInvalid, message) => (isInvalid ? [{ path, message }] : []);
  const allowed = [schema.type ?? []].flat();
  if (allowed[0] && !allowed.some((type) => types[type]?.(value)))
    return issueIf(true, `must be of type ${allowed.join(" or ")}`);
  return [
    ...issueIf("const" in schema && value !== schema.const, `must be ${JSON.stringify(schema.const)}`),
    ...issueIf(schema.enum?.includes(value as string) === false, `must be one of ${schema.enum?.join(", ")}`),
    ...(schema.allOf ?? []).flatMap((part) => validateSchema(part, value, path)),
    ...issueIf(
      typeof value === "number" && value < (schema.minimum ?? -Infinity),
      `must be at least ${schema.minimum}`,
    ),
    ...(typeof value === "string" ? validateString(schema, value, issueIf) : []),
    ...(Array.isArray(value) ? validateArray(schema, value, path, issueIf) : []),
    ...(isObject(value) ? validateObject(schema, value, path, issueIf) : []),
  ];
}

type IssueIf = (isInvalid: boolean, message: string) => Issue[];

function validateString(schema: JsonSchema, value: string, issueIf: IssueIf): Issue[] {
  // JSON Schema counts characters, not UTF-16 units.
  const { length } = [...value];
  return [
    ...issueIf(length < (schema.minLength ?? 0), `must have at least ${schema.minLength} characters`),
    ...issueIf(length > (schema.maxLength ?? Infinity), `must have at most ${schema.maxLength} characters`),
    ...issueIf(!new RegExp(schema.pattern ?? "", "u").test(value), `must match ${schema.pattern}`),
    ...issueIf(formats[schema.format ?? ""]?.(value) === false, `must be a ${schema.format}`),
  ];
}

function validateArray(schema: JsonSchema, value: readonly unknown[], path: string, issueIf: IssueIf): Issue[] {
  const { items, minItems = 0, maxItems = Infinity, uniqueItems } = schema;
  return [
    ...issueIf(value.length < minItems, `must have at least ${minItems} items`),
    ...issueIf(value.length > maxItems, `must have at most ${maxItems} items`),
    ...issueIf(
      uniqueItems === true && new Set(value.map((item) => JSON.stringify(item))).size < value.length,
      "must not have duplicates",
    ),
    ...(items ? value.flatMap((item, index) => validateSchema(items, item, below(path, index))) : []),
  ];
}

function validateObject(
  schema: JsonSchema,
  value: Readonly<Record<string, unknown>>,
  path: string,
  issueIf: IssueIf,
): Issue[] {
  const { properties = {}, required = [], additionalProperties = true, minProperties = 0 } = schema;
  const missing = required.filter((name) => !Object.hasOwn(value, name));
  return [
    ...missing.map((name) => ({ path: below(path, name), message: "is missing" })),
    ...issueIf(Object.keys(value).length < minProperties, `must have at least ${minProperties} fields`),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const of = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
      if (of === false) return [{ path: below(path, name), message: "is unknown" }];
      return typeof of === "object" ? validateSchema(of, inner, below(path, name)) : [];
    }),
  ];
}

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
  "date-time": isDateTime,
  uri: (value) => /^[a-z][a-z0-9+.-]*:[!-~]+$/i.test(value) && URL.canParse(value),
};

const below = (path: string, name: string | number) => (path === "" ? `${name}` : `${path}.${name}`);
