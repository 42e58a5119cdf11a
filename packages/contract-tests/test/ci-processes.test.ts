/** The scripts of `.ci` leave no processes behind when they end early. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
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

/** Creates a folder with the programs above, and the environment in which the scripts find them. */
async function createPrograms(): Promise<{ env: NodeJS.ProcessEnv; has: (file: string) => boolean }> {
  const folder = await mkdtemp(join(tmpdir(), "ci-processes-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "long.mjs"), long);
  await writeFile(join(folder, "npx"), npx, { mode: 0o755 });
  return {
    // With a browser, `.ci/run` installs none. Without a base, it compares the specs with the previous commit.
    env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}`, CHROME_PATH: "any", SPEC_BASE: "" },
    has: (file) => existsSync(join(folder, file)),
  };
}

test("`run` ends the mutants when a step beside them fails", async () => {
  const { env, has } = await createPrograms();
  const { status } = spawnSync("bash", [script("run")], { env, stdio: "ignore", timeout: 60_000 });
  expect(status).toBe(7);
  await expect.poll(() => has("ended")).toBe(true);
});

test("`busy-tests.ts` ends the tests when it is terminated", async () => {
  const { env, has } = await createPrograms();
  const busy = spawn(process.execPath, [script("busy-tests.ts"), "1"], { env, stdio: "ignore" });
  onTestFinished(() => void busy.kill());
  await expect.poll(() => has("started")).toBe(true);
  busy.kill();
  await expect.poll(() => has("ended")).toBe(true);
});
