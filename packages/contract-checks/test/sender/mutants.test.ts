import { describe, expect, test } from "vitest";
import { isKilled } from "../../mutants/mutant.ts";
import { senderMutants } from "../../mutants/sender/index.ts";
import { runSenderMutant } from "../../mutants/sender/run.ts";
import { senderChecks } from "../../src/sender/checks/index.ts";

/** One mutant for each check. `pnpm mutants` runs all of them. */
const sample = [...Map.groupBy(senderMutants, ({ kills }) => kills).values()].flatMap(([first]) => first ?? []);

// Most of the time is spent waiting for requests that must not come.
describe("a sender mutant", { concurrent: true }, () => {
  test.for(sample.map((mutant) => [mutant.class, mutant.id, mutant] as const))(
    "%s, %s, is found by its check",
    async ([, , mutant], { expect, skip }) => {
      const verdict = await runSenderMutant(mutant);
      skip(verdict.stalled?.includes(mutant.kills) ?? false, "the machine is too busy");
      expect(verdict.failed).toContain(mutant.kills);
      expect(isKilled(verdict)).toBe(true);
    },
  );

  test("exists for each check", () => {
    const killed = new Set(senderMutants.map(({ kills }) => kills));
    expect([...killed].toSorted()).toEqual(senderChecks.map(({ id }) => id).toSorted());
  });

  test("has a unique id", () => {
    expect(new Set(senderMutants.map(({ id }) => id)).size).toBe(senderMutants.length);
  });
});
