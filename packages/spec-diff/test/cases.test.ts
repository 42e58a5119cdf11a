/** Pairs of specs from bug reports of tools like this one, each with the exit code of `webhooks-contract diff`. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { diffSpecs } from "../src/diff-specs.ts";

interface Case {
  readonly exit: 0 | 1;
  readonly why: string;
  readonly ext: string;
}

const folder = fileURLToPath(new URL("cases", import.meta.url));
const cases: Record<string, Case> = JSON.parse(await readFile(`${folder}/cases.json`, "utf8"));

test.each(Object.entries(cases))("%s", async (name, { exit, ext }) => {
  const { changes } = await diffSpecs(`${folder}/${name}.base.${ext}`, `${folder}/${name}.head.${ext}`);
  const breaking = changes.filter(({ level }) => level === "breaking");
  expect(breaking.length > 0 ? 1 : 0).toBe(exit);
  expect(breaking.length).toBeLessThanOrEqual(1);
});
