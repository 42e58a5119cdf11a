import { CommandError, UsageError } from "./errors.ts";
import type { Io } from "./io.ts";
import { toPrintable } from "./output/text.ts";
import { type Parsed, parseCommandLine } from "./parser.ts";
import { programName } from "./program.ts";

const maxHelpWidth = 100;

/**
 * Runs a command line. An error is one or two sentences on stderr, without tokens and secrets.
 *
 * @returns the exit code: 0 success, 1 the service returned an error or failed, 2 wrong usage
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let parsed: Parsed | undefined;
  try {
    parsed = await parseCommandLine(argv, Math.min(io.stdout.columns, maxHelpWidth));
    if ("text" in parsed) io.stdout.write(parsed.text);
    else await parsed.command.run(parsed.args, io);
    return 0;
  } catch (error) {
    const given = parsed !== undefined && "args" in parsed ? parsed : undefined;
    const secrets = [given?.args.token, io.env.AGENT_WEBHOOKS_TOKEN].filter((secret) => typeof secret === "string");
    const printError = (text: string) => io.stderr.write(`${redactSecrets(toPrintable(text), secrets)}\n`);
    if (!(error instanceof CommandError)) {
      printError(`${programName} failed: ${error instanceof Error ? error.message : String(error)}`);
      return 1;
    }
    printError(error.message);
    if (error instanceof UsageError) io.stderr.write(formatUsage(error.usage ?? given?.usage ?? programName));
    return error.exitCode;
  }
}

function formatUsage(usage: string): string {
  return `\nUsage: ${usage}\nMore:  ${usage.replace(/ [<[].*$/, "")} --help\n`;
}

/** A shorter one protects nothing, and may be a word of the message. */
const minSecretLength = 8;

/** Replaces these secrets, and whatever looks like a signing secret or a token of the service. */
function redactSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter(({ length }) => length >= minSecretLength)
    .reduce((text, secret) => text.replaceAll(secret, "***"), text)
    .replaceAll(/\b(whsec|awt)_[^\s"'<>&,]*[^\s"'<>&,.]/g, "$1_***");
}
