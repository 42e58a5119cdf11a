import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { siteFolder } from "../../src/site/site-files.ts";

const run = promisify(execFile);

/** A build has made the site; sources that were never built get it here. */
export default async function setup(): Promise<void> {
  if (existsSync(new URL("console", siteFolder))) return;
  const script = fileURLToPath(new URL("../../scripts/prepare-site.ts", import.meta.url));
  await run("pnpm", ["--filter", "@agent-webhooks/console", "build"]);
  await run("node", ["--conditions=@agent-webhooks/source", script]);
}
