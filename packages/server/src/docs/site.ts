import { readdir } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** What is served as it is: a tree of files, made when the package is built; see `scripts/prepare-docs.ts`. */
export const siteFolder: URL = new URL("../../dist/site/", import.meta.url);

/** A file of the site, and how it is served. */
export interface SiteFile {
  readonly method: "GET";
  /** Path of its URL: where it stands in the folder, but for `index.html` and `.gz` at the end. */
  readonly path: string;
  readonly file: string;
  readonly contentType: string;
  /** For people, in a browser. */
  readonly isPage: boolean;
  /** It is compressed already. */
  readonly isGzipped: boolean;
  /** Its path has a hash of its content: what a browser has of it never gets old. */
  readonly isImmutable: boolean;
}

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  // RFC 9512
  ".yaml": "application/yaml; charset=utf-8",
};

/** Lists the site. Sources that were never built have none. */
export async function listSiteFiles(): Promise<SiteFile[]> {
  const folder = fileURLToPath(siteFolder);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => describe(folder, join(parentPath, name)));
}

function describe(folder: string, file: string): SiteFile {
  const name = `/${relative(folder, file).replaceAll(sep, "/")}`.replace(/\.gz$/, "");
  const contentType = contentTypes[extname(name)];
  if (contentType === undefined) throw new Error(`${file} has no content type`);
  return {
    method: "GET",
    path: name.replace(/\/index\.html$/, ""),
    file,
    contentType,
    isPage: name.endsWith(".html"),
    isGzipped: file.endsWith(".gz"),
    isImmutable: /\.[0-9a-f]{12}\.\w+$/.test(name),
  };
}
