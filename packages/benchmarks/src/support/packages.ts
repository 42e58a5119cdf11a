import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

interface Manifest {
  readonly name: string;
  readonly version: string;
}

/** The directory of an installed package. */
export function directoryOf(name: string): string {
  // Not every package exports its package.json.
  for (let directory = dirname(fileURLToPath(import.meta.resolve(name))); ; directory = dirname(directory)) {
    if (read(directory)?.name === name) return directory;
    if (directory === dirname(directory)) throw new Error(`cannot find the package ${name}`);
  }
}

/** The package.json of an installed package. */
export function manifestOf(name: string): Manifest {
  return read(directoryOf(name)) as Manifest;
}

function read(directory: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
  } catch {
    return undefined;
  }
}
