import { StartError } from "./lib/errors.ts";
import { startServer } from "./server.ts";
import { readSettings } from "./settings.ts";
import { formatSummary } from "./summary.ts";

/** Requests that run and deliveries in flight are finished when the service stops, but not for longer than this. */
const stopTimeoutMs = 25_000;

/**
 * Runs the service as the program of this process: settings from the environment, a summary on stdout, one line on
 * stderr for each thing that is wrong. SIGINT and SIGTERM stop it. The process ends with 0 after a stop, with 1 when the
 * service cannot start or fails.
 */
export async function runServer(): Promise<never> {
  // A diagnostic report, should Node write one, has the environment in it otherwise, and that has keys and a token.
  process.report.excludeEnv = true;
  // Node would print everything that an error carries, and those of the database carry rows and parameters.
  process.on("uncaughtException", (error: Error) => fail(`The service failed: ${error.stack ?? error.message}`));

  // From the first moment on: a Ctrl-C while the service starts lets it come up, or ends its waiting for the database.
  const stop = new AbortController();
  // Not once: a Ctrl-C may arrive twice, from the terminal and from the package manager that runs us.
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
  const timer = setTimeout(() => fail("Stopped before every request was finished."), stopTimeoutMs);
  await server.close();
  clearTimeout(timer);
}

function fail(...lines: readonly string[]): never {
  for (const line of lines) process.stderr.write(`${line.replaceAll(/\s*\n\s*/g, " ")}\n`);
  process.exit(1);
}
