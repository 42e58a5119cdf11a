import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { siteFolder } from "../../src/docs/site.ts";

/** A build has made the site; sources that were never built get it here. */
export default async function setup(): Promise<void> {
  if (existsSync(siteFolder)) return;
  const script = fileURLToPath(new URL("../../scripts/prepare-docs.ts", import.meta.url));
  await promisify(execFile)("node", ["--conditions=@agent-webhooks/source", script]);
}
