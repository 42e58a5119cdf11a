import { judgeSafeTwins, judgeSpecMutants } from "./index.ts";

// The part of the matrix that is about specs: killed and all, class by class, and what is wrong.
const classes = new Map<string, { killed: number; all: number }>();
for await (const { mutant, failed } of judgeSpecMutants()) {
  const counts = classes.get(mutant.class) ?? { killed: 0, all: 0 };
  const isKilled = failed.includes(mutant.kills);
  classes.set(mutant.class, { killed: counts.killed + Number(isKilled), all: counts.all + 1 });
  if (isKilled) continue;
  console.log(`  ✗ ${mutant.id} is not killed by ${mutant.kills}: ${failed.join(", ") || "nothing was found"}`);
  process.exitCode = 1;
}
for (const [name, { killed, all }] of classes)
  console.log(`  ${name.padEnd(16)} ${String(killed).padStart(3)} of ${all}`);

let [quiet, twins] = [0, 0];
for await (const { twin, changes } of judgeSafeTwins()) {
  twins++;
  if (changes.length === 0) quiet++;
  else console.log(`  ✗ FALSE ALARM: ${twin}: ${changes.map(({ id, message }) => `${id}: ${message}`).join("; ")}`);
}
console.log(`  safe twins       ${quiet} of ${twins} quiet`);
if (quiet < twins) process.exitCode = 1;
