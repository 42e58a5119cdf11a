import type { Operation } from "@agent-webhooks/types";
import { valueIssues } from "../schemas.ts";
import { discriminators, mergeAllOf } from "../spec/compose.ts";
import { annotationKeywords, constraintKeywords, namedSchema, type Schema } from "../spec/schema.ts";

/** A keyword of a schema that constrains a part of a request. */
export interface Constraint {
  /** `query.limit minimum`, `body.inbox_ids.* maxLength`. */
  readonly id: string;
  /** Where the value is. `*` stands for every item of a list, `name=value` for an object that has this value. */
  readonly place: { readonly in: "body" | "query" | "path"; readonly path: readonly string[] };
  /** Returns `undefined` when the constraint does not apply to values of this type. */
  classify(value: unknown): "valid" | "at the limit" | "invalid" | undefined;
  /** Whether only a value at the limit covers valid values. */
  readonly hasLimit: boolean;
}

/** Every constraint on the parameters and the body of an operation. */
export function constraintsOf({ parameters, requestBody }: Operation): Constraint[] {
  const inQuery = Object.entries(parameters.query).flatMap(([name, { schema }]) => walk(schema, "query", [name]));
  const inPath = Object.entries(parameters.path).flatMap(([name, { schema }]) => walk(schema, "path", [name]));
  return [...inQuery, ...inPath, ...(requestBody === null ? [] : walk(namedSchema(requestBody.schema), "body", []))];
}

function walk(unmerged: Schema, where: Constraint["place"]["in"], path: readonly string[]): Constraint[] {
  const schema = mergeAllOf(unmerged);
  const own = Object.keys(schema)
    .filter((keyword) => !annotationKeywords.includes(keyword))
    .map((keyword): Constraint => {
      const id = `${[where, ...path].join(".")} ${keyword}`;
      return { id, place: { in: where, path }, classify: classifierOf(schema, keyword), hasLimit: keyword in sizes };
    });
  const { properties = {}, items, additionalProperties, oneOf = [] } = schema;
  // The alternatives of an item are those of the operation that takes one item.
  const isInList = path.includes("*");
  return [
    ...own,
    ...Object.entries(properties).flatMap(([name, field]) => walk(field, where, [...path, name])),
    ...(items === undefined ? [] : walk(items, where, [...path, "*"])),
    ...(typeof additionalProperties === "object" ? walk(additionalProperties, where, [...path, "*"]) : []),
    ...(isInList ? [] : oneOf.flatMap((alternative) => ofAlternative(alternative, oneOf, where, path))),
  ];
}

/** The constraints of one of several schemas. What tells them apart is covered by `oneOf`. */
function ofAlternative(
  alternative: Schema,
  alternatives: readonly Schema[],
  where: Constraint["place"]["in"],
  path: readonly string[],
): Constraint[] {
  const [name = ""] = discriminators(alternatives);
  const { type: _, ...whole } = mergeAllOf(alternative);
  const { [name]: discriminator, ...properties } = whole.properties ?? {};
  const place = [...path, `${name}=${discriminator?.const}`];
  return walk({ ...whole, properties }, where, place);
}

/** What numeric keywords measure. */
const sizes: Readonly<Record<string, (value: unknown) => number | undefined>> = {
  minItems: (value) => (Array.isArray(value) ? value.length : undefined),
  maxItems: (value) => (Array.isArray(value) ? value.length : undefined),
  minLength: (value) => (typeof value === "string" ? [...value].length : undefined),
  maxLength: (value) => (typeof value === "string" ? [...value].length : undefined),
  minimum: (value) => (typeof value === "number" ? value : undefined),
  maximum: (value) => (typeof value === "number" ? value : undefined),
  "x-served-maximum": (value) => (typeof value === "number" ? value : undefined),
};

function classifierOf(schema: Schema, keyword: string): Constraint["classify"] {
  const limit = schema[keyword as keyof Schema];
  const sizeOf = sizes[keyword];
  if (sizeOf !== undefined && typeof limit === "number") {
    return (value) => {
      const size = sizeOf(value);
      if (size === undefined) return undefined;
      if (size === limit) return "at the limit";
      return size > limit === keyword.startsWith("min") ? "valid" : "invalid";
    };
  }
  // Values of an unknown keyword are never valid, so that it is not covered until there is test data for it.
  if (!(constraintKeywords as readonly string[]).includes(keyword)) return () => undefined;
  const properties = Object.fromEntries(Object.keys(schema.properties ?? {}).map((name) => [name, {}]));
  const alone = { [keyword]: limit, ...(keyword === "additionalProperties" && { properties }) };
  const type = keyword === "type" ? undefined : schema.type;
  return (value) => {
    if (type !== undefined && valueIssues({ type }, value).length > 0) return undefined;
    return valueIssues(alone, value).length === 0 ? "valid" : "invalid";
  };
}
