/** Runs the service as a program: settings from the environment, a summary on stdout, one line on stderr if it fails. */
import { startServer } from "./server.ts";
import { readSettings } from "./settings.ts";
import { StartError } from "./start-error.ts";
import { summary } from "./summary.ts";

// A diagnostic report, should Node write one, has the environment in it otherwise, and that has keys and a token.
process.report.excludeEnv = true;

/** Requests that run and deliveries in flight are finished when the service stops, but not for longer than this. */
const stopTimeoutMs = 25_000;

// From the first moment on: a Ctrl-C while the service starts lets it come up, or ends its waiting for the database.
const stop = new AbortController();
const stopRequested = new Promise<void>((resolve) => {
  stop.signal.addEventListener("abort", () => resolve());
});
// Not once: a Ctrl-C may arrive twice, from the terminal and from the package manager that runs us.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());

// Node would print everything that an error carries, and those of the database carry rows and parameters.
process.on("uncaughtException", (error: Error) => fail(`The service failed: ${error.stack ?? error.message}`));

async function run(): Promise<void> {
  const settings = readSettings(process.env);
  const server = await startServer(settings, { signal: stop.signal });
  process.stdout.write(summary(server, settings));
  await stopRequested;
  const timer = setTimeout(() => fail("Stopped before every request was finished."), stopTimeoutMs);
  await server.close();
  clearTimeout(timer);
  process.exit(0);
}

function fail(...lines: readonly string[]): never {
  for (const line of lines) process.stderr.write(`${line.replaceAll(/\s*\n\s*/g, " ")}\n`);
  process.exit(1);
}

run().catch((error: unknown) => {
  if (error instanceof StartError) fail(...error.lines);
  fail(`The service failed: ${error instanceof Error ? error.message : String(error)}`);
});
