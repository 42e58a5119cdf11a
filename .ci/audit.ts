/**
 * Fails when an advisory is known for a dependency: any for what is shipped, those that are high or critical for what
 * only builds and tests. A registry that cannot be asked is said, and is no reason to fail.
 */
import { spawnSync } from "node:child_process";

/** Advisories that do not concern us, each with its reason: `"GHSA-…": "why"`. */
const exceptions: Readonly<Record<string, string>> = {};

/** What pnpm says when the registry does not answer, or has no audit endpoint. */
const unreachable =
  /ERR_PNPM_AUDIT_(BAD_RESPONSE|ENDPOINT_NOT_EXISTS)|ERR_PNPM_META_FETCH_FAIL|ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT/;

function audit(what: string, ...options: readonly string[]): boolean {
  const ignored = Object.keys(exceptions).flatMap((id) => ["--ignore", id]);
  const { status, stdout, stderr } = spawnSync("npx", ["-y", "pnpm@12", "audit", ...options, ...ignored], {
    encoding: "utf8",
  });
  const output = `${stdout}${stderr}`;
  if (status === 0) console.log(`No advisory for ${what}.`);
  else if (unreachable.test(output))
    console.warn(`Not audited, ${what}: the registry could not be asked.\n${output.trim()}`);
  else {
    console.error(
      `${output.trim()}\nMend these, or list them in .ci/audit.ts with the reason why they do not concern us.`,
    );
    return false;
  }
  return true;
}

const results = [audit("what is shipped", "--prod"), audit("what builds and tests", "--dev", "--audit-level", "high")];
if (results.includes(false)) process.exit(1);
