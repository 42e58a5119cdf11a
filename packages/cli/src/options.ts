import { type JsonSchema, withoutNull } from "@agent-webhooks/types/json-schema";
import { closestMatch } from "leven";
import type { Options } from "yargs";

/** The values of a command's positionals and options, by name. */
export type Args = Readonly<Record<string, unknown>>;

export type OptionMap = Readonly<Record<string, Options>>;

/** The options for the fields of a request, and the way back. */
export interface FieldOptions<Body> {
  readonly options: OptionMap;
  /** The fields that were given. */
  read(args: object): Body;
}

/**
 * An option for each field of a request: `inbox_ids` becomes `--inbox-id`, given once for each value. Type, choices,
 * limits and what is required come from the spec's schema; a field without a description does not compile.
 *
 * @example
 * const fields = fieldOptions<UpdateWebhookRequest>(UpdateWebhookRequestSchema, { add_inbox_ids: "Inbox to add", … });
 */
export function fieldOptions<Body extends object>(
  schema: { readonly properties: Readonly<Record<keyof Body, JsonSchema>>; readonly required?: readonly string[] },
  descriptions: { readonly [Field in keyof Body]-?: string },
): FieldOptions<Body> {
  const fields = (Object.keys(descriptions) as (keyof Body & string)[]).map((field) => {
    const fieldSchema = schema.properties[field];
    const name = toOptionName(field, fieldSchema);
    const demandOption = schema.required?.includes(field) ?? false;
    return {
      field,
      name,
      option: { ...toOption(name, field, fieldSchema), describe: descriptions[field], demandOption },
    };
  });
  return {
    options: Object.fromEntries(fields.map(({ name, option }) => [name, option])),
    read(args) {
      const given = fields.map(({ field, name }) => [field, (args as Args)[name]] as const);
      // Sound: the parser has checked the values against the options, which follow the schema.
      return Object.fromEntries(given.filter(([, value]) => value !== undefined)) as Body;
    },
  };
}

/** {@link fieldOptions} for the query parameters of an operation. */
export function queryOptions<Query extends object>(
  parameters: Readonly<Record<keyof Query, { readonly required: boolean; readonly schema: JsonSchema }>>,
  descriptions: { readonly [Name in keyof Query]-?: string },
): FieldOptions<Query> {
  const entries = Object.entries<{ required: boolean; schema: JsonSchema }>(parameters);
  const properties = Object.fromEntries(entries.map(([name, { schema }]) => [name, schema]));
  return fieldOptions<Query>(
    {
      properties: properties as Record<keyof Query, JsonSchema>,
      required: entries.filter(([, { required }]) => required).map(([name]) => name),
    },
    descriptions,
  );
}

function toOptionName(field: string, { type }: JsonSchema): string {
  const name = field.replaceAll("_", "-");
  return type === "array" ? name.replace(/s$/, "") : name;
}

function toOption(name: string, field: string, schema: JsonSchema): Options {
  const notNull = withoutNull(schema);
  if (notNull !== undefined) return nullableOption(toOption(name, field, notNull));
  switch (schema.type) {
    case "boolean":
      return { type: "boolean" };
    case "integer":
      return {
        ...integerOption(name, schema),
        ...(schema.default !== undefined && { defaultDescription: String(schema.default) }),
      };
    case "array": {
      const { enum: choices, ...item } = schema.items ?? {};
      const option = choices ? choiceOption(name, choices) : textOption(`--${name}`, item);
      return {
        ...option,
        alias: field.replaceAll("_", "-"),
        array: true,
        // A choice contains no comma; an ID might.
        coerce: (values: readonly string[]) =>
          (choices ? values.flatMap((value) => value.split(",")) : values).map(option.coerce),
      };
    }
    case "object":
      throw new Error(`${field} is an object, which no option can have as its value yet`);
    default:
      return schema.enum ? choiceOption(name, schema.enum) : textOption(`--${name}`, schema);
  }
}

/** What the value of an option is for a field that has none. */
const none = "none";

/** The same option, which may also be `none`: null. */
function nullableOption({ coerce, ...option }: Options): Options {
  return { ...option, type: "string", coerce: (value) => (value === none ? null : coerce?.(value)) };
}

/** An option or a positional that has a value. `coerce` throws when the value is invalid. */
export interface ValueOption<Value> extends Options {
  readonly type?: "string";
  readonly requiresArg: true;
  coerce(value: unknown): Value;
}

/**
 * An option for a text that the schema allows.
 *
 * @param label what errors call it: `--client-id`, `<webhook_url>`
 */
export function textOption(label: string, schema: JsonSchema = {}): ValueOption<string> {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, "x-pattern-message": requirement } = schema;
  return {
    type: "string",
    requiresArg: true,
    coerce(value) {
      const text = String(value);
      const length = [...text].length;
      if (length < minLength) throw new Error(`${label} must not be empty.`);
      if (length > maxLength) throw new Error(`${label} has ${length} characters; the maximum is ${maxLength}.`);
      if (pattern !== undefined && requirement !== undefined && !new RegExp(pattern, "u").test(text)) {
        throw new Error(`${label} ${requirement}.`);
      }
      return text;
    },
  };
}

/** An option for an absolute http or https URL without credentials, which would be printed. */
export function httpUrlOption(name: string): ValueOption<string> {
  return {
    type: "string",
    requiresArg: true,
    coerce(value) {
      const text = String(value);
      const url = URL.parse(text);
      if (url !== null && /^https?:$/.test(url.protocol) && url.username + url.password === "") return text;
      throw new Error(
        `--${name} must be an absolute http or https URL without credentials, such as http://localhost:3000/hooks.`,
      );
    },
  };
}

/** An option for one of several texts. */
export function choiceOption<Choice extends string>(name: string, choices: readonly Choice[]): ValueOption<Choice> {
  return {
    type: "string",
    requiresArg: true,
    // For help and completion: `coerce` comes first.
    choices,
    coerce(value) {
      const choice = choices.find((choice) => choice === value);
      if (choice !== undefined) return choice;
      const suggestion = didYouMean(String(value), choices);
      throw new Error(`--${name} cannot be "${value}".${suggestion} Allowed values: ${choices.join(", ")}.`);
    },
  };
}

/** An option for a whole number. */
export function integerOption(
  name: string,
  { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER }: JsonSchema,
): ValueOption<number> {
  const range = maximum === Number.MAX_SAFE_INTEGER ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
  return {
    // Without a type, yargs passes the text: as a number, an empty one would be 0.
    requiresArg: true,
    coerce(value) {
      const number = /^-?\d+$/.test(String(value)) ? Number(value) : Number.NaN;
      if (Number.isSafeInteger(number) && number >= minimum && number <= maximum) return number;
      throw new Error(`--${name} must be a whole number ${range}.`);
    },
  };
}

/** ` Did you mean list?`, if a known word is close to the given one; else "". */
export function didYouMean(word: string, known: readonly string[], prefix = ""): string {
  const maxDistance = Math.max(word.length > 3 ? 2 : 1, Math.floor(word.length / 3));
  const closest = closestMatch(word, known, { maxDistance });
  return closest === undefined ? "" : ` Did you mean ${prefix}${closest}?`;
}
