/** The rules' own test: every change that must be found is found, and no other one is. */
import { describe, expect, test } from "vitest";
import { mutants, safeChanges } from "../mutants/index.ts";
import { diffEdited, type Mutant } from "../mutants/mutant.ts";
import type { Change } from "../src/change.ts";

const diffs = new Map<Mutant, Promise<readonly Change[]>>();

/** The diff of a mutant, made once. */
function diffOf(mutant: Mutant): Promise<readonly Change[]> {
  const known = diffs.get(mutant) ?? diffEdited(mutant);
  diffs.set(mutant, known);
  return known;
}

describe(`${mutants.length} changes that must be found`, () => {
  test.each(mutants)("$spec: $what → $rule", async (mutant) => {
    expect(await diffOf(mutant)).toContainEqual(expect.objectContaining({ id: mutant.rule, level: mutant.level }));
  });

  test("each is found at the location in mutants.txt", async () => {
    const lines = await Promise.all(
      mutants.map(async (mutant) => {
        const changes = (await diffOf(mutant)).map(locate);
        return `${mutant.spec}: ${mutant.what}\n${changes.map((change) => `  ${change}\n`).join("")}`;
      }),
    );
    await expect(lines.join("")).toMatchFileSnapshot("mutants.txt");
  });

  test("no two are the same", () => {
    const names = mutants.map(({ spec, what, rule }) => `${spec}: ${what}: ${rule}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(192);
  });
});

describe(`${safeChanges.length} changes without a finding`, () => {
  test.each(safeChanges)("$spec: $what", async (change) => {
    expect(await diffEdited(change)).toEqual([]);
  });

  test("there are enough", () => {
    expect(safeChanges.length).toBeGreaterThanOrEqual(84);
  });
});

/** A change by its rule, its first location and its addresses. The wording is in the other `.txt` files. */
function locate({ id, level, locations: [first, ...more], base = "none", head = "none" }: Change): string {
  const where = [first?.operation, first?.part, first?.field].filter(Boolean).join(" · ") || "document";
  const others = more.length > 0 ? ` (+${more.length})` : "";
  return `${level === "breaking" ? "✗" : "!"} ${id} at ${where}${others}: ${base} → ${head}`;
}
