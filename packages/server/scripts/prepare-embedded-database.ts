/** Part of the build: packs a migrated database, which a first start unpacks. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { prepareData, preparedFile } from "../src/database/embedded.ts";

const data = await prepareData();
// Without those of earlier builds.
const folder = new URL(".", preparedFile);
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
await writeFile(preparedFile, new Uint8Array(await data.arrayBuffer()));
