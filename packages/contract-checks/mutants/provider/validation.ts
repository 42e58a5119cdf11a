import { isObject, withoutNull } from "@agent-webhooks/types/json-schema";
import { InvalidRequestError } from "../../src/reference/errors.ts";
import { type Query, rules } from "../../src/reference/rules.ts";
import { mergeAllOf } from "../../src/spec/compose.ts";
import type { AnyOperationId } from "../../src/spec/operations.ts";
import { defaultPageSize, maxPageSize, type Schema } from "../../src/spec/schema.ts";
import { type Deviation, mutantsOf, type ProviderMutant, withRules } from "./mutant.ts";

/** A schema with one constraint removed or off by one. */
export interface Change {
  readonly what: string;
  readonly kills: string;
  readonly schema: Schema;
}

export const tooLoose = "negative_data_rejection";
const tooStrict = "positive_data_acceptance";

const sizes = ["minItems", "maxItems", "minLength", "maxLength", "minimum", "maximum"] as const;
type Size = (typeof sizes)[number];

/** A schema without each of its constraints, and with each number in it off by one. */
export function changes(unmerged: Schema): Change[] {
  const schema = mergeAllOf(unmerged);
  const off = (keyword: keyof Schema): Change[] => {
    if (schema[keyword] === undefined) return [];
    const { [keyword]: _, ...rest } = schema;
    return [{ what: `${keyword}_off`, kills: tooLoose, schema: rest }];
  };
  const byOne = (keyword: Size): Change[] => {
    const value = schema[keyword];
    if (value === undefined) return [];
    const isMost = keyword.startsWith("max");
    return [
      { what: `${keyword}_plus_1`, kills: isMost ? tooLoose : tooStrict, schema: { ...schema, [keyword]: value + 1 } },
      { what: `${keyword}_minus_1`, kills: isMost ? tooStrict : tooLoose, schema: { ...schema, [keyword]: value - 1 } },
    ];
  };
  const notNull = withoutNull(schema);
  const nullable: Change =
    notNull === undefined
      ? { what: "null_taken", kills: tooLoose, schema: { ...schema, type: [schema.type ?? [], "null"].flat() } }
      : { what: "null_rejected", kills: tooStrict, schema: notNull };
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
    ...sizes.flatMap(byOne),
    nullable,
    ...items,
    ...values,
  ].filter(({ what }) => !equivalent(schema, what));
}

/** Changes without effect: a value of an enum of strings is a string anyway. */
function equivalent(schema: Schema, what: string): boolean {
  return schema.enum !== undefined && (what === "type_off" || what === "null_taken");
}

/** Changes of one field of an object: those of its schema, and whether it is required. */
export function changesOfField(schema: Schema, field: string, ofValue: readonly Change[]): Change[] {
  const { required = [], properties = {} } = schema;
  return [
    ...ofValue.map(({ what, kills, schema: changed }) => ({
      what: `${field}_${what}`,
      kills,
      schema: { ...schema, properties: { ...properties, [field]: changed } },
    })),
    required.includes(field)
      ? {
          what: `${field}_optional`,
          kills: tooLoose,
          schema: { ...schema, required: required.filter((name) => name !== field) },
        }
      : { what: `${field}_required`, kills: tooStrict, schema: { ...schema, required: [...required, field] } },
  ];
}

/** Mutants of the validation of an operation's body, each with the check that has to find it. */
function bodyMutants(operation: AnyOperationId): Change[] {
  const schema = rules.requestSchema(operation);
  return [
    { what: "unknown_fields", kills: tooLoose, schema: { ...schema, additionalProperties: true } },
    { what: "any_type", kills: tooLoose, schema: { ...schema, type: ["object", "array", "null"] } },
    ...Object.entries(schema.properties ?? {}).flatMap(([field, property]) =>
      changesOfField(schema, field, changes(property)),
    ),
  ];
}

export function ofBody(operation: AnyOperationId): ProviderMutant[] {
  return bodyMutants(operation).flatMap(({ what, kills, schema }) => {
    const requestSchema: typeof rules.requestSchema = (requested) =>
      requested === operation ? schema : rules.requestSchema(requested);
    return mutantsOf("validation", { [kills]: { [`${operation}_${what}`]: withRules({ requestSchema }) } });
  });
}

/** Reads one parameter in its own way, and the others as the contract requires. */
const reading = (name: string, read: (text: string) => Partial<Query>) =>
  withRules({
    readQuery: (query) => {
      const text = query.get(name);
      const others = new URLSearchParams([...query].filter(([key]) => key !== name));
      return { ...rules.readQuery(others), ...(text !== null && read(text)) };
    },
  });

/** Reads a parameter as the contract requires. */
const read = (name: "limit" | "ascending", text: string) => {
  const { limit, ascending } = rules.readQuery(new URLSearchParams({ [name]: text }));
  return name === "limit" ? { limit } : { ascending };
};
const invalid = (name: string): never => {
  throw new InvalidRequestError({ [name]: ["is invalid"] });
};

/** For each list of an operation's body: an item in place of the list is taken for a list of one. */
function takingItemsForLists(operation: AnyOperationId): Record<string, () => Deviation> {
  const { properties = {} } = rules.requestSchema(operation);
  const lists = Object.keys(properties).filter((field) => properties[field]?.type === "array");
  const withList = (body: unknown, field: string) => {
    const item = isObject(body) ? body[field] : undefined;
    return typeof item === "string" ? { ...(body as object), [field]: [item] } : body;
  };
  return Object.fromEntries(
    lists.map((field) => [
      `${operation}_${field}_item_for_list`,
      withRules({ parse: (text) => withList(rules.parse(text), field) }),
    ]),
  );
}

/** For each id in a list of a body: what a mutant finds wrong with it. */
const findingInIds = (issueOf: (id: string) => string | undefined) =>
  withRules({
    bodyIssues: (schema, body) => {
      const lists = isObject(body) ? Object.entries(body).filter(([, value]) => Array.isArray(value)) : [];
      const issues = lists.flatMap(([name, ids]) =>
        (ids as unknown[]).flatMap((id, index): [string, string[]][] => {
          const issue = typeof id === "string" ? issueOf(id) : undefined;
          return issue === undefined ? [] : [[`${name}.${index}`, [issue]]];
        }),
      );
      return { ...rules.bodyIssues(schema, body), ...Object.fromEntries(issues) };
    },
  });

/** Changes the patterns of an operation's body. */
const replacingInPatterns = (operation: AnyOperationId, from: string, to: string) => {
  const text = JSON.stringify(rules.requestSchema(operation));
  const changed: Schema = JSON.parse(text.replaceAll(JSON.stringify(from).slice(1, -1), to));
  return withRules({
    requestSchema: (requested) => (requested === operation ? changed : rules.requestSchema(requested)),
  });
};

/** Changes the texts of a body before it is validated and stored. */
const changingTexts = (change: (text: string) => string) =>
  withRules({
    parse: (text) => JSON.parse(text, (_, value) => (typeof value === "string" ? change(value) : value)),
  });

const c1 = "\\u007f-\\u009f";
const surrogates = "\\ud800-\\udfff";

export const validationMutants: readonly ProviderMutant[] = [
  ...ofBody("createWebhook"),
  ...ofBody("updateWebhook"),
  ...mutantsOf("validation", {
    [tooStrict]: {
      length_in_bytes: findingInIds((id) => (Buffer.byteLength(id) > 256 ? "is too long" : undefined)),
      length_in_utf16: findingInIds((id) => (id.length > 256 ? "is too long" : undefined)),
      space_rejected: findingInIds((id) => (id === "a b" ? "has a space" : undefined)),
      nbsp_rejected: findingInIds((id) => (id.includes("\u00a0") ? "has a space" : undefined)),
      texts_nfc: changingTexts((text) => text.normalize("NFC")),
      texts_nfkc: changingTexts((text) => text.normalize("NFKC")),
    },
    [tooLoose]: {
      create_c1: replacingInPatterns("createWebhook", c1, "\\\\u007f"),
      update_c1: replacingInPatterns("updateWebhook", c1, "\\\\u007f"),
      create_del: replacingInPatterns("createWebhook", c1, "\\\\u0080-\\\\u009f"),
      create_unit_separator: replacingInPatterns("createWebhook", "\\u001f", "\\\\u001e"),
      create_surrogates: replacingInPatterns("createWebhook", surrogates, ""),
      update_surrogates: replacingInPatterns("updateWebhook", surrogates, ""),
      create_byte_order_mark: replacingInPatterns("createWebhook", "\\ufeff", ""),
      surrogates_replaced: changingTexts((text) => Buffer.from(text).toString()),
    },
    malformed_json: {
      bytes_replaced: withRules({ decodeBody: (bytes) => Buffer.from(bytes).toString() }),
      bytes_latin1: withRules({ decodeBody: (bytes) => Buffer.from(bytes).toString("latin1") }),
    },
  }),
  ...mutantsOf("validation", {
    [tooLoose]: { ...takingItemsForLists("createWebhook"), ...takingItemsForLists("updateWebhook") },
  }),
  ...mutantsOf("validation", {
    [tooLoose]: {
      limit_parse_int: reading("limit", (text) => ({
        limit: Math.min(maxPageSize, Math.max(1, Number.parseInt(text, 10) || defaultPageSize)),
      })),
      limit_number: reading("limit", (text) =>
        Number(text) >= 1 ? { limit: Math.min(maxPageSize, Math.round(Number(text))) } : invalid("limit"),
      ),
      limit_trimmed: reading("limit", (text) => read("limit", text.trim())),
      limit_with_sign: reading("limit", (text) => read("limit", text.replace(/^\+/, ""))),
      limit_with_underscore: reading("limit", (text) => read("limit", text.replace("_", ""))),
      limit_with_comma: reading("limit", (text) => read("limit", text.replace(",", ""))),
      limit_any_digits: reading("limit", (text) => read("limit", text.replace("٥", "5"))),
      limit_wide_digits: reading("limit", (text) => read("limit", text.normalize("NFKC"))),
      limit_fraction_zero: reading("limit", (text) => read("limit", text.replace(/\.0$/, ""))),
      ascending_trimmed: reading("ascending", (text) => read("ascending", text.trim())),
      limit_zero: reading("limit", (text) => (text === "0" ? { limit: defaultPageSize } : read("limit", text))),
      limit_empty: reading("limit", (text) => (text === "" ? { limit: defaultPageSize } : read("limit", text))),
      ascending_truthy: reading("ascending", (text) => ({ ascending: text !== "false" })),
      ascending_any_case: reading("ascending", (text) => read("ascending", text.toLowerCase())),
      ascending_empty: reading("ascending", (text) => (text === "" ? {} : read("ascending", text))),
      page_token_empty: reading("page_token", (text) => ({ pageToken: text || undefined })),
      page_token_ignored_when_long: reading("page_token", (text) => ({
        pageToken: text.length > 1024 ? undefined : text,
      })),
    },
    [tooStrict]: {
      limit_from_2: reading("limit", (text) => (text === "1" ? invalid("limit") : read("limit", text))),
      limit_over_100_rejected: reading("limit", (text) =>
        Number(text) > maxPageSize ? invalid("limit") : read("limit", text),
      ),
    },
  }),
];
