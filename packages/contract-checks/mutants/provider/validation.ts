import type { OperationId } from "@agent-webhooks/types";
import type { Schema } from "../../src/provider/data/schema.ts";
import { InvalidRequestError, type Query, rules } from "../../src/reference/rules.ts";
import { classOf, deciding, type ProviderMutant } from "./mutant.ts";

const validation = classOf("validation");

/** A change of one constraint: off, or off by one. */
interface Change {
  readonly what: string;
  readonly kills: string;
  readonly schema: Schema;
}

const tooLoose = "negative_data_rejection";
const tooStrict = "positive_data_acceptance";

/** Every constraint of a schema switched off, and every number in it off by one. */
function changes(schema: Schema): Change[] {
  const off = (keyword: keyof Schema): Change[] => {
    if (schema[keyword] === undefined) return [];
    const { [keyword]: _, ...rest } = schema;
    return [{ what: `${keyword}_off`, kills: tooLoose, schema: rest }];
  };
  const byOne = (keyword: "minItems" | "minLength" | "maxItems" | "maxLength"): Change[] => {
    const value = schema[keyword];
    if (value === undefined) return [];
    const isMost = keyword.startsWith("max");
    return [
      { what: `${keyword}_plus_1`, kills: isMost ? tooLoose : tooStrict, schema: { ...schema, [keyword]: value + 1 } },
      { what: `${keyword}_minus_1`, kills: isMost ? tooStrict : tooLoose, schema: { ...schema, [keyword]: value - 1 } },
    ];
  };
  const type = [schema.type ?? [], "null"].flat();
  const nullable: Change = { what: "null_taken", kills: tooLoose, schema: { ...schema, type } };
  const items =
    schema.items === undefined
      ? []
      : changes(schema.items).map(({ what, kills, schema: items }) => {
          return { what: `items_${what}`, kills, schema: { ...schema, items } };
        });
  const values =
    schema.enum === undefined
      ? []
      : [
          { what: "enum_one_less", kills: tooStrict, schema: { ...schema, enum: schema.enum.slice(0, -1) } },
          {
            what: "enum_one_more",
            kills: tooLoose,
            schema: { ...schema, enum: [...schema.enum, `${schema.enum[0]}x`] },
          },
        ];
  return [
    ...(
      ["type", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "pattern", "format", "enum"] as const
    ).flatMap(off),
    ...(["minItems", "maxItems", "minLength", "maxLength"] as const).flatMap(byOne),
    nullable,
    ...items,
    ...values,
  ].filter(({ what }) => !equivalent(schema, what));
}

/** Faults that nobody can see: what is limited to a list of texts is of no other type anyway. */
function equivalent(schema: Schema, what: string): boolean {
  return schema.enum !== undefined && (what === "type_off" || what === "null_taken");
}

function ofBody(operation: OperationId): ProviderMutant[] {
  const schema = rules.requestSchema(operation);
  const replaced = (replacement: Schema) =>
    deciding({ requestSchema: (asked) => (asked === operation ? replacement : rules.requestSchema(asked)) });
  return [
    validation(`${operation}_unknown_fields`, tooLoose, replaced({ ...schema, additionalProperties: true })),
    validation(`${operation}_any_type`, tooLoose, replaced({ ...schema, type: ["object", "array", "null"] })),
    ...(schema.required ?? []).map((field) =>
      validation(
        `${operation}_${field}_optional`,
        tooLoose,
        replaced({ ...schema, required: schema.required?.filter((name) => name !== field) ?? [] }),
      ),
    ),
    ...Object.entries(schema.properties ?? {}).flatMap(([field, property]) => [
      ...changes(property).map(({ what, kills, schema: changed }) =>
        validation(
          `${operation}_${field}_${what}`,
          kills,
          replaced({ ...schema, properties: { ...schema.properties, [field]: changed } }),
        ),
      ),
      ...((schema.required ?? []).includes(field)
        ? []
        : [
            validation(
              `${operation}_${field}_required`,
              tooStrict,
              replaced({ ...schema, required: [...(schema.required ?? []), field] }),
            ),
          ]),
    ]),
  ];
}

const reading = (read: (query: URLSearchParams) => Query) => deciding({ readQuery: read });
const without = (query: URLSearchParams, name: string) =>
  new URLSearchParams([...query].filter(([key]) => key !== name));
const lenient = (name: string, value: (text: string) => Partial<Query>) =>
  reading((query) => {
    const text = query.get(name);
    return { ...rules.readQuery(without(query, name)), ...(text !== null && value(text)) };
  });

const ofQuery: readonly ProviderMutant[] = [
  validation(
    "limit_parse_int",
    tooLoose,
    lenient("limit", (text) => ({ limit: Math.min(100, Math.max(1, Number.parseInt(text, 10) || 20)) })),
  ),
  validation(
    "limit_number",
    tooLoose,
    lenient("limit", (text) => {
      const limit = Number(text);
      if (!(limit >= 1)) throw new InvalidRequestError({ limit: ["must be 1 or more"] });
      return { limit: Math.min(100, Math.round(limit)) };
    }),
  ),
  validation(
    "limit_zero",
    tooLoose,
    lenient("limit", (text) => (text === "0" ? { limit: 20 } : rules.readQuery(new URLSearchParams({ limit: text })))),
  ),
  validation(
    "limit_empty",
    tooLoose,
    lenient("limit", (text) => (text === "" ? { limit: 20 } : rules.readQuery(new URLSearchParams({ limit: text })))),
  ),
  validation(
    "limit_from_2",
    tooStrict,
    lenient("limit", (text) => {
      if (text === "1") throw new InvalidRequestError({ limit: ["must be 2 or more"] });
      return { limit: rules.readQuery(new URLSearchParams({ limit: text })).limit };
    }),
  ),
  validation(
    "limit_over_100_refused",
    tooStrict,
    lenient("limit", (text) => {
      if (Number(text) > 100) throw new InvalidRequestError({ limit: ["must be 100 or less"] });
      return { limit: rules.readQuery(new URLSearchParams({ limit: text })).limit };
    }),
  ),
  validation(
    "ascending_truthy",
    tooLoose,
    lenient("ascending", (text) => ({ ascending: text !== "false" })),
  ),
  validation(
    "ascending_any_case",
    tooLoose,
    lenient("ascending", (text) => ({
      ascending: rules.readQuery(new URLSearchParams({ ascending: text.toLowerCase() })).ascending,
    })),
  ),
  validation(
    "ascending_empty",
    tooLoose,
    lenient("ascending", (text) =>
      text === "" ? {} : { ascending: rules.readQuery(new URLSearchParams({ ascending: text })).ascending },
    ),
  ),
  validation(
    "page_token_empty",
    tooLoose,
    lenient("page_token", (text) => ({ pageToken: text || undefined })),
  ),
  validation(
    "page_token_ignored_when_long",
    tooLoose,
    lenient("page_token", (text) => ({ pageToken: text.length > 1024 ? undefined : text })),
  ),
];

export const validationMutants: readonly ProviderMutant[] = [
  ...ofBody("createWebhook"),
  ...ofBody("updateWebhook"),
  ...ofQuery,
];
