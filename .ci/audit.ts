/**
 * Fails on a known advisory: of any severity for runtime dependencies, high or critical for development dependencies.
 * Warns when the registry's audit endpoint cannot be reached.
 */
import { spawnSync } from "node:child_process";

/** Advisories that do not apply, each with its reason: `"GHSA-…": "why"`. */
const exceptions: Readonly<Record<string, string>> = {};

/** Errors of pnpm when the registry does not respond or has no audit endpoint. */
const unreachable =
  /ERR_PNPM_AUDIT_(BAD_RESPONSE|ENDPOINT_NOT_EXISTS)|ERR_PNPM_META_FETCH_FAIL|ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT/;

function audit(dependencies: string, ...options: readonly string[]): boolean {
  const ignored = Object.keys(exceptions).flatMap((id) => ["--ignore", id]);
  const { status, stdout, stderr } = spawnSync("npx", ["-y", "pnpm@12", "audit", ...options, ...ignored], {
    encoding: "utf8",
  });
  const output = `${stdout}${stderr}`;
  if (status === 0) console.log(`${dependencies}: no known advisories.`);
  else if (unreachable.test(output))
    console.warn(`${dependencies} not audited: the registry's audit endpoint failed.\n${output.trim()}`);
  else {
    console.error(`${output.trim()}\nUpdate these, or add an exception with its reason to .ci/audit.ts.`);
    return false;
  }
  return true;
}

const results = [
  audit("Runtime dependencies", "--prod"),
  audit("Development dependencies", "--dev", "--audit-level", "high"),
];
if (results.includes(false)) process.exit(1);
