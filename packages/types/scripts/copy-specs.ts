/** Part of the build: copies the specs into the package. */
import { cp } from "node:fs/promises";

await cp(new URL("../../../specs/", import.meta.url), new URL("../dist/specs/", import.meta.url), { recursive: true });
