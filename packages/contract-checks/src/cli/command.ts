import type { Argv } from "yargs";
import { SetupError } from "../run/errors.ts";
import type { CheckSelection } from "../run/select-checks.ts";

/** Adds a command. Its handler sets the exit code, or throws {@link SetupError} when it cannot start. */
export type Command = (yargs: Argv, setExitCode: (code: 0 | 1) => void) => Argv;

/** What the help says about the exit code of a command that runs checks. */
export const exitCodes =
  "Exit codes: 0 no check failed; 1 there are findings; 2 the command could not start, or no check was run.";

interface ValueOption {
  readonly type: "string";
  readonly requiresArg: true;
}

interface ListOption {
  readonly type: "string";
  readonly array: true;
  readonly requiresArg: true;
  coerce(values: readonly string[]): string[];
}

/** An option with a value. */
export const optional: ValueOption = { type: "string", requiresArg: true };

/** An option that must be given. */
export const required: ValueOption & { readonly demandOption: true } = { ...optional, demandOption: true };

/** The options of every command that writes a report. */
export const reportOptions: Readonly<Record<"junit" | "json", ValueOption & { readonly describe: string }>> = {
  junit: { ...optional, describe: "Also write the report as JUnit XML to this file" },
  json: { ...optional, describe: "Also write the report as JSON to this file" },
};

const checkIds: ListOption = {
  type: "string",
  array: true,
  requiresArg: true,
  coerce: (values) => values.flatMap((value) => value.split(",").map((id) => id.trim())).filter((id) => id !== ""),
};

/** The options of every command that runs checks. */
export const runOptions: typeof reportOptions &
  Readonly<Record<"only" | "skip", ListOption & { readonly describe: string }>> &
  Readonly<Record<"baseline" | "write-baseline", ValueOption & { readonly describe: string }>> = {
  only: { ...checkIds, describe: "Run only the checks with these ids (repeatable, or comma-separated)" },
  skip: { ...checkIds, describe: "Do not run the checks with these ids" },
  baseline: { ...optional, describe: "File of known findings, which are warnings until they expire" },
  "write-baseline": { ...optional, describe: "Write the findings as known ones to this file, for 90 days" },
  ...reportOptions,
};

/** What was given for {@link runOptions}. */
export interface RunArguments extends ReportFiles, CheckSelection {
  readonly baseline?: string | undefined;
  readonly writeBaseline?: string | undefined;
}

/** Files to write a report to. */
export type ReportFiles = { readonly [name in keyof typeof reportOptions]?: string | undefined };

interface SeedOption {
  readonly type: "number";
  readonly requiresArg: true;
  readonly describe: string;
  coerce(seed: number): number;
}

export const seedOption: SeedOption = {
  type: "number",
  requiresArg: true,
  describe: "Seed of the random data, to repeat an earlier run [default: random]",
  coerce(seed) {
    if (Number.isSafeInteger(seed) && seed >= 0) return seed;
    throw new SetupError("--seed must be a whole number, 0 or greater");
  },
};
