import { styleText } from "node:util";

const start = performance.now();
let steps = 0;

/** Prints the title of the next step. */
export function step(title: string): void {
  steps++;
  console.log(`\n${styleText("bold", `${steps}. ${title}`)}`);
}

/** Prints a result of the step. */
export function fact(text: string): void {
  console.log(`   ${text}`);
}

/** Prints the last line. */
export function summary(): void {
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`\n${styleText("green", `${steps} steps in ${seconds} s.`)} Everything is stopped.`);
}
