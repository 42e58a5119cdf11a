#!/usr/bin/env node
/** The program `agent-webhooks-generate`. */
import { run } from "./run.ts";

process.exitCode = await run(process.argv.slice(2), () => {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
  return stop.signal;
});
