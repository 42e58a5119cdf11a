import { schemas as deliverySchemas } from "@agent-webhooks/types/delivery/schemas";
import { schemas as webhooksSchemas } from "@agent-webhooks/types/schemas";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const ajv = new Ajv2020({ allErrors: true, strictTypes: false });
addFormats.default(ajv);
ajv.addVocabulary(["x-pattern-message", "x-served-maximum"]);

/** What the specs share has the same name in each. */
const schemas: Readonly<Record<string, object>> = { ...webhooksSchemas, ...deliverySchemas };
const validators = new Map<string, ValidateFunction>();

/** One thing that is wrong with a value. */
export interface SchemaFault {
  /** JSON pointer into the value, and what is wrong there. */
  readonly message: string;
  /** Where the schema says so, as segments from its root. */
  readonly path: readonly string[];
  /** The keyword that says so. */
  readonly keyword: string;
}

/** What is wrong with a value by a named schema of the contract. Empty: nothing. */
export function schemaFaults(name: string, value: unknown): SchemaFault[] {
  return faultsOf(validator(name), value);
}

const inline = new WeakMap<object, ValidateFunction>();

/** What is wrong with a value by a schema that is part of another. */
export function valueFaults(schema: object, value: unknown): SchemaFault[] {
  const validate = inline.get(schema) ?? ajv.compile(schema);
  inline.set(schema, validate);
  return faultsOf(validate, value);
}

function faultsOf(validate: ValidateFunction, value: unknown): SchemaFault[] {
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message, schemaPath, keyword }) => ({
    message: `${instancePath || "/"} ${message}`,
    path: schemaPath.split("/").slice(1).map(decodeURIComponent),
    keyword,
  }));
}

function validator(name: string): ValidateFunction {
  const known = validators.get(name);
  if (known !== undefined) return known;
  const schema = schemas[name];
  if (schema === undefined) throw new Error(`the contract has no schema ${name}`);
  const validate = ajv.compile(schema);
  validators.set(name, validate);
  return validate;
}
