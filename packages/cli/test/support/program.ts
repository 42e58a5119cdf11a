import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import type { Result } from "./cli.ts";

const main: string = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
/**
 * The beginning of a command line that runs the program from its sources. To optimise the WebAssembly of the embedded
 * database takes longer than it spares in a service that lives for a second.
 */
export const program: readonly string[] = [
  process.execPath,
  "--conditions=@agent-webhooks/source",
  "--liftoff-only",
  main,
];

/** What every program gets from this process. */
export function surroundings(): Record<string, string> {
  const { PATH = "", NODE_COMPILE_CACHE = "" } = process.env;
  return { PATH, NODE_COMPILE_CACHE };
}

/** A command as a process of its own, killed after the test. */
export class Program {
  readonly exited: Promise<Omit<Result, "code"> & { code: number | null }>;
  readonly process: ChildProcess;
  stdout = "";
  stderr = "";

  constructor(argv: readonly string[], env: Readonly<Record<string, string>>) {
    const [command = "", ...options] = program;
    this.process = spawn(command, [...options, ...argv], {
      env: { ...surroundings(), XDG_CONFIG_HOME: "/nonexistent", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.process.stdout?.on("data", (chunk) => {
      this.stdout += chunk;
    });
    this.process.stderr?.on("data", (chunk) => {
      this.stderr += chunk;
    });
    this.exited = new Promise((resolve) => {
      this.process.once("close", (code) => resolve({ code, stdout: this.stdout, stderr: this.stderr }));
    });
    onTestFinished(async () => {
      await this.kill("SIGKILL");
    });
  }

  kill(signal: NodeJS.Signals): Program["exited"] {
    this.process.kill(signal);
    return this.exited;
  }
}
