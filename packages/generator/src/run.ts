import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { type Generated, generate } from "./generate.ts";
import { applyDifferences, findDifferences } from "./output.ts";
import { FileWatcher } from "./watch.ts";

const program = "agent-webhooks-generate";

const help = `${program} --spec <file> --out <folder>

Generates TypeScript types, an operation table, routes, JSON Schemas and examples from OpenAPI 3.1 documents, in a
folder for each document.

Options:
  --spec <file>   An OpenAPI document, its URL, or a folder of documents (repeatable)
  --out <folder>  Where to write; files that were not generated are left alone
  --check         Write nothing, and exit with 1 if a file is not what its document generates
  --watch         Generate again on each change, until Ctrl-C
  --version       Print the version
  --help          Print this help

Exit codes: 0 success; 1 with --check, files are outdated; 2 wrong usage, or a document is invalid.`;

interface Options {
  readonly spec: readonly string[];
  readonly out: string;
  readonly check: boolean;
  readonly watch: boolean;
}

/**
 * Runs the command line `agent-webhooks-generate`.
 *
 * @param stopSignal called by `--watch`, for the signal that ends it
 * @returns the exit code
 */
export async function run(args: readonly string[], stopSignal: () => AbortSignal): Promise<0 | 1 | 2> {
  try {
    const options = parseOptions(args);
    if (options === "help") console.log(help);
    else if (options === "version") console.log(await readVersion());
    else if (options.watch) await watchSpecs(options, stopSignal());
    else return await generateOnce(options);
    return 0;
  } catch (error) {
    console.error(`${program}: ${messageOf(error)}`);
    return 2;
  }
}

async function readVersion(): Promise<string> {
  return JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")).version;
}

/** Returns the options, or what they ask for instead. */
function parseOptions(args: readonly string[]): Options | "help" | "version" {
  const flag = { type: "boolean", default: false } as const;
  const values = (() => {
    try {
      return parseArgs({
        args: [...args],
        options: {
          spec: { type: "string", multiple: true },
          out: { type: "string" },
          check: flag,
          watch: flag,
          version: flag,
          help: flag,
        },
      }).values;
    } catch (error) {
      throw new Error(`${messageOf(error)} (see ${program} --help)`);
    }
  })();
  if (values.help) return "help";
  if (values.version) return "version";
  const { spec = [], out, check, watch } = values;
  const missing = [...(spec.length === 0 ? ["--spec"] : []), ...(out === undefined ? ["--out"] : [])];
  if (missing.length > 0) throw new Error(`missing ${missing.join(" and ")} (see ${program} --help)`);
  if (check && watch) throw new Error("--check and --watch exclude each other");
  return { spec, out: out ?? "", check, watch };
}

async function generateOnce({ spec, out, check }: Options): Promise<0 | 1> {
  const { files } = await generate(await findSpecs(spec));
  const differences = await findDifferences(out, files);
  if (!check) {
    await applyDifferences(out, files, differences);
    console.log(`${files.size} files in ${nameOf(out)}, ${differences.length} changed.`);
    return 0;
  }
  for (const { path, kind } of differences) {
    console.error(`${nameOf(join(out, path))} ${kind === "left over" ? "belongs to no spec" : `is ${kind}`}`);
  }
  if (differences.length === 0) console.log(`${files.size} generated files are up to date.`);
  else console.error("\nThe generated files are not what the specs generate. Run the same without --check.");
  return differences.length === 0 ? 0 : 1;
}

/** Generates again on each change. What is wrong with a spec is printed, and the last files stay until it is right. */
async function watchSpecs({ spec, out }: Options, stop: AbortSignal): Promise<void> {
  using watcher = new FileWatcher();
  console.log("Watching for changes. Press Ctrl-C to stop.");
  while (!stop.aborted) {
    const specs = await findSpecs(spec);
    // Before they are read, so that no change is missed.
    watcher.add(specs.filter(({ protocol }) => protocol === "file:").map((file) => fileURLToPath(file)));
    const generated = await generate(specs).catch((error: unknown): Generated | undefined => {
      console.error(messageOf(error));
      return undefined;
    });
    if (generated !== undefined) {
      watcher.add(generated.sources.filter((source) => !URL.canParse(source)));
      const differences = await findDifferences(out, generated.files);
      await applyDifferences(out, generated.files, differences);
      for (const { path, kind } of differences) {
        console.log(`${kind === "left over" ? "removed" : "wrote"} ${nameOf(join(out, path))}`);
      }
    }
    await watcher.changed(stop);
  }
}

/** The URLs of the documents: of a folder, all of them. @throws Error when there is none */
async function findSpecs(given: readonly string[]): Promise<URL[]> {
  const found = await Promise.all(
    given.map(async (spec) => {
      if (/^https?:/.test(spec)) return [new URL(spec)];
      const info = await stat(spec).catch(() => undefined);
      if (info === undefined) throw new Error(`--spec ${spec} does not exist`);
      if (!info.isDirectory()) return [pathToFileURL(spec)];
      const names = (await readdir(spec)).filter((name) => /\.(ya?ml|json)$/.test(name)).sort();
      if (names.length === 0) throw new Error(`--spec ${spec} has no .yaml or .json files`);
      return names.map((name) => pathToFileURL(join(spec, name)));
    }),
  );
  return found.flat();
}

/** A path as it is shown: relative to the working directory. */
function nameOf(path: string): string {
  return relative(process.cwd(), path) || ".";
}

/** The message of an error, on one line. */
function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, " ");
}
