import { readdir } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { codeOf } from "../lib/errors.ts";
import { contentSecurityPolicies } from "./content-security-policies.ts";

/** A tree of files to serve, created by the build; see `scripts/prepare-site.ts`. */
export const siteFolder: URL = new URL("../../dist/www/", import.meta.url);

/** A file of the site, and how to serve it. */
export interface SiteFile {
  readonly method: "GET";
  /** Path of its URL: its path in the folder without a trailing `index.html` or `.gz`. A `*` at its end: any path. */
  readonly path: string;
  readonly file: string;
  readonly contentType: string;
  /** The policy of an HTML page; `undefined` for other files. */
  readonly contentSecurityPolicy: string | undefined;
  /** The file is compressed. */
  readonly isGzipped: boolean;
  /** Its path contains a hash of its content, so that browsers may cache it forever. */
  readonly isImmutable: boolean;
}

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  // RFC 9512
  ".yaml": "application/yaml; charset=utf-8",
};

/** Lists the files of the site: none when the package was not built. */
export async function listSiteFiles(): Promise<SiteFile[]> {
  const folder = fileURLToPath(siteFolder);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => describe(folder, join(parentPath, name)))
    .flatMap((file) => (file.path === consolePath ? [file, { ...file, path: `${consolePath}/*` }] : [file]));
}

/** The console is one page, which shows what the rest of its path names. */
const consolePath = "/console";

function describe(folder: string, file: string): SiteFile {
  const name = `/${relative(folder, file).replaceAll(sep, "/")}`.replace(/\.gz$/, "");
  const contentType = contentTypes[extname(name)];
  if (contentType === undefined) throw new Error(`${file} has no content type`);
  const path = name.replace(/\/index\.html$/, "");
  return {
    method: "GET",
    path,
    file,
    contentType,
    contentSecurityPolicy: contentSecurityPolicies[path],
    isGzipped: file.endsWith(".gz"),
    isImmutable: /\.[0-9a-f]{12}\.\w+$/.test(name),
  };
}
