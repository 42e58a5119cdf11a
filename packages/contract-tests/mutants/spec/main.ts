import { runSpecMutants } from "./index.ts";

// The part of the matrix that is about specs: what is missed, or found where nothing is, stands on lines of its own.
const { mutants, twins } = await runSpecMutants();
for (const { mutant, isKilled, changes } of mutants) {
  if (!isKilled)
    console.log(`lives: ${mutant}`, ...changes.map(({ level, id, message }) => `\n    ${level} ${id}: ${message}`));
}
for (const { twin, isQuiet, changes } of twins) {
  if (!isQuiet)
    console.log(`alarm: ${twin}`, ...changes.map(({ level, id, message }) => `\n    ${level} ${id}: ${message}`));
}
const killed = mutants.filter(({ isKilled }) => isKilled).length;
const quiet = twins.filter(({ isQuiet }) => isQuiet).length;
console.log(`${killed} of ${mutants.length} spec mutants killed, ${quiet} of ${twins.length} safe twins quiet`);
process.exitCode = killed === mutants.length && quiet === twins.length ? 0 : 1;
