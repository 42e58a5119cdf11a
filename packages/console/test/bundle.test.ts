import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const maxBytes = 150_000;

/** Files that a page or script loads at once. */
const loadedBy = (text: string) =>
  [...text.matchAll(/(?:src|href)="\/console\/([^"]+)"|\bfrom\s*"\.\/([^"]+)"|\bimport\s*"\.\/([^"]+)"/g)].map(
    ([, ofPage, from, imported]) => ofPage ?? `assets/${from ?? imported}`,
  );

test("the first page loads at most 150 kB", async () => {
  const files = new Set(["index.html"]);
  let bytes = 0;
  for (const file of files) {
    const content = await readFile(`${dist}${file}`);
    bytes += gzipSync(content, { level: 9 }).byteLength;
    if (!file.endsWith(".css")) for (const other of loadedBy(content.toString())) files.add(other);
  }
  expect(files.size).toBeGreaterThan(3);
  expect(bytes).toBeLessThan(maxBytes);
});

test("a build is for production, whatever NODE_ENV is", async () => {
  const folder = await mkdtemp(join(tmpdir(), "agent-webhooks-console-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const env = { ...process.env, NODE_ENV: "development" };
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const vite = join(cwd, "node_modules/vite/bin/vite.js");
  await promisify(execFile)(process.execPath, [vite, "build", "--outDir", folder], { cwd, env });
  const names = await readdir(join(folder, "assets"));
  const scripts = names.filter((name) => name.endsWith(".js"));
  expect(scripts.length).toBeGreaterThan(3);
  for (const name of scripts) {
    expect(await readFile(join(folder, "assets", name), "utf8"), name).not.toContain("jsxDEV");
  }
});
