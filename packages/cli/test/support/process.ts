import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { type CommandLine, type Result, User, wordsOf } from "./cli.ts";

/** Runs the program from its sources. Liftoff alone starts the WebAssembly of the embedded database faster. */
export const program: readonly string[] = [
  process.execPath,
  "--conditions=@agent-webhooks/source",
  "--liftoff-only",
  fileURLToPath(new URL("../../src/main.ts", import.meta.url)),
];

/** Quotes words that contain no single quote. */
export const quoteForShell = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(" ");

/** The environment variables that every process inherits. */
export function baseEnvironment(): Record<string, string> {
  const { PATH = "", NODE_COMPILE_CACHE = "" } = process.env;
  return { PATH, NODE_COMPILE_CACHE, XDG_CONFIG_HOME: "/nonexistent" };
}

/** A command in a process of its own, which is killed after the test. */
export class CliProcess {
  readonly exited: Promise<Omit<Result, "code"> & { code: number | null }>;
  readonly child: ChildProcess;
  stdout = "";
  stderr = "";

  constructor(command: CommandLine, env: Readonly<Record<string, string>>) {
    const [executable = "", ...args] = [...program, ...wordsOf(command)];
    this.child = spawn(executable, args, { env: { ...baseEnvironment(), ...env }, stdio: ["ignore", "pipe", "pipe"] });
    for (const name of ["stdout", "stderr"] as const) {
      this.child[name]?.on("data", (chunk) => {
        this[name] += chunk;
      });
    }
    this.exited = new Promise((resolve) => {
      this.child.once("close", (code) => resolve({ code, stdout: this.stdout, stderr: this.stderr }));
    });
    onTestFinished(async () => {
      await this.kill("SIGKILL");
    });
  }

  /** Resolves when the output matches; rejects if the process exits before. */
  printed(name: "stdout" | "stderr", pattern: RegExp): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = () => {
        if (pattern.test(this[name])) resolve();
      };
      check();
      this.child[name]?.on("data", check);
      void this.exited.then(({ code, stderr }) => reject(new Error(`exited with ${code}: ${stderr}`)));
    });
  }

  kill(signal: NodeJS.Signals): CliProcess["exited"] {
    this.child.kill(signal);
    return this.exited;
  }
}

/** Starts `serve`, and returns it with its operator. */
export async function startServe(env: Record<string, string>): Promise<{ serve: CliProcess; operator: User }> {
  const serve = new CliProcess("serve", { PORT: "0", ...env });
  await serve.printed("stdout", /\n\n$/);
  const [, url = ""] = /agent-webhooks +(\S+)/.exec(serve.stdout) ?? [];
  const [, token = ""] = /token +(\S+)/.exec(serve.stdout) ?? [];
  return { serve, operator: new User(token, url) };
}
