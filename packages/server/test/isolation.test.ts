/** What is stored for one webhook or one event may be broken: the others are delivered as without it. */
import { setTimeout } from "node:timers/promises";
import { WebhookSchema } from "@agent-webhooks/types/schemas";
import pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { deriveKeyRing } from "../src/crypto/keys.ts";
import { createSecretBox } from "../src/crypto/secret-box.ts";
import { processIsolated } from "../src/lib/isolate.ts";
import { type ServiceOptions, startService } from "../src/testing/index.ts";
import { webhookColumns } from "../src/webhooks/webhook-row.ts";
import { DeliveryClient, messageFor } from "./support/delivery.ts";
import { type Endpoint, respondWith, startEndpoint } from "./support/endpoint.ts";
import { createDatabase, query } from "./support/postgres.ts";
import { serviceError } from "./support/service.ts";

const healthyWebhooks = 5;

async function start(options: ServiceOptions = {}) {
  const databaseUrl = await createDatabase();
  const encryptionKey = Buffer.alloc(32, 1);
  const service = await startService({
    databaseUrl,
    encryptionKey,
    pollMs: 50,
    retrySchedule: [0, 300],
    logLevel: "silent",
    ...options,
  });
  onTestFinished(() => service.close());
  const client = new DeliveryClient(service.url, "default", service.token);
  const [healthy, broken] = [await startEndpoint(), await startEndpoint()];
  for (let index = 0; index < healthyWebhooks; index++) await client.addWebhook(`${healthy.url}/${index}`);
  const { webhook_id } = await client.addWebhook(broken.url);
  const sql = (statement: string) => query(databaseUrl, statement);
  /** Rejects a write of some rows, as for a value that the database does not accept. */
  const reject = async (table: string, operation: string, condition: string) => {
    await sql(`create function reject() returns trigger language plpgsql as $$
      begin if ${condition} then raise exception 'rejected'; end if; return new; end $$;
      create trigger reject before ${operation} on ${table} for each row execute function reject()`);
  };
  const metric = async (name: string) => {
    const text = await (await fetch(service.metricsUrl)).text();
    return Number(
      text
        .split("\n")
        .find((line) => line.startsWith(`agent_webhooks_${name} `))
        ?.split(" ")[1] ?? 0,
    );
  };
  return { service, client, healthy, broken, webhook_id, sql, reject, metric, databaseUrl };
}

type Started = Awaited<ReturnType<typeof start>>;

/** The event's delivery to the broken webhook, when it is as wanted. */
async function brokenDelivery(
  { client, webhook_id }: Started,
  event_id: string,
  isWanted: (delivery: object) => boolean,
) {
  const { deliveries } = await client.deliveries({ event_id, webhook_id });
  const delivery_id = deliveries[0]?.delivery_id ?? "";
  await expect.poll(async () => isWanted(await client.delivery(delivery_id))).toBe(true);
  return client.delivery(delivery_id);
}

const isSettled = (delivery: object) => "status" in delivery && delivery.status !== "pending";
const isAttempted = (delivery: object) => "attempts" in delivery && (delivery.attempts as unknown[]).length > 0;

/** Publishes messages at once. */
async function publishMessages(client: DeliveryClient, count: number) {
  const events = Array.from({ length: count }, () => messageFor("in_1"));
  const response = await client.call("publishEvents", {}, { events: events.map((event) => ({ event })) });
  expect(response).toMatchObject({ status: 202 });
  return events;
}

/** Every healthy webhook gets every event once. */
async function expectDelivered(healthy: Endpoint, events: readonly { event_id: string }[]): Promise<void> {
  await healthy.waitForRequests(events.length * healthyWebhooks);
  // A duplicate would arrive now.
  await setTimeout(200);
  const expected = events.flatMap(({ event_id }) => Array.from({ length: healthyWebhooks }, () => event_id));
  expect([...healthy.eventIds].sort()).toEqual(expected.sort());
}

describe("a webhook whose secret cannot be decrypted", () => {
  test.each([
    ["that is damaged", "set_byte(secret, length(secret) - 1, get_byte(secret, length(secret) - 1) # 1)"],
    ["of an unknown key", "set_byte(secret, 1, get_byte(secret, 1) # 1)"],
    ["of an unknown version", "set_byte(secret, 0, 9)"],
    ["that is cut off", "substr(secret, 1, 20)"],
    ["that is empty", "''"],
  ])("%s is disabled with its reason, and can be rotated", async (_, damage) => {
    const started = await start();
    const { client, healthy, broken, webhook_id, sql, metric } = started;
    await sql(`update webhooks set secret = ${damage} where webhook_id = '${webhook_id}'`);

    const listed = await client.list();
    expect(listed.count).toBe(healthyWebhooks + 1);
    expect(listed.webhooks.filter((webhook) => webhook.secret_unreadable)).toMatchObject([
      { webhook_id, enabled: true },
    ]);
    const [one, two] = [await client.get(webhook_id), await client.get(webhook_id)];
    expect(one.secret).toMatch(new RegExp(WebhookSchema.properties.secret.pattern));
    expect(one.secret).not.toBe(two.secret);

    const events = await publishMessages(client, 3);
    for (const { event_id } of events) {
      expect(await brokenDelivery(started, event_id, isSettled)).toMatchObject({
        status: "failed",
        reason: "webhook_disabled",
        webhook_disabled_because: "secret_unreadable",
        explanation: expect.stringContaining("rotate it, then enable the webhook"),
        attempts: [],
      });
    }
    await expectDelivered(healthy, events);
    expect(broken.received).toEqual([]);
    expect(await client.get(webhook_id)).toMatchObject({ enabled: false, secret_unreadable: true });
    expect(await metric('internal_errors_total{cause="secret"}')).toBeGreaterThan(0);

    expect(await client.call("enableWebhook", { webhook_id })).toMatchObject(
      serviceError(409, "The secret of the webhook cannot be decrypted. Rotate it first."),
    );
    const rotated = (await client.call("rotateSecret", { webhook_id })).json as Record<string, string>;
    expect(Date.parse(rotated.previous_expires_at ?? "")).toBeLessThanOrEqual(Date.now());
    expect(await client.call("enableWebhook", { webhook_id })).toMatchObject({ status: 200 });
    const enabled = await client.get(webhook_id);
    expect(enabled).toMatchObject({ enabled: true, secret: rotated.secret });
    expect(enabled).not.toHaveProperty("secret_unreadable");
    const { event_id } = await client.publishMessage();
    expect(await brokenDelivery(started, event_id, isSettled)).toMatchObject({ status: "succeeded" });
  });

  test("and that a request holds locked delays no other webhook, and is disabled after that", async () => {
    const { client, healthy, webhook_id, sql, databaseUrl } = await start();
    await sql(`update webhooks set secret = '' where webhook_id = '${webhook_id}'`);
    const holder = new pg.Client({ connectionString: databaseUrl });
    await holder.connect();
    onTestFinished(() => holder.end());
    await holder.query(`begin; select from webhooks where webhook_id = '${webhook_id}' for update`);
    await expectDelivered(healthy, await publishMessages(client, 20));
    expect((await client.get(webhook_id)).enabled).toBe(true);
    await holder.query("commit");
    await expect.poll(async () => (await client.get(webhook_id)).enabled).toBe(false);
  });

  test("can be read, updated and deleted", async () => {
    const { client, webhook_id, sql } = await start();
    await sql(`update webhooks set secret = '' where webhook_id = '${webhook_id}'`);
    expect(await client.patch(webhook_id, { add_inbox_ids: ["in_2"] })).toMatchObject({ status: 200 });
    await client.delete(webhook_id);
    expect((await client.list()).count).toBe(healthyWebhooks);
  });

  test("stays enabled if another process has a newer key, and is retried", async () => {
    const started = await start();
    const { client, healthy, webhook_id, sql } = started;
    const newer = deriveKeyRing([Buffer.alloc(32, 2)]);
    const sealed = createSecretBox(newer).seal("whsec_AAAA", webhook_id).toString("hex");
    await sql(`update webhooks set secret = '\\x${sealed}' where webhook_id = '${webhook_id}'`);
    await sql(`update encryption_key set key_id = '\\x${newer[0].id.toString("hex")}'`);
    const events = await publishMessages(client, 2);
    expect(await brokenDelivery(started, events[0]?.event_id ?? "", isAttempted)).toMatchObject({
      status: "pending",
      attempts: [{ outcome: "internal_error", error: expect.stringContaining("ENCRYPTION_KEYS") }],
    });
    await expectDelivered(healthy, events);
    expect(await client.get(webhook_id)).toMatchObject({ enabled: true });
  });

  test("signs with the current secret if only a previous one is damaged", async () => {
    const started = await start();
    const { client, webhook_id, sql } = started;
    await client.call("rotateSecret", { webhook_id });
    await sql("update previous_secrets set secret = ''");
    const { event_id } = await client.publishMessage();
    expect(await brokenDelivery(started, event_id, isSettled)).toMatchObject({ status: "succeeded" });
  });
});

describe("an event that cannot be read", () => {
  test.each([
    ["because it is not text", "update event_bodies set body = '\\xff' where event_id ="],
    ["because it is missing", "delete from events where event_id ="],
    ["because its body is missing", "delete from event_bodies where event_id ="],
  ])("%s fails alone", async (_, statement) => {
    const started = await start({ retrySchedule: [1, 300] });
    const { client, healthy, webhook_id, sql, metric } = started;
    await client.patch(webhook_id, { add_inbox_ids: ["in_broken"] });
    const broken = messageFor("in_broken");
    for (const { webhook_id: id } of (await client.list()).webhooks) {
      if (id !== webhook_id) await client.patch(id, { add_inbox_ids: ["in_1"] });
    }
    await client.publish(broken);
    const events = await publishMessages(client, 3);
    await sql(`${statement} '${broken.event_id}'`);
    expect(await brokenDelivery(started, broken.event_id, isAttempted)).toMatchObject({
      status: "pending",
      attempts: [{ outcome: "internal_error", error: expect.stringMatching(/^The stored event cannot be read\./) }],
    });
    await expectDelivered(healthy, events);
    expect(await metric('internal_errors_total{cause="event"}')).toBe(1);
    expect(await metric('attempts_total{outcome="internal_error"}')).toBe(1);
  });

  test("fails alone when it is published again", async () => {
    const { client, sql } = await start();
    const known = await client.publishMessage();
    await sql(`update event_bodies set body = '\\xff' where event_id = '${known.event_id}'`);
    const events = Array.from({ length: 20 }, () => messageFor("in_1"));
    const publish = (event: object) => client.call("publishEvent", {}, { event });
    const responses = await Promise.all([{ ...known, x: 1 }, ...events].map(publish));
    expect(responses.map(({ status }) => status)).toEqual([500, ...events.map(() => 202)]);
    expect(responses.slice(1)).toMatchObject(events.map(() => ({ json: { duplicate: false } })));
  });
});

test("a webhook that cannot be read fails alone", async () => {
  const databaseUrl = await createDatabase();
  const options = { databaseUrl, encryptionKey: Buffer.alloc(32, 1), token: "a-token-of-a-restart" };
  const before = await startService(options);
  const [healthy, broken] = [await startEndpoint(), await startEndpoint()];
  const { webhook_id } = await new DeliveryClient(before.url, "default", options.token).addWebhook(broken.url);
  await before.close();
  await query(
    databaseUrl,
    `alter table webhooks rename to stored_webhooks;
    create view webhooks as
      select ${webhookColumns.filter((column) => column !== "url")},
        case when webhook_id = '${webhook_id}' then (1 / (length(url) * 0))::text else url end as url
      from stored_webhooks`,
  );
  await using service = await startService({ ...options, retrySchedule: [0, 300], logLevel: "silent" });
  const client = new DeliveryClient(service.url, "default", options.token);
  await query(
    databaseUrl,
    `insert into stored_webhooks
      select 'wh_healthy' || n, organization_id, '${healthy.url}/' || n, event_types, inbox_ids, pod_ids, null, secret,
        enabled, created_at, updated_at, null, 0
      from stored_webhooks cross join generate_series(1, ${healthyWebhooks}) as n`,
  );
  // A secret is bound to its webhook.
  const box = createSecretBox(deriveKeyRing([options.encryptionKey]));
  for (let index = 1; index <= healthyWebhooks; index++) {
    const sealed = box.seal("whsec_AAAA", `wh_healthy${index}`).toString("hex");
    await query(
      databaseUrl,
      `update stored_webhooks set secret = '\\x${sealed}' where webhook_id = 'wh_healthy${index}'`,
    );
  }
  const events = await publishMessages(client, 3);
  await expectDelivered(healthy, events);
  const attempts = await query(databaseUrl, "select outcome, error from attempts where outcome <> 'succeeded'");
  expect(attempts).toEqual(
    events.map(() => ({
      outcome: "internal_error",
      error: expect.stringMatching(/^The stored webhook cannot be read/),
    })),
  );
  expect(broken.received).toEqual([]);
});

describe("what the database does not accept", () => {
  test("an event fails alone", async () => {
    const { client, reject } = await start();
    await reject("events", "insert", "new.inbox_id = 'in_rejected'");
    const events = Array.from({ length: 20 }, (_, index) => messageFor(index === 7 ? "in_rejected" : "in_1"));
    const responses = await Promise.all(events.map((event) => client.call("publishEvent", {}, { event })));
    expect(responses.map(({ status }) => status)).toEqual(events.map((_, index) => (index === 7 ? 500 : 202)));
  });

  test.each([
    ["a failed attempt", 418, { status: "pending", attempts: [{ outcome: "internal_error" }] }],
    ["a successful one", 299, { status: "succeeded", attempts: [{ outcome: "succeeded" }] }],
  ])("%s is recorded without its details", async (_, status, expected) => {
    const started = await start();
    const { client, healthy, broken, reject, metric } = started;
    await reject("attempts", "insert", `new.status_code = ${status}`);
    broken.respond = respondWith(status, {}, "details");
    const events = await publishMessages(client, 3);
    for (const { event_id } of events) {
      const delivery = await brokenDelivery(started, event_id, isAttempted);
      expect(delivery).toMatchObject(expected);
      expect(delivery.attempts[0]).not.toHaveProperty("response_excerpt");
    }
    await expectDelivered(healthy, events);
    expect(broken.received).toHaveLength(3);
    expect(await metric('internal_errors_total{cause="record"}')).toBe(3);
  });

  test("results of one webhook do not stop those of others", async () => {
    const { client, healthy, webhook_id, reject } = await start();
    await reject("deliveries", "update", `new.webhook_id = '${webhook_id}'`);
    const events = await publishMessages(client, 3);
    await expectDelivered(healthy, events);
    await expect.poll(async () => (await client.deliveries({ status: "succeeded" })).count).toBe(3 * healthyWebhooks);
  });

  test("a result that cannot be recorded at all is not sent again soon", async () => {
    const started = await start();
    const { client, broken, webhook_id, reject } = started;
    await reject("deliveries", "update", `new.webhook_id = '${webhook_id}'`);
    const { event_id } = await client.publishMessage();
    // The next attempt of the retry schedule would be made after five minutes.
    const later = Date.now() + 1_800_000;
    await brokenDelivery(
      started,
      event_id,
      (delivery) => "next_attempt_at" in delivery && Date.parse(String(delivery.next_attempt_at)) > later,
    );
    expect(broken.received).toHaveLength(1);
  });

  test("claims of one webhook do not stop those of others", async () => {
    const { client, healthy, broken, webhook_id, reject, metric } = await start();
    await reject("delivery_queue", "update", `new.webhook_id = '${webhook_id}' and new.lease is not null`);
    const events = await publishMessages(client, 3);
    await expectDelivered(healthy, events);
    expect(broken.received).toEqual([]);
    expect(await metric('internal_errors_total{cause="claim"}')).toBeGreaterThan(0);
  });
});

test("a queue that cannot be read does not stop deliveries that were notified of", async () => {
  const { client, healthy, sql } = await start();
  await sql(`alter table delivery_queue rename to stored_queue;
    create function is_readable() returns boolean language plpgsql stable as $$
    begin
      if current_query() like '%with recursive pending%' then raise exception 'unreadable'; end if;
      return true;
    end $$;
    create view delivery_queue as select * from stored_queue where is_readable()`);
  await expect(sql("with recursive pending as (select 1) select from delivery_queue")).rejects.toThrow("unreadable");
  await expectDelivered(healthy, await publishMessages(client, 3));
});

describe("a batch that fails", () => {
  const process = (calls: number[][]) => async (items: readonly number[]) => {
    calls.push([...items]);
    if (items.some((item) => item < 0)) throw new Error("negative");
    return items.map((item) => item * 2);
  };

  test("is split until those that fail are alone", async () => {
    const calls: number[][] = [];
    const results = await processIsolated([1, -2, 3, 4, 5], process(calls), () => false);
    expect(results).toEqual([
      { result: 2 },
      { error: new Error("negative") },
      { result: 6 },
      { result: 8 },
      { result: 10 },
    ]);
    expect(calls).toEqual([[1, -2, 3, 4, 5], [1, -2, 3], [1, -2], [1], [-2], [3], [4, 5]]);
  });

  test("is not split if the error is that of none", async () => {
    const calls: number[][] = [];
    await expect(processIsolated([1, -2], process(calls), () => true)).rejects.toThrow("negative");
    expect(calls).toHaveLength(1);
  });
});
