import { mkdir } from "node:fs/promises";
import { siteFolder } from "../src/site/site-files.ts";

/** Returns the location of a file of the site; its folder is created. */
export async function locate(path: string): Promise<URL> {
  const file = new URL(`.${path}`, siteFolder);
  await mkdir(new URL(".", file), { recursive: true });
  return file;
}
