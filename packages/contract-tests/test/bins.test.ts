import { spawnSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const packages = fileURLToPath(new URL("../../", import.meta.url));

test.each([
  ["agent-webhooks", "cli"],
  ["webhooks-contract", "contract-checks"],
])("%s says how to build it when it is not built", async (bin, name) => {
  const folder = await mkdtemp(join(tmpdir(), "not-built-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "bin"));
  const file = join(folder, "bin", `${bin}.mjs`);
  await copyFile(join(packages, name, "bin", `${bin}.js`), file);
  const { status, stderr } = spawnSync(process.execPath, [file, "--help"], { encoding: "utf8" });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: `${bin} is not built yet. Run: npx -y pnpm@12 build\n`,
  });
});
