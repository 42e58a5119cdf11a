import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

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
