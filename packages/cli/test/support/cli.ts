import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Service, startService, type TokenScope } from "@agent-webhooks/server/testing";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import type { Io, Output } from "../../src/io.ts";
import { run } from "../../src/run.ts";

/** A command as it is typed, without the program; as an array where an argument contains a space. */
export type CommandLine = string | readonly string[];

export const wordsOf = (command: CommandLine): readonly string[] =>
  typeof command === "string" ? command.split(" ").filter((word) => word !== "") : command;

/** What a command printed, and its exit code. */
export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Width of the terminal that stdout and stderr are. @default they are not a terminal */
  readonly columns?: number;
  /** @default aborted */
  readonly stop?: AbortSignal;
  /** Receives output as it is printed. */
  readonly onOutput?: (text: string, name: "stdout" | "stderr") => void;
}

/** Runs a command in this process. */
export async function runCommand(command: CommandLine, options: RunOptions = {}): Promise<Result> {
  const { env = {}, stdin = "", columns, stop = AbortSignal.abort(), onOutput } = options;
  const printed = { stdout: "", stderr: "" };
  const output = (name: "stdout" | "stderr"): Output => ({
    write(text) {
      printed[name] += text;
      onOutput?.(text, name);
    },
    isTerminal: columns !== undefined,
    columns: columns ?? 100,
    color: false,
  });
  const io: Io = {
    stdin: (async function* () {
      yield new TextEncoder().encode(stdin);
    })(),
    isInteractive: columns !== undefined,
    stdout: output("stdout"),
    stderr: output("stderr"),
    // The config file of the developer must not affect tests.
    env: { XDG_CONFIG_HOME: "/nonexistent", ...env },
    stopSignal: () => stop,
    ignoreOutputErrors() {},
  };
  return { code: await run(wordsOf(command), io), ...printed };
}

let service: Service | undefined;

/** Starts a service for the tests of a file. Deliveries have one attempt, and every host name resolves to this machine. */
export function useService(): void {
  beforeAll(async () => {
    service = await startService({ retrySchedule: [0], lookup: async () => ["127.0.0.1"] });
  });
  afterAll(() => service?.close());
}

export function theService(): Service {
  if (service === undefined) throw new Error("useService() is missing");
  return service;
}

/** A user of the CLI who has a token. */
export class User {
  readonly env: Readonly<Record<"AGENT_WEBHOOKS_URL" | "AGENT_WEBHOOKS_TOKEN", string>>;

  constructor(token: string, url: string = theService().url) {
    this.env = { AGENT_WEBHOOKS_URL: url, AGENT_WEBHOOKS_TOKEN: token };
  }

  /** Creates a user in a new organization, with a token that has these scopes. */
  static async create({ scopes }: { scopes?: readonly TokenScope[] } = {}): Promise<User> {
    const organizationId = `org_${randomUUID()}`;
    return new User(await theService().createToken({ organizationId, ...(scopes && { scopes }) }));
  }

  run(command: CommandLine, options: RunOptions = {}): Promise<Result> {
    return runCommand(command, { ...options, env: { ...this.env, ...options.env } });
  }

  /** Runs a command that must succeed, and returns its stdout. */
  async print(command: CommandLine, options: RunOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run(command, options);
    if (code !== 0) throw new Error(`${wordsOf(command).join(" ")}: ${stderr}`);
    return stdout;
  }

  /** Runs a command with `--json`, and returns the parsed output. */
  async json<Value = unknown>(command: CommandLine, options: RunOptions = {}): Promise<Value> {
    return JSON.parse(await this.print([...wordsOf(command), "--json"], options));
  }
}

/** Creates a directory that is removed after the test. */
export async function createDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "agent-webhooks-cli-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
