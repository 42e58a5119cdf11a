import { beforeAll, describe, expect, test } from "vitest";
import { judgeSafeTwins, judgeSpecMutants, type SpecVerdict, type TwinVerdict } from "../../mutants/spec/index.ts";

const verdicts: SpecVerdict[] = [];
const twins: TwinVerdict[] = [];

// Some hundred runs of oasdiff, on machines that do other things beside it.
beforeAll(async () => {
  for await (const verdict of judgeSpecMutants()) verdicts.push(verdict);
  for await (const verdict of judgeSafeTwins()) twins.push(verdict);
}, 300_000);

describe("the diff of the specs", () => {
  test("finds every mutant, by its rule", () => {
    expect(verdicts.filter(({ mutant, failed }) => !failed.includes(mutant.kills))).toEqual([]);
    expect(verdicts.length).toBeGreaterThanOrEqual(80);
  });

  test("finds nothing in a safe twin", () => {
    expect(twins.filter(({ changes }) => changes.length > 0)).toEqual([]);
    expect(twins.length).toBeGreaterThanOrEqual(30);
  });

  test("says of every change where it is felt, where it stands, and what to do", () => {
    for (const { mutant, changes } of verdicts) {
      for (const { places, base, head, message, advice } of changes) {
        expect(places.length, mutant.id).toBeGreaterThan(0);
        expect(base ?? head, mutant.id).toMatch(/^[a-z]+\.yaml#/);
        expect(message, mutant.id).not.toBe("");
        expect(advice, mutant.id).not.toBe("");
      }
    }
  });

  test("has no two mutants that are one", () => {
    const names = verdicts.map(({ mutant }) => `${mutant.id}: ${mutant.kills}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
