import type { Io, Output } from "../io.ts";
import { type Paints, paintsOf } from "./color.ts";

/** Prints what a command found, for people or for scripts. */
export interface Printer {
  /** JSON was asked for. */
  readonly json: boolean;
  /** The whole result: as JSON, or in the words for people. */
  result(value: unknown, words: (output: Output, paints: Paints) => string): void;
  /** One of many results, as soon as it is there: a line of JSON, or words. */
  item(value: unknown, words: (output: Output, paints: Paints) => string): void;
  /** Something for people that is no result: on stderr. */
  note(text: string): void;
}

export function createPrinter({ stdout, stderr }: Io, json: boolean): Printer {
  const paints = paintsOf(stdout);
  return {
    json,
    result(value, words) {
      stdout.write(json ? `${JSON.stringify(value, undefined, 2)}\n` : words(stdout, paints));
    },
    item(value, words) {
      stdout.write(json ? `${JSON.stringify(value)}\n` : words(stdout, paints));
    },
    note(text) {
      stderr.write(`${text}\n`);
    },
  };
}
