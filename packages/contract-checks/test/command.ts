/** The command `webhooks-contract`: within the test's process, or as the program that it is. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { vi } from "vitest";
import { run } from "../src/cli/run.ts";

/** How a run ended, and what it printed, without colours. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in this process. It writes to what all share, so only one at a time. */
export async function runCommand(...args: string[]): Promise<Ended> {
  const written = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      written[name] += stripVTControlCharacters(String(text));
      return true;
    }),
  );
  vi.stubEnv("GITHUB_ACTIONS", "");
  try {
    return { code: await run(args), ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
  }
}

/** The program `webhooks-contract`. */
export const mainFile: string = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));

/** Starts the command as a program. */
export function startProgram(...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, ["--conditions=@agent-webhooks/source", mainFile, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, GITHUB_ACTIONS: "" },
  });
  const ended = Promise.all([once(child, "exit"), text(child.stdout), text(child.stderr)]).then(
    ([[code], stdout, stderr]) => ({ code: code as number, stdout: stripVTControlCharacters(stdout), stderr }),
  );
  return { child, ended };
}
