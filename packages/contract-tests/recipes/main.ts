/**
 * Applies the recipes of CONTRIBUTING to a copy of the repository, each of which must compile and pass its tests. Then
 * leaves out each of its lines in turn, which the compiler or a test must find, and prints what found it.
 *
 *   node recipes/main.ts [part of a title]
 */
import { rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { styleText } from "node:util";
import { faults } from "./faults.ts";
import { type Addition, additionsOf, readRecipe, readTitles } from "./recipe.ts";
import { RepositoryCopy, root } from "./repository-copy.ts";

const schemaFile = "packages/server/src/database/schema.sql";

/** The tests that find what the compiler does not, and commands of the recipe that update recorded files. */
const tests: Readonly<Record<string, { readonly update?: string; readonly tests: readonly string[] }>> = {
  "Add a field": {
    update: 'server test/migrations.test.ts -t "schema.sql" --update',
    tests: ['server test/migrations.test.ts -t "schema.sql"', "example-service test/python.test.ts"],
  },
  "Add a check": {
    update: "contract-checks test/provider/mutants.test.ts test/provider/findings.test.ts --update",
    tests: ["contract-checks test/provider/mutants.test.ts test/provider/findings.test.ts"],
  },
  "Add a setting": { tests: ["server test/settings.test.ts test/readme.test.ts"] },
  "Add a CLI command": { tests: ["cli test/usage.test.ts test/readme.test.ts"] },
};

await using copy = await RepositoryCopy.create();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    rmSync(copy.folder, { recursive: true, force: true });
    process.exit(130);
  });
}
let isComplete = true;

/** Returns what fails in the copy. */
async function findFailure(lines: readonly string[]): Promise<string | undefined> {
  if (!(await copy.generate()).isSuccess) return "generate";
  const [file, ...more] = new Set((await copy.findTypeErrors()).map(({ file }) => file));
  if (file !== undefined) return `compiler: ${file}${more.length > 0 ? ` and ${more.length} more` : ""}`;
  for (const line of lines) if (!(await copy.test(line)).isSuccess) return `test: ${line}`;
  return undefined;
}

function print(isExpected: boolean, what: string, result: string): void {
  isComplete &&= isExpected;
  const mark = isExpected ? styleText("green", "✓") : styleText("red", "✗");
  console.log(`${mark} ${what}\n    ${styleText("dim", result)}`);
}

/** Undoes everything, then makes these additions. */
async function start(additions: readonly Addition[], schema?: string): Promise<void> {
  await copy.reset();
  await copy.apply(additions);
  if (schema !== undefined) await copy.write(schemaFile, schema);
}

async function tryRecipe(title: string): Promise<void> {
  console.log(styleText("bold", `\n${title}`));
  const migrations = await readdir(join(root, "packages/server/src/database/migrations"));
  // With `index.ts`, there is one file more than migrations.
  const next = String(migrations.length).padStart(4, "0");
  const additions = additionsOf((await readRecipe(title)).replaceAll("NNNN", next));
  const { update, tests: lines } = tests[title] ?? { tests: [] };
  const itsFaults = title === "Add a field" ? faults : [];

  await start(additions, await copy.read(schemaFile));
  await copy.generate();
  if (update !== undefined) await copy.test(update);
  const schema = await copy.read(schemaFile);
  const failure = await findFailure([...new Set([...lines, ...itsFaults.map(({ test }) => test)])]);
  print(failure === undefined, "as it stands", failure ?? "compiles and passes its tests");
  // What fails already would seem to find everything.
  if (failure !== undefined) return;

  for (const addition of additions) {
    await start(
      additions.filter((other) => other !== addition),
      schema,
    );
    const failure = await findFailure(lines);
    const line = addition.lines.find((line) => line.trim() !== "")?.trim();
    print(failure !== undefined, `without ${addition.file}: ${line}`, failure ?? "nothing finds it");
  }
  if (title === "Add a field") {
    await start(additions);
    const failure = await findFailure(lines);
    print(failure !== undefined, `without ${schemaFile}`, failure ?? "nothing finds it");
  }
  for (const { leftOut, file, from, to, test } of itsFaults) {
    await start(additions, schema);
    const text = await copy.read(file);
    if (!text.includes(from)) throw new Error(`${file} has no "${from}"`);
    await copy.write(file, text.replace(from, to));
    const failure = await findFailure([test]);
    print(failure !== undefined, leftOut, failure ?? `${test} does not find it`);
  }
  await copy.reset();
}

const [part = ""] = process.argv.slice(2);
const titles = (await readTitles()).filter((title) => title.includes(part));
if (titles.length === 0) throw new Error(`CONTRIBUTING has no recipe with "${part}" in its title`);
for (const title of titles) await tryRecipe(title);
process.exitCode = isComplete ? 0 : 1;
