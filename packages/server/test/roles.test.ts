import { expect, test } from "vitest";
import { startService } from "../src/testing/index.ts";
import { DeliveryClient } from "./support/delivery.ts";
import { startEndpoint } from "./support/endpoint.ts";
import { createDatabase, query } from "./support/postgres.ts";

test("a worker delivers at once what the API accepts", async () => {
  const databaseUrl = await createDatabase();
  const common = { databaseUrl, encryptionKey: Buffer.alloc(32, 1), token: "a-token-of-two-roles" };
  await using api = await startService({ ...common, role: "api" });
  // Polling would find an event only after an hour.
  await using worker = await startService({ ...common, role: "worker", pollMs: 3_600_000 });
  const client = new DeliveryClient(api.url, "default", api.token);
  const endpoint = await startEndpoint();
  await client.addWebhook(endpoint.url);
  for (let round = 1; round <= 5; round++) {
    await client.publishMessage();
    await endpoint.waitForRequests(round);
  }
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
