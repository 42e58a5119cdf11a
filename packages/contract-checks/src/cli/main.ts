#!/usr/bin/env node
import { hideBin } from "yargs/helpers";
import { handleOutputErrors } from "./output.ts";
import { run } from "./run.ts";

handleOutputErrors();
const exitCode = await run(hideBin(process.argv));
// Already 1 if the output could not be written.
process.exitCode = Math.max(Number(process.exitCode ?? 0), exitCode);
