import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Database } from "../src/database/database.ts";
import { openEmbedded } from "../src/database/embedded.ts";
import { openPostgres } from "../src/database/postgres.ts";

/** In megabytes. */
export interface Memory {
  readonly heap: number;
  readonly rss: number;
}

const megabytes = (bytes: number) => Math.round(bytes / 1_048_576);

const thisVersion = fileURLToPath(new URL("../test/support/serve.ts", import.meta.url));

export interface ServiceProcessOptions {
  /** @default this version */
  readonly program?: string;
  /** Of the embedded database; it is deleted at the end. @default a new one */
  readonly dataDir?: string;
  /** Further settings. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A response with a status of 400 or more. */
export class ResponseError extends Error {
  readonly status: number;

  constructor(request: string, status: number, text: string) {
    super(`${request}: ${status} ${text}`);
    this.status = status;
  }
}

/** The service as a separate process, so that its memory can be measured, and so that it can be killed. */
export class ServiceProcess {
  readonly token = "a-token-of-the-scripts";
  url = "";
  readonly #databaseUrl: string | undefined;
  readonly #dataDir: string;
  readonly #options: ServiceProcessOptions;
  #child: ChildProcess | undefined;

  private constructor(databaseUrl: string | undefined, dataDir: string, options: ServiceProcessOptions) {
    this.#databaseUrl = databaseUrl;
    this.#dataDir = dataDir;
    this.#options = options;
  }

  /** Prepares the service on Postgres, or on an embedded database in a new directory. `restart` starts it. */
  static async create(databaseUrl: string | undefined, options: ServiceProcessOptions = {}): Promise<ServiceProcess> {
    const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "agent-webhooks-script-")));
    return new ServiceProcess(databaseUrl, dataDir, options);
  }

  static async start(databaseUrl: string | undefined, options?: ServiceProcessOptions): Promise<ServiceProcess> {
    const service = await ServiceProcess.create(databaseUrl, options);
    await service.restart();
    return service;
  }

  async restart(): Promise<void> {
    const { program = thisVersion, env } = this.#options;
    const child = spawn(process.execPath, ["--conditions=@agent-webhooks/source", program], {
      env: {
        PORT: "0",
        BOOTSTRAP_TOKEN: this.token,
        ALLOW_HTTP: "true",
        ALLOW_PRIVATE_NETWORK: "true",
        LOG_LEVEL: "error",
        ...(this.#databaseUrl === undefined
          ? { DATA_DIR: this.#dataDir }
          : { DATABASE_URL: this.#databaseUrl, ENCRYPTION_KEY: Buffer.alloc(32, 5).toString("base64") }),
        ...env,
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#child = child;
    // Also when the script fails.
    const kill = () => child.kill("SIGKILL");
    process.once("exit", kill);
    child.once("exit", () => process.off("exit", kill));
    let printed = "";
    while (!/agent-webhooks +http/.test(printed)) printed += String((await once(child.stdout, "data"))[0]);
    this.url = /agent-webhooks +(\S+)/.exec(printed)?.[1] ?? "";
  }

  /**
   * Calls an operation, and returns the JSON of its response.
   *
   * @param parameters those of the path, and `query` with its question mark
   * @throws ResponseError
   */
  async call(
    { method, path }: { readonly method: string; readonly path: string },
    parameters: Readonly<Record<string, string>> = {},
    body?: unknown,
  ): Promise<unknown> {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => parameters[name] ?? "");
    const response = await fetch(this.url + filled + (parameters.query ?? ""), {
      method,
      headers: { authorization: `Bearer ${this.token}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new ResponseError(`${method} ${filled}`, response.status, text);
    return text === "" ? undefined : JSON.parse(text);
  }

  async memory(): Promise<Memory> {
    const metrics = await (await fetch(`${this.url}/metrics`)).text();
    const value = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(metrics)?.[1]);
    return {
      heap: megabytes(value("nodejs_heap_size_used_bytes")),
      rss: megabytes(value("process_resident_memory_bytes")),
    };
  }

  async end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    child.kill(signal);
    await once(child, "exit");
  }

  /** Works on the database itself while the service is stopped. Afterwards it runs again, if it did before. */
  async whileStopped<Result>(work: (database: Database) => Promise<Result>): Promise<Result> {
    const wasRunning = this.#child !== undefined;
    await this.end("SIGTERM");
    try {
      return await this.#withDatabase(work);
    } finally {
      if (wasRunning) await this.restart();
    }
  }

  /** Reads the database itself. Only one process can open an embedded one, so the service is stopped meanwhile. */
  async inspect<Result>(work: (database: Database) => Promise<Result>): Promise<Result> {
    return this.#databaseUrl === undefined ? this.whileStopped(work) : this.#withDatabase(work);
  }

  async #withDatabase<Result>(work: (database: Database) => Promise<Result>): Promise<Result> {
    const database =
      this.#databaseUrl === undefined
        ? await openEmbedded(this.#dataDir)
        : openPostgres(this.#databaseUrl, { timeoutMs: 0, onError: () => undefined });
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  }

  async stop(): Promise<void> {
    await this.end("SIGTERM");
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}
