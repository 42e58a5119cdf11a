import type { DeliveryClient, WebhooksClient } from "@agent-webhooks/client";
import type { InferredOptionTypes, Options } from "yargs";
import { type ApiArgs, apiOptions, readSettings, type Settings } from "./config.ts";
import type { Io } from "./io.ts";
import { createPrinter, type Printer } from "./output/printer.ts";

/** A line to type, and what it is for. `$0` stands for the program. */
export type Example = readonly [line: string, what: string];

/** The values that a command was given, by the names of its positionals and options. */
export type Args = Readonly<Record<string, unknown>>;

type OptionMap = Readonly<Record<string, Options>>;
type None = Readonly<Record<never, Options>>;

/** An option that is given or not. */
export interface Flag extends Options {
  type: "boolean";
  default: false;
}

/** A positional that has to be there. */
export interface RequiredText extends Options {
  type: "string";
  demandOption: true;
}

/** One command. */
export interface Command {
  readonly name: string;
  readonly describe: string;
  /** What it takes without a name, in order. `demandOption` tells whether it has to be there. */
  readonly positionals: OptionMap;
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

/** A command as it is written, with the types of its arguments and what it is given to work with. */
interface Definition<Positionals extends OptionMap, Given extends OptionMap, Common, Means> {
  readonly name: string;
  readonly describe: string;
  readonly positionals?: Positionals;
  readonly options?: Given;
  readonly examples: readonly Example[];
  /** @throws UsageError when the arguments do not go together. It comes before anything else. */
  check?(args: InferredOptionTypes<Positionals & Given> & Common): void;
  run(args: InferredOptionTypes<Positionals & Given> & Common, means: Means): Promise<void>;
}

/** Makes a command that needs no service. */
export function defineCommand<const Positionals extends OptionMap = None, const Given extends OptionMap = None>(
  definition: Definition<Positionals, Given, unknown, Io>,
): Command {
  const { name, describe, positionals = {}, options = {}, examples } = definition;
  return {
    name,
    describe,
    positionals,
    options,
    examples,
    // Sound: the parser gives what positionals and options say, or refuses.
    run: (args, io) => definition.run(args as Parameters<typeof definition.run>[0], io),
  };
}

/** What a command works with that speaks to the service. */
export interface Api {
  readonly webhooks: WebhooksClient;
  readonly delivery: DeliveryClient;
  readonly settings: Settings;
  readonly print: Printer;
  readonly io: Io;
}

/** Makes a command that speaks to the service: it has `--url`, `--token`, `--config` and `--json`, too. */
export function defineApiCommand<const Positionals extends OptionMap = None, const Given extends OptionMap = None>(
  definition: Definition<Positionals, Given, ApiArgs, Api>,
): Command {
  const { name, describe, positionals = {}, options = {}, examples } = definition;
  return {
    name,
    describe,
    positionals,
    options: { ...options, ...apiOptions },
    examples,
    async run(args, io) {
      definition.check?.(args as Parameters<typeof definition.run>[0]);
      const { json = false, ...given } = args as ApiArgs;
      const settings = await readSettings(given, io.env);
      // Not before: help and completion are faster without.
      const { createClients, explain } = await import("./clients.ts");
      const print = createPrinter(io, json);
      try {
        const api = { ...createClients(settings), settings, print, io };
        await definition.run(args as Parameters<typeof definition.run>[0], api);
      } catch (error) {
        throw explain(error, settings);
      }
    },
  };
}
