import { beforeAll, describe, expect, test } from "vitest";
import { runSpecMutants } from "../../mutants/spec/index.ts";

let results: Awaited<ReturnType<typeof runSpecMutants>>;

// Some hundred runs of oasdiff, on machines that do other things beside it.
beforeAll(async () => {
  results = await runSpecMutants();
}, 300_000);

describe("the diff of the specs", () => {
  test("finds every mutant, by its rule", () => {
    expect(results.mutants.filter(({ isKilled }) => !isKilled)).toEqual([]);
    expect(results.mutants.length).toBeGreaterThanOrEqual(80);
  });

  test("finds nothing in a safe twin", () => {
    expect(results.twins.filter(({ isQuiet }) => !isQuiet)).toEqual([]);
    expect(results.twins.length).toBeGreaterThanOrEqual(30);
  });

  test("says of every change where it is felt, where it stands, and what to do", () => {
    for (const { mutant, changes } of results.mutants) {
      for (const { places, base, head, message, advice } of changes) {
        expect(places.length, mutant).toBeGreaterThan(0);
        expect(base ?? head, mutant).toMatch(/^[a-z]+\.yaml#/);
        expect(message, mutant).not.toBe("");
        expect(advice, mutant).not.toBe("");
      }
    }
  });

  test("has no two mutants that are one", () => {
    const names = results.mutants.map(({ mutant }) => mutant);
    expect(new Set(names).size).toBe(names.length);
  });
});
