import { parseDocument } from "yaml";
import type { Json } from "./json.ts";
import { UnreadableSpecError } from "./source.ts";

/** Values in a document with its aliases expanded: far more than any spec has, and little enough to compare. */
const maxValues = 2_000_000;
/** Levels of nesting. */
const maxDepth = 500;

/**
 * Parses a YAML or JSON document as JSON. Merge keys (`<<`) are merged and anchors may be used any number of times; the
 * document is limited to 2,000,000 values, aliases expanded, and 500 levels.
 *
 * @param name of the document, for errors
 * @throws {UnreadableSpecError} if it is not YAML, refers to itself or is too large
 */
export function parseYaml(text: string, name: string): Json {
  try {
    return toJson(parseValue(text));
  } catch (cause) {
    throw new UnreadableSpecError(`cannot parse ${name}: ${describeCause(cause)}`);
  }
}

function parseValue(text: string): unknown {
  const document = parseDocument(text, { merge: true, logLevel: "error" });
  const [error] = document.errors;
  if (error !== undefined) throw error;
  // No limit of aliases: what matters is the size of the result, which `toJson` limits.
  return document.toJS({ maxAliasCount: -1 });
}

/** Copies a value as JSON: what aliases share becomes separate, and values that JSON does not have become null. */
function toJson(root: unknown): Json {
  let values = 0;
  const parents = new Set<object>();
  const copy = (value: unknown): Json => {
    values += 1;
    if (values > maxValues) throw new RangeError(`it has more than ${maxValues} values with its aliases expanded`);
    if (typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "number") return Number.isFinite(value) ? value : null;
    if (typeof value !== "object" || value === null) return null;
    if (parents.has(value)) throw new RangeError("an alias refers to a value that contains it (a circular structure)");
    if (parents.size >= maxDepth) throw new RangeError(`it is nested more than ${maxDepth} levels deep`);
    parents.add(value);
    // Binary data in YAML (`!!binary`) is text in JSON.
    const json = value instanceof Uint8Array ? Buffer.from(value).toString("base64") : copyChildren(value, copy);
    parents.delete(value);
    return json;
  };
  return copy(root);
}

function copyChildren(value: object, copy: (child: unknown) => Json): Json {
  if (Array.isArray(value)) return value.map(copy);
  // Not `Object.assign`: a key may be `__proto__`.
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, copy(child)]));
}

/** On one line, without the excerpt that the parser adds. */
function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (/call stack/.test(cause.message)) return `it is nested more than ${maxDepth} levels deep`;
  return cause.message.split("\n")[0]?.replace(/:$/, "") ?? "";
}
