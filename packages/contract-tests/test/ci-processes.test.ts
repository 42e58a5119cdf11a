/** The scripts of CI leave no processes and no folders behind when they end early. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const script = (name: string) => fileURLToPath(new URL(`../../../.ci/${name}`, import.meta.url));

/** Runs for a minute. Writes `started`, and `ended` if it is terminated. A shell may miss a signal while it starts a command. */
const long = `
  import { writeFileSync } from "node:fs";
  process.on("SIGTERM", () => {
    writeFileSync("ended", "");
    process.exit();
  });
  writeFileSync("started", "");
  setTimeout(() => undefined, 60_000);`;

/** What takes the place of pnpm, which npx runs: it does nothing, except for these scripts of the root. */
const npx = `#!/bin/sh
  cd "$(dirname "$0")"
  case "$*" in
    *" mutants "* | *" test "*) exec '${process.execPath}' ./long.mjs ;;
    *" siblings") until [ -e started ]; do sleep 0.1; done; exit 7 ;;
  esac`;

interface Programs {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  has(file: string): boolean;
}

/** Creates a folder with the programs above and for temporary files, and the environment in which the scripts find it. */
async function createPrograms(): Promise<Programs> {
  const folder = await mkdtemp(join(tmpdir(), "ci-processes-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "long.mjs"), long);
  await writeFile(join(folder, "npx"), npx, { mode: 0o755 });
  const PATH = `${folder}${delimiter}${process.env.PATH}`;
  return {
    folder,
    // With a browser, `.ci/run` installs none. Without a base, it compares the specs with the previous commit.
    env: { ...process.env, PATH, TMPDIR: folder, CHROME_PATH: "any", SPEC_BASE: "" },
    has: (file) => existsSync(join(folder, file)),
  };
}

test("`run` ends the mutants when a step beside them fails", async () => {
  const { env, has } = await createPrograms();
  const { status } = spawnSync("bash", [script("run")], { env, stdio: "ignore", timeout: 60_000 });
  expect(status).toBe(7);
  await expect.poll(() => has("ended")).toBe(true);
});

test("`busy-tests.ts` ends the tests and removes their output when it is terminated", async () => {
  const { folder, env, has } = await createPrograms();
  const busy = spawn(process.execPath, [script("busy-tests.ts"), "1"], { env, stdio: "ignore" });
  const exited = once(busy, "exit");
  onTestFinished(() => void busy.kill());
  await expect.poll(() => has("started")).toBe(true);
  busy.kill();
  await exited;
  expect(readdirSync(folder).filter((name) => name.startsWith("busy-tests-"))).toEqual([]);
  await expect.poll(() => has("ended")).toBe(true);
});

test("`siblings` removes its folder when it is interrupted", async () => {
  const { folder, env, has } = await createPrograms();
  const git = `#!/bin/sh\ncd "$(dirname "$0")"\nexec '${process.execPath}' ./long.mjs\n`;
  await writeFile(join(folder, "git"), git, { mode: 0o755 });
  const main = fileURLToPath(new URL("../siblings/main.ts", import.meta.url));
  const args = ["--conditions=@agent-webhooks/source", main, "workspace"];
  // With a process group of its own, which a terminal interrupts as a whole.
  const siblings = spawn(process.execPath, args, { env, stdio: "ignore", detached: true });
  const exited = once(siblings, "exit");
  onTestFinished(() => void siblings.kill());
  await expect.poll(() => has("started")).toBe(true);
  process.kill(-(siblings.pid ?? Number.NaN), "SIGINT");
  await exited;
  expect(readdirSync(folder).filter((name) => name.startsWith("my service-"))).toEqual([]);
});
