/** What scripts of `.ci` find, and which files they leave alone. */
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const script = (name: string) => fileURLToPath(new URL(`../../../.ci/${name}`, import.meta.url));

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "ci-scripts-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test("`pack.ts` replaces earlier tarballs, and leaves other files of the folder alone", async () => {
  const folder = await createFolder();
  // In place of pnpm: it lists no packages, and packs none.
  await writeFile(join(folder, "pnpm"), "#!/bin/sh\necho '[]'\n", { mode: 0o755 });
  const target = join(folder, "target");
  await mkdir(join(target, "notes"), { recursive: true });
  for (const file of ["agent-webhooks-client-0.0.1.tgz", "other-1.0.0.tgz"]) await writeFile(join(target, file), "");
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
  const ended = spawnSync(process.execPath, [script("pack.ts"), target], { env, encoding: "utf8" });
  expect(ended.status, ended.stderr).toBe(0);
  expect((await readdir(target)).sort()).toEqual(["notes", "other-1.0.0.tgz"]);
});

test.each([
  ["accepts", "1.2.3", 0],
  ["accepts", "1.2.3 # why", 0],
  ["rejects", "^1.2.3", 1],
  ["rejects", "^1.2.3 # why", 1],
])("`pins.ts` %s the version %s in the catalog", async (_, version, status) => {
  const cwd = await createFolder();
  await mkdir(join(cwd, "packages"));
  await writeFile(join(cwd, "package.json"), "{}");
  await writeFile(join(cwd, "pnpm-workspace.yaml"), `catalog:\n  # of: others\n  "@scope/name": ${version}\n`);
  const ended = spawnSync(process.execPath, [script("pins.ts")], { cwd, encoding: "utf8" });
  expect(ended.status, ended.stderr).toBe(status);
  if (status === 1) expect(ended.stderr).toContain("\n  pnpm-workspace.yaml: @scope/name ^1.2.3\n");
});
