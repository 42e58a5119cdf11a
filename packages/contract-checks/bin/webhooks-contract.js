#!/usr/bin/env node
// Stands here and not in dist, so that pnpm can link it before anything is built.
import { existsSync } from "node:fs";

const main = new URL("../dist/cli/main.js", import.meta.url);
if (existsSync(main)) await import(main.href);
else {
  process.stderr.write("webhooks-contract is not built yet. Run: npx -y pnpm@12 build\n");
  process.exitCode = 2;
}
