import type { Argv } from "yargs";
import { SetupError } from "../run/errors.ts";
import type { CheckSelection } from "../run/select-checks.ts";

/** Adds a command. Its handler sets the exit code, or throws {@link SetupError} when it cannot start. */
export type Command = (yargs: Argv, setExitCode: SetExitCode) => Argv;

/** Of several codes, the largest is the exit code. */
export type SetExitCode = (code: number) => void;

/** What the help says about the exit code of a command that runs checks. */
export const exitCodes: string =
  "Exit codes: 0 no check failed; 1 there are findings, or with --fail-on-not-run a check was not run; " +
  "2 the command could not start, or no check was run; 130 or 143 it was interrupted.";

/** Options with a token or a secret. */
const secretOptions = ["token", "other-token", "read-token", "write-token", "secret"] as const;
type SecretOption = (typeof secretOptions)[number];

const variableOf = (option: string) => `WEBHOOKS_CONTRACT_${option.toUpperCase().replaceAll("-", "_")}`;

/** What the help of a command says about those of its options that are {@link fromEnvironment}. */
export function environmentHelp(...options: readonly SecretOption[]): string {
  const place = "can be in the environment, where other users do not see it, as";
  return `What these options have ${place} ${options.map(variableOf).join(", ")}.\n`;
}

/** How an option is named that is missing: `--token`, and its variable if that is empty. */
export function describeMissing(option: string): string {
  const variable = variableOf(option);
  const isEmpty = secretOptions.some((name) => name === option) && process.env[variable] === "";
  return `--${option}${isEmpty ? ` (${variable} is empty)` : ""}`;
}

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

interface FlagOption {
  readonly type: "boolean";
  readonly default: false;
}

/** An option with a value. */
export const optional: ValueOption = { type: "string", requiresArg: true };

/** An option that must be given. */
export const required: ValueOption & { readonly demandOption: true } = { ...optional, demandOption: true };

/**
 * The default of an option with a token or a secret: a variable of the environment, because other users of the machine can
 * see command lines. An empty variable counts as none: CI services set the variables of missing secrets so. Not by `env` of
 * yargs, which reads the variables of all options, and fails on unknown ones.
 */
export function fromEnvironment(option: SecretOption): {
  readonly default?: string;
  readonly defaultDescription?: string;
} {
  const value = process.env[variableOf(option)];
  return value === undefined || value === "" ? {} : { default: value, defaultDescription: "set in the environment" };
}

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
  Readonly<Record<"fail-on-not-run", FlagOption & { readonly describe: string }>> &
  Readonly<Record<"baseline" | "write-baseline", ValueOption & { readonly describe: string }>> = {
  only: { ...checkIds, describe: "Run only the checks with these ids (repeatable, or comma-separated)" },
  skip: { ...checkIds, describe: "Do not run the checks with these ids" },
  "fail-on-not-run": {
    type: "boolean",
    default: false,
    describe: "Fail also if a check was not run, other than those of --skip",
  },
  baseline: { ...optional, describe: "File of known findings, which are warnings until they expire" },
  "write-baseline": {
    ...optional,
    describe: "Write the findings as known ones to this file, for 90 days; entries that it has for them stay",
  },
  ...reportOptions,
};

/** What was given for {@link runOptions}. */
export interface RunArguments extends ReportFiles, CheckSelection {
  readonly failOnNotRun: boolean;
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
