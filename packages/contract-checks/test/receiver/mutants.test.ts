import { describe, expect, test } from "vitest";
import { correctReceivers } from "../../mutants/receiver/correct.ts";
import { judgeMutant, judgeReceiver, receiverMutants } from "../../mutants/receiver/matrix.ts";
import { receiverChecks } from "../../src/receiver/checks/index.ts";

/** One for each check; `pnpm mutants` has all of them. */
const sample = [...Map.groupBy(receiverMutants, ({ kills }) => kills).values()].flatMap(([first]) => first ?? []);

// Much of it is waiting, so it waits together.
describe("a receiver that does one thing wrong", { concurrent: true }, () => {
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

describe("a correct receiver", { concurrent: true }, () => {
  test.for(correctReceivers)("is left alone: $id", async ({ start }, { expect }) => {
    expect(await judgeReceiver(start)).toEqual([]);
  });
});
