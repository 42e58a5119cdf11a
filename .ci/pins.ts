/** Fails when a dependency in a manifest is a range: what is installed is decided here, and not by the day. */
import { existsSync, readdirSync, readFileSync } from "node:fs";

// Git leaves the ignored files of a package that another branch has: a folder without a manifest.
const folders = readdirSync("packages").map((name) => `packages/${name}/package.json`);
const manifests = ["package.json", ...folders.filter((path) => existsSync(path))];
const pinned = /^(?:(?:npm:@?[\w./-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?|catalog:|workspace:\*)$/;

const loose = manifests.flatMap((path) => {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(path, "utf8"));
  return Object.entries<string>({ ...dependencies, ...devDependencies })
    .filter(([, version]) => !pinned.test(version))
    .map(([name, version]) => `${path}: ${name} ${version}`);
});
const catalog = readFileSync("pnpm-workspace.yaml", "utf8").split(/^catalog:$/m)[1] ?? "";
// A comment may follow a version.
for (const [, name = "", version = ""] of catalog.matchAll(/^ {2}"?([^"#:]+)"?: +(\S+)/gm)) {
  if (!pinned.test(version)) loose.push(`pnpm-workspace.yaml: ${name} ${version}`);
}
if (loose.length > 0) {
  console.error(`Not pinned to a version:\n  ${loose.join("\n  ")}`);
  process.exit(1);
}
console.log(`${manifests.length} manifests and the catalog, every version pinned.`);
