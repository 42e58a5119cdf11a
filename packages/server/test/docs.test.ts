import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import Fastify from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { serveSite } from "../src/site/serve-site.ts";
import { listSiteFiles } from "../src/site/site-files.ts";
import { type Service, startService } from "../src/testing/index.ts";
import { createDatabase } from "./support/postgres.ts";
import { newDirectory } from "./support/program.ts";

const run = promisify(execFile);
const specsFolder = fileURLToPath(new URL("../../../specs/", import.meta.url));
const specs = (await readdir(specsFolder)).filter((name) => name.endsWith(".yaml"));
const site = await listSiteFiles();

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service?.close());

interface Answer {
  status: number | undefined;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** Without what `fetch` does by itself: it asks for gzip, and unpacks it. */
function get(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(service.url + path, { method, headers }, async (response) => {
      resolve({ status: response.statusCode, headers: response.headers, body: await buffer(response) });
    });
    sent.on("error", reject).end();
  });
}

/** Paths of the scripts that the page has. */
async function scripts(): Promise<string[]> {
  const { body } = await get("/docs");
  return [...body.toString().matchAll(/<script src="([^"]+)"/g)].map(([, path = ""]) => path);
}

describe("/openapi", () => {
  test.each(specs)("has %s as it stands in specs/, for everybody", async (name) => {
    const { status, headers, body } = await get(`/openapi/${name}`);
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("application/yaml; charset=utf-8");
    const difference = "built before the spec was changed; build again";
    expect(body.equals(await readFile(join(specsFolder, name))), difference).toBe(true);
  });

  test("has nothing else", async () => {
    for (const path of ["/openapi", "/openapi/other.yaml", "/openapi/..%2fdocs%2findex.html", "/docs/index.html"]) {
      expect(await get(path), path).toMatchObject({ status: 404 });
    }
  });
});

describe("/docs", () => {
  test("is a page that names no other host, and offers every spec to browsers without scripts", async () => {
    const { status, headers, body } = await get("/docs");
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(body.toString()).not.toMatch(/https?:|\/\/\w/);
    for (const name of specs) expect(body.toString()).toContain(`href="/openapi/${name}"`);
    expect(await get("/docs/")).toMatchObject({ status: 200, body });
  });

  test("allows itself what it needs: its own scripts and requests, and nothing of any other host", async () => {
    const policy = String((await get("/docs")).headers["content-security-policy"]);
    const directives = policy.split("; ").map((directive) => directive.split(" "));
    const sources = Object.fromEntries(directives.map(([name = "", ...allowed]) => [name, allowed]));
    expect(sources).toMatchObject({
      "default-src": ["'none'"],
      "script-src": ["'self'"],
      "connect-src": ["'self'"],
      "base-uri": ["'none'"],
      "form-action": ["'none'"],
      "frame-ancestors": ["'none'"],
    });
    const known = ["'none'", "'self'", "'unsafe-inline'", "data:"];
    expect(
      Object.values(sources)
        .flat()
        .filter((source) => !known.includes(source)),
    ).toEqual([]);
  });

  test("has scripts that a browser may keep for good, because their names change with them", async () => {
    const paths = await scripts();
    expect(paths).toHaveLength(2);
    for (const path of paths) {
      const { status, headers } = await get(path);
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        "content-type": "text/javascript; charset=utf-8",
        "cache-control": "public, max-age=31536000, immutable",
        vary: "accept-encoding",
      });
    }
  });

  test("sends scripts compressed to those who can unpack them, and as they are to those who cannot", async () => {
    for (const path of await scripts()) {
      const plain = await get(path);
      expect(plain.headers["content-encoding"]).toBeUndefined();
      for (const accepted of ["gzip", "br, gzip;q=0.5", "deflate, GZIP ; q=1.0"]) {
        const packed = await get(path, { "accept-encoding": accepted });
        expect(packed.headers["content-encoding"]).toBe("gzip");
        expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
      }
      for (const rejected of ["gzip;q=0", "br", "identity", "gzip;q=0.000, br"]) {
        expect((await get(path, { "accept-encoding": rejected })).headers["content-encoding"]).toBeUndefined();
      }
    }
  });

  test("passes Scalar on with its licence", async () => {
    const [path = ""] = await scripts();
    const { body } = await get(path);
    const start = body.subarray(0, 2_000).toString();
    expect(start).toContain("MIT License");
    expect(start).toContain("Permission is hereby granted");
  });
});

describe("/console", () => {
  test("is one page at every path below it, so that a link leads to what it names", async () => {
    const { status, headers, body } = await get("/console");
    expect({ status, type: headers["content-type"] }).toEqual({ status: 200, type: "text/html; charset=utf-8" });
    expect(body.toString()).not.toMatch(/https?:|[^:]\/\/\w|<style|<script>/);
    for (const path of [
      "/console/",
      "/console/webhooks/wh_1.html",
      "/console/deliveries?status=failed",
      "/console/a/b",
    ]) {
      expect(await get(path), path).toMatchObject({ status: 200, body, headers: { etag: headers.etag } });
    }
    expect(await get("/console/webhooks", {}, "POST")).toMatchObject({ status: 405, headers: { allow: "GET, HEAD" } });
    expect(await get("/console/assets/index.000000000000.js")).toMatchObject({ status: 404 });
    expect(await get("/consoles")).toMatchObject({ status: 404 });
  });

  test("allows no inline script or style, no other host, and no text as markup", async () => {
    const policy = String((await get("/console")).headers["content-security-policy"]);
    expect(policy.split("; ").sort()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "img-src 'self' data:",
      "require-trusted-types-for 'script'",
      "script-src 'self'",
      "style-src 'self'",
      "trusted-types 'none'",
    ]);
  });

  test("passes the licences of what it bundles on", async () => {
    expect((await get("/console/assets/licenses.txt")).body.toString()).toContain("Permission is hereby granted");
  });

  test("says how to build it, if it is not built", async () => {
    await using app = Fastify();
    await app.register(serveSite, { site: [] });
    for (const path of ["/console", "/docs"]) {
      const { statusCode, body } = await app.inject(path);
      expect({ statusCode, body }).toEqual({ statusCode: 404, body: expect.stringContaining("npx -y pnpm@12 build") });
    }
  });
});

describe.each(site.map(({ path }) => path))("%s", (path) => {
  test("is sent again only when it has changed", async () => {
    const first = await get(path);
    const etag = String(first.headers.etag);
    expect(etag).toMatch(/^W\/"[\w-]{43}"$/);
    for (const known of [etag, `"other", ${etag}`, etag.slice(2), "*"]) {
      const again = await get(path, { "if-none-match": known });
      expect(again).toMatchObject({ status: 304, headers: { etag } });
      expect(again.body).toHaveLength(0);
    }
    expect(await get(path, { "if-none-match": '"other"' })).toMatchObject({ status: 200 });
    // Or else every request asks whether it has.
    if (!first.headers["cache-control"]?.includes("immutable")) expect(first.headers["cache-control"]).toBe("no-cache");
  });

  test("returns HEAD with the headers of GET", async () => {
    for (const encoding of ["gzip", "identity"]) {
      const headers = { "accept-encoding": encoding };
      const { date: _, "transfer-encoding": __, ...expected } = (await get(path, headers)).headers;
      const head = await get(path, headers, "HEAD");
      expect(head).toMatchObject({ status: 200, headers: expected });
      expect(head.body).toHaveLength(0);
    }
  });

  test("has no other method", async () => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const { status, headers, body } = await get(path, {}, method);
      expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: "GET, HEAD" });
      expect(JSON.parse(body.toString())).toMatchObject({ name: "MethodNotAllowedError" });
    }
  });
});

test("a file that could not be read is tried again", async () => {
  const file = join(await newDirectory(), "late.yaml");
  const [example] = site.filter(({ path }) => path.endsWith(".yaml"));
  if (example === undefined) throw new Error("the site has no specs");
  await using app = Fastify();
  await app.register(serveSite, { site: [{ ...example, file, path: "/late.yaml" }] });
  expect((await app.inject("/late.yaml")).statusCode).toBe(500);
  await writeFile(file, "openapi: 3.1.0");
  expect((await app.inject("/late.yaml")).body).toBe("openapi: 3.1.0");
});

test("only a process that serves the API serves what describes it", async () => {
  const databaseUrl = await createDatabase();
  const common = { databaseUrl, encryptionKey: Buffer.alloc(32, 1), token: "a-token-of-two-roles" };
  await using api = await startService({ ...common, role: "api" });
  await using worker = await startService({ ...common, role: "worker" });
  for (const { path } of site) {
    expect((await fetch(api.url + path)).status).toBe(200);
    expect((await fetch(worker.url + path)).status).toBe(404);
  }
});

test("the packed package brings the site", async () => {
  const tarball = join(await newDirectory(), "server.tgz");
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  // Not built again: other tests serve the site meanwhile.
  await run("pnpm", ["pack", "--config.ignore-scripts=true", "--out", tarball], { cwd });
  const { stdout } = await run("tar", ["-tzf", tarball]);
  const packed = stdout.split("\n");
  for (const name of specs) expect(packed).toContain(`package/dist/www/openapi/${name}`);
  expect(site.filter(({ path }) => !path.startsWith("/console"))).toHaveLength(specs.length + 3);
  expect(site.map(({ path }) => path)).toContain("/console");
  for (const { file } of site) expect(packed).toContain(`package${file.slice(cwd.length - 1)}`);
});
