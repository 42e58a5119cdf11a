import { describe, expect, test } from "vitest";
import { judgeSafeTwin, judgeSpecMutant, safeTwins, specMutants } from "../mutants/index.ts";
import { inFull } from "./in-full.ts";

describe("a change of a spec that somebody notices", () => {
  test.each(specMutants)("is found: $spec, $what, by $rule", async (mutant) => {
    const { failed, mutant: judged, changes } = await judgeSpecMutant(mutant);
    expect(failed).toContain(judged.kills);
    expect(changes.map(inFull).join("\n")).toMatchSnapshot();
  });

  test("is another one each time, and there are enough", () => {
    const names = specMutants.map(({ spec, what, rule }) => `${spec}: ${what}: ${rule}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(80);
  });
});

describe("a change of a spec that nobody may notice", () => {
  test.each(safeTwins)("is none: $spec, $what", async (twin) => {
    expect(await judgeSafeTwin(twin)).toEqual([]);
  });

  test("is there often enough", () => {
    expect(safeTwins.length).toBeGreaterThanOrEqual(30);
  });
});
