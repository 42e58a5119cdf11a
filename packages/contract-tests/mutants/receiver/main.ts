/** Prints which of the receivers that do one thing wrong are found, by what, and which correct ones are blamed. */
import { correctReceivers } from "./correct.ts";
import { judgeMutant, judgeReceiver, receiverMutants } from "./matrix.ts";

let killed = 0;
for (const mutant of receiverMutants) {
  const { failed } = await judgeMutant(mutant);
  const isKilled = failed.includes(mutant.kills);
  if (isKilled) killed++;
  const others = failed.filter((check) => check !== mutant.kills);
  const also = others.length > 0 ? ` (and ${others.join(", ")})` : "";
  console.log(
    `${isKilled ? "killed  " : "SURVIVED"} ${mutant.class.padEnd(13)} ${mutant.id.padEnd(34)} ${mutant.kills}${also}`,
  );
}
let blamed = 0;
for (const { id, start } of correctReceivers) {
  const findings = await judgeReceiver(start);
  if (findings.length > 0) blamed++;
  console.log(`${findings.length === 0 ? "clean   " : "BLAMED  "} correct       ${id}`);
  for (const finding of findings) console.log(JSON.stringify(finding, null, 2));
}
console.log(
  `${killed} of ${receiverMutants.length} killed, ${blamed} of ${correctReceivers.length} correct receivers blamed`,
);
process.exitCode = killed < receiverMutants.length || blamed > 0 ? 1 : 0;
