import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { operations } from "@agent-webhooks/types";
import { describe, expect, test } from "vitest";
import { securityHeaders } from "../src/http/response-headers.ts";
import { startService } from "../src/testing/index.ts";
import { DeliveryClient, messageFor } from "./support/delivery.ts";
import { createDatabase } from "./support/postgres.ts";
import { Program, postgresEnvironment } from "./support/program.ts";
import { onBothDatabases, WebhooksClient, webhooksPath } from "./support/service.ts";

onBothDatabases((under) => {
  test("every answer has the security headers, whatever it is", async () => {
    const client = await under.client();
    const answers = [
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
    for (const answer of answers) {
      expect(Object.fromEntries(answer.headers)).toMatchObject(securityHeaders);
      // Who it is, is nobody's business.
      for (const name of ["server", "x-powered-by"]) expect(answer.headers.has(name)).toBe(false);
    }
  });

  test("no page of another origin may call, unless that was set", async () => {
    const client = await under.client();
    const origin = "https://app.example.com";
    for (const method of ["GET", "OPTIONS"]) {
      const headers = { origin, "access-control-request-method": "GET" };
      const answer = await client.request(method, webhooksPath, { headers });
      expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
    }
  });
});

describe("CORS", () => {
  const preflight = (url: string, origin: string) =>
    fetch(url + webhooksPath, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
    });

  test("lets pages of the origins that were set call, with a token, and no others", async () => {
    await using service = await startService({
      databaseUrl: await createDatabase(),
      corsOrigins: ["https://app.example.com", "http://localhost:3000"],
    });
    for (const origin of ["https://app.example.com", "http://localhost:3000"]) {
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
      const answer = await fetch(service.url + webhooksPath, { headers: { origin, authorization } });
      expect(answer.status).toBe(200);
      expect(answer.headers.get("access-control-allow-origin")).toBe(origin);
      expect(answer.headers.get("vary")).toContain("Origin");
      // A refusal can be read, too.
      const refusal = await fetch(service.url + webhooksPath, { headers: { origin } });
      expect([refusal.status, refusal.headers.get("access-control-allow-origin")]).toEqual([401, origin]);
      expect(refusal.headers.get("access-control-expose-headers")).toContain("retry-after");
    }
    for (const origin of ["https://app.example.com.evil.example", "https://evil.example", "null"]) {
      expect((await preflight(service.url, origin)).headers.get("access-control-allow-origin")).not.toBe(origin);
    }
    expect((await fetch(service.url + webhooksPath, { method: "PUT" })).status).toBe(405);
  });

  test("lets every page call with *", async () => {
    await using service = await startService({ databaseUrl: await createDatabase(), corsOrigins: ["*"] });
    expect((await preflight(service.url, "https://a.example")).headers.get("access-control-allow-origin")).toBe("*");
  });
});

describe("/metrics", () => {
  test("is on a port of its own when one is set, and nothing else is there, nor is it anywhere else", async () => {
    await using service = await startService({ databaseUrl: await createDatabase(), metricsPort: 0 });
    expect(new URL(service.metricsUrl).port).not.toBe(new URL(service.url).port);
    const metrics = await fetch(service.metricsUrl);
    expect(metrics.status).toBe(200);
    expect(await metrics.text()).toContain("agent_webhooks_events_published_total");
    expect((await fetch(`${service.url}/metrics`)).status).toBe(404);
    for (const path of [webhooksPath, "/healthz", "/"]) {
      expect((await fetch(new URL(path, service.metricsUrl))).status).toBe(404);
    }
  });

  test("is bound to METRICS_HOST and METRICS_PORT", async () => {
    const program = await new Program({
      ...(await postgresEnvironment()),
      METRICS_PORT: "0",
      METRICS_HOST: "127.0.0.1",
    }).ready();
    expect((await fetch(`${program.url}/metrics`)).status).toBe(404);
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const taken = (other.address() as AddressInfo).port;
    const { code, stderr } = await new Program({ ...(await postgresEnvironment()), METRICS_PORT: String(taken) })
      .exited;
    expect(stderr).toMatch(new RegExp(`^Cannot listen on 127\\.0\\.0\\.1:${taken}: the port is in use`));
    expect(code).toBe(1);
    other.close();
  });

  test("says nothing about a single webhook, token or organization", async () => {
    await using service = await startService({ databaseUrl: await createDatabase(), logLevel: "silent" });
    const owner = new DeliveryClient(service.url, "default", service.token);
    const { secret, webhook_id, url } = await owner.create({ url: "http://127.0.0.1:9/hooks", inbox_ids: ["in_1"] });
    await owner.publish(messageFor("in_1"));
    const text = await (await fetch(service.metricsUrl)).text();
    for (const part of [secret, webhook_id, url, service.token, "in_1", "default", "evt_"])
      expect(text).not.toContain(part);
  });
});

test("secrets are answered only to tokens that may read webhooks", async () => {
  await using service = await startService({ databaseUrl: await createDatabase(), logLevel: "silent" });
  const owner = new DeliveryClient(service.url, "default", service.token);
  const { webhook_id } = await owner.create({ url: "http://127.0.0.1:9/hooks", client_id: "one" });
  const scopes = ["webhooks:write", "events:publish", "deliveries:read", "deliveries:write", "tokens:write"] as const;
  const token = await service.createToken({ scopes });
  const blind = new DeliveryClient(service.url, "default", token);
  const body = { url: "http://127.0.0.1:9/hooks", event_types: ["message.sent"], client_id: "one" };
  const answers = [
    await blind.request("GET", webhooksPath),
    await blind.request("GET", `${webhooksPath}/${webhook_id}`),
    await blind.post(body),
    await blind.patch(webhook_id, { add_inbox_ids: ["in_1"] }),
    await blind.call("rotateSecret", { webhook_id }, {}),
    await blind.call("enableWebhook", { webhook_id }),
    await blind.call("disableWebhook", { webhook_id }),
    await blind.call("listDeliveries"),
    await blind.call("listTokens"),
  ];
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403, 403, 200, 200]);
  for (const { text } of answers) expect(text).not.toContain("whsec_");
  // What answers none can be done without.
  expect(
    await new WebhooksClient(service.url, "default", token).request("DELETE", `${webhooksPath}/${webhook_id}`),
  ).toMatchObject({
    status: 200,
  });
});
