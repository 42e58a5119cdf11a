import type { Io, Output } from "../io.ts";
import { truncate } from "./text.ts";

type Format = (output: Output) => string;

/** Prints results, for people or for scripts. */
export interface Printer {
  /** Whether results are printed as JSON. */
  readonly json: boolean;
  /** Prints the only result: as JSON, or formatted for people. */
  result(value: unknown, format: Format): void;
  /** Prints one of several results: as a line of JSON, or formatted for people. */
  item(value: unknown, format: Format): void;
  /** Prints a remark that is not a result: to stderr. */
  note(text: string): void;
}

export function createPrinter({ stdout, stderr }: Io, json: boolean): Printer {
  const printer = (indentation?: number) => (value: unknown, format: Format) => {
    stdout.write(json ? `${JSON.stringify(value, undefined, indentation)}\n` : format(stdout));
  };
  return { json, result: printer(2), item: printer(), note: (text) => stderr.write(`${text}\n`) };
}

/** Empties the line of the cursor. */
export const clearLine = "\r\u001b[K";

/** Shows the progress of a long command in a line of the terminal that is overwritten. Prints nothing elsewhere. */
export class Progress {
  readonly #output: Output;
  #isShown = false;

  constructor(output: Output) {
    this.#output = output;
  }

  show(text: string): void {
    if (!this.#output.isTerminal) return;
    this.#output.write(`${clearLine}${truncate(text, this.#output.columns - 1)}`);
    this.#isShown = true;
  }

  /** Removes the line. */
  clear(): void {
    if (this.#isShown) this.#output.write(clearLine);
    this.#isShown = false;
  }
}
