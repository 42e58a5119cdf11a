/** Fails when a dependency, of whatever depth, has a licence that is not allowed. */
import { execFileSync } from "node:child_process";

/** Permissive licences. Adding one is a decision to be reviewed. */
const allowed: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "PostgreSQL",
  "PSF-2.0",
  "Python-2.0",
  "Unlicense",
]);

/** Packages that are allowed as they are, with their binaries for each platform, and why. */
const exceptions: Readonly<Record<string, string>> = {
  "axe-core": "MPL-2.0; checks the console in tests, not shipped",
  "caniuse-lite": "CC-BY-4.0: data, not code; a dependency of Stryker, not shipped",
  lightningcss: "MPL-2.0; a dependency of Vite, used by builds and tests, not shipped",
};

const exceptionFor = (name: string) =>
  Object.keys(exceptions).find((known) => name === known || name.startsWith(`${known}-`));

/** An SPDX expression is allowed when one side of an OR, and both of an AND, are. */
function isAllowed(expression: string): boolean {
  const text = expression.replace(/^\((.*)\)$/, "$1");
  if (text.includes(" OR ")) return text.split(" OR ").some(isAllowed);
  return text.split(" AND ").every((part) => allowed.has(part.trim()));
}

interface Package {
  readonly name: string;
  readonly versions: readonly string[];
}

const command = ["-y", "pnpm@12", "licenses", "list", "--recursive", "--json"];
const byLicence: Record<string, readonly Package[]> = JSON.parse(
  execFileSync("npx", command, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }),
);

const names = new Set<string>();
const refused: string[] = [];
const used = new Set<string>();
for (const [licence, packages] of Object.entries(byLicence)) {
  for (const { name, versions } of packages) {
    names.add(name);
    if (isAllowed(licence)) continue;
    const exception = exceptionFor(name);
    if (exception !== undefined) used.add(exception);
    else refused.push(`${name}@${versions.join(", ")}: ${licence}`);
  }
}
const unused = Object.keys(exceptions).filter((name) => !used.has(name));

if (refused.length > 0) console.error(`Licences not allowed in .ci/licenses.ts:\n  ${refused.join("\n  ")}`);
if (unused.length > 0) console.error(`Unused exceptions in .ci/licenses.ts: ${unused.join(", ")}`);
if (names.size === 0) console.error("No dependencies found: run pnpm install first.");
if (refused.length > 0 || unused.length > 0 || names.size === 0) process.exit(1);
console.log(`${names.size} dependencies, all with allowed licences.`);
