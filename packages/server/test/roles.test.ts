import { describe, expect, test } from "vitest";
import { startService } from "../src/testing/index.ts";
import { DeliveryClient, describeDelivery, eventOf, messageFor } from "./support/delivery.ts";
import { respondWith, startEndpoint } from "./support/endpoint.ts";
import { createDatabase } from "./support/postgres.ts";
import { newDirectory, Program, postgresEnvironment } from "./support/program.ts";
import { startUnderTest } from "./support/service.ts";

const laptop = { ALLOW_HTTP: "true", ALLOW_PRIVATE_NETWORK: "true" };

describe("roles", () => {
  test("a worker delivers what the API takes, at once", async () => {
    const databaseUrl = await createDatabase();
    const common = { databaseUrl, encryptionKey: Buffer.alloc(32, 1), token: "a-token-of-two-roles" };
    await using api = await startService({ ...common, role: "api" });
    await using worker = await startService({ ...common, role: "worker" });
    const client = new DeliveryClient(api.url, "default", api.token);
    const endpoint = await startEndpoint();
    await client.addWebhook(endpoint.url);
    // The first one may find the worker not listening yet.
    await client.publish(messageFor("in_1"));
    await endpoint.waitForRequests(1);
    const latencies: number[] = [];
    for (let round = 2; round <= 12; round++) {
      const start = performance.now();
      await client.publish(messageFor("in_1"));
      const received = (await endpoint.waitForRequests(round))[round - 1];
      latencies.push((received?.at ?? 0) - start);
    }
    // Not at the next look through the queue.
    expect(latencies.sort((a, b) => a - b)[5]).toBeLessThan(250);
    expect(await new DeliveryClient(worker.url, "default", api.token).call("listDeliveries")).toMatchObject({
      status: 404,
    });
    for (const path of ["/healthz", "/readyz", "/metrics"]) {
      expect((await fetch(worker.url + path)).status).toBe(200);
      expect((await fetch(api.url + path)).status).toBe(200);
    }
  });

  test("an API without a worker keeps deliveries for later", async () => {
    const databaseUrl = await createDatabase();
    await using api = await startService({ databaseUrl, role: "api" });
    const client = new DeliveryClient(api.url, "default", api.token);
    const endpoint = await startEndpoint();
    await client.addWebhook(endpoint.url);
    const event = messageFor("in_1");
    await client.publish(event);
    expect(await client.deliveryOf(event)).toMatchObject({
      status: "pending",
      explanation: "The first attempt is due.",
    });
  });
});

describe("a stop", () => {
  test.each([
    ["the embedded database", async () => ({ DATA_DIR: await newDirectory() })],
    ["Postgres", postgresEnvironment],
  ])("finishes what is in flight and begins nothing new, on %s", async (_, database) => {
    const env: Record<string, string> = { ...laptop, ...(await database()), BOOTSTRAP_TOKEN: "a-token-of-the-stop" };
    const program = await new Program(env).ready();
    const client = new DeliveryClient(program.url, "default", "a-token-of-the-stop");
    let finish = () => {};
    const endpoint = await startEndpoint((response) => {
      finish = () => response.writeHead(204).end();
    });
    await client.addWebhook(endpoint.url);
    const [event, waiting] = [messageFor("in_1"), messageFor("in_1")];
    await client.publish(event);
    await endpoint.waitForRequests(1);
    await client.publish(waiting);
    program.process.kill("SIGTERM");
    setTimeout(() => finish(), 500);
    expect(await program.exited).toMatchObject({ code: 0, stderr: "" });
    expect(endpoint.received).toHaveLength(1);

    endpoint.respond = respondWith(204);
    const again = await new Program(env).ready();
    const back = new DeliveryClient(again.url, "default", "a-token-of-the-stop");
    // Not sent a second time, and not after the end of a lease.
    expect(await back.deliveryOf(event)).toMatchObject({ status: "succeeded", attempts: [{ attempt: 1 }] });
    expect(await back.settled(waiting)).toMatchObject({ status: "succeeded" });
    expect(endpoint.eventIds).toEqual([event.event_id, waiting.event_id]);
  });
});

describeDelivery(({ newClient, under }) => {
  test("metrics say what is published, attempted, settled, waiting and in flight", async () => {
    const value = async (name: string) => {
      const text = await (await fetch(`${under.service.url}/metrics`)).text();
      const line = text.split("\n").find((each) => each.startsWith(`agent_webhooks_${name} `));
      return line === undefined ? undefined : Number(line.split(" ")[1]);
    };
    const client = await newClient();
    const endpoint = await startEndpoint();
    await client.addWebhook(endpoint.url);
    const event = messageFor("in_1");
    await client.publish(event);
    await client.publish(event);
    await client.settled(event);
    endpoint.respond = () => undefined;
    await client.publish(messageFor("in_1"));
    await endpoint.waitForRequests(2);
    expect(await value('events_published_total{duplicate="false"}')).toBe(2);
    expect(await value('events_published_total{duplicate="true"}')).toBe(1);
    expect(await value('attempts_total{outcome="succeeded"}')).toBe(1);
    expect(await value('deliveries_settled_total{status="succeeded"}')).toBe(1);
    expect(await value('attempt_duration_seconds_count{outcome="succeeded"}')).toBe(1);
    expect(await value("first_attempt_latency_seconds_count")).toBe(1);
    expect(await value("deliveries_pending")).toBe(1);
    expect(await value("deliveries_due")).toBe(1);
    expect(await value("oldest_due_age_seconds")).toBeGreaterThan(0);
    expect(await value("in_flight")).toBe(1);
  });
});

describe.each(["PGlite", "Postgres"] as const)("the egress policy at the connection, on %s", (database) => {
  test("refuses a name that was public when the webhook was created, and one with a forbidden address among others", async () => {
    const addresses = new Map([
      ["rebound.example.com", ["93.184.215.14"]],
      ["several.example.com", ["93.184.215.14"]],
    ]);
    const { service } = await startUnderTest(database, {
      allowHttp: true,
      lookup: async (host) => addresses.get(host) ?? [],
    });
    try {
      const endpoint = await startEndpoint();
      const client = new DeliveryClient(service.url, "default", service.token);
      await client.addWebhook(`http://rebound.example.com:${endpoint.port}/`);
      for (const [address, shown] of [
        ["127.0.0.1", "127.0.0.1"],
        ["::ffff:127.0.0.1", "::ffff:127.0.0.1"],
        ["169.254.169.254", "169.254.169.254"],
        ["fd00::1", "fd00::1"],
      ] as const) {
        addresses.set("rebound.example.com", [address]);
        const event = messageFor("in_1");
        await client.publish(event);
        expect((await client.attempted(event)).attempts[0]).toMatchObject({
          outcome: "forbidden_address",
          error: `The host is at ${shown}, a private, loopback or reserved address.`,
        });
      }
      expect(endpoint.received).toEqual([]);

      await client.addWebhook("https://several.example.com/", { event_types: ["message.sent"] });
      addresses.set("several.example.com", ["93.184.215.14", "10.0.0.1"]);
      const event = eventOf("message.sent");
      await client.publish(event);
      expect((await client.attempted(event)).attempts[0]).toMatchObject({ outcome: "forbidden_address" });
    } finally {
      await service.close();
    }
  });
});
