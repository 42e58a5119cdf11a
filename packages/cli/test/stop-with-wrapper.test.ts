import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const file = fileURLToPath(new URL("../src/stop-with-wrapper.ts", import.meta.url));
/** Runs until a signal, and says so. */
const program = `process.on("SIGTERM", () => { console.log("stopped"); process.exit(); });
  await import(${JSON.stringify(file)}); console.log("started"); setInterval(() => {}, 1000);`;
/** Runs it as pnpm does, and knows nothing of signals. */
const wrapper = `require("node:child_process").spawn(
  process.argv[1], ["--input-type=module", "--eval", process.argv[2]], { stdio: "inherit" })`;

/** Starts the program below a process that looks like pnpm. `output` resolves when both have ended. */
function startBelowPnpm(env: Record<string, string>) {
  const pnpm = spawn(process.execPath, ["-e", wrapper, process.execPath, program], {
    argv0: "pnpm",
    stdio: ["ignore", "pipe", "inherit"],
    env: { npm_config_user_agent: "pnpm/12.0.0", ...env },
  });
  const started = once(pnpm.stdout, "data").then(String);
  let text = "";
  pnpm.stdout.on("data", (chunk) => {
    text += chunk;
  });
  const output = once(pnpm.stdout, "close").then(() => text);
  onTestFinished(async () => {
    pnpm.kill("SIGKILL");
    await output;
  });
  return { pnpm, started, output };
}

test.skipIf(process.platform === "win32")("a program stops when the pnpm that runs it was killed", async () => {
  const { pnpm, started, output } = startBelowPnpm({});
  expect(await started).toBe("started\n");
  pnpm.kill("SIGKILL");
  expect(await output).toBe("started\nstopped\n");
});

test.skipIf(process.platform === "win32")("a program stops when its npx was killed before it started", async () => {
  const { output } = startBelowPnpm({ npm_config_npm_version: "11.0.0" });
  expect(await output).toBe("started\nstopped\n");
});
