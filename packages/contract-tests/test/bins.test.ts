import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import { describe, expect, onTestFinished, test } from "vitest";

const packages = fileURLToPath(new URL("../../", import.meta.url));

/** Runs the bin of a package that is not built and needs this Node. */
async function runBin(bin: string, name: string, node: string) {
  const folder = await mkdtemp(join(packages, "contract-tests/test/.not-built-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(join(packages, name, "bin"), join(folder, "bin"), { recursive: true });
  await symlink(join(packages, name, "src"), join(folder, "src"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module", engines: { node } }));
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, "bin", `${bin}.js`), "--help"], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const { node } = process.versions;
const [major = 0, minor = 0] = node.split(".").map(Number);

describe.each([
  ["agent-webhooks", "cli"],
  ["webhooks-contract", "contract-checks"],
  ["agent-webhooks-generate", "generator"],
])("%s", (bin, name) => {
  test("runs from the sources when it is not built", async () => {
    const help = { status: 0, stdout: expect.stringContaining(bin), stderr: "" };
    expect(await runBin(bin, name, `>=${major}`)).toEqual(help);
  });

  test.each([
    [`>=${major}.${minor + 1}`, `${major}.${minor + 1}`],
    [`>=${major + 1}`, `${major + 1}`],
  ])("names the Node that it needs: %s", async (range, needed) => {
    const stderr = `${bin} needs Node ≥ ${needed}, this is ${node}.\n`;
    expect(await runBin(bin, name, range)).toEqual({ status: 2, stdout: "", stderr });
  });

  test("starts with a file that Node 12 can parse", async () => {
    const code = await readFile(join(packages, name, "bin", `${bin}.js`), "utf8");
    const forNode12 = await transform(code, { target: "node12.22", minifyWhitespace: true });
    expect(forNode12.code).toBe((await transform(code, { target: "esnext", minifyWhitespace: true })).code);
  });
});
