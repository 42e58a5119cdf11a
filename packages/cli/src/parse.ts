import yargs, { type Argv, type Options } from "yargs";
import type { Args, Command, Example, Group } from "./command.ts";
import { UsageError } from "./errors.ts";
import { programName, version } from "./program.ts";
import { sentenceFor } from "./wrong-usage.ts";

/** Stands for `-`, of which yargs makes an empty text when it is a positional. */
const dash = "\u0000-";

/** What the command line asks for: a text, such as help; or a command with its arguments. */
export type Parsed =
  | { readonly text: string }
  | { readonly command: Command; readonly args: Args; readonly usage: string };

/** Where the parser has come to when it finds something wrong. */
export interface Place {
  /** `agent-webhooks webhooks get <webhook_id>` */
  readonly usage: string;
  /** What may be here: commands, or positionals and options. */
  readonly commands: readonly string[];
  readonly positionals: Readonly<Record<string, Options>>;
  readonly options: Readonly<Record<string, Options>>;
  readonly examples: readonly Example[];
}

/** The command line was wrong; `usage` is how the command is used. */
export class WrongUsage extends UsageError {
  readonly usage: string;

  constructor(message: string, usage: string) {
    super(message);
    this.usage = usage;
  }
}

/**
 * Finds out what the command line asks for. No command is run here, so that whatever yargs complains about is a wrong
 * usage.
 *
 * @throws WrongUsage
 */
export async function parse(
  argv: readonly string[],
  commands: readonly (Command | Group)[],
  about: { readonly describe: string; readonly epilogue: string },
  width: number,
): Promise<Parsed> {
  let place: Place = {
    usage: `${programName} <command>`,
    commands: [...commands.map(({ name }) => name), "completion"],
    positionals: {},
    options: {},
    examples: commands.flatMap((entry) => firstExamples("commands" in entry ? entry.commands.slice(0, 1) : [entry])),
  };
  let chosen: { command: Command; args: Args } | undefined;
  let text = "";

  const addCommand = (parent: Argv, words: readonly string[], command: Command) => {
    const { name, describe, positionals, options, examples } = command;
    const takes = Object.entries(positionals).map(([key, { demandOption }]) =>
      demandOption ? `<${key}>` : `[${key}]`,
    );
    const usage = [programName, ...words, name, ...takes, "[options]"].join(" ");
    parent.command({
      command: [name, ...takes].join(" "),
      describe,
      builder(y) {
        place = { usage, commands: [], positionals, options, examples };
        y.usage(`$0 ${[...words, name, ...takes].join(" ")}\n\n${describe}.`);
        for (const [key, positional] of Object.entries(positionals)) {
          const { demandOption: _, ...rest } = positional as Parameters<Argv["positional"]>[1];
          y.positional(key, { type: "string", ...rest });
        }
        for (const [key, option] of Object.entries(options)) y.option(key, once(key, option));
        return y.hide("version");
      },
      handler(args) {
        const entries = Object.entries(args).map(([key, value]) => [key, value === dash ? "-" : value]);
        chosen = { command, args: Object.fromEntries(entries) };
      },
    });
  };

  const parser = yargs()
    .scriptName(programName)
    .usage(`$0 <command>\n\n${about.describe}`)
    .epilogue(about.epilogue)
    .locale("en")
    .parserConfiguration({
      "camel-case-expansion": false,
      "dot-notation": false,
      "boolean-negation": false,
      // Only what says so is a number: an id may look like one.
      "parse-numbers": false,
      "parse-positional-numbers": false,
      // An option takes one value each time, so that it does not swallow what follows.
      "greedy-arrays": false,
      "strip-aliased": true,
    })
    .strict()
    .demandCommand(1, "No command was given")
    .version(version)
    .help()
    .wrap(width)
    .fail(false)
    .exitProcess(false);
  for (const entry of commands) {
    if (!("commands" in entry)) {
      addCommand(parser, [], entry);
      continue;
    }
    const { name, describe } = entry;
    parser.command(name, describe, (y) => {
      place = {
        usage: `${programName} ${name} <command>`,
        commands: entry.commands.map(({ name }) => name),
        positionals: {},
        options: {},
        examples: firstExamples(entry.commands),
      };
      y.usage(`$0 ${name} <command>\n\n${describe}.`).demandCommand(1, "No command was given");
      for (const command of entry.commands) addCommand(y, [name], command);
      return y;
    });
  }

  parser.completion(
    "completion",
    "Print a script for your shell ($SHELL: bash, zsh or fish) that completes what you type",
  );

  try {
    await parser.parseAsync(
      argv.map((argument) => (argument === "-" ? dash : argument)),
      {},
      (_error, args, output) => {
        text ||= output && `${output}\n${"help" in args && args.help ? examplesOf(place) : ""}`;
      },
    );
  } catch (error) {
    throw new WrongUsage(sentenceFor((error as Error).message.replaceAll(dash, "-"), argv, place), place.usage);
  }
  if (text !== "") return { text };
  const flag = flagWithValue(argv, place);
  if (flag !== undefined) throw new WrongUsage(`--${flag} takes no value: give it or leave it out.`, place.usage);
  if (chosen !== undefined) return { ...chosen, usage: place.usage };
  throw new WrongUsage("No command was given.", place.usage);
}

/** yargs takes any other word than `true` for `false`. */
function flagWithValue(argv: readonly string[], { options }: Place): string | undefined {
  for (const argument of argv) {
    const [, name = "", value = ""] = /^--([^=]+)=(.*)$/s.exec(argument) ?? [];
    if (options[name]?.type === "boolean" && value !== "true" && value !== "false") return name;
  }
  return undefined;
}

const firstExamples = (commands: readonly Command[]): readonly Example[] =>
  commands.flatMap(({ examples }) => examples.slice(0, 1));

/** Not in the columns of yargs, which would break the lines that one wants to copy. */
function examplesOf({ examples }: Place): string {
  const lines = examples.map(([line, what]) => `  ${what}:\n    ${line.replaceAll("$0", programName)}\n`);
  return lines.length === 0 ? "" : `\nExamples:\n${lines.join("")}`;
}

/** The option as it is, but refused when it is given twice and takes one value. */
function once(name: string, option: Options): Options {
  const grouped = { group: "Options:", ...option };
  if (option.array) return grouped;
  return {
    ...grouped,
    coerce(value: unknown) {
      if (Array.isArray(value)) throw new Error(`--${name} was given more than once.`);
      return value === undefined ? undefined : (option.coerce?.(value) ?? value);
    },
  };
}
