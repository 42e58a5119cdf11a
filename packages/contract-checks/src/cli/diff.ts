import { diffSpecs, formatDiff } from "@agent-webhooks/spec-diff";
import { toReport } from "../report/spec-diff.ts";
import { withReport, writeReport } from "./report.ts";
import type { Command } from "./run.ts";

/** `diff BASE HEAD`: what a change of a spec breaks. */
export const diff: Command = (yargs, exit) =>
  yargs.command(
    "diff <base> <head>",
    "Tell what a change of a spec breaks, for callers and for receivers",
    (command) =>
      withReport(command)
        .positional("base", { type: "string", demandOption: true, describe: "The spec as it was: a file, or REV:path" })
        .positional("head", { type: "string", demandOption: true, describe: "The spec as it is now, likewise" })
        .example("$0 diff HEAD^:specs/webhooks.yaml specs/webhooks.yaml", "what the last commit and your edits break")
        .epilogue("Exits 1 when something breaks and `info.version` does not say so by semver; warnings exit 0."),
    async ({ base, head, junit, json }) => {
      const start = performance.now();
      const result = await diffSpecs(base, head);
      const report = toReport(result, Math.round(performance.now() - start));
      exit(await writeReport(report, { junit, json }, formatDiff(result)));
    },
  );
