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

/** What is wrong with a value by a named schema of the contract: JSON pointer and reason. Empty: nothing. */
export function schemaProblems(name: string, value: unknown): string[] {
  const validate = validator(name);
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || "/"} ${message}`);
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
