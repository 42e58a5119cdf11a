import type { ParameterFacts } from "@agent-webhooks/types";
import { type Check, checkOf, type ProblemList } from "./validation.ts";

export type QueryReader = (query: Readonly<Record<string, unknown>>, problems: ProblemList) => Record<string, unknown>;

type Parsed = { readonly value: unknown } | { readonly problem: string };

/**
 * Makes a function that reads the query parameters of an operation. Each is read strictly by the type in its schema:
 * an integer is decimal digits, a boolean `true` or `false`. Unknown parameters are ignored, as others may add some.
 */
export function queryReaderOf(parameters: Readonly<Record<string, ParameterFacts>>): QueryReader {
  const readers = Object.entries(parameters).map(
    ([name, facts]) => [name, facts, checkOf(facts.schema, name)] as const,
  );
  return (query, problems) => {
    const values: Record<string, unknown> = {};
    for (const [name, facts, check] of readers) {
      const value = readParameter(name, facts, check, query[name], problems);
      if (value !== undefined) values[name] = value;
    }
    return values;
  };
}

function readParameter(
  name: string,
  facts: ParameterFacts,
  check: Check,
  text: unknown,
  problems: ProblemList,
): unknown {
  if (text === undefined) {
    if (facts.required) problems.add(name, "is required");
    return facts.schema.default;
  }
  if (typeof text !== "string") {
    problems.add(name, "is given more than once");
    return undefined;
  }
  const parsed = parse(text, facts.schema);
  if ("problem" in parsed) {
    problems.add(name, parsed.problem);
    return undefined;
  }
  for (const [path, messages] of Object.entries(check(parsed.value).toObject())) {
    for (const message of messages) problems.add(path, message);
  }
  return parsed.value;
}

function parse(text: string, schema: ParameterFacts["schema"]): Parsed {
  switch (schema.type) {
    case "integer": {
      if (!/^[0-9]+$/.test(text)) return { problem: "must be a whole number in decimal digits" };
      const most = schema["x-served-maximum"];
      return { value: typeof most === "number" ? Math.min(Number(text), most) : Number(text) };
    }
    case "boolean":
      if (text === "true" || text === "false") return { value: text === "true" };
      return { problem: "must be true or false" };
    default:
      return { value: text };
  }
}
