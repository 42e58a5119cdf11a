import type { Io, Output } from "../../src/io.ts";
import { run } from "../../src/run.ts";
import { newToken, theService } from "./service.ts";

/** What a command ended with, and what it printed. */
export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Both outputs are a terminal of this width. @default they are none */
  readonly columns?: number;
  readonly color?: boolean;
  readonly stop?: AbortSignal;
  /** Gets what is printed, as it comes. */
  readonly onOutput?: (text: string, name: "stdout" | "stderr") => void;
}

/** Runs a command line in this process. */
export async function cli(argv: readonly string[], surroundings: Surroundings = {}): Promise<Result> {
  const { env = {}, stdin = "", columns, color = false, stop, onOutput } = surroundings;
  const printed = { stdout: "", stderr: "" };
  const output = (name: "stdout" | "stderr"): Output => ({
    write(text) {
      printed[name] += text;
      onOutput?.(text, name);
    },
    isTerminal: columns !== undefined,
    columns: columns ?? 100,
    color,
  });
  const io: Io = {
    stdin: typeof stdin === "string" || stdin instanceof Uint8Array ? chunksOf(stdin) : stdin,
    stdout: output("stdout"),
    stderr: output("stderr"),
    // Not the config file of whoever runs the tests.
    env: { XDG_CONFIG_HOME: "/nonexistent", ...env },
    stopSignal: () => stop ?? AbortSignal.abort(),
  };
  const code = await run(argv, io);
  return { code, ...printed };
}

async function* chunksOf(text: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof text === "string" ? new TextEncoder().encode(text) : text;
}

/** The command line of one organization. */
export class User {
  readonly env: Readonly<Record<"AGENT_WEBHOOKS_URL" | "AGENT_WEBHOOKS_TOKEN", string>>;

  constructor(token: string, url: string = theService().url) {
    this.env = { AGENT_WEBHOOKS_URL: url, AGENT_WEBHOOKS_TOKEN: token };
  }

  /** A new organization, whose token may do everything. */
  static async new(): Promise<User> {
    return new User(await newToken());
  }

  /** Runs a command. */
  run(argv: readonly string[], surroundings: Surroundings = {}): Promise<Result> {
    return cli(argv, { ...surroundings, env: { ...this.env, ...surroundings.env } });
  }

  /** Runs a command that has to succeed, and answers what it printed. */
  async print(...argv: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(argv);
    if (code !== 0) throw new Error(`${argv.join(" ")}: ${stderr}`);
    return stdout;
  }

  /** The same with `--json`: the value. */
  async json<Shape = unknown>(...argv: readonly string[]): Promise<Shape> {
    return JSON.parse(await this.print(...argv, "--json"));
  }
}
