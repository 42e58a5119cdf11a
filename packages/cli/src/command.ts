import type { InferredOptionTypes, Options, PositionalOptions } from "yargs";
import type { Clients } from "./clients.ts";
import { type ApiArgs, apiOptions, readSettings } from "./config.ts";
import type { Io } from "./io.ts";
import type { Args, FieldOptions, OptionMap } from "./options.ts";
import { createPrinter, type Printer } from "./output/printer.ts";

/** A command line, in which `$0` is the program, and what it is for. */
export type Example = readonly [line: string, purpose: string];

type PositionalMap = Readonly<Record<string, PositionalOptions>>;
type None = Readonly<Record<never, never>>;

/** An option without a value. */
export interface Flag extends Options {
  type: "boolean";
  default: false;
}

/** A required positional. */
export interface RequiredPositional extends PositionalOptions {
  type: "string";
  demandOption: true;
}

/** A command as the parser sees it. */
export interface Command {
  readonly name: string;
  readonly describe: string;
  /** Arguments without a name, in order; those with `demandOption` are required. */
  readonly positionals: PositionalMap;
  readonly options: OptionMap;
  readonly examples: readonly Example[];
  run(args: Args, io: Io): Promise<void>;
}

/** Commands that begin with the same word: `webhooks list`. */
export interface Group {
  readonly name: string;
  readonly describe: string;
  readonly commands: readonly Command[];
}

/** A command with the types of its arguments. */
interface Definition<Positionals extends PositionalMap, CommandOptions extends OptionMap, Context> {
  readonly name: string;
  readonly describe: string;
  readonly positionals?: Positionals;
  readonly options?: CommandOptions;
  readonly examples: readonly Example[];
  run(args: InferredOptionTypes<Positionals & CommandOptions>, context: Context): Promise<void>;
}

/** Defines a command that makes no API requests. */
export function defineCommand<
  const Positionals extends PositionalMap = None,
  const CommandOptions extends OptionMap = None,
>(definition: Definition<Positionals, CommandOptions, Io>): Command {
  return {
    positionals: {},
    options: {},
    ...definition,
    // Sound: the parser passes what positionals and options declare, or throws.
    run: (args, io) => definition.run(args as Parameters<typeof definition.run>[0], io),
  };
}

/** What a command that makes API requests works with. */
export interface ApiContext extends Clients {
  readonly print: Printer;
  readonly io: Io;
}

/**
 * Defines a command that makes API requests: `--url`, `--token`, `--config` and `--json` are added to its options, and an
 * option for each of the request's `fields`, whose values `run` finds in its context.
 */
export function defineApiCommand<
  const Positionals extends PositionalMap = None,
  const CommandOptions extends OptionMap = None,
  Fields extends object = None,
>(
  definition: Definition<Positionals, CommandOptions, ApiContext & { readonly fields: Fields }> & {
    readonly fields?: FieldOptions<Fields>;
  },
): Command {
  return {
    positionals: {},
    ...definition,
    options: { ...definition.fields?.options, ...definition.options, ...apiOptions },
    async run(args, io) {
      const { json = false, ...settingsArgs } = args as ApiArgs;
      const settings = await readSettings(settingsArgs, io.env);
      // Imported here because help and completion start faster without it.
      const { createClients, toCommandError } = await import("./clients.ts");
      const fields = definition.fields?.read(args) ?? ({} as Fields);
      const clients = createClients(settings, io.stderr);
      const context = { ...clients, print: createPrinter(io, json), io, fields };
      try {
        await definition.run(args as Parameters<typeof definition.run>[0], context);
      } catch (error) {
        throw toCommandError(error, settings, clients.mayBeProcessed);
      }
    },
  };
}
