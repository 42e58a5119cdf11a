#!/usr/bin/env node
/** The program `agent-webhooks`. */
import "./stop-with-wrapper.ts";
import { processIo } from "./io.ts";
import { run } from "./run.ts";

const exitCode = await run(process.argv.slice(2), processIo());
// Already 1 if the output could not be written.
process.exitCode = Math.max(Number(process.exitCode ?? 0), exitCode);
