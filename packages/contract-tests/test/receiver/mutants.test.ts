import { describe, expect, test } from "vitest";
import { correctReceivers } from "../../mutants/receiver/correct.ts";
import { judgeMutant, judgeReceiver, receiverMutants } from "../../mutants/receiver/matrix.ts";
import { receiverChecks } from "../../src/receiver/checks/index.ts";

// Much of it is waiting, so it waits together, unless somebody has to know which test does what.
const together = process.env.ONE_AFTER_THE_OTHER === undefined;

/** One for each check; `pnpm mutants` has all of them. Stryker needs all of them, too. */
const sample =
  process.env.EVERY_MUTANT === undefined
    ? [...Map.groupBy(receiverMutants, ({ kills }) => kills).values()].flatMap(([first]) => first ?? [])
    : receiverMutants;

describe("a receiver that does one thing wrong", { concurrent: together }, () => {
  test.for(sample.map((mutant) => [mutant.class, mutant.id, mutant] as const))(
    "is found: %s, %s",
    async ([, , mutant], { expect }) => {
      expect((await judgeMutant(mutant, [mutant.kills])).failed).toEqual([mutant.kills]);
    },
  );

  test("there is for each check", () => {
    const killed = new Set(receiverMutants.map(({ kills }) => kills));
    expect([...killed].toSorted()).toEqual(receiverChecks.map(({ id }) => id).toSorted());
  });

  test("has an id of its own", () => {
    expect(new Set(receiverMutants.map(({ id }) => id)).size).toBe(receiverMutants.length);
  });
});

describe("a correct receiver", { concurrent: together }, () => {
  test.for(correctReceivers)("is left alone: $id", async ({ start }, { expect }) => {
    expect(await judgeReceiver(start)).toEqual([]);
  });
});
