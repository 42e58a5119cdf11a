/** The files of "Use it from your service". `pnpm siblings` has a clone, npm and pnpm install them for real. */
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { buildAndTest, readFiles, repository, runAndCheck, writeFiles } from "../siblings/sibling.ts";

test("the service of the page compiles, is bundled, passes its tests, runs, and passes the receiver checks", async () => {
  const files = await readFiles();
  expect([...files.keys()]).toEqual([
    "package.json",
    "tsconfig.json",
    "turbo.json",
    "src/service.ts",
    "src/main.ts",
    "test/service.test.ts",
    "test/contract.test.ts",
  ]);
  // In this package, which has the same dependencies. No tool knows the private condition: they find the builds.
  const here = join(repository, "packages/contract-tests");
  const folder = await mkdtemp(join(here, "test/.my-service-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFiles(folder, files);
  const [types, , tests] = await buildAndTest(folder, join(here, "node_modules/.bin"));
  expect(types).toBe("");
  expect(tests).toMatch(/Tests +\d+ passed \(\d+\)/);
  const report = await runAndCheck(folder, join(repository, "packages/contract-checks/bin/webhooks-contract.js"));
  expect(report).toMatch(/^\d+ passed, 0 failed receiver /m);
});
