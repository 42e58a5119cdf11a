import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";

interface Manifest {
  readonly name: string;
  readonly version: string;
}

/** The directory of an installed package. */
export function directoryOf(name: string): string {
  // Not every package has an entry point, or exports its package.json.
  const file = findPackageJSON(name, import.meta.url);
  if (file === undefined) throw new Error(`cannot find the package ${name}`);
  return dirname(file);
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
