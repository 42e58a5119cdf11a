import { coverageOf, coverageText } from "../coverage/coverage.ts";
import { gaps } from "../coverage/gaps.ts";
import { covered } from "../coverage/points.ts";
import { referenceAnswers } from "../coverage/run.ts";
import type { Command } from "./run.ts";

export const coverage: Command = (yargs, exit) =>
  yargs.command(
    "coverage",
    "How much of the contract do the checks of a provider show?",
    (yargs) => yargs,
    async () => {
      const measured = coverageOf(await referenceAnswers(), covered, gaps);
      process.stdout.write(coverageText(measured));
      exit(measured.missing.length + measured.stale.length > 0 ? 1 : 0);
    },
  );
