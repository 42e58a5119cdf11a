import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { FastifyInstance, RouteHandlerMethod } from "fastify";
import { notFound, ServiceError } from "../lib/errors.ts";
import type { SiteFile } from "./site-files.ts";

const oneYearSeconds = 31_536_000;

/** Pages that only a built package has. */
const pages = { "/docs": "API reference", "/console": "console" } as const;

/**
 * Serves the console, the API reference and the specs, without a token. Not with @fastify/static, whose ETags consist of
 * size and modification time: npm sets the same time on every file of every version.
 */
export async function serveSite(app: FastifyInstance, { site }: { site: readonly SiteFile[] }): Promise<void> {
  for (const file of site) {
    const handler = handlerOf(file);
    const paths = file.path in pages ? [file.path, `${file.path}/`] : [file.path];
    for (const url of paths) app.route({ method: file.method, url, handler });
  }
  for (const [path, name] of Object.entries(pages)) {
    if (site.some((file) => file.path === path)) continue;
    app.get(path, () => {
      throw new ServiceError(404, "NotFoundError", `The ${name} is not built. Run: npx -y pnpm@12 build`);
    });
  }
  // A script of an earlier version is not the page, which the rest of `/console/*` is.
  app.get("/console/assets/*", () => {
    throw notFound("File");
  });
}

function handlerOf(file: SiteFile): RouteHandlerMethod {
  const headers = headersOf(file);
  // Loaded at the first request, and again only if that failed.
  let content: Promise<Content> | undefined;
  return async (request, reply) => {
    if (content === undefined) {
      content = load(file);
      content.catch(() => {
        content = undefined;
      });
    }
    const { bytes, etag } = await content;
    reply.headers({ ...headers, etag });
    if (matches(request.headers["if-none-match"], etag)) return reply.status(304).send();
    reply.type(file.contentType);
    if (!file.isGzipped) return reply.send(bytes);
    if (acceptsGzip(request.headers["accept-encoding"])) return reply.header("content-encoding", "gzip").send(bytes);
    return reply.send(Readable.from([bytes]).pipe(createGunzip()));
  };
}

function headersOf({ isImmutable, isGzipped, contentSecurityPolicy }: SiteFile): Record<string, string> {
  return {
    // Without a hash in its path, a browser must revalidate it each time.
    "cache-control": isImmutable ? `public, max-age=${oneYearSeconds}, immutable` : "no-cache",
    "x-content-type-options": "nosniff",
    ...(isGzipped && { vary: "accept-encoding" }),
    ...(contentSecurityPolicy !== undefined && { "content-security-policy": contentSecurityPolicy }),
  };
}

interface Content {
  readonly bytes: Buffer;
  readonly etag: string;
}

async function load({ file }: SiteFile): Promise<Content> {
  const bytes = await readFile(file);
  // Weak, because it is the same for compressed and uncompressed bytes.
  return { bytes, etag: `W/"${createHash("sha256").update(bytes).digest("base64url")}"` };
}

const listOf = (header: string) => header.split(",").map((item) => item.trim());

const opaque = (etag: string) => etag.replace(/^W\//, "");

/** If-None-Match, with weak comparison (RFC 9110, 13.1.2). */
function matches(header: string | undefined, etag: string): boolean {
  return header !== undefined && listOf(header).some((item) => item === "*" || opaque(item) === opaque(etag));
}

/** Whether Accept-Encoding names gzip with a weight above 0 (RFC 9110, 12.5.3). */
function acceptsGzip(header: string | string[] | undefined): boolean {
  return listOf(String(header ?? "")).some((item) => /^gzip\s*(;\s*q=(0\.0*[1-9]\d*|1(\.0*)?))?$/i.test(item));
}
