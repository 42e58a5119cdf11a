import { describe, expect, test } from "vitest";
import { isKilled } from "../../mutants/mutant.ts";
import { describeFindings, reviewedFindings } from "../../mutants/sender/findings.ts";
import { senderMutants } from "../../mutants/sender/index.ts";
import { findInSender, runSenderMutant } from "../../mutants/sender/run.ts";
import { allAttemptsChecks } from "../../src/sender/checks/attempts.ts";
import { checksWithEvents, senderChecks } from "../../src/sender/checks/index.ts";

/**
 * Stryker runs the checks of `stryker:sender-checks` with the reference and with every mutant, one at a time, and compares what
 * they say. Otherwise `pnpm mutants` runs all mutants, and this one of each class.
 */
const isExhaustive = process.env.EXHAUSTIVE === "true";

const mutantsByCheck = Map.groupBy(senderMutants, ({ kills }) => kills);
describe.each(isExhaustive ? [...checksWithEvents, ...allAttemptsChecks] : [])("$id", (check) => {
  test("finds nothing in the reference", async () => {
    expect(await findInSender(() => ({}), [check])).toEqual({ findings: [], stalled: [] });
  });

  test.each(mutantsByCheck.get(check.id) ?? [])("finds $class/$id", async (mutant) => {
    const { findings, stalled } = await findInSender(mutant.change, [check]);
    // The machine is too busy.
    if (stalled.length > 0) return;
    expect(describeFindings(mutant, findings)).toEqual(await reviewedFindings(mutant));
  });
});

const mutantsByClass = Map.groupBy(senderMutants, ({ class: name }) => name);
const sample = [...mutantsByClass.values()].flatMap(([first]) => first ?? []);
// Most of the time is spent waiting for requests that must not come. On a busy machine, each check may be run 12 times.
describe("a sender mutant", { concurrent: true, timeout: 300_000 }, () => {
  test.for((isExhaustive ? [] : sample).map((mutant) => [mutant.class, mutant.id, mutant] as const))(
    "%s, %s, is found by its check",
    async ([, , mutant], { expect, skip }) => {
      const verdict = await runSenderMutant(mutant);
      skip(verdict.stalled?.includes(mutant.kills) ?? false, "the machine is too busy");
      expect(verdict.failed).toContain(mutant.kills);
      expect(isKilled(verdict)).toBe(true);
    },
  );

  test("exists for each check", () => {
    expect([...mutantsByCheck.keys()].toSorted()).toEqual(senderChecks.map(({ id }) => id).toSorted());
  });

  test("has findings that were reviewed", async () => {
    for (const mutant of senderMutants) expect(await reviewedFindings(mutant), mutant.id).not.toEqual([]);
  });

  test("has a unique id", () => {
    expect(new Set(senderMutants.map(({ id }) => id)).size).toBe(senderMutants.length);
  });
});
