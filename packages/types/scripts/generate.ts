/**
 * Generates `src/generated/<spec>/` from every `specs/<spec>.yaml`.
 *
 *   node scripts/generate.ts            writes the files
 *   node scripts/generate.ts --check    writes nothing; exits with 1 if a file differs from what its spec generates
 */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import openapiTS, { astToString } from "openapi-typescript";
import { eventExamples, operationExamples } from "./examples.ts";
import { operationTable } from "./operations.ts";
import { routes } from "./routes.ts";
import { componentSchemas, eventSchemaNames } from "./schemas.ts";
import { readSpec, type Spec } from "./spec.ts";

const SPECS = new URL("../../../specs/", import.meta.url);
const OUTPUT = new URL("../src/generated/", import.meta.url);

/** Contents by path below `src/generated/`. */
type Files = Map<string, string>;

async function renderFiles(): Promise<Files> {
  const files: Files = new Map();
  const names = (await readdir(SPECS)).filter((name) => name.endsWith(".yaml")).sort();
  for (const name of names) {
    const spec = await readSpec(new URL(name, SPECS));
    const header = `// Generated from specs/${name} by \`pnpm generate\`. Do not edit.\n\n`;
    const folder = name.replace(/\.yaml$/, "");
    files.set(`${folder}/openapi.ts`, header + (await renderTypes(spec)));
    files.set(`${folder}/operations.ts`, header + renderOperations(spec));
    files.set(`${folder}/routes.ts`, header + renderRoutes(spec));
    files.set(`${folder}/schemas.ts`, header + renderSchemas(spec));
    files.set(`${folder}/examples.ts`, header + renderExamples(spec));
  }
  return files;
}

async function renderTypes(spec: Spec): Promise<string> {
  const nodes = await openapiTS(spec.file, {
    alphabetize: true,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    // A request may omit fields that have a default.
    defaultNonNullable: false,
  });
  return astToString(nodes);
}

function renderOperations(spec: Spec): string {
  const eventTypes = Object.keys(eventSchemaNames(spec));
  return [
    constant("Every operation of the spec.", `operations = ${code(operationTable(spec))} as const`),
    `export type OperationId = keyof typeof operations;\n`,
    ...ifEvents(spec, constant("Every event type of the spec.", `eventTypes = ${code(eventTypes)} as const`)),
  ].join("\n");
}

function renderRoutes(spec: Spec): string {
  const table = routes(operationTable(spec), componentSchemas(spec));
  const ids = Object.keys(table);
  const types = ids.map((id) => `typeof ${id}`);
  return [
    ...Object.entries(table).map(([id, route]) => `export const ${id} = ${code(route)} as const;\n`),
    constant("All routes.", `routes: readonly [${types.join(", ")}] = [${ids.join(", ")}]`),
  ].join("\n");
}

function renderSchemas(spec: Spec): string {
  const components = Object.entries(componentSchemas(spec));
  const names = components.map(([name]): [key: string, schema: string] => [name, name]);
  const events = Object.entries(eventSchemaNames(spec));
  return [
    ...components.map(([name, schema]) => `export const ${name}Schema = ${code(schema)} as const;\n`),
    constant(
      "JSON Schemas (2020-12) of all components, by the names in the operation table.",
      schemaMap("schemas", names),
    ),
    ...ifEvents(spec, constant("The schema of each event's payload.", schemaMap("eventSchemas", events))),
  ].join("\n");
}

function schemaMap(name: string, entries: [key: string, schema: string][]): string {
  const type = entries.map(([key, schema]) => `  readonly ${code(key)}: typeof ${schema}Schema;`).join("\n");
  const value = entries.map(([key, schema]) => `  ${code(key)}: ${schema}Schema,`).join("\n");
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

async function readFiles(): Promise<Files> {
  const files: Files = new Map();
  const entries = await readdir(OUTPUT, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((entry) => entry.isFile())) {
    const file = `${entry.parentPath}/${entry.name}`;
    files.set(relative(fileURLToPath(OUTPUT), file), await readFile(file, "utf8"));
  }
  return files;
}

async function writeFiles(files: Files): Promise<void> {
  await rm(OUTPUT, { recursive: true, force: true });
  for (const [path, content] of files) {
    const file = new URL(path, OUTPUT);
    await mkdir(dirname(fileURLToPath(file)), { recursive: true });
    await writeFile(file, content);
  }
}

function differences(expected: Files, found: Files): string[] {
  const paths = [...new Set([...expected.keys(), ...found.keys()])].filter(
    (path) => expected.get(path) !== found.get(path),
  );
  return paths.map((path) => {
    if (!found.has(path)) return `${path} is missing`;
    return expected.has(path) ? `${path} differs from what its spec generates` : `${path} belongs to no spec`;
  });
}

const { values: options } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const files = await renderFiles();
if (!options.check) {
  await writeFiles(files);
  console.log(`Wrote ${files.size} files to packages/types/src/generated.`);
} else {
  const outdated = differences(files, await readFiles());
  for (const difference of outdated) console.error(`packages/types/src/generated/${difference}`);
  if (outdated.length > 0) {
    console.error("\nThe generated files are out of date. Run: npx -y pnpm@12 generate");
    process.exitCode = 1;
  } else {
    console.log(`${files.size} generated files are up to date.`);
  }
}
