import type { OperationParameter } from "@agent-webhooks/types";
import { createValidator, type IssueList, type Validate } from "./validation.ts";

type QueryReader = (query: Readonly<Record<string, unknown>>, issues: IssueList) => Record<string, unknown>;

type Parsed = { readonly value: unknown } | { readonly issue: string };

/**
 * Creates a function that parses the query parameters of an operation. Each is parsed strictly by the type in its
 * schema: an integer is decimal digits, a boolean `true` or `false`. Unknown parameters are ignored.
 */
export function createQueryReader(parameters: Readonly<Record<string, OperationParameter>>): QueryReader {
  const readers = Object.entries(parameters).map(
    ([name, facts]) => [name, facts, createValidator(facts.schema, name)] as const,
  );
  return (query, issues) => {
    const values: Record<string, unknown> = {};
    for (const [name, facts, validate] of readers) {
      const value = readParameter(name, facts, validate, query[name], issues);
      if (value !== undefined) values[name] = value;
    }
    return values;
  };
}

function readParameter(
  name: string,
  facts: OperationParameter,
  validate: Validate,
  text: unknown,
  issues: IssueList,
): unknown {
  if (text === undefined) {
    if (facts.required) issues.add(name, "is required");
    return facts.schema.default;
  }
  if (typeof text !== "string") {
    issues.add(name, "is given more than once");
    return undefined;
  }
  const parsed = parse(text, facts.schema);
  if ("issue" in parsed) {
    issues.add(name, parsed.issue);
    return undefined;
  }
  for (const [path, messages] of Object.entries(validate(parsed.value).toObject())) {
    for (const message of messages) issues.add(path, message);
  }
  return parsed.value;
}

function parse(text: string, schema: OperationParameter["schema"]): Parsed {
  switch (schema.type) {
    case "integer": {
      if (!/^[0-9]+$/.test(text)) return { issue: "must be a whole number in decimal digits" };
      const maximum = schema["x-served-maximum"];
      return { value: typeof maximum === "number" ? Math.min(Number(text), maximum) : Number(text) };
    }
    case "boolean":
      if (text === "true" || text === "false") return { value: text === "true" };
      return { issue: "must be true or false" };
    default:
      return { value: text };
  }
}
