import { coverageOf, formatCoverage } from "../coverage/coverage.ts";
import { runAgainstReference } from "../coverage/reference-run.ts";
import type { Command } from "./command.ts";

export const coverage: Command = (yargs, setExitCode) =>
  yargs.command(
    "coverage",
    "Measure how much of the contract the provider checks cover",
    (yargs) => yargs.epilogue("Exit codes: 0 everything is covered; 1 there are gaps; 2 the command could not start."),
    async () => {
      const coverage = coverageOf(await runAgainstReference());
      process.stdout.write(formatCoverage(coverage));
      setExitCode(coverage.missing.length + coverage.stale.length > 0 ? 1 : 0);
    },
  );
