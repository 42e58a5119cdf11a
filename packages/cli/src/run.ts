import { commands } from "./commands/index.ts";
import { Failure, UsageError, withoutSecrets } from "./errors.ts";
import type { Io } from "./io.ts";
import { printable } from "./output/text.ts";
import { type Parsed, parse, WrongUsage } from "./parse.ts";
import { programName } from "./program.ts";

const about = {
  describe: "Run the webhook service, manage webhooks, publish events and watch them arrive.",
  epilogue: [
    "The service and the token come from --url and --token, else from AGENT_WEBHOOKS_URL and AGENT_WEBHOOKS_TOKEN, else from " +
      "the config file: agent-webhooks/config.json in $XDG_CONFIG_HOME or ~/.config, or AGENT_WEBHOOKS_CONFIG.",
    "Exit codes: 0 done; 1 the service refused or failed; 2 wrong usage.",
  ].join("\n\n"),
};

/**
 * Does what the command line says, and answers the exit code: 0 done, 1 the service refused or failed, 2 wrong usage.
 * Every failure is one sentence on stderr, in which no token and no secret appears.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let parsed: Parsed | undefined;
  try {
    parsed = await parse(argv, commands, about, Math.min(io.stdout.columns, 100));
    if ("text" in parsed) io.stdout.write(parsed.text);
    else await parsed.command.run(parsed.args, io);
    return 0;
  } catch (error) {
    const token = parsed !== undefined && "args" in parsed ? parsed.args.token : undefined;
    const secrets = [token, io.env.AGENT_WEBHOOKS_TOKEN].filter((secret) => typeof secret === "string");
    const say = (text: string) => io.stderr.write(`${withoutSecrets(printable(text), secrets)}\n`);
    if (!(error instanceof Failure)) {
      say(`${programName} failed: ${error instanceof Error ? error.message : String(error)}`);
      return 1;
    }
    say(error.message);
    const usage = error instanceof WrongUsage ? error.usage : parsed !== undefined && "usage" in parsed && parsed.usage;
    if (error instanceof UsageError && usage) io.stderr.write(`\n${usageHint(usage)}`);
    return error.exitCode;
  }
}

/** How the command is used, and where there is more. */
function usageHint(usage: string): string {
  return `Usage: ${usage}\nMore:  ${usage.replace(/ [<[].*$/, "")} --help\n`;
}
