import { schemas as deliverySchemas } from "@agent-webhooks/types/delivery/schemas";
import { isDateTime } from "@agent-webhooks/types/json-schema";
import { schemas as webhooksSchemas } from "@agent-webhooks/types/schemas";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const ajv = new Ajv2020({ allErrors: true, strictTypes: false });
addFormats.default(ajv);
ajv.addFormat("date-time", isDateTime);
ajv.addVocabulary(["x-max-counted", "x-max-deliveries", "x-max-event-bytes", "x-pattern-message", "x-served-maximum"]);

/** A schema that both specs have is the same in each. */
const schemas: Readonly<Record<string, object>> = { ...webhooksSchemas, ...deliverySchemas };
const validators = new WeakMap<object, ValidateFunction>();

/** One thing wrong with a value. */
export interface SchemaIssue {
  /** JSON pointer into the value, and what is wrong there. */
  readonly message: string;
  /** Where the schema requires otherwise, as segments from its root. */
  readonly path: readonly string[];
  /** The field that is missing or not known. */
  readonly field: string | undefined;
  /** The keyword that the value violates. */
  readonly keyword: string;
}

/** What is wrong with a value by a named schema of the contract. */
export function schemaIssues(name: string, value: unknown): SchemaIssue[] {
  const schema = schemas[name];
  if (schema === undefined) throw new Error(`the contract has no schema ${name}`);
  return valueIssues(schema, value);
}

/** What is wrong with a value by a schema. */
export function valueIssues(schema: object, value: unknown): SchemaIssue[] {
  const validate = validators.get(schema) ?? ajv.compile(schema);
  validators.set(schema, validate);
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message, schemaPath, keyword, params }) => ({
    message: `${instancePath || "/"} ${message}`,
    path: schemaPath.split("/").slice(1).map(decodeURIComponent),
    field: params.missingProperty ?? params.additionalProperty,
    keyword,
  }));
}
