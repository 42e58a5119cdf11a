import { UsageError } from "./errors.ts";
import type { Io } from "./io.ts";

/**
 * Asks a question on the terminal, and returns whether the answer is yes.
 *
 * @throws UsageError if there is no terminal to ask on
 */
export async function confirm(question: string, { isInteractive, stdin, stderr }: Io): Promise<boolean> {
  if (!isInteractive) throw new UsageError(`${question} Pass --yes to confirm.`);
  stderr.write(`${question} [y/N] `);
  let answer = "";
  for await (const chunk of stdin) {
    answer += Buffer.from(chunk).toString();
    if (answer.includes("\n")) break;
  }
  return /^\s*y(es)?\s*$/i.test(answer);
}
