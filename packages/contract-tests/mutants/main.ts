import { isKilled, matrix, type Verdict } from "./mutant.ts";
import { providerMutants } from "./provider/index.ts";
import { judgeMutant } from "./provider/judge.ts";

/** Every kind of mutants, and how one is judged. */
const kinds: readonly { title: string; judge(): AsyncIterable<Verdict> }[] = [
  { title: "provider mutants", judge: () => each(providerMutants, judgeMutant) },
];

async function* each<M>(mutants: readonly M[], judge: (mutant: M) => Promise<Verdict>): AsyncGenerator<Verdict> {
  for (const mutant of mutants) yield await judge(mutant);
}

for (const { title, judge } of kinds) {
  const verdicts: Verdict[] = [];
  for await (const verdict of judge()) verdicts.push(verdict);
  process.stdout.write(`${matrix(title, verdicts)}\n`);
  if (!verdicts.every(isKilled)) process.exitCode = 1;
}
