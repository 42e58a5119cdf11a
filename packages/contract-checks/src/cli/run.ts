import { readFileSync } from "node:fs";
import { UnreadableSpecError } from "@agent-webhooks/spec-diff";
import yargs, { type Argv } from "yargs";
import { toPrintable } from "../report/printable.ts";
import { SetupError } from "../run/errors.ts";
import { describeMissing, exitCodes } from "./command.ts";
import { coverage } from "./coverage.ts";
import { diff, operands } from "./diff.ts";
import { explain } from "./explain.ts";
import { mock } from "./mock.ts";
import { provider } from "./provider.ts";
import { receiver } from "./receiver.ts";
import { sender } from "./sender.ts";

const commands = { provider, receiver, sender, diff, explain, mock, coverage };

/**
 * Runs the command line `webhooks-contract`.
 *
 * @returns the exit code, as the help of the command explains it
 */
export async function run(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const setExitCode = (code: number) => {
    exitCode = Math.max(exitCode, code);
  };
  const name = args.find((arg) => !arg.startsWith("-")) ?? "";
  const isCommand = Object.hasOwn(commands, name);
  const help = isCommand ? `webhooks-contract ${name} --help` : "webhooks-contract --help";
  const parser = Object.values(commands)
    .reduce<Argv>((parser, command) => command(parser, setExitCode), yargs([...args]))
    .scriptName("webhooks-contract")
    .usage("$0 <command>\n\nChecks implementations of the webhook contract.")
    .epilogue(exitCodes)
    .demandCommand(1, "No command given")
    .strict()
    // In a command, an unknown word is an argument.
    .strictCommands(!isCommand)
    .wrap(Math.min(process.stdout.columns ?? 80, 100))
    .recommendCommands()
    .version(readVersion())
    .locale("en")
    .updateStrings({ "Did you mean %s?": `Unknown command "${name}". Did you mean %s?` })
    .check(assertNotEmpty)
    .exitProcess(false)
    .fail((message, error) => {
      // yargs reports wrong usage as a message or as a YError, depending on the kind.
      if (error !== undefined && error.name !== "YError") throw error;
      throw new SetupError(`${rewordUsageError(message ?? error?.message ?? "")} (see ${help})`);
    });
  try {
    await parser.parseAsync();
    return exitCode;
  } catch (error) {
    if (!(error instanceof SetupError || error instanceof UnreadableSpecError)) throw error;
    process.stderr.write(`webhooks-contract: ${toPrintable(error.message)}\n`);
    setExitCode(2);
    return exitCode;
  }
}

function readVersion(): string {
  return JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version;
}

function assertNotEmpty(args: Readonly<Record<string, unknown>>): true {
  for (const [name, value] of Object.entries(args)) {
    if (value === "") throw new SetupError(`${operands.includes(`<${name}>`) ? `<${name}>` : `--${name}`} is empty`);
  }
  return true;
}

/** Names what is missing as it is written on the command line. */
function rewordUsageError(message: string): string {
  return message
    .replace(/^Unknown command: (.*)$/, 'Unknown command "$1"')
    .replace(
      /^Missing required arguments?: (.*)$/,
      (_, names: string) => `Missing ${names.split(", ").map(describeMissing).join(", ")}`,
    )
    .replace(
      /^Not enough non-option arguments: got (\d+), .*$/,
      (_, count: string) => `Missing argument ${operands.slice(Number(count)).join(" ")}`,
    );
}
