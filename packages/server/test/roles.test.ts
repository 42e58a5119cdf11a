import { expect, test } from "vitest";
import { startService } from "../src/testing/index.ts";
import { DeliveryClient } from "./support/delivery.ts";
import { startEndpoint } from "./support/endpoint.ts";
import { createDatabase, query } from "./support/postgres.ts";

test("a worker delivers at once what the API accepts", async () => {
  const databaseUrl = await createDatabase();
  const common = { databaseUrl, encryptionKey: Buffer.alloc(32, 1), token: "a-token-of-two-roles" };
  await using api = await startService({ ...common, role: "api" });
  await using worker = await startService({ ...common, role: "worker" });
  const client = new DeliveryClient(api.url, "default", api.token);
  const endpoint = await startEndpoint();
  await client.addWebhook(endpoint.url);
  // The worker may not listen yet when the first one is published.
  await client.publishMessage();
  await endpoint.waitForRequests(1);
  const latencies: number[] = [];
  for (let round = 2; round <= 12; round++) {
    const start = performance.now();
    await client.publishMessage();
    const received = (await endpoint.waitForRequests(round))[round - 1];
    latencies.push((received?.at ?? 0) - start);
  }
  // Sooner than by polling.
  expect(latencies.sort((a, b) => a - b)[5]).toBeLessThan(250);
  const atWorker = new DeliveryClient(worker.url, "default", api.token);
  expect(await atWorker.call("listDeliveries")).toMatchObject({ status: 404 });
  for (const path of ["/healthz", "/readyz", "/metrics"]) {
    expect((await fetch(worker.url + path)).status).toBe(200);
    expect((await fetch(api.url + path)).status).toBe(200);
  }
});

test("a worker goes on after a notification that is not one of ours", async () => {
  const databaseUrl = await createDatabase();
  const common = { databaseUrl, encryptionKey: Buffer.alloc(32, 1), token: "a-token-of-two-roles" };
  await using api = await startService({ ...common, role: "api" });
  await using _worker = await startService({ ...common, role: "worker", logLevel: "silent" });
  const payloads = ["{", "null", "7", "[]", '["default"]', '["default", 7]', '["default", [7]]'];
  for (const payload of payloads) await query(databaseUrl, `select pg_notify('agent_webhooks_due', '${payload}')`);
  const client = new DeliveryClient(api.url, "default", api.token);
  const endpoint = await startEndpoint();
  await client.addWebhook(endpoint.url);
  await client.publishMessage();
  await endpoint.waitForRequests(1);
});

test("an API without a worker keeps deliveries for later", async () => {
  await using api = await startService({ databaseUrl: await createDatabase(), role: "api" });
  const client = new DeliveryClient(api.url, "default", api.token);
  await client.addWebhook((await startEndpoint()).url);
  const event = await client.publishMessage();
  expect(await client.deliveryOf(event)).toMatchObject({ status: "pending", explanation: "The first attempt is due." });
});
