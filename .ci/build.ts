/**
 * Builds packages, with those that they depend on: `node .ci/build.ts @agent-webhooks/cli`; without arguments, all.
 * Prints one line, and the output of the build only when it fails. What is up to date is not built again.
 */
import { spawnSync } from "node:child_process";

const filters = process.argv.slice(2).map((name) => `--filter=${name}`);
process.stderr.write("Building (the first time, this takes up to a minute) …\n");
const { status, stdout, error } = spawnSync("turbo", ["run", "build", "--output-logs=errors-only", ...filters], {
  encoding: "utf8",
  stdio: ["ignore", "pipe", "inherit"],
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
  // Where npm packages have `.cmd` files for commands.
  shell: process.platform === "win32",
});
if (status !== 0) process.stderr.write(error?.message ?? stdout);
process.exitCode = status ?? 1;
