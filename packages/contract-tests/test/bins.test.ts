import { spawnSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const packages = fileURLToPath(new URL("../../", import.meta.url));

test.each([
  ["agent-webhooks", "cli"],
  ["webhooks-contract", "contract-checks"],
])("%s runs from the sources when it is not built", async (bin, name) => {
  const folder = await mkdtemp(join(packages, "contract-tests/test/.not-built-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "bin"));
  const file = join(folder, "bin", `${bin}.js`);
  await copyFile(join(packages, name, "bin", `${bin}.js`), file);
  await symlink(join(packages, name, "src"), join(folder, "src"));
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, "--help"], { encoding: "utf8" });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: expect.stringContaining(bin), stderr: "" });
});
