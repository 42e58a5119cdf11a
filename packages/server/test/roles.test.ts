import { expect, test } from "vitest";
import type { ServiceOptions } from "../src/testing/index.ts";
import { startOnPostgres } from "./support/delivery.ts";
import { startEndpoint } from "./support/endpoint.ts";
import { query } from "./support/postgres.ts";

/** Starts an API, and a worker with the same database. */
async function startBoth(workerOptions: ServiceOptions = {}) {
  const common = { encryptionKey: Buffer.alloc(32, 1), token: "a-token-of-two-roles" };
  const api = await startOnPostgres({ ...common, role: "api" });
  const options = { ...common, databaseUrl: api.databaseUrl, role: "worker", pollMs: 500 } as const;
  const worker = await startOnPostgres({ ...options, ...workerOptions });
  const endpoint = await startEndpoint();
  await api.client.addWebhook(endpoint.url);
  return { api, worker, endpoint };
}

test("a worker delivers at once what the API accepts", async () => {
  // Polling would find an event only after an hour.
  const { api, worker, endpoint } = await startBoth({ pollMs: 3_600_000 });
  for (let round = 1; round <= 5; round++) {
    await api.client.publishMessage();
    await endpoint.waitForRequests(round);
  }
  expect(await worker.client.call("listDeliveries")).toMatchObject({ status: 404 });
  for (const path of ["/healthz", "/readyz", "/metrics"]) {
    expect((await fetch(worker.service.url + path)).status).toBe(200);
    expect((await fetch(api.service.url + path)).status).toBe(200);
  }
});

test("a worker whose clock is behind that of the API delivers at once too", async () => {
  const { api, endpoint } = await startBoth({ pollMs: 3_600_000, clock: { now: () => new Date(Date.now() - 90) } });
  for (let round = 1; round <= 5; round++) {
    await api.client.publishMessage();
    await endpoint.waitForRequests(round);
  }
});

test("a worker goes on after a notification that is not one of ours", async () => {
  const { api, endpoint } = await startBoth();
  const payloads = ["{", "null", "7", "[]", '["default"]', '["default", 7]', '["default", [7]]'];
  for (const payload of payloads) await query(api.databaseUrl, `select pg_notify('agent_webhooks_due', '${payload}')`);
  await api.client.publishMessage();
  await endpoint.waitForRequests(1);
});

test("an API without a worker keeps deliveries for later", async () => {
  const { client } = await startOnPostgres({ role: "api" });
  await client.addWebhook((await startEndpoint()).url);
  const event = await client.publishMessage();
  expect(await client.deliveryOf(event)).toMatchObject({ status: "pending", explanation: "The first attempt is due." });
});
