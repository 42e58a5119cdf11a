import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";
import { operations } from "@agent-webhooks/types";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { DiskSpace } from "../src/database/disk-space.ts";
import { Admission } from "../src/http/admission.ts";
import { createApp } from "../src/http/app.ts";
import { RateLimit } from "../src/http/rate-limit.ts";
import { startOnPostgres } from "./support/delivery.ts";
import { countLockWaits, lockTable } from "./support/postgres.ts";
import { RawConnection } from "./support/raw-http.ts";
import { onDatabases, serviceError, webhooksPath } from "./support/service.ts";

onDatabases(
  (under) => {
    describe("the rate limit of a token", () => {
      test("is a 429 with Retry-After, for this token only", async () => {
        const [busy, other] = [await under.client(), await under.client()];
        const sibling = await under.client({ organizationId: busy.id });
        const responses = [];
        for (let time = 0; time < 7; time++) responses.push(await busy.request("GET", webhooksPath));
        expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429]);
        const last = responses.at(-1);
        expect(last).toMatchObject(serviceError(429));
        const seconds = Number(last?.headers.get("retry-after"));
        expect(seconds).toBeGreaterThan(0);
        expect(seconds).toBeLessThanOrEqual(60);
        expect(last?.text).toMatch(/"Too many requests\. Try again in \d+ seconds?\."/);
        expect(await other.request("GET", webhooksPath)).toMatchObject({ status: 200 });
        expect(await sibling.request("GET", webhooksPath)).toMatchObject({ status: 200 });
        // Unknown tokens do not count, and probes have no limit.
        for (let time = 0; time < 8; time++) {
          const unknown = { token: "awt_not-a-token-at-all" };
          expect(await other.request("GET", webhooksPath, unknown)).toMatchObject({ status: 401 });
          expect(await other.request("GET", "/healthz")).toMatchObject({ status: 200 });
        }
        expect(await other.request("GET", webhooksPath)).toMatchObject({ status: 200 });
      });

      test("counts rejected requests, and is checked after the token and before its scopes", async () => {
        const reader = await under.client({ scopes: ["webhooks:read"] });
        const statuses = [];
        for (let time = 0; time < 6; time++) statuses.push((await reader.post({})).status);
        expect(statuses).toEqual([403, 403, 403, 403, 403, 429]);
        const unknown = { token: "awt_not-a-token-at-all", body: {} };
        expect(await reader.request("POST", webhooksPath, unknown)).toMatchObject({ status: 401 });
      });
    });
  },
  { databases: ["Postgres"], rateLimitPerMinute: 5, logLevel: "silent" },
);

test("the rate limit of a token ends after its minute, also when the clock is set back", async () => {
  vi.useFakeTimers({ now: Date.parse("2026-01-16T08:00:00Z") });
  try {
    const limit = new RateLimit(1);
    await limit.count("tok_1");
    const wait = async () => {
      const rejection: unknown = await limit.count("tok_1").catch((error: unknown) => error);
      return Number((rejection as { headers: Record<string, string> }).headers["retry-after"]);
    };
    expect(await wait()).toBe(60);
    vi.setSystemTime(Date.parse("2026-01-16T07:00:00Z"));
    expect(await wait()).toBe(60);
    vi.advanceTimersByTime(60_001);
    await limit.count("tok_1");
  } finally {
    vi.useRealTimers();
  }
});

onDatabases(
  (under) => {
    describe("the number of webhooks of an organization", () => {
      const body = { url: "https://example.com/hooks", event_types: ["message.sent"] };

      test("is a 403 for this organization, until a webhook is deleted", async () => {
        const [full, other] = [await under.client(), await under.client()];
        const made = [await full.create({ client_id: "first" }), await full.create(), await full.create()];
        expect(await full.post(body)).toMatchObject({
          status: 403,
          json: {
            name: "ForbiddenError",
            message: "The organization has reached its maximum of 3 webhooks. Delete one first.",
          },
        });
        // The requested webhook already exists.
        expect(await full.post({ ...body, client_id: "first" })).toMatchObject({ status: 200, json: made[0] });
        expect(await full.post({ ...body, url: "nonsense" })).toMatchObject({ status: 400 });
        await other.create();
        await full.delete(made[1]?.webhook_id ?? "");
        await full.create();
        expect(await full.post(body)).toMatchObject({ status: 403 });
      });

      test("is not exceeded by concurrent creates", async () => {
        const client = await under.client();
        const responses = await Promise.all(
          Array.from({ length: 40 }, (_, place) =>
            client.post(place % 2 === 0 ? body : { ...body, client_id: `client-${place % 8}` }),
          ),
        );
        expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200, 403]));
        expect((await client.list({ limit: 100 })).count).toBe(3);
      });
    });

    test("100 concurrent requests are all served", async () => {
      const client = await under.client();
      const responses = await Promise.all(Array.from({ length: 100 }, () => client.request("GET", webhooksPath)));
      expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
    });
  },
  { maxWebhooks: 3, logLevel: "silent" },
);

const config = { operation: operations.listWebhooks };

/** Creates an app with room for one request, which is closed after the test. */
function createGuardedApp(logLevel: "silent" | "warn" = "silent"): { app: FastifyInstance; admission: Admission } {
  const admission = new Admission({ maxRunning: 1, disk: DiskSpace.unlimited() });
  const app = createApp({ logLevel, requestTimeoutMs: 60_000, databaseTimeoutMs: 10_000 });
  admission.guard(app);
  onTestFinished(() => app.close());
  return { app, admission };
}

describe("too many concurrent requests", () => {
  test("get a 503 at once; probes are served, and afterwards every request is", async () => {
    const { client, databaseUrl } = await startOnPostgres({ maxConcurrentRequests: 10 });
    const release = await lockTable(databaseUrl, "tokens");
    const held = Array.from({ length: 10 }, () => client.request("GET", webhooksPath));
    await expect.poll(() => countLockWaits(databaseUrl)).toBeGreaterThan(0);
    await expect.poll(async () => (await client.request("GET", webhooksPath)).status).toBe(503);
    const responses = await Promise.all(Array.from({ length: 200 }, () => client.request("GET", webhooksPath)));
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([503]));
    expect(responses[0]).toMatchObject(serviceError(503));
    expect(responses[0]?.headers.get("retry-after")).toBe("1");
    expect(await client.request("GET", "/healthz")).toMatchObject({ status: 200 });
    await release();
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual(Array(10).fill(200));
    for (let time = 0; time < 30; time++) {
      expect(await client.request("GET", webhooksPath)).toMatchObject({ status: 200 });
    }
  });

  test("do not include those of clients that do not read their responses", async () => {
    const { app, admission } = createGuardedApp();
    admission.open();
    // Larger than what the system buffers.
    app.get("/", { config }, () => Buffer.alloc(50_000_000));
    const url = await app.listen({ host: "127.0.0.1", port: 0 });
    const connection = new RawConnection(url);
    onTestFinished(() => connection.destroy());
    connection.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await connection.next();
    connection.pause();
    await setTimeout(50);
    const { status } = await fetch(url, { method: "HEAD" });
    expect(status).toBe(200);
  });

  /** Fills the places with requests that wait for a table, whose clients disconnect. */
  async function fillWithDisconnected(table: "tokens" | "webhooks") {
    // A worker would wait for the table too.
    const { service, client, databaseUrl } = await startOnPostgres({ maxConcurrentRequests: 4, role: "api" });
    const release = await lockTable(databaseUrl, table);
    const abort = new AbortController();
    const url = service.url + webhooksPath;
    const headers = { authorization: `Bearer ${client.token}` };
    const gone = Array.from({ length: 4 }, () => fetch(url, { headers, signal: abort.signal }).catch(() => "gone"));
    // Tokens are looked up together.
    if (table === "webhooks") await expect.poll(() => countLockWaits(databaseUrl)).toBe(gone.length);
    const statusOfOther = async () => (await fetch(url)).status;
    await expect.poll(statusOfOther).toBe(503);
    abort.abort();
    expect(await Promise.all(gone)).toEqual(Array(4).fill("gone"));
    return {
      /** Of a request without a token, for which nothing is read. */
      statusOfOther,
      end: async () => {
        await release();
        await expect.poll(async () => (await client.request("GET", webhooksPath)).status).toBe(200);
      },
    };
  }

  test("do not include those of disconnected clients", async () => {
    const { statusOfOther, end } = await fillWithDisconnected("tokens");
    await expect.poll(statusOfOther).toBe(401);
    await end();
  });

  test("include those of disconnected clients while their work goes on", async () => {
    const { statusOfOther, end } = await fillWithDisconnected("webhooks");
    // The service has noticed by then that they are gone.
    await setTimeout(200);
    expect(await statusOfOther()).toBe(503);
    await end();
  });
});

test("a request whose client disconnects while its token is looked up is not begun, and frees its place", async () => {
  const { app, admission } = createGuardedApp();
  admission.open();
  const handler = vi.fn(() => "");
  const client = new AbortController();
  const lookUp = async (_: FastifyRequest, { raw }: FastifyReply) => {
    client.abort();
    await once(raw, "close");
  };
  app.get("/", { config, onRequest: lookUp }, handler);
  app.get("/other", { config }, () => "");
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  await expect(fetch(url, { signal: client.signal })).rejects.toThrow();
  await expect.poll(async () => (await fetch(`${url}/other`)).status).toBe(200);
  expect(handler).not.toHaveBeenCalled();
});

test("requests that are rejected are logged once in ten seconds, not each of them", async () => {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  onTestFinished(() => write.mockRestore());
  const { app } = createGuardedApp("warn");
  app.get("/", { config }, () => "");
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const start = performance.now();
  for (let time = 0; time < 50; time++) expect((await fetch(url)).status).toBe(503);
  const lines = write.mock.calls.filter(([line]) => String(line).includes("temporarily unavailable"));
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.length).toBeLessThanOrEqual(1 + (performance.now() - start) / 10_000);
});

test("a response may take longer than the request may take to arrive", async () => {
  const app = createApp({ logLevel: "silent", requestTimeoutMs: 500, databaseTimeoutMs: 500 });
  onTestFinished(() => app.close());
  app.get("/", () => setTimeout(1_500, "done"));
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  expect(await (await fetch(url)).text()).toBe("done");
});

test("a connection stays open for as long as the statement for its response may take", async () => {
  const databaseTimeoutMs = 3_600_000;
  const app = createApp({ logLevel: "silent", requestTimeoutMs: 500, databaseTimeoutMs });
  onTestFinished(() => app.close());
  expect(app.server.timeout).toBeGreaterThan(databaseTimeoutMs);
});

onDatabases(
  (under) => {
    /** Writes the parts with a pause before each; returns what is received until the connection closes, and the time. */
    async function drip(parts: readonly string[], pauseMs: number): Promise<{ text: string; ms: number }> {
      const start = performance.now();
      const connection = new RawConnection(under.service.url);
      for (const part of parts) {
        await setTimeout(pauseMs);
        if (!connection.isOpen) break;
        connection.write(part);
      }
      await connection.closed;
      return { text: connection.text, ms: performance.now() - start };
    }

    const head = (token: string) =>
      `POST ${webhooksPath} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n`;
    const endless = (part: string) => Array<string>(200).fill(part);

    describe("a slow client", () => {
      test.each([
        ["with nothing at all", () => []],
        ["with the request line", () => [`GET ${webhooksPath}`]],
        ["with one header after the other", () => ["GET / HTTP/1.1\r\n", ...endless("X-A: b\r\n")]],
        ["with the body", (token: string) => [`${head(token)}Content-Length: 10000\r\n\r\n`, ...endless(" ")]],
        [
          "with chunks",
          (token: string) => [`${head(token)}Transfer-Encoding: chunked\r\n\r\n`, ...endless("1\r\n \r\n")],
        ],
        ["after one part of the body", (token: string) => [`${head(token)}Content-Length: 100\r\n\r\n{`]],
      ])("%s is disconnected, and others are served", async (_, partsOf) => {
        const client = await under.client();
        const dripping = Array.from({ length: 20 }, () => drip(partsOf(client.token), 100));
        for (let time = 0; time < 5; time++) {
          expect(await client.request("GET", webhooksPath)).toMatchObject({ status: 200 });
        }
        for (const { text, ms } of await Promise.all(dripping)) {
          // Without a request there is no response.
          if (text !== "") expect(text).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n.*"name":"RequestTimeoutError"/s);
          expect(ms).toBeLessThan(15_000);
        }
      });
    });

    test("headers of more than 16 KiB are rejected", async () => {
      const client = await under.client();
      for (const headers of [
        { "x-long": "x".repeat(17_000) },
        Object.fromEntries(Array.from({ length: 1_500 }, (_, place) => [`x-header-${place}`, "y"])),
      ]) {
        expect(await client.request("GET", webhooksPath, { headers: headers as Record<string, string> })).toMatchObject(
          serviceError(431),
        );
      }
      expect(await client.request("GET", webhooksPath, { headers: { "x-long": "x".repeat(12_000) } })).toMatchObject({
        status: 200,
      });
    });
  },
  { databases: ["Postgres"], requestTimeoutMs: 600, logLevel: "silent" },
);
