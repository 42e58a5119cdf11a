import { bundle, createConfig } from "@redocly/openapi-core";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/**
 * Reads a spec as the page shows it: bundled, because Scalar does not resolve every parameter of another document, and
 * with a link to the spec itself.
 */
export async function readDocument(file: string, specPath: string): Promise<{ title: string; content: JsonObject }> {
  const { bundle: bundled, problems: issues } = await bundle({ config: await createConfig({}), ref: file });
  const [issue] = issues;
  if (issue !== undefined) throw new Error(`${file}: ${issue.message}`);
  const document = bundled.parsed as JsonObject;
  for (const parameter of optionalParameters(document)) keepOutOfRequests(parameter);
  const content = { ...document, externalDocs: { url: specPath, description: "This document in YAML" } };
  return { title: String((document.info as JsonObject).title), content };
}

function* optionalParameters(value: Json | undefined): Generator<JsonObject> {
  if (value === null || typeof value !== "object") return;
  for (const child of Object.values(value)) yield* optionalParameters(child);
  if (!Array.isArray(value) && value.in === "query" && value.required !== true) yield value;
}

/**
 * Scalar sends every parameter with an example, even an optional one, and the page token of an example is invalid.
 * `x-disabled` makes Scalar send the example only when it is selected.
 */
function keepOutOfRequests(parameter: JsonObject): void {
  const { example } = parameter;
  parameter.examples = { default: { ...(example !== undefined && { value: example }), "x-disabled": true } };
  delete parameter.example;
}
