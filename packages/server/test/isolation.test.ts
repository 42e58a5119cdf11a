/** What is stored for one webhook or one event may be broken: the others are delivered as without it. */

import { setTimeout } from "node:timers/promises";
import type { DeliveryDetails } from "@agent-webhooks/types/delivery";
import { WebhookSchema } from "@agent-webhooks/types/schemas";
import { describe, expect, test } from "vitest";
import { deriveKeyRing } from "../src/crypto/keys.ts";
import { createSecretBox } from "../src/crypto/secret-box.ts";
import { processIsolated } from "../src/lib/isolate.ts";
import type { ServiceOptions } from "../src/testing/index.ts";
import { webhookColumns } from "../src/webhooks/webhook-row.ts";
import { messageFor, startOnPostgres } from "./support/delivery.ts";
import { type Endpoint, respondWith, startEndpoint } from "./support/endpoint.ts";
import { connect, createDatabase, query } from "./support/postgres.ts";
import { serviceError } from "./support/service.ts";

const healthyWebhooks = 5;

async function start(options: ServiceOptions = {}) {
  const defaults = { encryptionKey: Buffer.alloc(32, 1), retrySchedule: [0, 300] };
  const { service, client, databaseUrl } = await startOnPostgres({ ...defaults, ...options });
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
    const line = text.split("\n").find((each) => each.startsWith(`agent_webhooks_${name} `));
    return Number(line?.split(" ")[1] ?? 0);
  };
  return { client, healthy, broken, webhook_id, sql, reject, metric, databaseUrl };
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
    const { client, healthy, broken, webhook_id, sql, metric } = await start();
    await sql(`update webhooks set secret = ${damage} where webhook_id = '${webhook_id}'`);

    const listed = await client.list();
    expect(listed.count).toBe(healthyWebhooks + 1);
    expect(listed.webhooks.filter((webhook) => webhook.secret_unreadable)).toMatchObject([
      { webhook_id, enabled: true },
    ]);
    const [one, two] = [await client.get(webhook_id), await client.get(webhook_id)];
    expect(one.secret).toMatch(new RegExp(WebhookSchema.properties.secret.pattern));
    expect(one.secret).not.toBe(two.secret);

    const events = await client.publishMessages(3);
    for (const { event_id } of events) {
      expect(await client.settled({ event_id, webhook_id })).toMatchObject({
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
    expect(await client.settled({ event_id, webhook_id })).toMatchObject({ status: "succeeded" });
  });

  test("and that a request holds locked delays no other webhook, and is disabled after that", async () => {
    const { client, healthy, webhook_id, sql, databaseUrl } = await start();
    await sql(`update webhooks set secret = '' where webhook_id = '${webhook_id}'`);
    const holder = await connect(databaseUrl);
    await holder.query(`begin; select from webhooks where webhook_id = '${webhook_id}' for update`);
    await expectDelivered(healthy, await client.publishMessages(20));
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
    const { client, healthy, webhook_id, sql } = await start();
    const newer = deriveKeyRing([Buffer.alloc(32, 2)]);
    const sealed = createSecretBox(newer).seal("whsec_AAAA", webhook_id).toString("hex");
    await sql(`update webhooks set secret = '\\x${sealed}' where webhook_id = '${webhook_id}'`);
    await sql(`update encryption_key set key_id = '\\x${newer[0].id.toString("hex")}'`);
    const events = await client.publishMessages(2);
    expect(await client.attempted({ event_id: events[0]?.event_id ?? "", webhook_id })).toMatchObject({
      status: "pending",
      attempts: [{ outcome: "internal_error", error: expect.stringContaining("ENCRYPTION_KEYS") }],
    });
    await expectDelivered(healthy, events);
    expect(await client.get(webhook_id)).toMatchObject({ enabled: true });
  });

  test("signs with the current secret if only a previous one is damaged", async () => {
    const { client, webhook_id, sql } = await start();
    await client.call("rotateSecret", { webhook_id });
    await sql("update previous_secrets set secret = ''");
    const { event_id } = await client.publishMessage();
    expect(await client.settled({ event_id, webhook_id })).toMatchObject({ status: "succeeded" });
  });
});

describe("an event that cannot be read", () => {
  test.each([
    ["because it is not text", "update event_bodies set body = '\\xff' where event_id ="],
    ["because it is missing", "delete from events where event_id ="],
    ["because its body is missing", "delete from event_bodies where event_id ="],
  ])("%s fails alone", async (_, statement) => {
    let aheadMs = 0;
    const clock = { now: () => new Date(Date.now() + aheadMs) };
    const { client, healthy, webhook_id, sql, metric } = await start({ retrySchedule: [60, 300], clock });
    await client.patch(webhook_id, { add_inbox_ids: ["in_broken"] });
    const broken = messageFor("in_broken");
    for (const { webhook_id: id } of (await client.list()).webhooks) {
      if (id !== webhook_id) await client.patch(id, { add_inbox_ids: ["in_1"] });
    }
    await client.publish(broken);
    const events = await client.publishMessages(3);
    await sql(`${statement} '${broken.event_id}'`);
    aheadMs = 100_000;
    expect(await client.attempted({ event_id: broken.event_id, webhook_id })).toMatchObject({
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
  const before = await startOnPostgres(options);
  const [healthy, broken] = [await startEndpoint(), await startEndpoint()];
  const { webhook_id } = await before.client.addWebhook(broken.url);
  await before.service.close();
  await query(
    databaseUrl,
    `alter table webhooks rename to stored_webhooks;
    create view webhooks as
      select ${webhookColumns.filter((column) => column !== "url")},
        case when webhook_id = '${webhook_id}' then (1 / (length(url) * 0))::text else url end as url
      from stored_webhooks`,
  );
  const { client } = await startOnPostgres({ ...options, retrySchedule: [0, 300] });
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
  const events = await client.publishMessages(3);
  await expectDelivered(healthy, events);
  const attempts = () => query(databaseUrl, "select outcome, error from attempts where outcome <> 'succeeded'");
  const error = expect.stringMatching(/^The stored webhook cannot be read/);
  await expect.poll(attempts).toEqual(events.map(() => ({ outcome: "internal_error", error })));
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
    const { client, healthy, broken, webhook_id, reject, metric } = await start();
    await reject("attempts", "insert", `new.status_code = ${status}`);
    broken.respond = respondWith(status, {}, "details");
    const events = await client.publishMessages(3);
    for (const { event_id } of events) {
      const delivery = await client.attempted({ event_id, webhook_id });
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
    const events = await client.publishMessages(3);
    await expectDelivered(healthy, events);
    await expect.poll(async () => (await client.deliveries({ status: "succeeded" })).count).toBe(3 * healthyWebhooks);
  });

  test("a result that cannot be recorded at all is not sent again soon", async () => {
    const { client, broken, webhook_id, reject } = await start();
    await reject("deliveries", "update", `new.webhook_id = '${webhook_id}'`);
    const { event_id } = await client.publishMessage();
    // The next attempt of the retry schedule would be made after five minutes.
    const later = Date.now() + 1_800_000;
    const isPostponed = ({ next_attempt_at = "" }: DeliveryDetails) => Date.parse(next_attempt_at) > later;
    await client.deliveryWhen({ event_id, webhook_id }, isPostponed);
    expect(broken.received).toHaveLength(1);
  });

  test("claims of one webhook do not stop those of others", async () => {
    const { client, healthy, broken, webhook_id, reject, metric } = await start();
    await reject("delivery_queue", "update", `new.webhook_id = '${webhook_id}' and new.lease is not null`);
    const events = await client.publishMessages(3);
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
  await expectDelivered(healthy, await client.publishMessages(3));
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
