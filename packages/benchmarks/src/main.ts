/**
 * Runs the benchmarks: `pnpm bench` all of them, `pnpm bench drain publish` these, `--quick` in small sizes. `pnpm bench race`
 * runs the same load against servers that are already up.
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type Postgres, startPostgres } from "@agent-webhooks/server/testing/postgres";
import { machine } from "./machine.ts";
import { race } from "./race/race.ts";
import { NotRunError, type Row, type RowContext } from "./row.ts";
import { rows } from "./rows/index.ts";
import { type RowResult, table } from "./table.ts";

if (process.argv[2] === "race") {
  await race(process.argv.slice(3));
  process.exit();
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, list: { type: "boolean", default: false } },
});
const unknown = positionals.filter((id) => !rows.some((row) => row.id === id));
if (unknown.length > 0 || values.list) {
  if (unknown.length > 0) process.stderr.write(`Unknown benchmark: ${unknown.join(", ")}. Benchmarks:\n`);
  for (const { id, title, bar } of rows) process.stdout.write(`${id.padEnd(14)} ${title} (${bar})\n`);
  process.exit(unknown.length > 0 ? 1 : 0);
}
const chosen = rows.filter(({ id }) => positionals.length === 0 || positionals.includes(id));
const say = (words: string) => process.stderr.write(`${words}\n`);

/** One for the whole run, started on first use. */
let postgres: Promise<Postgres> | undefined;

async function run(row: Row): Promise<RowResult> {
  say(`${row.id}: ${row.title}`);
  await using cleanUp = new AsyncDisposableStack();
  const bench: RowContext = {
    quick: values.quick,
    report: (words) => say(`  ${words}`),
    postgres: () => {
      postgres ??= startPostgres({ fsync: true });
      return postgres;
    },
    cleanUp,
  };
  try {
    return { row, lines: await row.run(bench) };
  } catch (error) {
    if (error instanceof NotRunError) return { row, lines: [], notRun: error.message };
    // Keep the results of the other rows.
    process.exitCode = 1;
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    return { row, lines: [], notRun: `failed: ${error instanceof Error ? error.message.split("\n")[0] : error}` };
  }
}

const started = new Date();
const outcomes: RowResult[] = [];
try {
  for (const row of chosen) {
    const start = performance.now();
    outcomes.push(await run(row));
    say(`  ${Math.round((performance.now() - start) / 1000)} s`);
  }
  const on = await machine(postgres && (await (await postgres).createDatabase()));
  const minutes = Math.round((Date.now() - started.getTime()) / 60_000);
  const command = `npx -y pnpm@12 bench${values.quick ? " --quick" : ""}${positionals.map((id) => ` ${id}`).join("")}`;
  const report = [
    `${started.toISOString()}, ${minutes} min, \`${command}\``,
    "",
    ...on.map((line) => `- ${line}`),
    "",
    "Each figure is the median of the rounds, with the lowest and the highest. Within a round the compared programs take",
    "turns. A ratio compares two figures of the same round; its median is compared with the threshold.",
    "",
    table(outcomes),
    "",
  ].join("\n");
  process.stdout.write(report);
  if (positionals.length === 0 && !values.quick) {
    const file = new URL("../RESULTS.md", import.meta.url);
    await writeFile(file, `# Results of the last run\n\n${report}`);
  } else {
    say("RESULTS.md is written only by a full run of all benchmarks.");
  }
} finally {
  await (await postgres)?.close();
}
