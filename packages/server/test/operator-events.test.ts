/** Events about the service itself go to the operator, signed and retried like others, and none is about themselves. */
import type { CreatedToken, OperatorEvent, OperatorWebhook } from "@agent-webhooks/types/delivery";
import { type Kysely, sql } from "kysely";
import { Webhook as Verifier } from "standardwebhooks";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Schema } from "../src/database/schema.ts";
import { OperatorEvents, type OperatorEventsOptions } from "../src/operator/operator-events.ts";
import { operatorOrganization, reportBehind, reportFailing, selectUnpublished } from "../src/operator/queries.ts";
import type { Publisher } from "../src/publish/publisher.ts";
import { readSettings } from "../src/settings.ts";
import { type ServiceOptions, startService } from "../src/testing/index.ts";
import { insertWebhooks, openDatabase } from "./support/database.ts";
import { DeliveryClient, startOnPostgres } from "./support/delivery.ts";
import { type Endpoint, respondWith, startEndpoint } from "./support/endpoint.ts";
import { createDatabase, query } from "./support/postgres.ts";

const hour = 3_600_000;
const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

/** A service with an endpoint of its operator, and a clock that a test moves. */
async function start(options: ServiceOptions = {}) {
  let aheadMs = 0;
  const clock = { now: () => new Date(Date.now() + aheadMs), advance: (ms: number) => (aheadMs += ms) };
  const operator = await startEndpoint();
  const { service, client, databaseUrl } = await startOnPostgres({
    clock,
    pollMs: 20,
    retrySchedule: [0, 600],
    operatorWebhook: { url: operator.url, secret },
    ...options,
  });
  const addWebhook = async (status: number) => {
    const endpoint = await startEndpoint(respondWith(status));
    return { endpoint, ...(await client.addWebhook(endpoint.url)) };
  };
  const clientOf = async (organization_id: string) => {
    const scopes = ["webhooks:read", "webhooks:write"];
    const { json } = await client.call("createToken", {}, { organization_id, scopes });
    return new DeliveryClient(service.url, organization_id, (json as CreatedToken).token);
  };
  return { databaseUrl, client, clientOf, clock, operator, addWebhook };
}

/**
 * What the operator got, verified as of the time of the service. Whether a retry is sent before it is late depends on the
 * moment at which a test moves the clock.
 */
function receivedBy({ received }: Endpoint, signedWith = secret): OperatorEvent[] {
  const events = received.map(({ body, headers }) => {
    const id = String(headers["webhook-id"]);
    const signedAt = new Date(Number(headers["webhook-timestamp"]) * 1000);
    expect(headers["webhook-signature"]).toBe(new Verifier(signedWith).sign(id, signedAt, body.toString()));
    const event = JSON.parse(body.toString()) as OperatorEvent;
    expect(event.event_id).toBe(id);
    return event;
  });
  return events.filter(({ event_type }) => event_type !== "queue.behind");
}

const typesOf = (endpoint: Endpoint, signedWith?: string) =>
  receivedBy(endpoint, signedWith).map(({ event_type }) => event_type);

test("the operator is told that a webhook fails for an hour, that deliveries are exhausted, and that it works again", async () => {
  const { client, clock, operator, addWebhook } = await start();
  const { endpoint, webhook_id, url } = await addWebhook(500);
  const webhook = { organization_id: "default", webhook_id, url };
  const event = await client.publishMessage();
  const { attempts } = await client.attempted(event);
  clock.advance(hour);
  await expect.poll(() => typesOf(operator).toSorted()).toEqual(["delivery.exhausted", "webhook.failing"]);
  const [delivery] = (await client.deliveries()).deliveries;
  expect(receivedBy(operator)).toEqual(
    expect.arrayContaining([
      {
        type: "event",
        event_type: "webhook.failing",
        event_id: expect.any(String),
        occurred_at: expect.any(String),
        webhook,
        since: attempts[0]?.started_at,
      },
      {
        type: "event",
        event_type: "delivery.exhausted",
        event_id: expect.any(String),
        occurred_at: expect.any(String),
        webhook,
        delivery: {
          delivery_id: delivery?.delivery_id,
          event_id: event.event_id,
          event_type: "message.received",
        },
      },
    ]),
  );
  endpoint.respond = respondWith(204);
  await client.settled(await client.publishMessage());
  await expect.poll(() => typesOf(operator)).toContain("webhook.recovered");
  expect(receivedBy(operator).at(-1)).toMatchObject({ webhook, since: attempts[0]?.started_at });
  expect(receivedBy(operator)).toHaveLength(3);
});

test("of several exhausted deliveries and changes of a webhook within an hour, one of each is told", async () => {
  const { client, operator, addWebhook, clock } = await start({ retrySchedule: [0] });
  const { endpoint, webhook_id } = await addWebhook(500);
  for (let count = 0; count < 3; count++) await client.settled(await client.publishMessage());
  for (let count = 0; count < 2; count++) {
    await client.call("disableWebhook", { webhook_id });
    await client.call("enableWebhook", { webhook_id });
  }
  await expect.poll(() => typesOf(operator).toSorted()).toEqual(["delivery.exhausted", "webhook.disabled"]);
  clock.advance(hour + 60_000);
  endpoint.respond = respondWith(410);
  await client.settled(await client.publishMessage());
  await expect.poll(() => typesOf(operator)).toHaveLength(3);
  expect(receivedBy(operator).at(-1)).toMatchObject({ event_type: "webhook.disabled", reason: "gone" });
});

test("nothing is told about the operator's own webhook, and nobody else sees it", async () => {
  const { client, operator, addWebhook, clock, databaseUrl } = await start();
  operator.respond = respondWith(500);
  const { webhook_id } = await addWebhook(410);
  await client.settled(await client.publishMessage());
  const failures = `select from attempts join deliveries using (delivery_id)
    where event_type = 'webhook.disabled' and outcome = 'http_error'`;
  for (let attempt = 1; attempt <= 2; attempt++) {
    await expect.poll(async () => (await query(databaseUrl, failures)).length).toBe(attempt);
    clock.advance(2 * hour);
  }
  operator.respond = respondWith(204);
  await client.call("enableWebhook", { webhook_id });
  await client.call("disableWebhook", { webhook_id });
  await expect.poll(() => operator.received.length).toBe(3);
  expect(typesOf(operator)).toEqual(["webhook.disabled", "webhook.disabled", "webhook.disabled"]);
  expect((await client.list()).webhooks.map((webhook) => webhook.webhook_id)).toEqual([webhook_id]);
  expect((await client.deliveries()).deliveries).toHaveLength(1);
  expect((await client.call("getSummary")).json).toMatchObject({ webhooks: { total: 1 } });
});

test("the operator's webhook follows the settings, and is removed without them", async () => {
  const [one, other] = [await startEndpoint(), await startEndpoint()];
  const settings = {
    databaseUrl: await createDatabase(),
    encryptionKey: Buffer.alloc(32, 1),
    token: "a-token-of-the-operator",
    pollMs: 20,
    allowHttp: true,
    allowPrivateNetwork: true,
  };
  for (const endpoint of [one, other]) {
    // Those of the URL before.
    await query(
      settings.databaseUrl,
      "insert into endpoint_failures (webhook_id, open_until) select webhook_id, now() + interval '5 minutes' from webhooks where client_id = 'operator'",
    );
    await using service = await startService({ ...settings, operatorWebhook: { url: endpoint.url, secret } });
    const client = new DeliveryClient(service.url, "default", settings.token);
    const { webhook_id } = await client.addWebhook(one.url);
    await client.call("disableWebhook", { webhook_id });
    await endpoint.waitForRequests(1);
  }
  expect([one, other].map((endpoint) => typesOf(endpoint))).toEqual([["webhook.disabled"], ["webhook.disabled"]]);
  await using _ = await startService(settings);
  expect(await query(settings.databaseUrl, "select from webhooks where client_id = 'operator'")).toEqual([]);
});

test("an organization is told about its own webhooks, and not about its operator webhook", async () => {
  const { client, clientOf, clock, operator, addWebhook } = await start({ retrySchedule: [0] });
  const own = await startEndpoint();
  const set = await client.call("setOperatorWebhook", {}, { url: own.url });
  const operatorWebhook = set.json as OperatorWebhook;
  const otherEndpoint = await startEndpoint();
  await (await clientOf("other")).call("setOperatorWebhook", {}, { url: otherEndpoint.url });
  const { webhook_id } = await addWebhook(500);
  for (let count = 0; count < 2; count++) await client.settled(await client.publishMessage());
  await expect.poll(() => typesOf(own, operatorWebhook.secret)).toEqual(["delivery.exhausted"]);
  await expect.poll(() => typesOf(operator)).toEqual(["delivery.exhausted"]);
  expect(receivedBy(own, operatorWebhook.secret)).toEqual(receivedBy(operator));
  // Disabled by its endpoint, which nobody is told.
  own.respond = respondWith(410);
  await client.call("disableWebhook", { webhook_id });
  await expect
    .poll(async () => (await client.call("getOperatorWebhook")).json)
    .toMatchObject({ ...operatorWebhook, enabled: false, updated_at: expect.any(String) });
  clock.advance(2 * hour);
  await client.call("enableWebhook", { webhook_id });
  await client.call("disableWebhook", { webhook_id });
  await expect.poll(() => typesOf(operator)).toHaveLength(3);
  expect(own.received).toHaveLength(2);
  expect(otherEndpoint.received).toEqual([]);
  // Setting it again enables it.
  const enabled = await client.call("setOperatorWebhook", {}, { url: own.url });
  expect(enabled.json).toMatchObject({ secret: operatorWebhook.secret, enabled: true });
  expect((await client.list()).webhooks.map((webhook) => webhook.webhook_id)).toEqual([webhook_id]);
  expect((await client.call("getSummary")).json).toMatchObject({ webhooks: { total: 1 } });
});

test("a URL that the egress policy does not allow fails the start", async () => {
  const operatorWebhook = { url: "http://127.0.0.1:9/hooks", secret };
  const service = startService({ databaseUrl: await createDatabase(), operatorWebhook, allowPrivateNetwork: false });
  await expect(service).rejects.toThrow(/^OPERATOR_WEBHOOK_URL /);
});

test("an operator webhook keeps its secret with another URL, unless that cannot be decrypted", async () => {
  const { client, databaseUrl } = await start();
  const set = async (url: string) => (await client.call("setOperatorWebhook", {}, { url })).json as OperatorWebhook;
  const all = await Promise.all([set("https://1.example.com"), set("https://1.example.com")]);
  const [{ secret }] = all;
  expect(all[1]).toEqual(all[0]);
  expect(await set("https://2.example.com")).toMatchObject({ url: "https://2.example.com", secret });
  await query(databaseUrl, "update webhooks set secret = set_byte(secret, 40, get_byte(secret, 40) # 1)");
  expect((await client.call("getOperatorWebhook")).json).toMatchObject({ secret_unreadable: true });
  const replaced = await set("https://2.example.com");
  expect(replaced).not.toHaveProperty("secret_unreadable");
  expect((await client.call("getOperatorWebhook")).json).toEqual(replaced);
});

test("an operator webhook that is deleted while others set it is set in the end, and rejected URLs change nothing", async () => {
  const { client } = await start({ allowPrivateNetwork: false, operatorWebhook: undefined });
  const url = "https://1.example.com";
  const set = () => client.call("setOperatorWebhook", {}, { url });
  const responses = await Promise.all(
    Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? set() : client.call("deleteOperatorWebhook"))),
  );
  expect(responses.filter(({ status }, index) => index % 2 === 0 && status !== 200)).toEqual([]);
  await set();
  const rejected = await client.call("setOperatorWebhook", {}, { url: "https://127.0.0.1/hooks" });
  expect(rejected).toMatchObject({ status: 400, json: { errors: { url: [expect.any(String)] } } });
  expect((await client.call("getOperatorWebhook")).json).toMatchObject({ url });
});

test.each([
  [{ OPERATOR_WEBHOOK_URL: "https://ops.example.com" }, /only valid together/],
  [{ OPERATOR_WEBHOOK_URL: "https://a:b@ops.example.com", OPERATOR_WEBHOOK_SECRET: secret }, /without credentials/],
  [
    { OPERATOR_WEBHOOK_URL: "https://ops.example.com", OPERATOR_WEBHOOK_SECRET: "whsec_short" },
    /OPERATOR_WEBHOOK_SECRET must/,
  ],
])("the settings %j are rejected", (env, message) => {
  expect(() => readSettings(env)).toThrow(message);
});

describe("a queue whose deliveries have been due for five minutes", () => {
  const now = new Date("2026-01-16T11:02:11.204Z");
  const ago = (ms: number) => new Date(now.getTime() - ms);
  const behind = (dueAt: Date) => ({
    event_type: "queue.behind",
    details: { queue: { oldest_due_at: dueAt.toISOString() } },
  });

  /** A database with one due delivery of each webhook. */
  async function openQueue(dueAt: Readonly<Record<string, Date>>) {
    const { db } = await openDatabase(await createDatabase());
    await insertWebhooks(db, Object.keys(dueAt));
    for (const [id, at] of Object.entries(dueAt)) {
      await sql`insert into delivery_queue (delivery_id, organization_id, webhook_id, event_id, test, created_at, due_at,
          schedule_index, attempts)
        values (${`dlv_${id}`}, 'org', ${id}, 'evt_1', false, ${at}, ${at}, 0, 0)`.execute(db);
    }
    return db;
  }

  /** Looks for such a queue and publishes, all the time until the end of the test. */
  function startOperatorEvents(db: Kysely<Schema>, options: Partial<OperatorEventsOptions>) {
    const operatorEvents = new OperatorEvents({
      db,
      clock: { now: () => now },
      publisher: { publish: vi.fn<Publisher["publish"]>() },
      log: { failed: expect.unreachable },
      mayWrite: () => true,
      isSlow: () => false,
      isFull: () => false,
      pollMs: 1,
      ...options,
    });
    onTestFinished(() => operatorEvents.stop());
    operatorEvents.start();
  }

  test("is told once, by any number of processes", async () => {
    const dueAt = ago(600_000);
    const db = await openQueue({ wh_1: dueAt });
    await reportBehind(db, ["wh_1"], { now, dueBefore: new Date(dueAt.getTime() - 1) });
    expect(await selectUnpublished(db)).toEqual([]);
    for (let process = 0; process < 2; process++) await reportBehind(db, ["wh_1"], { now, dueBefore: dueAt });
    await reportFailing(db, now);
    expect(await selectUnpublished(db)).toMatchObject([behind(dueAt)]);
  });

  test.each([
    { process: "that is idle", utilization: 0.2, oldest: ago(600_000) },
    { process: "that is busy", utilization: 0.95, oldest: ago(900_000) },
  ])("is not told of what waits for limits, circuit breakers and endpoints, by a process $process", async (each) => {
    const late = ago(1_200_000);
    const db = await openQueue({
      wh_limited: late,
      wh_open: late,
      wh_slow: late,
      wh_full: ago(900_000),
      wh_1: ago(600_000),
    });
    await sql`insert into delivery_settings (webhook_id, max_per_second) values ('wh_limited', 1)`.execute(db);
    await sql`insert into endpoint_failures (webhook_id, open_until) values ('wh_open', ${ago(-1)})`.execute(db);
    startOperatorEvents(db, {
      isSlow: (webhookId) => webhookId === "wh_slow",
      isFull: (webhookId) => webhookId === "wh_full",
      utilization: () => ({ idle: 0, active: 0, utilization: each.utilization }),
    });
    const stored = () => sql`select event_type, details from operator_events`.execute(db).then(({ rows }) => rows);
    await expect.poll(stored).toMatchObject([behind(each.oldest)]);
  });

  test("is stored and published only when the disk has space", async () => {
    const db = await openQueue({ wh_1: ago(600_000) });
    let hasSpace = false;
    const mayWrite = vi.fn(() => hasSpace);
    startOperatorEvents(db, { mayWrite });
    const stored = () => sql`select event_type from operator_events`.execute(db).then(({ rows }) => rows);
    await expect.poll(() => mayWrite.mock.calls.length).toBeGreaterThan(2);
    expect(await stored()).toEqual([]);
    hasSpace = true;
    await expect.poll(stored).toEqual([{ event_type: "queue.behind" }]);
  });

  test("is published, also after an event that cannot be", async () => {
    const db = await openQueue({ wh_1: ago(600_000), wh_2: ago(600_000) });
    await sql`
      insert into operator_events (webhook_id, event_type, hour, organization_id, occurred_at, details) values
        ('wh_1', 'webhook.recovered', ${now}, 'org', ${ago(2_000)}, '{}'),
        ('wh_2', 'webhook.recovered', ${now}, 'org', ${ago(1_000)}, '{}')`.execute(db);
    await insertWebhooks(db, ["wh_op"], { organization_id: operatorOrganization });
    const published: string[] = [];
    const failures: unknown[] = [];
    startOperatorEvents(db, {
      publisher: {
        publish: async (_, __, text) => {
          const { webhook } = JSON.parse(text ?? "");
          if (webhook?.webhook_id === "wh_1") throw new Error("unreadable");
          published.push(webhook?.webhook_id);
          return { event_id: "evt_1", deliveries: 0, duplicate: false };
        },
      },
      log: { failed: (_, error) => failures.push(error) },
      isSlow: () => true,
    });
    await expect.poll(() => published).toEqual(["wh_2"]);
    await expect.poll(() => failures.length).toBeGreaterThan(1);
    const left = await sql`select webhook_id from operator_events where not published`.execute(db);
    expect(left.rows).toEqual([{ webhook_id: "wh_1" }]);
  });
});
