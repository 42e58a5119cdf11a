import { coverageOf, formatCoverage } from "../coverage/coverage.ts";
import { runAgainstReference } from "../coverage/reference-run.ts";
import type { Command } from "./command.ts";

export const coverage: Command = (yargs, setExitCode) =>
  yargs.command(
    "coverage",
    "Measure how much of the contract the provider checks cover",
    (yargs) => yargs.epilogue("Exit codes: 0 everything is covered; 1 there are gaps; 2 the command could not start."),
    async () => {
      for (const spec of ["webhooks", "delivery"] as const) {
        const coverage = coverageOf((await runAgainstReference(spec)).responses, spec);
        process.stdout.write(formatCoverage(coverage, spec));
        if (coverage.missing.length + coverage.stale.length > 0) setExitCode(1);
      }
    },
  );
