import { constantName, schemaConstant } from "./constant-name.ts";
import { eventExamples, operationExamples } from "./examples.ts";
import { operationTable } from "./operations.ts";
import { routes } from "./routes.ts";
import { componentSchemas, eventSchemaNames } from "./schemas.ts";
import { readSpec, type Spec } from "./spec.ts";
import { renderTypes } from "./types.ts";

/** The end of the first line of every generated file. */
export const generatedMark = " by agent-webhooks-generate. Do not edit.";

/** What the generator makes of some specs. */
export interface Generated {
  /** Contents by path. */
  readonly files: ReadonlyMap<string, string>;
  /** The files that the specs consist of. */
  readonly sources: readonly string[];
}

/**
 * Generates the files of each spec, in a folder that is named after it.
 *
 * @throws Error that names the spec and what is wrong in it
 */
export async function generate(specs: readonly URL[]): Promise<Generated> {
  const files = new Map<string, string>();
  const sources = new Set<string>();
  for (const file of specs) {
    const name = decodeURIComponent(file.pathname.slice(file.pathname.lastIndexOf("/") + 1));
    const folder = name.replace(/\.(ya?ml|json)$/, "");
    if (files.has(`${folder}/openapi.ts`)) throw new Error(`two specs are called ${folder}`);
    const spec = await readSpec(file);
    for (const source of spec.sources) sources.add(source);
    const header = `// Generated from ${name}${generatedMark}\n\n`;
    files.set(`${folder}/openapi.ts`, header + (await renderTypes(file)));
    files.set(`${folder}/operations.ts`, header + renderOperations(spec));
    files.set(`${folder}/routes.ts`, header + renderRoutes(spec));
    files.set(`${folder}/schemas.ts`, header + renderSchemas(spec));
    files.set(`${folder}/examples.ts`, header + renderExamples(spec));
  }
  return { files, sources: [...sources] };
}

function renderOperations(spec: Spec): string {
  const eventTypes = Object.keys(eventSchemaNames(spec));
  return [
    constant("Every operation of the spec.", `operations = ${code(operationTable(spec))} as const`),
    `export type OperationId = keyof typeof operations;\n`,
    ...ifEvents(spec, constant("Every event type of the spec.", `eventTypes = ${code(eventTypes)} as const`)),
  ].join("\n");
}

/** The constant with all routes, beside one for each. */
const listName = "routes";

function renderRoutes(spec: Spec): string {
  const table = routes(operationTable(spec), componentSchemas(spec));
  const ids = Object.keys(table).map((id) => constantName(id, `operationId ${id}`));
  if (ids.includes(listName)) throw new Error(`operationId ${listName} is the name of the list of all routes`);
  const types = ids.map((id) => `typeof ${id}`);
  return [
    ...Object.entries(table).map(([id, route]) => `export const ${id} = ${code(route)} as const;\n`),
    constant("All routes.", `${listName}: readonly [${types.join(", ")}] = [${ids.join(", ")}]`),
  ].join("\n");
}

function renderSchemas(spec: Spec): string {
  const components = Object.entries(componentSchemas(spec));
  const names = components.map(([name]): [key: string, schema: string] => [name, name]);
  const events = Object.entries(eventSchemaNames(spec));
  return [
    ...components.map(([name, schema]) => `export const ${schemaConstant(name)} = ${code(schema)} as const;\n`),
    constant(
      "JSON Schemas (2020-12) of all components, by the names in the operation table.",
      schemaMap("schemas", names),
    ),
    ...ifEvents(spec, constant("The schema of each event's payload.", schemaMap("eventSchemas", events))),
  ].join("\n");
}

function schemaMap(name: string, entries: [key: string, schema: string][]): string {
  const type = entries.map(([key, schema]) => `  readonly ${code(key)}: typeof ${schemaConstant(schema)};`).join("\n");
  const value = entries.map(([key, schema]) => `  ${code(key)}: ${schemaConstant(schema)},`).join("\n");
  return `${name}: {\n${type}\n} = {\n${value}\n}`;
}

function renderExamples(spec: Spec): string {
  const ofOperations = `operationExamples = ${code(operationExamples(spec))} as const`;
  const ofEvents = `eventExamples = ${code(eventExamples(spec))} as const`;
  return [
    constant("The spec's examples of parameters, request bodies and response bodies, by name.", ofOperations),
    ...ifEvents(spec, constant("The spec's examples of each event, by name.", ofEvents)),
  ].join("\n");
}

function constant(doc: string, definition: string): string {
  return `/** ${doc} */\nexport const ${definition};\n`;
}

/** Returns the definition if the spec has events, else nothing. */
function ifEvents(spec: Spec, definition: string): string[] {
  return spec.written.webhooks === undefined ? [] : [definition];
}

function code(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
