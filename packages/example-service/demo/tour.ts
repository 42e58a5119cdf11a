import { styleText } from "node:util";

const start = performance.now();
let steps = 0;

/** Says what is done next. */
export function step(title: string): void {
  steps++;
  console.log(`\n${styleText("bold", `${steps}. ${title}`)}`);
}

/** Says what came of it. */
export function fact(text: string): void {
  console.log(`   ${text}`);
}

/** Says that it is over. */
export function summary(): void {
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`\n${styleText("green", `${steps} steps in ${seconds} s.`)} Everything that ran is stopped now.`);
}
