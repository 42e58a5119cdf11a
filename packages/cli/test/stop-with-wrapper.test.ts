import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";

const file = fileURLToPath(new URL("../src/stop-with-wrapper.ts", import.meta.url));
/** Runs until a signal, and says so. */
const program = `process.on("SIGTERM", () => { console.log("stopped"); process.exit(); });
  await import(${JSON.stringify(file)}); console.log("started"); setInterval(() => {}, 1000);`;
/** Runs it as pnpm does, and knows nothing of signals; after the process `parent` has ended, if there is one. */
const pnpm = `const [node, program, parent] = process.argv.slice(1);
  const timer = setInterval(() => {
    if (process.ppid === Number(parent)) return;
    clearInterval(timer);
    require("node:child_process").spawn(node, ["--input-type=module", "--eval", program], { stdio: "inherit" });
  }, 10);`;
/** Starts pnpm as npx does, and ends. */
const npx = `const [pnpm, ...args] = process.argv.slice(1);
  require("node:child_process")
    .spawn(args[0], ["-e", pnpm, ...args, String(process.pid)], { argv0: "pnpm", stdio: "inherit" })
    .once("spawn", () => process.exit());`;

/** Starts a script. `output` resolves when it and all that it runs have ended. */
function start(
  script: string,
  args: readonly string[],
  { env, ...options }: { argv0?: string; detached?: boolean; env: Record<string, string> },
) {
  const child = spawn(process.execPath, ["-e", script, ...args, process.execPath, program], {
    ...options,
    stdio: ["ignore", "pipe", "pipe"],
    env: { npm_config_user_agent: "pnpm/12.0.0", ...env },
  });
  const printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].on("data", (chunk) => {
      printed[name] += chunk;
    });
  }
  const started = once(child.stdout, "data");
  const output = once(child, "close").then(() => printed);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await output;
  });
  return { child, started, output };
}

describe.skipIf(process.platform === "win32")("a program stops, and says why,", () => {
  test.each<[when: string, env: Record<string, string>]>([
    ["", {}],
    [", also if it is below an npm that goes on", { npm_config_npm_version: "11.0.0" }],
  ])("when the pnpm that runs it was killed%s", async (_, env) => {
    const { child, started, output } = start(pnpm, [], { argv0: "pnpm", env });
    await started;
    child.kill("SIGKILL");
    const { stdout, stderr } = await output;
    expect(stdout).toBe("started\nstopped\n");
    expect(stderr).toContain("Stopping: the pnpm that ran this program has ended.\n");
  });

  test("when its npx was killed before it started", async () => {
    // In a session of its own, so that no process of the session of the tests can adopt pnpm.
    const env = { npm_config_npm_version: "11.0.0" };
    const { child, output } = start(npx, [pnpm], { detached: true, env });
    onTestFinished(() => {
      try {
        process.kill(-Number(child.pid), "SIGKILL");
      } catch {
        // All of its processes have ended.
      }
    });
    const { stdout, stderr } = await output;
    expect(stdout).toBe("started\nstopped\n");
    expect(stderr).toContain("Stopping: the npm or npx that ran this program has ended.\n");
  });
});
