import { startServer } from "./server.ts";
import { readSettings } from "./settings.ts";
import { StartError } from "./start-error.ts";
import { summary } from "./summary.ts";

/** Requests that run and deliveries in flight are finished when the service stops, but not for longer than this. */
const stopTimeoutMs = 25_000;

/**
 * Runs the service as the program of this process: settings from the environment, a summary on stdout, one line on
 * stderr for each thing that is wrong. SIGINT and SIGTERM stop it. The process ends with 0 after a stop, with 1 when the
 * service cannot start or fails.
 */
export async function runServer(): Promise<never> {
  // From the first moment on: a Ctrl-C while the service starts lets it come up, then stops it.
  const stopRequested = new Promise<void>((resolve) => {
    // Not once: a Ctrl-C may arrive twice, from the terminal and from the package manager that runs us.
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve());
  });
  try {
    await run(stopRequested);
  } catch (error) {
    if (error instanceof StartError) fail(...error.lines);
    fail(`The service failed: ${error instanceof Error ? error.message : String(error)}`);
  }
  process.exit(0);
}

async function run(stopRequested: Promise<void>): Promise<void> {
  const settings = readSettings(process.env);
  const server = await startServer(settings);
  process.stdout.write(summary(server, settings));
  await stopRequested;
  const timer = setTimeout(() => fail("Stopped before every request was finished."), stopTimeoutMs);
  await server.close();
  clearTimeout(timer);
}

function fail(...lines: readonly string[]): never {
  for (const line of lines) process.stderr.write(`${line.replaceAll(/\s*\n\s*/g, " ")}\n`);
  process.exit(1);
}
