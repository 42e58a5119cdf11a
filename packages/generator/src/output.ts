import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { generatedMark } from "./generate.ts";

/** Contents by path below the output folder. */
type Files = ReadonlyMap<string, string>;

/** How the output folder differs from what the specs generate. */
export interface Difference {
  readonly path: string;
  readonly kind: "missing" | "outdated" | "left over";
}

/**
 * Compares the output folder with what it should contain. Files that were not generated are left alone, and so is what
 * another command generated in a folder below, or a package in `node_modules`.
 *
 * @throws Error when a file that was not generated stands where one has to be written
 */
export async function findDifferences(folder: string, files: Files): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const [path, content] of files) {
    const found = await readFile(join(folder, path), "utf8").catch(ignoreMissing);
    if (found === content) continue;
    if (found !== undefined && !isGenerated(found)) {
      throw new Error(`${join(folder, path)} exists and was not generated; choose another --out`);
    }
    differences.push({ path, kind: found === undefined ? "missing" : "outdated" });
  }
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(ignoreMissing);
  for (const entry of entries ?? []) {
    const file = join(entry.parentPath, entry.name);
    const path = relative(folder, file).replaceAll("\\", "/");
    const isLeftOver = entry.isFile() && /^[^/]+\/[^/]+\.ts$/.test(path) && !files.has(path);
    if (isLeftOver && isGenerated(await readFile(file, "utf8"))) differences.push({ path, kind: "left over" });
  }
  return differences;
}

/** Writes what is missing or outdated, and removes what belongs to no spec. Other files keep their time of change. */
export async function applyDifferences(
  folder: string,
  files: Files,
  differences: readonly Difference[],
): Promise<void> {
  for (const { path } of differences) {
    const content = files.get(path);
    const file = join(folder, path);
    if (content === undefined) await rm(file);
    else {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
  }
}

function isGenerated(content: string): boolean {
  return (content.split("\n", 1)[0] ?? "").trimEnd().endsWith(generatedMark);
}

function ignoreMissing(error: unknown): undefined {
  if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
}
