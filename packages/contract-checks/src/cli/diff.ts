import { diffSpecs, formatDiff } from "@agent-webhooks/spec-diff";
import { diffReport } from "../report/diff-report.ts";
import { withPrintableStrings } from "../report/printable.ts";
import { type Command, reportOptions } from "./command.ts";
import { writeReport } from "./report.ts";

/** The positional arguments. */
export const operands: readonly string[] = ["<base>", "<head>"];

export const diff: Command = (yargs, setExitCode) =>
  yargs.command(
    `diff ${operands.join(" ")}`,
    "Find breaking changes between two versions of a spec",
    (yargs) =>
      yargs
        .positional("base", { type: "string", demandOption: true, describe: "Old version: a file, or REV:path" })
        .positional("head", { type: "string", demandOption: true, describe: "New version: a file, or REV:path" })
        .option("require-version", {
          type: "boolean",
          default: false,
          describe: "Fail also if `info.version` does not announce an addition",
        })
        .options(reportOptions)
        .example("$0 diff HEAD^:specs/webhooks.yaml specs/webhooks.yaml", "Compare with the commit before HEAD")
        .epilogue(
          "Exit codes: 0 no breaking changes, or only those that `info.version` announces; 1 breaking changes, or with --require-version an addition that it does not announce; 2 wrong usage, or a spec could not be read.",
        ),
    async ({ base, head, "require-version": requireVersion, ...files }) => {
      const start = performance.now();
      const result = withPrintableStrings(await diffSpecs(base, head));
      const report = diffReport(result, Math.round(performance.now() - start), { requireVersion });
      setExitCode(await writeReport(report, files, formatDiff(result)));
    },
  );
