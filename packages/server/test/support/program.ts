import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";
import { createDatabase } from "./postgres.ts";
import { recordOutput, recordSecret } from "./secret-scan.ts";

const main = fileURLToPath(new URL("./serve.ts", import.meta.url));
/** Programs live for a second here: to optimise the WebAssembly of the embedded database takes longer than it spares. */
const flags = ["--conditions=@agent-webhooks/source", "--liftoff-only"];
/** What Node has compiled stays for the next one. */
const compileCache = fileURLToPath(new URL("../../node_modules/.cache/node-compile/", import.meta.url));

export interface Exit {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The service as a process of its own, killed after the test. */
export class Program {
  readonly exited: Promise<Exit>;
  readonly process: ChildProcess;
  stdout = "";
  stderr = "";
  readonly #ready: Promise<void>;

  constructor(env: Record<string, string>, options: { uid?: number } = {}) {
    const { PATH = "" } = process.env;
    for (const name of ["BOOTSTRAP_TOKEN", "ENCRYPTION_KEY", "ENCRYPTION_KEYS"]) {
      for (const secret of (env[name] ?? "").split(",")) recordSecret(secret);
    }
    this.process = spawn(process.execPath, [...flags, main], {
      env: { PATH, PORT: "0", NODE_COMPILE_CACHE: compileCache, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      ...options,
    });
    this.exited = new Promise((resolve) => {
      this.process.once("close", (code) => {
        // The summary shows the token of a laptop, and is meant to.
        const [, shown] = /token +(\S{16,})$/m.exec(this.stdout) ?? [];
        recordOutput(this.stderr + (shown === undefined ? this.stdout : this.stdout.replaceAll(shown, "")));
        resolve({ code, stdout: this.stdout, stderr: this.stderr });
      });
    });
    this.#ready = new Promise((resolve, reject) => {
      this.process.stdout?.on("data", (chunk) => {
        this.stdout += chunk;
        if (this.stdout.endsWith("\n\n")) resolve();
      });
      this.process.stderr?.on("data", (chunk) => {
        this.stderr += chunk;
      });
      this.exited.then(({ code }) => reject(new Error(`exited with ${code}: ${this.stderr}`)));
    });
    this.#ready.catch(() => undefined);
    onTestFinished(async () => {
      await this.kill("SIGKILL");
    });
  }

  /** Resolves when it responses. */
  async ready(): Promise<this> {
    await this.#ready;
    return this;
  }

  /** Resolves when it has begun to stop: it listens no longer. */
  async stoppedListening(): Promise<void> {
    const isListening = () =>
      fetch(this.url).then(
        () => true,
        () => false,
      );
    await expect.poll(isListening).toBe(false);
  }

  get url(): string {
    return /agent-webhooks +(\S+)/.exec(this.stdout)?.[1] ?? "";
  }

  get token(): string {
    return /token +(awt_\S+)/.exec(this.stdout)?.[1] ?? "";
  }

  kill(signal: NodeJS.Signals): Promise<Exit> {
    this.process.kill(signal);
    return this.exited;
  }
}

/** Settings for a database of the run's Postgres: starts faster than the embedded one. */
export async function postgresEnvironment(): Promise<Record<string, string>> {
  return { DATABASE_URL: await createDatabase(), ENCRYPTION_KEY: Buffer.alloc(32, 9).toString("base64") };
}

/** A new directory, removed after the test. */
export async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "agent-webhooks-test-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
