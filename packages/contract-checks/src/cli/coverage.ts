import { coverageOf, coverageText } from "../coverage/coverage.ts";
import { gaps } from "../coverage/gaps.ts";
import { covered } from "../coverage/points.ts";
import { referenceAnswers } from "../coverage/run.ts";
import type { Command } from "./command.ts";

export const coverage: Command = (yargs, setExitCode) =>
  yargs.command(
    "coverage",
    "Measure how much of the contract the provider checks cover",
    (yargs) => yargs,
    async () => {
      const coverage = coverageOf(await referenceAnswers(), covered, gaps);
      process.stdout.write(coverageText(coverage));
      setExitCode(coverage.missing.length + coverage.stale.length > 0 ? 1 : 0);
    },
  );
