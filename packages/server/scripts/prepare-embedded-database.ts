/** Part of the build: packs an initialised database, so that a first start need not initialise one. */
import { writeFile } from "node:fs/promises";
import { prepareData, preparedFile } from "../src/database/embedded.ts";

const data = await prepareData();
await writeFile(preparedFile, new Uint8Array(await data.arrayBuffer()));
