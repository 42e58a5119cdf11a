import type { Operation } from "@agent-webhooks/types";
import { valueIssues } from "../../schemas.ts";
import { type AnyOperationId, allOperations } from "../../spec/operations.ts";
import { parameterPointer } from "../../spec/pointer.ts";
import type { Schema } from "../../spec/schema.ts";
import { invalidTimes } from "./text-cases.ts";

/** A query parameter at one side of one constraint. */
export interface QueryCase {
  /** `limit=0` */
  readonly name: string;
  readonly parameter: string;
  readonly valid: boolean;
  readonly text: string;
  readonly pointer: string;
}

/** Parameters at each side of every constraint, except valid page tokens, which only the provider can issue. */
export function queryCases(id: AnyOperationId): QueryCase[] {
  const operation: Operation = allOperations[id];
  return Object.entries(operation.parameters.query).flatMap(([parameter, { schema }]) => {
    const pointer = parameterPointer(operation, parameter);
    const one = (text: string, valid: boolean): QueryCase => {
      return { name: `${parameter}=${text.slice(0, 30)}`, parameter, valid, text, pointer };
    };
    return [...valid(schema).map((text) => one(text, true)), ...invalid(schema).map((text) => one(text, false))];
  });
}

function valid(schema: Schema): string[] {
  if (schema.type === "boolean") return ["true", "false"];
  if (schema.enum !== undefined) return [...schema.enum];
  if (schema.format === "date-time") return ["2026-01-16T08:00:00Z", "2026-01-16T08:00:00.123+02:00"];
  if (schema.pattern !== undefined) {
    const longest = schema.maxLength === undefined ? [] : ["a", "a".repeat(schema.maxLength)];
    return [...longest, ...texts].filter((text) => valueIssues(schema, text).length === 0);
  }
  if (schema.type !== "integer") return [];
  const { minimum = 0, default: usual, "x-served-maximum": served } = schema;
  const more = served === undefined ? [] : [served, served + 1, 2 ** 31];
  return [minimum, minimum + 1, usual, ...more].map(String);
}

function invalid(schema: Schema): readonly string[] {
  if (schema.type === "boolean") return ["", "yes", "1", "TRUE", "null", " true", "true "];
  if (schema.type === "integer") {
    const { minimum = 0 } = schema;
    return ["", "abc", "10abc", "1.5", "null", String(minimum - 1), "-1", ...notDigits];
  }
  if (schema.format === "date-time") return invalidTimes;
  const { minLength = 0, maxLength, enum: [first] = [], pattern } = schema;
  return [
    ...(minLength > 0 ? [""] : []),
    ...(maxLength === undefined ? [] : ["a".repeat(maxLength + 1)]),
    ...(first === undefined ? [] : ["", `${first}x`, first.toUpperCase(), `${first},${first}`]),
    ...(pattern === undefined ? [] : texts.filter((text) => valueIssues(schema, text).length > 0)),
  ];
}

/** Numbers to the readers of some languages, but not decimal digits alone. Leading zeros are left open. */
const notDigits = [" 5", "5 ", "+5", "5\n", "1_0", "1,0", "5.0", "1e1", "0x5", "٥", "５"];

/** Texts that some patterns match and others do not. */
const texts = ["", "wh_unknown", "evt_unknown", "unknown", "a b", "é", "\u0000"];
