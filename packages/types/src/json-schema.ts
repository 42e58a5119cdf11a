/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object whose members are JSON values. */
export type JsonObject = { readonly [name: string]: Json };

/** Whether a parsed JSON value is an object, as opposed to `null`, an array or a scalar. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Whether a text is a `date-time` of JSON Schema: RFC 3339, 5.6. Libraries also accept a space, or an offset without its colon
 * or minutes, which readers in other languages reject.
 */
export function isDateTime(text: string): boolean {
  const parts = /^(\d{4}-\d\d-\d\d)t((?:[01]\d|2[0-3]):\d\d):(\d\d)(?:\.\d+)?(z|[+-]\d\d:\d\d)$/i.exec(text);
  if (parts === null) return false;
  const [, date = "", minute, second, offset = ""] = parts;
  // `Date` accepts some invalid days.
  const isDay = new Date(`${date}T00:00:00Z`).toJSON()?.startsWith(date) ?? false;
  // `Date` has no leap seconds. They are at the end of a day in UTC.
  const isLeap = second === "60";
  const time = new Date(`${date}T${minute}:${isLeap ? 59 : second}${offset.toUpperCase()}`);
  return isDay && !Number.isNaN(+time) && (!isLeap || (time.getUTCHours() === 23 && time.getUTCMinutes() === 59));
}

/** A JSON Schema (2020-12), with the keywords that the specs use. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly allOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly minProperties?: number;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  /** Error message for a value that does not match `pattern`. */
  readonly "x-pattern-message"?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  /** Larger values are treated as this one instead of being rejected. */
  readonly "x-served-maximum"?: number;
}

/** The schema of the other values that a nullable schema allows; `undefined` if the schema does not allow `null`. */
export function withoutNull(schema: JsonSchema): JsonSchema | undefined {
  const types = [schema.type ?? []].flat();
  const others = types.filter((type) => type !== "null");
  if (others.length === types.length) return undefined;
  return { ...schema, type: others.length === 1 && others[0] !== undefined ? others[0] : others };
}
