/**
 * Part of the build: puts together what `/docs` and `/openapi` serve, so that the service has only files to send. What
 * makes it is needed at no other time, and so it is no dependency of the package.
 */
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import scalar from "@scalar/fastify-api-reference";
import Fastify from "fastify";
import { siteFolder } from "../src/docs/site.ts";
import { readDocument } from "./docs-document.ts";
import { renderPage, renderStart, type ShownDocument } from "./docs-page.ts";

const specs = new URL("../../../specs/", import.meta.url);

/** Writes every spec as it is, and answers how the page shows them. */
async function writeSpecs(): Promise<ShownDocument[]> {
  const names = (await readdir(specs)).filter((name) => name.endsWith(".yaml"));
  const documents = names.map(async (name) => {
    const spec = fileURLToPath(new URL(name, specs));
    const specPath = `/openapi/${name}`;
    await copyFile(spec, await place(specPath));
    return { slug: name.replace(/\.yaml$/, ""), specPath, ...(await readDocument(spec, specPath)) };
  });
  return (await Promise.all(documents)).sort((one, other) => (one.title < other.title ? -1 : 1));
}

/**
 * Scalar's bundle for browsers, with the licence that it may be passed on under. Taken out of their plugin: the package
 * that has it as a file would install all that it was made of, ten times as much as everything else here.
 */
async function readScalar(): Promise<string> {
  const app = Fastify();
  await app.register(scalar, { routePrefix: "/", configuration: { sources: [] } });
  const { statusCode, body } = await app.inject("/js/scalar.js");
  if (statusCode !== 200) throw new Error(`Scalar's plugin answers ${statusCode} where its script was`);
  const licence = await readFile(new URL("../LICENSE", import.meta.resolve("@scalar/fastify-api-reference")), "utf8");
  // Nobody has the map, and developer tools would ask for it.
  return `/*! Scalar API Reference\n\n${licence}*/\n${body.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, "\n")}`;
}

/** Under a name with a hash of it, so that a browser may keep it for good. */
async function writeScript(name: string, script: string): Promise<string> {
  const hash = createHash("sha256").update(script).digest("hex").slice(0, 12);
  const path = `/docs/${name}.${hash}.js`;
  await writeFile(await place(`${path}.gz`), gzipSync(script, { level: 9 }));
  return path;
}

/** Where a file of the site goes. */
async function place(path: string): Promise<URL> {
  const file = new URL(`.${path}`, siteFolder);
  await mkdir(new URL(".", file), { recursive: true });
  return file;
}

await rm(siteFolder, { recursive: true, force: true });
const documents = await writeSpecs();
const scripts = [await writeScript("scalar", await readScalar()), await writeScript("start", renderStart(documents))];
await writeFile(await place("/docs/index.html"), renderPage(documents, scripts));
