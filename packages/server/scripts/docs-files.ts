import { createHash } from "node:crypto";
import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import scalar from "@scalar/fastify-api-reference";
import Fastify from "fastify";
import { readDocument } from "./docs-document.ts";
import { renderPage, renderStart, type ShownDocument } from "./docs-page.ts";
import { locate } from "./site-folder.ts";

const specs = new URL("../../../specs/", import.meta.url);

/** Copies every spec, and returns the documents that the page shows. */
async function writeSpecs(): Promise<ShownDocument[]> {
  const names = (await readdir(specs)).filter((name) => name.endsWith(".yaml"));
  const documents = names.map(async (name) => {
    const spec = fileURLToPath(new URL(name, specs));
    const specPath = `/openapi/${name}`;
    await copyFile(spec, await locate(specPath));
    return { slug: name.replace(/\.yaml$/, ""), specPath, ...(await readDocument(spec, specPath)) };
  });
  return (await Promise.all(documents)).sort((one, other) => (one.title < other.title ? -1 : 1));
}

/**
 * Returns Scalar's browser bundle with its license, taken from their fastify plugin: the package that has the bundle as a
 * file would install ten times as much as all other dependencies.
 */
async function readScalar(): Promise<string> {
  const app = Fastify();
  await app.register(scalar, { routePrefix: "/", configuration: { sources: [] } });
  const { statusCode, body } = await app.inject("/js/scalar.js");
  if (statusCode !== 200) throw new Error(`Scalar's plugin returned ${statusCode} for its script`);
  const license = await readFile(new URL("../LICENSE", import.meta.resolve("@scalar/fastify-api-reference")), "utf8");
  // The source map is not served.
  return `/*! Scalar API Reference\n\n${license}*/\n${body.replace(/\n\/\/# sourceMappingURL=\S+\s*$/, "\n")}`;
}

/** Writes a script under a name with its hash, so that browsers may cache it forever. */
async function writeScript(name: string, script: string): Promise<string> {
  const hash = createHash("sha256").update(script).digest("hex").slice(0, 12);
  const path = `/docs/${name}.${hash}.js`;
  await writeFile(await locate(`${path}.gz`), gzipSync(script, { level: 9 }));
  return path;
}

/** Creates the files that `/docs` and `/openapi` serve. */
export async function writeDocs(): Promise<void> {
  const documents = await writeSpecs();
  const scripts = [await writeScript("scalar", await readScalar()), await writeScript("start", renderStart(documents))];
  await writeFile(await locate("/docs/index.html"), renderPage(documents, scripts));
}
