import { coverageOf, formatCoverage } from "../coverage/coverage.ts";
import { runAgainstReference } from "../coverage/reference-run.ts";
import type { Command } from "./command.ts";

export const coverage: Command = (yargs, setExitCode) =>
  yargs.command(
    "coverage",
    "Measure how much of the contract the provider checks cover",
    (yargs) => yargs,
    async () => {
      const coverage = coverageOf(await runAgainstReference());
      process.stdout.write(formatCoverage(coverage));
      setExitCode(coverage.missing.length + coverage.stale.length > 0 ? 1 : 0);
    },
  );
