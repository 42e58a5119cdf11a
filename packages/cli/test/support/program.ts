import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";
import type { Result } from "./cli.ts";

const main: string = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
/** The beginning of a command line that runs the program from its sources. */
export const program: readonly string[] = [process.execPath, "--conditions=@agent-webhooks/source", main];

/** A command as a process of its own. */
export class Program {
  readonly exited: Promise<Omit<Result, "code"> & { code: number | null }>;
  readonly process: ChildProcess;
  stdout = "";
  stderr = "";

  constructor(argv: readonly string[], env: Readonly<Record<string, string>>) {
    const { PATH = "" } = process.env;
    const [command = "", ...options] = program;
    this.process = spawn(command, [...options, ...argv], {
      env: { PATH, XDG_CONFIG_HOME: "/nonexistent", ...env },
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
    running.add(this);
  }

  kill(signal: NodeJS.Signals): Program["exited"] {
    this.process.kill(signal);
    return this.exited;
  }
}

const running = new Set<Program>();

afterEach(async () => {
  await Promise.all([...running].map((program) => program.kill("SIGKILL")));
  running.clear();
});
