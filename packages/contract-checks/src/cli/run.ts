import { UnreadableSpecError } from "@agent-webhooks/spec-diff";
import yargs, { type Argv } from "yargs";
import { toPrintable } from "../report/printable.ts";
import { SetupError } from "../run/errors.ts";
import type { Command } from "./command.ts";
import { coverage } from "./coverage.ts";
import { diff } from "./diff.ts";
import { provider } from "./provider.ts";
import { receiver } from "./receiver.ts";

const commands: readonly Command[] = [provider, receiver, diff, coverage];

/**
 * Runs the command line `webhooks-contract`.
 *
 * @returns the exit code: 0 all checks passed, 1 there are findings, 2 it could not start
 */
export async function run(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const setExitCode = (code: 0 | 1) => {
    exitCode = code;
  };
  const parser = commands
    .reduce<Argv>((parser, command) => command(parser, setExitCode), yargs([...args]))
    .scriptName("webhooks-contract")
    .usage("$0 <command>\n\nChecks implementations of the webhook contract.")
    .demandCommand(1, "No command given")
    .strict()
    .wrap(Math.min(process.stdout.columns ?? 80, 100))
    .recommendCommands()
    .version(false)
    .exitProcess(false)
    .fail((message, error) => {
      // yargs reports wrong usage as a message or as a YError, depending on the kind.
      if (error !== undefined && error.name !== "YError") throw error;
      throw new SetupError(`${message ?? error?.message} (see webhooks-contract --help)`);
    });
  try {
    await parser.parseAsync();
    return exitCode;
  } catch (error) {
    if (!(error instanceof SetupError || error instanceof UnreadableSpecError)) throw error;
    process.stderr.write(`webhooks-contract: ${toPrintable(error.message)}\n`);
    return 2;
  }
}
