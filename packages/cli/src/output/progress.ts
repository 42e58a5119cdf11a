import type { Output } from "../io.ts";
import { shortened } from "./text.ts";

/** Says how far long work has come, in a line of the terminal that is written over. Elsewhere it is silent. */
export class Progress {
  readonly #output: Output;
  #isShown = false;

  constructor(output: Output) {
    this.#output = output;
  }

  show(text: string): void {
    if (!this.#output.isTerminal) return;
    this.#output.write(`\r\u001b[K${shortened(text, this.#output.columns - 1)}`);
    this.#isShown = true;
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#isShown) this.#output.write("\r\u001b[K");
    this.#isShown = false;
  }
}
