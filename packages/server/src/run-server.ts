import { StartError } from "./lib/errors.ts";
import { startServer } from "./server.ts";
import { readSettings } from "./settings.ts";
import { formatSummary } from "./summary.ts";

/** How long a stop may take to complete requests and deliveries in progress. */
const stopTimeoutMs = 25_000;

/**
 * Runs the service as a program: reads the settings from the environment, prints a summary on stdout, and each error as
 * one line on stderr. SIGINT and SIGTERM stop it. Exits with 0 after a stop, with 1 when the service cannot start or fails.
 */
export async function runServer(): Promise<never> {
  // Diagnostic reports of Node would contain the environment, and so keys and a token.
  process.report.excludeEnv = true;
  // Node would print every property of an error, and database errors have rows and parameters.
  process.on("uncaughtException", (error: Error) => fail(`The service failed: ${error.stack ?? error.message}`));

  // From the beginning, so that Ctrl-C during a start ends the wait for the database.
  const stop = new AbortController();
  // Not `once`: Ctrl-C may arrive twice, from the terminal and from the package manager.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
  try {
    await run(stop.signal);
  } catch (error) {
    if (error instanceof StartError) fail(...error.lines);
    fail(`The service failed: ${error instanceof Error ? error.message : String(error)}`);
  }
  process.exit(0);
}

async function run(stop: AbortSignal): Promise<void> {
  const stopRequested = new Promise<void>((resolve) => {
    stop.addEventListener("abort", () => resolve());
  });
  const settings = readSettings(process.env);
  const server = await startServer(settings, { signal: stop });
  process.stdout.write(formatSummary(server, settings));
  await stopRequested;
  const timer = setTimeout(() => fail("Stopped before every request was complete."), stopTimeoutMs);
  await server.close();
  clearTimeout(timer);
}

function fail(...lines: readonly string[]): never {
  for (const line of lines) process.stderr.write(`${line.replaceAll(/\s*\n\s*/g, " ")}\n`);
  process.exit(1);
}
