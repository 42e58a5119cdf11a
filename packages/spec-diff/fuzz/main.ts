/** Compares spec-diff with ajv and oasdiff on random pairs of schemas. Exits with 1 on a disagreement without a reason. */
import { parseArgs } from "node:util";
import { findCounterexample, ownIds, type Use } from "./judge.ts";
import { fetchOasdiff, oasdiffIds } from "./oasdiff.ts";
import { schemaPair } from "./pairs.ts";
import { ajvReasons, isSafe, lenientReasons, type Observation, strictReasons } from "./reasons.ts";

const { values } = parseArgs({
  options: {
    pairs: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    "no-oasdiff": { type: "boolean", default: false },
  },
});
const [count, first] = [Number(values.pairs), Number(values.seed)];
const withOasdiff = !values["no-oasdiff"];

/** Pairs in one run of oasdiff. */
const batchSize = 100;
const counts = new Map<string, number>();
let unexplained = 0;

function add(name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** Counts a disagreement under its reason, or prints it. */
function explain(kind: string, observation: Observation, reasons: readonly (typeof ajvReasons)[number][]): void {
  const reason = reasons.find(({ applies }) => applies(observation));
  if (reason !== undefined) {
    add(`${kind}: ${reason.name}`);
    return;
  }
  unexplained += 1;
  const { pair, use, breaking, oasdiff, example } = observation;
  const lines = [`${kind} in a ${use}, --seed ${pair.seed} --pairs 1`, `  base     ${JSON.stringify(pair.base)}`];
  lines.push(`  head     ${JSON.stringify(pair.head)}`, `  found    ${breaking.join(", ") || "nothing"}`);
  if (oasdiff !== undefined) lines.push(`  oasdiff  ${oasdiff.join(", ") || "nothing"}`);
  if (example !== undefined) lines.push(`  value    ${JSON.stringify(example)}`);
  console.log(`${lines.join("\n")}\n`);
}

function judge(observation: Observation): void {
  const { breaking, oasdiff, example } = observation;
  const isBreaking = breaking.length > 0;
  if (example !== undefined && !isBreaking) explain("missed", observation, ajvReasons);
  if (isBreaking && isSafe(observation)) explain("false alarm", observation, ajvReasons);
  if (oasdiff === undefined) return;
  if (isBreaking === oasdiff.length > 0) add("oasdiff agrees");
  else if (isBreaking) explain("oasdiff finds nothing", observation, strictReasons);
  else explain("oasdiff finds a breaking change", observation, lenientReasons);
}

if (withOasdiff) await fetchOasdiff();
for (let start = first; start < first + count; start += batchSize) {
  const length = Math.min(batchSize, first + count - start);
  const pairs = Array.from({ length }, (_, index) => schemaPair(start + index));
  for (const use of ["request", "response"] as const satisfies Use[]) {
    const theirs = withOasdiff ? await oasdiffIds(pairs, use) : [];
    for (const [index, pair] of pairs.entries()) {
      judge({ pair, use, ...ownIds(pair, use), oasdiff: theirs[index], example: findCounterexample(pair, use) });
    }
  }
}
for (const [name, number] of [...counts].sort()) console.log(`${String(number).padStart(7)}  ${name}`);
console.log(`${count} pairs, each as request and response: ${unexplained} disagreements without a reason`);
process.exitCode = unexplained > 0 ? 1 : 0;
