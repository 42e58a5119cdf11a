import type { Options } from "yargs";
import type { Args } from "./command.ts";

/** What is looked at of the schema of a field. */
export interface FieldSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly items?: FieldSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  /** What the pattern wants, in words. Without them it is for the service to judge. */
  readonly "x-pattern-message"?: string;
}

/** The options for the fields of a request, and the way back. */
export interface Fields<Body> {
  readonly options: Readonly<Record<string, Options>>;
  /** The fields that were given. */
  read(args: object): Body;
}

/**
 * An option for each field of a request: `inbox_ids` is `--inbox-id`, given once for each. Kind, choices and what is
 * required come from the spec's schema, so that a field that the spec gets is one here as soon as it is described.
 *
 * @example
 * const fields = fieldOptions<UpdateWebhookRequest>(UpdateWebhookRequestSchema, { add_inbox_ids: "Inbox to add", … });
 */
export function fieldOptions<Body extends object>(
  schema: { readonly properties: Readonly<Record<keyof Body, FieldSchema>>; readonly required?: readonly string[] },
  descriptions: { readonly [Field in keyof Body]-?: string },
): Fields<Body> {
  const names = Object.keys(descriptions) as (keyof Body & string)[];
  const options = names.map((field) => {
    const { name, ...option } = fieldOption(field, schema.properties[field]);
    return [
      name,
      { ...option, describe: descriptions[field], demandOption: schema.required?.includes(field) ?? false },
    ];
  });
  return {
    options: Object.fromEntries(options),
    read(args) {
      const given = names.map((field) => [field, (args as Args)[optionName(field, schema.properties[field])]] as const);
      // Sound: the parser has checked them against the options, which come from the schema.
      return Object.fromEntries(given.filter(([, value]) => value !== undefined)) as Body;
    },
  };
}

/** The same for the parameters of a query, as the operation table has them. */
export function queryOptions<Query extends object>(
  parameters: Readonly<Record<keyof Query, { readonly required: boolean; readonly schema: FieldSchema }>>,
  descriptions: { readonly [Name in keyof Query]-?: string },
): Fields<Query> {
  const entries = Object.entries<{ required: boolean; schema: FieldSchema }>(parameters);
  return fieldOptions<Query>(
    {
      properties: Object.fromEntries(entries.map(([name, { schema }]) => [name, schema])) as Record<
        keyof Query,
        FieldSchema
      >,
      required: entries.filter(([, { required }]) => required).map(([name]) => name),
    },
    descriptions,
  );
}

/** `--inbox-id`: each use of it gives one of `inbox_ids`. */
function optionName(field: string, { type }: FieldSchema): string {
  const name = field.replaceAll("_", "-");
  return type === "array" ? name.replace(/s$/, "") : name;
}

function fieldOption(field: string, schema: FieldSchema): Options & { name: string } {
  const name = optionName(field, schema);
  switch (schema.type) {
    case "boolean":
      return { name, type: "boolean" };
    case "integer":
      return { name, ...wholeNumber(name, schema) };
    case "array": {
      const choices = schema.items?.enum;
      return {
        name,
        alias: field.replaceAll("_", "-"),
        type: "string",
        array: true,
        requiresArg: true,
        // Known values hold no comma; an id might.
        ...(choices
          ? { choices, coerce: (values: string[]) => values.flatMap((value) => value.split(",")) }
          : { coerce: (values: string[]) => values.map((value) => checked(`--${name}`, value, schema.items ?? {})) }),
      };
    }
    default:
      if (schema.enum !== undefined) return { name, type: "string", requiresArg: true, choices: schema.enum };
      return {
        name,
        type: "string",
        requiresArg: true,
        coerce: (value: string) => checked(`--${name}`, value, schema),
      };
  }
}

/**
 * The text, if the schema allows it.
 *
 * @throws Error that says what is wrong with `name`
 */
export function checked(name: string, value: string, schema: FieldSchema): string {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, "x-pattern-message": wish } = schema;
  const length = [...value].length;
  if (length < minLength) throw new Error(`${name} may not be empty.`);
  if (length > maxLength) throw new Error(`${name} has ${length} characters, and may have ${maxLength}.`);
  if (pattern !== undefined && wish !== undefined && !new RegExp(pattern, "u").test(value)) {
    throw new Error(`${name} ${wish}.`);
  }
  return value;
}

/** An option for a whole number. */
export function wholeNumber(name: string, { minimum, maximum }: FieldSchema): Options & { type: "number" } {
  const least = minimum === undefined ? "" : ` of at least ${minimum}`;
  const most = maximum === undefined ? "" : `${least === "" ? " of" : " and"} at most ${maximum}`;
  return {
    type: "number",
    requiresArg: true,
    coerce(value: number) {
      const fits = Number.isSafeInteger(value) && value >= (minimum ?? value) && value <= (maximum ?? value);
      if (!fits) throw new Error(`--${name} must be a whole number${least}${most}.`);
      return value;
    },
  };
}
