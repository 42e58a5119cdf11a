/** Applies the changesets: the versions and change logs of the packages, and the constants that repeat a version. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

/** Files that contain the version of their package, because they cannot read its manifest. Tests compare them. */
const constants = [
  { name: "cli", file: "src/program.ts", pattern: /(?<=version = ")[^"]+/ },
  { name: "client", file: "src/internal/base-client.ts", pattern: /(?<=agent-webhooks-client\/)[^"]+/ },
];

execFileSync("pnpm", ["exec", "changeset", "version"], { stdio: "inherit" });
for (const { name, file, pattern } of constants) {
  const { version } = JSON.parse(readFileSync(`packages/${name}/package.json`, "utf8"));
  const path = `packages/${name}/${file}`;
  const text = readFileSync(path, "utf8");
  if (!pattern.test(text)) throw new Error(`${path} has no version: adapt .ci/version.ts`);
  writeFileSync(path, text.replace(pattern, version));
}
