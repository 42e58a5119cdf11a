import { operations } from "@agent-webhooks/types";
import { describe, expect, test } from "vitest";
import { securityHeaders } from "../src/http/response-headers.ts";
import { startOnPostgres } from "./support/delivery.ts";
import { onDatabases, webhooksPath } from "./support/service.ts";

onDatabases(
  (under) => {
    test("every response has the security headers", async () => {
      const client = await under.client();
      const responses = [
        await client.request("GET", webhooksPath),
        await client.request("HEAD", webhooksPath),
        await client.post({}),
        await client.request("GET", webhooksPath, { token: null }),
        await client.request("GET", "/nowhere"),
        await client.request("PUT", webhooksPath),
        await client.request("GET", "/%zz"),
        await client.request("POST", webhooksPath, { body: "x", headers: { "content-type": "text/plain" } }),
        await client.request("GET", "/healthz"),
      ];
      for (const response of responses) {
        expect(Object.fromEntries(response.headers)).toMatchObject(securityHeaders);
        // The software is not disclosed.
        for (const name of ["server", "x-powered-by"]) expect(response.headers.has(name)).toBe(false);
      }
    });

    test("pages of other origins may not call the API by default", async () => {
      const client = await under.client();
      const origin = "https://app.example.com";
      for (const method of ["GET", "OPTIONS"]) {
        const headers = { origin, "access-control-request-method": "GET" };
        const response = await client.request(method, webhooksPath, { headers });
        expect([...response.headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
      }
    });
  },
  { databases: ["Postgres"] },
);

describe("CORS", () => {
  const preflight = (url: string, origin: string) =>
    fetch(url + webhooksPath, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
    });

  test("lets pages of the configured origins call, with a token, and no others", async () => {
    const corsOrigins = ["https://app.example.com", "http://localhost:3000"];
    const { service } = await startOnPostgres({ corsOrigins });
    for (const origin of corsOrigins) {
      const asked = await preflight(service.url, origin);
      expect(asked.status).toBe(204);
      expect(asked.headers.get("access-control-allow-origin")).toBe(origin);
      expect(asked.headers.get("access-control-allow-headers")?.split(/, */)).toEqual([
        "authorization",
        "content-type",
      ]);
      expect(asked.headers.get("access-control-allow-methods")?.split(/, */).toSorted()).toEqual(
        expect.arrayContaining([...new Set(Object.values(operations).map(({ method }) => method))].sort()),
      );
      expect(asked.headers.has("access-control-allow-credentials")).toBe(false);
      const authorization = `Bearer ${service.token}`;
      const response = await fetch(service.url + webhooksPath, { headers: { origin, authorization } });
      expect(response.status).toBe(200);
      expect(response.headers.get("access-control-allow-origin")).toBe(origin);
      expect(response.headers.get("vary")).toContain("Origin");
      // Errors can be read, too.
      const rejected = await fetch(service.url + webhooksPath, { headers: { origin } });
      expect([rejected.status, rejected.headers.get("access-control-allow-origin")]).toEqual([401, origin]);
      expect(rejected.headers.get("access-control-expose-headers")).toContain("retry-after");
    }
    for (const origin of ["https://app.example.com.evil.example", "https://evil.example", "null"]) {
      expect((await preflight(service.url, origin)).headers.get("access-control-allow-origin")).not.toBe(origin);
    }
    expect((await fetch(service.url + webhooksPath, { method: "PUT" })).status).toBe(405);
  });

  test("lets pages read why a request is rejected before it is served", async () => {
    const origin = "https://app.example.com";
    const { service } = await startOnPostgres({ corsOrigins: [origin], freeBytes: () => 0 });
    const headers = { origin, authorization: `Bearer ${service.token}` };
    const rejected = await fetch(service.url + webhooksPath, { method: "POST", headers });
    expect([rejected.status, rejected.headers.get("retry-after")]).toEqual([503, "60"]);
    expect(rejected.headers.get("access-control-allow-origin")).toBe(origin);
    expect(rejected.headers.get("access-control-expose-headers")).toContain("retry-after");
  });

  test("lets every origin call with *", async () => {
    const { service } = await startOnPostgres({ corsOrigins: ["*"] });
    expect((await preflight(service.url, "https://a.example")).headers.get("access-control-allow-origin")).toBe("*");
  });
});
