import yargs, { type Argv, type Options } from "yargs";
import type { Command, Example, Group } from "./command.ts";
import { commands } from "./commands/index.ts";
import { UsageError } from "./errors.ts";
import { type Args, didYouMean, type OptionMap } from "./options.ts";
import { description, epilogue, programName, version } from "./program.ts";

/** What a command line asks for: a text, such as help, or a command with its arguments. */
export type Parsed =
  | { readonly text: string }
  | { readonly command: Command; readonly args: Args; readonly usage: string };

/** The innermost of program, group and command that yargs has reached, and the result. */
interface State {
  /** `agent-webhooks webhooks get <webhook_id> [options]` */
  usage: string;
  /** Positionals included. */
  options: OptionMap;
  examples: readonly Example[];
  /** The words before the next command, and the commands that it can be. After a command there are none. */
  depth: number;
  commandNames: readonly string[];
  parsed?: Parsed;
  /** Whether the shell asks for completions. What has been typed so far need not be valid. */
  readonly isCompletion: boolean;
}

/**
 * Parses a command line, without running the command.
 *
 * @param width columns of the help text
 * @throws UsageError
 */
export async function parseCommandLine(argv: readonly string[], width: number): Promise<Parsed> {
  const isCompletion = argv.includes("--get-yargs-completions");
  const state: State = {
    usage: `${programName} <command>`,
    options: {},
    examples: selectExamples(commands),
    depth: 0,
    commandNames: [...commands.map(({ name }) => name), "completion"],
    isCompletion,
  };
  const parser = createParser()
    .wrap(width)
    .middleware((args) => {
      if (args.help || isCompletion) return;
      checkCommand(args._, state);
      checkOptions(args, argv, state.options);
    }, true);
  for (const entry of commands) {
    if ("commands" in entry) addGroup(parser, entry, state);
    else addCommand(parser, programName, entry, state);
  }
  addCompletion(parser, argv, state);
  let text = "";
  try {
    await parser.parseAsync([...argv], {}, (_error, args, output) => {
      // The columns of yargs would break examples that are meant to be copied.
      text ||= output && `${output}\n${"help" in args && args.help ? formatExamples(state.examples) : ""}`;
    });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(nameMissing(error.message, state.usage), { cause: error, usage: state.usage });
  }
  return state.parsed ?? { text };
}

/** Names missing arguments, of which yargs knows only how many it got. */
function nameMissing(message: string, usage: string): string {
  const required = usage.match(/<[^>]+>/g) ?? [];
  return message.replace(
    /^Missing argument: got (\d+), .*$/,
    (_, count: string) => `Missing argument ${required.slice(Number(count)).join(" ")}.`,
  );
}

function createParser(): Argv {
  // yargs requires plural forms of some messages; its types do not know them.
  const plural = (message: string) => ({ one: message, other: message }) as unknown as string;
  return yargs()
    .scriptName(programName)
    .usage(`$0 <command>\n\n${description}`)
    .epilogue(epilogue)
    .version(version)
    .help()
    .locale("en")
    .updateStrings({
      "Not enough arguments following: %s": "--%s requires a value.",
      "Not enough non-option arguments: got %s, need at least %s": plural("Missing argument: got %s, need %s."),
      "Unknown argument: %s": plural("Unexpected argument: %s."),
    })
    .parserConfiguration({
      "camel-case-expansion": false,
      "dot-notation": false,
      "boolean-negation": false,
      // Only options of type "number" are numbers: an ID may look like one.
      "parse-numbers": false,
      "parse-positional-numbers": false,
      // Each use of an option takes one value, so that it does not swallow the arguments after it.
      "greedy-arrays": false,
      "strip-aliased": true,
    })
    .strict()
    .demandCommand(1, formatNoCommand(commands))
    .exitProcess(false)
    .fail((message, error) => {
      throw error === undefined || error.name === "YError" ? new UsageError(message ?? error.message) : error;
    });
}

function addGroup(parser: Argv, { name, describe, commands }: Group, state: State): void {
  const path = `${programName} ${name}`;
  const usage = `${path} <command>`;
  parser.command(name, describe, (y) => {
    const commandNames = commands.map(({ name }) => name);
    Object.assign(state, {
      usage,
      examples: selectExamples(commands),
      depth: 1,
      commandNames,
    } satisfies Partial<State>);
    y.usage(`${usage}\n\n${describe}.`).demandCommand(1, formatNoCommand(commands));
    for (const command of commands) addCommand(y, path, command, state);
    return y;
  });
}

function addCommand(parser: Argv, path: string, command: Command, state: State): void {
  const { name, describe, positionals, options, examples } = command;
  const synopsis = [name];
  for (const [key, { demandOption }] of Object.entries(positionals))
    synopsis.push(demandOption ? `<${key}>` : `[${key}]`);
  const usage = `${path} ${synopsis.join(" ")} [options]`;
  const withoutCoerce = ({ coerce: _, ...option }: Options) => option;
  parser.command(
    synopsis.join(" "),
    describe,
    (y) => {
      Object.assign(state, {
        usage,
        options: { ...positionals, ...options },
        examples,
        commandNames: [],
      } satisfies Partial<State>);
      y.usage(`${path} ${synopsis.join(" ")}\n\n${describe}.`).hide("version");
      // Without `nargs`, yargs turns the positional "-" into "".
      for (const [key, positional] of Object.entries(positionals)) y.positional(key, positional).nargs(key, 1);
      for (const [key, option] of Object.entries(options)) {
        y.option(key, { group: "Options:", ...(state.isCompletion ? withoutCoerce(option) : option) });
      }
      return y;
    },
    (args) => {
      state.parsed = { command, args, usage };
    },
  );
}

function addCompletion(parser: Argv, argv: readonly string[], state: State): void {
  const describe = "Print the completion script for your shell ($SHELL: bash, zsh or fish)";
  // The command of yargs prints the script even with --help.
  if (!argv.includes("--help")) parser.completion("completion", describe);
  else {
    parser.command("completion", describe, (y) => {
      state.examples = [["source <($0 completion)", "Complete commands and options in this bash session"]];
      return y.usage(`${programName} completion\n\n${describe}.`).hide("version");
    });
  }
}

/** @throws UsageError when the next word is not a command */
function checkCommand(words: readonly unknown[], { depth, commandNames }: State): void {
  const word = words[depth];
  if (word === undefined || commandNames.length === 0 || commandNames.includes(String(word))) return;
  throw new UsageError(`Unknown command "${word}".${didYouMean(String(word), commandNames)}`);
}

/**
 * Checks what yargs does not: it suggests no option for a misspelt one, reads every value of a flag but `true` as `false`,
 * and makes an array of an option that is given twice.
 *
 * @throws UsageError
 */
function checkOptions(args: Args, argv: readonly string[], options: OptionMap): void {
  const names = Object.keys(options);
  for (const [name, value] of Object.entries(args)) {
    if (["_", "$0", "version"].includes(name)) continue;
    const option = options[name];
    if (option === undefined) {
      throw new UsageError(`Unknown option ${name.length === 1 ? "-" : "--"}${name}.${didYouMean(name, names, "--")}`);
    }
    if (Array.isArray(value) && !option.array) throw new UsageError(`--${name} is given more than once.`);
    const isFlagWithValue = (argument: string) => /^--([^=]+)=(?!true$|false$)/.exec(argument)?.[1] === name;
    if (option.type === "boolean" && argv.some(isFlagWithValue)) throw new UsageError(`--${name} takes no value.`);
  }
  const missing = names.filter((name) => options[name]?.demandOption && args[name] === undefined);
  if (missing.length === 0) return;
  const noun = missing.length === 1 ? "option" : "options";
  throw new UsageError(`Missing ${noun} ${missing.map((name) => `--${name}`).join(", ")}.`);
}

const formatNoCommand = (entries: readonly (Command | Group)[]): string =>
  `No command given. Commands: ${entries.map(({ name }) => name).join(", ")}.`;

/** The first example of each command, and of the first command of each group. */
const selectExamples = (entries: readonly (Command | Group)[]): readonly Example[] =>
  entries.flatMap((entry) => ("commands" in entry ? (entry.commands[0]?.examples ?? []) : entry.examples).slice(0, 1));

function formatExamples(examples: readonly Example[]): string {
  const lines = examples.map(([line, purpose]) => `  ${purpose}:\n    ${line.replaceAll("$0", programName)}\n`);
  return lines.length === 0 ? "" : `\nExamples:\n${lines.join("")}`;
}
