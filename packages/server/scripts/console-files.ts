import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { locate } from "./site-folder.ts";

/** What `packages/console` builds. */
const consoleFolder = fileURLToPath(new URL("../../console/dist/", import.meta.url));

/**
 * Copies the files of the console, which `/console` serves, compressed except for the page.
 *
 * @throws if the console is not built
 */
export async function copyConsole(): Promise<void> {
  const entries = await readdir(consoleFolder, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new Error("The console is not built. Run: npx -y pnpm@12 build", { cause });
  });
  for (const entry of entries.filter((each) => each.isFile())) {
    const file = join(entry.parentPath, entry.name);
    const path = `/console/${relative(consoleFolder, file).replaceAll(sep, "/")}`;
    const bytes = await readFile(file);
    if (path.endsWith(".html")) await writeFile(await locate(path), bytes);
    else await writeFile(await locate(`${path}.gz`), gzipSync(bytes, { level: 9 }));
  }
}
