import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { interleave } from "../measure.ts";
import type { Line, Row, RowContext } from "../row.ts";
import { directoryOf } from "../support/packages.ts";
import { startService } from "../support/service.ts";
import { createStore } from "../support/store.ts";

const root = join(import.meta.dirname, "../../../..");
const contract = join(directoryOf("@agent-webhooks/contract-checks"), "bin/webhooks-contract.js");

/** How long the commands take that a developer types. */
export const commands: Row = {
  id: "commands",
  title: "generate, webhooks-contract provider and diff, test",
  bar: "≤ 1.5 s, ≤ 10 s, ≤ 2 s, ≤ 3 min",
  async run(bench) {
    const rounds = bench.quick ? 1 : 5;
    const spec = "specs/webhooks.yaml";
    return [
      await line("generate", 1.5, rounds, () =>
        node(
          ...["--conditions=@agent-webhooks/source", join(root, "packages/generator/src/main.ts")],
          ...["--spec", join(root, "specs"), "--out", join(directoryOf("@agent-webhooks/types"), "src/generated")],
        ),
      ),
      bench.quick
        ? { ...unmeasured("webhooks-contract provider", 10), notRun: "the suites run it, and it takes seconds" }
        : await provider(bench, rounds),
      await contractLine("webhooks-contract diff", 2, rounds, ["diff", spec, spec]),
      bench.quick
        ? { ...unmeasured("whole test", 180), notRun: "the whole takes minutes" }
        : await line("test, without caches", 180, 1, wholeTest),
    ];
  },
};

async function provider(bench: RowContext, rounds: number): Promise<Line> {
  const store = await createStore("Postgres", bench);
  await using service = await startService(store.settings);
  const args = ["provider", "--url", service.url, "--token", service.token];
  // Awaited here: the service stops when this function returns.
  return await contractLine("webhooks-contract provider", 10, rounds, args);
}

async function contractLine(what: string, seconds: number, rounds: number, args: readonly string[]): Promise<Line> {
  if (!existsSync(contract)) return { ...unmeasured(what, seconds), notRun: "no such command" };
  return line(what, seconds, rounds, () => node(contract, ...args));
}

async function line(what: string, seconds: number, rounds: number, work: () => Promise<unknown>): Promise<Line> {
  const ours = async () => {
    const start = performance.now();
    await work();
    return (performance.now() - start) / 1000;
  };
  return { ...unmeasured(what, seconds), samples: await interleave({ ours }, { rounds }) };
}

const unmeasured = (what: string, atMost: number): Line => ({
  what,
  unit: "s",
  samples: new Map(),
  bars: [{ atMost }],
  bound: "See the output of the command.",
});

/** Rejects with the output when the command fails. */
const node = (...args: readonly string[]) =>
  promisify(execFile)(process.execPath, [...args], { cwd: root, maxBuffer: 2 ** 26 }).catch(
    ({ message, stdout }: Error & { stdout: string }) => {
      throw new Error(`${message}\n${stdout.slice(0, 2_000)}`);
    },
  );

/** Runs the test script of the repository without turbo's cache. Its output goes to stderr. */
async function wholeTest(): Promise<void> {
  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const env = { ...process.env, PATH: [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter) };
  const child = spawn(`${scripts.test} --force`, { shell: true, cwd: root, env, stdio: ["ignore", 2, 2] });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error(`${scripts.test} ended with ${code}`);
}
