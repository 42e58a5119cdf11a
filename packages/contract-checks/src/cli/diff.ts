import { diffSpecs, formatDiff } from "@agent-webhooks/spec-diff";
import { diffReport } from "../report/diff-report.ts";
import { withPrintableStrings } from "../report/printable.ts";
import { type Command, reportOptions } from "./command.ts";
import { writeReport } from "./report.ts";

export const diff: Command = (yargs, setExitCode) =>
  yargs.command(
    "diff <base> <head>",
    "Find breaking changes between two versions of a spec",
    (yargs) =>
      yargs
        .positional("base", { type: "string", demandOption: true, describe: "Old version: a file, or REV:path" })
        .positional("head", { type: "string", demandOption: true, describe: "New version: a file, or REV:path" })
        .options(reportOptions)
        .example("$0 diff HEAD^:specs/webhooks.yaml specs/webhooks.yaml", "Compare with the commit before HEAD")
        .epilogue("Exits 1 on breaking changes, unless `info.version` announces them. Warnings exit 0."),
    async ({ base, head, ...files }) => {
      const start = performance.now();
      const result = withPrintableStrings(await diffSpecs(base, head));
      const report = diffReport(result, Math.round(performance.now() - start));
      setExitCode(await writeReport(report, files, formatDiff(result)));
    },
  );
