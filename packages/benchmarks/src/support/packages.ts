import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";

/** The directory of an installed package. */
export function directoryOf(name: string): string {
  // Not every package has an entry point, or exports its package.json.
  const file = findPackageJSON(name, import.meta.url);
  if (file === undefined) throw new Error(`cannot find the package ${name}`);
  return dirname(file);
}

/** The version of an installed package. */
export const versionOf = (name: string): string =>
  JSON.parse(readFileSync(join(directoryOf(name), "package.json"), "utf8")).version;
