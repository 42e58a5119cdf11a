import { isDateTime } from "@agent-webhooks/types/json-schema";
import type { ErrorObject, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** Validates a value and returns its issues by dotted path. None: the value is valid. */
export type Validate = (value: unknown) => IssueList;

/** Paths that an error lists at most: a body may have a million issues. */
const maxPaths = 100;

/** Issues in the order in which they are found, of the first paths that have some. */
export class IssueList {
  readonly #byPath = new Map<string, Set<string>>();

  add(path: string, message: string): void {
    if (this.isFull) return;
    const messages = this.#byPath.get(path);
    if (messages === undefined) this.#byPath.set(path, new Set([message]));
    else messages.add(message);
  }

  get isEmpty(): boolean {
    return this.#byPath.size === 0;
  }

  get isFull(): boolean {
    return this.#byPath.size >= maxPaths;
  }

  /** The `errors` of a `ValidationErrorResponse`. Field names come from the client, so the object has no prototype. */
  toObject(): Record<string, string[]> {
    const object: Record<string, string[]> = Object.create(null);
    for (const [path, messages] of this.#byPath) object[path] = [...messages];
    return object;
  }
}

// `verbose` adds the schema to each error, for its `x-pattern-message`. Without `strictSchema`, keywords that start with
// `x-` are allowed; the generator checks them.
const createAjv = (allErrors: boolean) => {
  const ajv = new Ajv2020({ allErrors, verbose: true, strictSchema: false, discriminator: true });
  addFormats.default(ajv);
  ajv.addFormat("date-time", isDateTime);
  // Each schema is compiled when it is first used: compiling all of them would slow down the start.
  const compiled = new WeakMap<object, ValidateFunction>();
  return (schema: object): ValidateFunction => {
    const validate = compiled.get(schema) ?? ajv.compile(withDiscriminators(schema));
    compiled.set(schema, validate);
    return validate;
  };
};

const [validatorOfFirst, validatorOfAll] = [createAjv(false), createAjv(true)];

/** Values with more values in them get only their first issue: all of them, each an object, would fill the memory. */
const maxValues = 50_000;

/** Whether a value contains more than `maxValues` values. */
function isLarge(value: unknown): boolean {
  let count = 0;
  const values = [value];
  for (let next = values.pop(); next !== undefined; next = values.pop()) {
    if (typeof next !== "object" || next === null) continue;
    const inner: unknown[] = Array.isArray(next) ? next : Object.values(next);
    count += inner.length;
    if (count > maxValues) return true;
    for (const each of inner) if (typeof each === "object" && each !== null) values.push(each);
  }
  return false;
}

/**
 * Creates the validator of a JSON Schema of the spec.
 *
 * @param root the path of issues with the value itself: `body`, or the name of a parameter
 */
export function createValidator(schema: object, root: string): Validate {
  return (value) => {
    const issues = new IssueList();
    const first = validatorOfFirst(schema);
    if (first(value)) return issues;
    const errors = isLarge(value) ? first.errors : allErrors(schema, value);
    // A format error is redundant beside a pattern error of the same value.
    const withPattern = new Set(errors?.map(({ keyword, instancePath }) => keyword === "pattern" && instancePath));
    for (const error of errors ?? []) {
      if (issues.isFull) break;
      if (error.keyword === "format" && withPattern.has(error.instancePath)) continue;
      issues.add(pathOf(error, root), messageOf(error));
    }
    return issues;
  };
}

/**
 * Adds a discriminator to each `oneOf` whose branches have different constants in the same field. Issues are then those
 * of the branch that this field selects, not those of all branches.
 */
function withDiscriminators<Schema>(schema: Schema): Schema {
  if (Array.isArray(schema)) return schema.map(withDiscriminators) as Schema;
  if (schema === null || typeof schema !== "object") return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withDiscriminators(value)]));
  const propertyName = Array.isArray(copy.oneOf) ? discriminatorOf(copy.oneOf) : undefined;
  return (propertyName === undefined ? copy : { type: "object", ...copy, discriminator: { propertyName } }) as Schema;
}

interface Branch {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, { readonly const?: unknown }>>;
}

const constantsOf = (branches: readonly Branch[], name: string) =>
  branches.map(({ properties, required }) => (required?.includes(name) ? properties?.[name]?.const : undefined));

function discriminatorOf(branches: readonly Branch[]): string | undefined {
  return Object.keys(branches[0]?.properties ?? {}).find((name) => {
    const constants = constantsOf(branches, name);
    return !constants.includes(undefined) && new Set(constants).size === branches.length;
  });
}

function allErrors(schema: object, value: unknown): ValidateFunction["errors"] {
  const validate = validatorOfAll(schema);
  validate(value);
  return validate.errors;
}

function pathOf({ instancePath, keyword, params }: ErrorObject, root: string): string {
  const segments = instancePath
    .split("/")
    .slice(1)
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
  if (keyword === "required") segments.push(params.missingProperty);
  if (keyword === "additionalProperties") segments.push(params.additionalProperty);
  if (keyword === "discriminator") segments.push(params.tag);
  return segments.length === 0 ? root : segments.join(".");
}

const typeNames: Readonly<Record<string, string>> = {
  array: "an array",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  object: "an object",
  string: "a string",
};

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

function messageOf({ keyword, params, parentSchema, data, message }: ErrorObject): string {
  switch (keyword) {
    case "discriminator": {
      if (params.tagValue === undefined) return "is required";
      return `must be one of ${constantsOf(parentSchema?.oneOf ?? [], params.tag).join(", ")}`;
    }
    case "required":
      return "is required";
    case "additionalProperties":
      return "is not a known field";
    case "type": {
      const wanted = `must be ${typeNames[params.type] ?? params.type}`;
      return data === null ? `${wanted}, not null` : wanted;
    }
    case "enum":
      return `must be one of ${params.allowedValues.join(", ")}`;
    case "const":
      return `must be ${params.allowedValue}`;
    case "pattern":
      return parentSchema?.["x-pattern-message"] ?? `must match ${params.pattern}`;
    case "format":
      return params.format === "uri" ? "must be an absolute URL" : `must be a valid ${params.format}`;
    case "minLength":
      return params.limit === 1 ? "must not be empty" : `must have at least ${counted(params.limit, "character")}`;
    case "maxLength":
      return `must have at most ${counted(params.limit, "character")}`;
    case "minItems":
      return `must have at least ${counted(params.limit, "item")}`;
    case "maxItems":
      return `must have at most ${counted(params.limit, "item")}`;
    case "uniqueItems":
      return `must not have an item twice: items ${Math.min(params.i, params.j)} and ${Math.max(params.i, params.j)} are equal`;
    case "minimum":
      return `must be at least ${params.limit}`;
    case "maximum":
      return `must be at most ${params.limit}`;
    default:
      return message ?? "is not valid";
  }
}
