import { UnreadableSpecError } from "@agent-webhooks/spec-diff";
import yargs, { type Argv } from "yargs";
import { SetupError } from "../run/errors.ts";
import { coverage } from "./coverage.ts";
import { diff } from "./diff.ts";
import { provider } from "./provider.ts";
import { receiver } from "./receiver.ts";

/** Adds a command. Its handler calls `exit`: 0 it holds, 1 something was found; or throws {@link SetupError}. */
export type Command = (yargs: Argv, exit: (code: 0 | 1) => void) => Argv;

const commands: readonly Command[] = [provider, receiver, diff, coverage];

/**
 * The command line `webhooks-contract`.
 *
 * @returns 0 when all holds, 1 when something was found, 2 when it could not start
 */
export async function run(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  const exit = (code: 0 | 1) => {
    exitCode = code;
  };
  const parser = commands
    .reduce<Argv>((parser, command) => command(parser, exit), yargs([...args]))
    .scriptName("webhooks-contract")
    .usage("$0 <command>\n\nChecks that whoever speaks the webhook contract keeps it.")
    .demandCommand(1, "Say what to check.")
    .strict()
    .recommendCommands()
    .version(false)
    .exitProcess(false)
    .fail((message, error) => {
      // What the parser itself has to say comes as a text or, for some of it, as an error of its own.
      if (error !== undefined && error.name !== "YError") throw error;
      throw new SetupError(`${message ?? error?.message} Help: webhooks-contract --help`);
    });
  try {
    await parser.parseAsync();
    return exitCode;
  } catch (error) {
    if (!(error instanceof SetupError || error instanceof UnreadableSpecError)) throw error;
    process.stderr.write(`webhooks-contract: ${error.message}\n`);
    return 2;
  }
}
