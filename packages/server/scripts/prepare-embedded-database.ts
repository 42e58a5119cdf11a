/** Part of the build: packs a migrated database, which a first start unpacks. */
import { writeFile } from "node:fs/promises";
import { prepareData, preparedFile } from "../src/database/embedded.ts";

const data = await prepareData();
await writeFile(preparedFile, new Uint8Array(await data.arrayBuffer()));
