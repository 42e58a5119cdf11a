import { StartError } from "./lib/errors.ts";
import { startServer } from "./server.ts";
import { readSettings } from "./settings.ts";
import { formatSummary } from "./summary.ts";

/** A stop takes less, unless there is a bug: each of its parts has a bound of its own. */
export const stopTimeoutMs = 30_000;
/** Threads for lookups of host names and for files; each lookup may hang. See `createSystemLookup`. */
const threads = 32;
/** Ctrl-C may arrive twice at once, from the terminal and from the package manager. A later one was typed. */
const secondSignalMs = 500;

export interface RunServerOptions {
  /** Called when the service is ready. */
  readonly onStarted?: () => void;
}

/**
 * Runs the service as a program: reads the settings from the environment, prints a summary on stdout, and each error as
 * one line on stderr. SIGINT and SIGTERM stop it; another SIGINT ends it at once. Exits with 0 after a stop, with 1 when
 * the service cannot start, is stopped before it is ready, or fails, with 130 when it was ended.
 */
export async function runServer(options: RunServerOptions = {}): Promise<never> {
  // Node reads it when it first needs such a thread.
  process.env.UV_THREADPOOL_SIZE ??= String(threads);
  // Diagnostic reports of Node would contain the environment, and so keys and a token.
  process.report.excludeEnv = true;
  // Node would print every property of an error, and database errors have rows and parameters.
  process.on("uncaughtException", (error: Error) => fail(`The service failed: ${error.stack ?? error.message}`));

  // A service whose log is not read any more goes on, unlike a command, whose listeners are therefore removed.
  for (const stream of [process.stdout, process.stderr])
    stream.removeAllListeners("error").on("error", () => undefined);

  // From the beginning, so that Ctrl-C during a start ends the wait for the database.
  const stop = new AbortController();
  let stoppedAt = Number.POSITIVE_INFINITY;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (signal === "SIGINT" && performance.now() - stoppedAt >= secondSignalMs) process.exit(130);
      stoppedAt = Math.min(stoppedAt, performance.now());
      stop.abort();
    });
  }
  try {
    await run(stop.signal, options);
  } catch (error) {
    if (error instanceof StartError) fail(...error.lines);
    fail(`The service failed: ${error instanceof Error ? error.message : String(error)}`);
  }
  process.exit(0);
}

async function run(stop: AbortSignal, { onStarted }: RunServerOptions): Promise<void> {
  const stopRequested = new Promise<void>((resolve) => {
    stop.addEventListener("abort", () => resolve());
  });
  const settings = readSettings(process.env);
  const server = await startServer(settings, { signal: stop });
  onStarted?.();
  process.stdout.write(formatSummary(server, settings));
  if (server.diskWarning !== undefined) process.stderr.write(`${server.diskWarning}\n`);
  await stopRequested;
  const timer = setTimeout(() => fail("The stop took too long."), stopTimeoutMs);
  await server.close();
  clearTimeout(timer);
}

function fail(...lines: readonly string[]): never {
  for (const line of lines) process.stderr.write(`${line.replaceAll(/\s*\n\s*/g, " ")}\n`);
  process.exit(1);
}
