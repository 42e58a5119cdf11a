import { describe, expect, test } from "vitest";
import { checkHandler, checkMutant } from "../../mutants/receiver/check-handler.ts";
import { receiverMutants } from "../../mutants/receiver/index.ts";
import { receiverVariants } from "../../mutants/receiver/variants.ts";
import { receiverChecks } from "../../src/receiver/checks/index.ts";

/** One mutant of each class. `pnpm mutants` runs all of them, and all variants. */
const sample = [...Map.groupBy(receiverMutants, ({ class: name }) => name).values()].flatMap(([first]) => first ?? []);

// Most of the time is spent waiting for timeouts.
describe("a receiver mutant", { concurrent: true }, () => {
  test.for(sample.map((mutant) => [mutant.class, mutant.id, mutant] as const))(
    "%s, %s, is found by its check",
    async ([, , mutant], { expect }) => {
      expect((await checkMutant(mutant, [mutant.kills])).failed).toEqual([mutant.kills]);
    },
  );

  test("exists for each check", () => {
    const killed = new Set(receiverMutants.map(({ kills }) => kills));
    expect([...killed].toSorted()).toEqual(receiverChecks.map(({ id }) => id).toSorted());
  });

  test("has a unique id", () => {
    expect(new Set(receiverMutants.map(({ id }) => id)).size).toBe(receiverMutants.length);
  });
});

test.each(receiverVariants.slice(0, 1))("a correct receiver has no findings: $id", async ({ start }) => {
  expect(await checkHandler(start)).toEqual([]);
});
