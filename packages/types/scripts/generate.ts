/**
 * Derives `src/generated/<spec>/` from every `specs/<spec>.yaml`.
 *
 *   node scripts/generate.ts            writes the files
 *   node scripts/generate.ts --check    writes nothing; exits 1 if a file is not what the specs say
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

/** Path below `src/generated/` → content. */
type Files = Map<string, string>;

async function render(): Promise<Files> {
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
    // A field with a default may be left out of a request.
    defaultNonNullable: false,
  });
  return astToString(nodes);
}

function renderOperations(spec: Spec): string {
  return [
    constant("Every operation of the spec.", `operations = ${code(operationTable(spec))} as const`),
    `export type OperationId = keyof typeof operations;\n`,
    ...ofEvents(
      spec,
      "Every event type of the spec.",
      `eventTypes = ${code(Object.keys(eventSchemaNames(spec)))} as const`,
    ),
  ].join("\n");
}

function renderRoutes(spec: Spec): string {
  const table = routes(operationTable(spec), componentSchemas(spec));
  const ids = Object.keys(table);
  const types = ids.map((id) => `typeof ${id}`);
  return [
    ...Object.entries(table).map(([id, route]) => `export const ${id} = ${code(route)} as const;\n`),
    constant("All of them.", `routes: readonly [${types.join(", ")}] = [${ids.join(", ")}]`),
  ].join("\n");
}

function renderSchemas(spec: Spec): string {
  const components = componentSchemas(spec);
  const events = Object.entries(eventSchemaNames(spec));
  return [
    ...Object.entries(components).map(([name, schema]) => `export const ${name}Schema = ${code(schema)} as const;\n`),
    constant(
      "Every component schema, by the name that the operation table uses.",
      map(
        "schemas",
        Object.keys(components).map((name) => [name, name]),
      ),
    ),
    ...ofEvents(spec, "The schema of each event's payload.", map("eventSchemas", events)),
  ].join("\n");

  function map(constant: string, entries: [key: string, schema: string][]): string {
    const type = entries.map(([key, name]) => `  readonly ${code(key)}: typeof ${name}Schema;`).join("\n");
    const value = entries.map(([key, name]) => `  ${code(key)}: ${name}Schema,`).join("\n");
    return `${constant}: {\n${type}\n} = {\n${value}\n}`;
  }
}

function renderExamples(spec: Spec): string {
  return [
    constant(
      "The spec's examples: of parameters, of request bodies and of the body of each response, by name.",
      `operationExamples = ${code(operationExamples(spec))} as const`,
    ),
    ...ofEvents(
      spec,
      "The spec's examples of each event, by name.",
      `eventExamples = ${code(eventExamples(spec))} as const`,
    ),
  ].join("\n");
}

function constant(doc: string, definition: string): string {
  return `/** ${doc} */\nexport const ${definition};\n`;
}

/** A constant about events, if the spec has any. */
function ofEvents(spec: Spec, doc: string, definition: string): string[] {
  return spec.written.webhooks === undefined ? [] : [constant(doc, definition)];
}

function code(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

async function generated(): Promise<Files> {
  const files: Files = new Map();
  const entries = await readdir(OUTPUT, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((entry) => entry.isFile())) {
    const file = `${entry.parentPath}/${entry.name}`;
    files.set(relative(fileURLToPath(OUTPUT), file), await readFile(file, "utf8"));
  }
  return files;
}

async function write(files: Files): Promise<void> {
  await rm(OUTPUT, { recursive: true, force: true });
  for (const [path, content] of files) {
    const file = new URL(path, OUTPUT);
    await mkdir(dirname(fileURLToPath(file)), { recursive: true });
    await writeFile(file, content);
  }
}

function differences(wanted: Files, found: Files): string[] {
  const missing = [...wanted.keys()].filter((path) => !found.has(path)).map((path) => `${path} is missing`);
  const extra = [...found.keys()].filter((path) => !wanted.has(path)).map((path) => `${path} has no spec any more`);
  const stale = [...wanted]
    .filter(([path, content]) => found.has(path) && found.get(path) !== content)
    .map(([path]) => `${path} is not what its spec says`);
  return [...missing, ...extra, ...stale];
}

const { values: options } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const files = await render();
if (options.check) {
  const problems = differences(files, await generated());
  for (const problem of problems) console.error(`packages/types/src/generated/${problem}`);
  if (problems.length > 0) {
    console.error("\nThe generated files and the specs have drifted apart. Run: npx -y pnpm@12 generate");
    process.exitCode = 1;
  } else {
    console.log(`${files.size} generated files are what the specs say.`);
  }
} else {
  await write(files);
  console.log(`${files.size} files written to packages/types/src/generated.`);
}
