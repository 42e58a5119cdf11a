import { bundle, createConfig } from "@redocly/openapi-core";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/**
 * A spec as the page shows it: complete in itself, because Scalar does not find every parameter of another document,
 * and with a link to the spec as it is.
 */
export async function readDocument(file: string, specPath: string): Promise<{ title: string; content: JsonObject }> {
  const { bundle: bundled, problems } = await bundle({ config: await createConfig({}), ref: file });
  const [problem] = problems;
  if (problem !== undefined) throw new Error(`${file}: ${problem.message}`);
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
 * Scalar puts a parameter that has an example into every request, though it may be left out: the page token of an
 * example would be refused. This is its word for an example that is sent when somebody ticks it.
 */
function keepOutOfRequests(parameter: JsonObject): void {
  const { example } = parameter;
  parameter.examples = { default: { ...(example !== undefined && { value: example }), "x-disabled": true } };
  delete parameter.example;
}
