/**
 * Part of the build: creates the files that `/docs`, `/openapi` and `/console` serve. What creates them is needed only
 * here, so it is not a dependency of the package.
 */
import { rm } from "node:fs/promises";
import { siteFolder } from "../src/site/site-files.ts";
import { copyConsole } from "./console-files.ts";
import { writeDocs } from "./docs-files.ts";

await rm(siteFolder, { recursive: true, force: true });
await writeDocs();
await copyConsole();
