/** How turbo runs these tests, which install every published package and read the whole repository. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { manifestIn, packages, published } from "./products/install-packages.ts";

const scope = "@agent-webhooks/";

/** The packages that are built before a package, by folder, and itself. */
function builtBefore(name: string, found: Set<string> = new Set()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  const { dependencies, devDependencies } = manifestIn(join(packages, name));
  for (const dependency of Object.keys({ ...dependencies, ...Object(devDependencies) })) {
    if (dependency.startsWith(scope)) builtBefore(dependency.slice(scope.length), found);
  }
  return found;
}

test("turbo builds every published package before these tests, and never replays their results", async () => {
  const text = await readFile(join(packages, "../turbo.json"), "utf8");
  const { tasks } = JSON.parse(text.replaceAll(/^ *\/\/.*$/gm, ""));
  const { dependsOn, cache }: { dependsOn: string[]; cache: boolean } = tasks[`${scope}contract-tests#test`];
  const named = dependsOn.flatMap((task) => /^@agent-webhooks\/(.*)#build$/.exec(task)?.[1] ?? []);
  const built = ["contract-tests", ...named].flatMap((name) => [...builtBefore(name)]);
  expect(dependsOn).toContain("build");
  expect(built).toEqual(expect.arrayContaining([...published]));
  expect(cache).toBe(false);
});
