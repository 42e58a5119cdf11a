/** How fast events are sent to a webhook, as its owner has limited it. */
import { setTimeout } from "node:timers/promises";
import { UpdateDeliverySettingsRequestSchema } from "@agent-webhooks/types/delivery/schemas";
import { afterEach, expect, test, vi } from "vitest";
import { queueFanOuts } from "../src/publish/fan-out-queries.ts";
import { claimDeliveries } from "../src/worker/queue.ts";
import { insertBacklog } from "./support/backlog-sql.ts";
import { insertWebhooks, openDatabase } from "./support/database.ts";
import { describeDelivery } from "./support/delivery.ts";
import { createDatabase, query } from "./support/postgres.ts";

const { max_in_flight: inFlight, max_per_second: perSecond } = UpdateDeliverySettingsRequestSchema.properties;

afterEach(() => {
  vi.restoreAllMocks();
});

describeDelivery(({ startWebhook, newClient }) => {
  test("settings are kept until they are changed or removed, and go with their webhook", async () => {
    const { client, webhook_id } = await startWebhook();
    const path = { webhook_id };
    const settings = async () => (await client.call("getDeliverySettings", path)).json;
    const update = (body: object) => client.call("updateDeliverySettings", path, body);
    expect(await settings()).toEqual({});
    expect(await update({})).toMatchObject({ status: 200, json: {} });
    expect(await update({ max_per_second: 50 })).toMatchObject({ status: 200, json: { max_per_second: 50 } });
    const both = { max_in_flight: inFlight.maximum, max_per_second: 50 };
    expect((await update({ max_in_flight: inFlight.maximum })).json).toEqual(both);
    expect([await settings(), (await update({})).json]).toEqual([both, both]);
    expect((await update({ max_per_second: null })).json).toEqual({ max_in_flight: inFlight.maximum });
    expect(await settings()).toEqual({ max_in_flight: inFlight.maximum });

    const stranger = await newClient();
    for (const operation of ["getDeliverySettings", "updateDeliverySettings"] as const) {
      const body = operation === "updateDeliverySettings" ? {} : undefined;
      expect(await stranger.call(operation, path, body)).toMatchObject({ status: 404 });
      for (const id of ["wh_none", "wh_\0"]) {
        expect(await client.call(operation, { webhook_id: id }, body)).toMatchObject({ status: 404 });
      }
    }
    await client.delete(webhook_id);
    expect(await client.call("getDeliverySettings", path)).toMatchObject({ status: 404 });
  });

  test.each<[string, object]>([
    ["max_in_flight", { max_in_flight: 0 }],
    ["max_in_flight", { max_in_flight: inFlight.maximum + 1 }],
    ["max_in_flight", { max_in_flight: 1.5 }],
    ["max_per_second", { max_per_second: "5" }],
    ["max_per_second", { max_per_second: perSecond.maximum + 1, max_in_flight: 1 }],
    ["per_second", { per_second: 5 }],
  ])("a wrong %s changes nothing", async (field, body) => {
    const { client, webhook_id } = await startWebhook();
    const response = await client.call("updateDeliverySettings", { webhook_id }, body);
    expect(response).toMatchObject({ status: 400, json: { errors: { [field]: [expect.any(String)] } } });
    expect((await client.call("getDeliverySettings", { webhook_id })).json).toEqual({});
  });
});

describeDelivery(
  ({ startWebhook }) => {
    test("an endpoint gets no more requests at a time than its owner allows, and the next one at once", async () => {
      let [running, most] = [0, 0];
      const { client, endpoint, webhook_id } = await startWebhook(async (response) => {
        most = Math.max(most, ++running);
        await setTimeout(5);
        running--;
        response.writeHead(204).end();
      });
      await client.call("updateDeliverySettings", { webhook_id }, { max_in_flight: 2, max_per_second: 1_000 });
      await client.publishMessages(30);
      // Long before the next poll.
      await endpoint.waitForRequests(30);
      expect(most).toBe(2);
    });
  },
  { pollMs: 60_000 },
);

/** A webhook with a backlog, and two processes that claim it. Time is simulated. */
async function startBacklog(limits: string) {
  const webhookId = "wh_limited";
  const databaseUrl = await createDatabase();
  const [{ db }, { db: otherDb }] = [await openDatabase(databaseUrl), await openDatabase(databaseUrl)];
  await insertWebhooks(db, [webhookId]);
  await query(databaseUrl, `insert into delivery_settings (webhook_id, ${limits}`);
  const publishedAt = new Date(Date.now() - 60_000);
  await insertBacklog(db, { organizationId: "org", webhookId, count: 1_000, status: "pending", publishedAt });
  const start = Date.now();
  let elapsedMs = 0;
  const now = () => new Date(start + elapsedMs);
  vi.spyOn(performance, "now").mockImplementation(() => elapsedMs);
  let claims = 0;
  /** A process that has `held` deliveries in flight claims. */
  const claimOn = async (own: typeof db, count: number, held = 0) => {
    const { deliveries } = await claimDeliveries(own, new Map([[webhookId, count]]), {
      now: now(),
      lease: `1:${claims++}`,
      leaseMs: 60_000,
      voidLeases: [],
      heldOf: () => held,
      loadsLarge: true,
      onError: (...error) => expect.unreachable(String(error)),
    });
    return deliveries;
  };
  return {
    db,
    now,
    sql: (statement: string) => query(databaseUrl, statement),
    claimOn,
    /** Both processes claim at the same time; returns what each has claimed. */
    claim: (count: number) => Promise.all([db, otherDb].map((own) => claimOn(own, count))),
    advance: (ms: number) => {
      elapsedMs += ms;
    },
    complete: (deliveryIds: readonly string[]) =>
      query(
        databaseUrl,
        `delete from delivery_queue where delivery_id in (${deliveryIds.map((id) => `'${id}'`).join()})`,
      ),
  };
}

test("processes together begin as many requests a second as the owner allows, spread evenly", async () => {
  const { claim, advance } = await startBacklog("max_per_second) values ('wh_limited', 50)");
  const claimed: string[] = [];
  const slots: number[] = [];
  for (let rounds = 0; rounds < 100; rounds++) {
    const deliveries = (await claim(10)).flat();
    claimed.push(...deliveries.map(({ deliveryId }) => deliveryId));
    slots.push(...deliveries.map(({ notBefore }) => notBefore));
    expect(deliveries.every(({ isLimited, maxPerSecond }) => isLimited && maxPerSecond === 50)).toBe(true);
    advance(40);
  }
  expect(new Set(claimed).size).toBe(claimed.length);
  const inTime = slots.sort((a, b) => a - b).filter((slot) => slot < 4_000);
  expect(inTime).toEqual(Array.from({ length: 200 }, (_, index) => expect.closeTo(index * 20, 0)));
});

test("processes together have as many requests in flight as the owner allows", async () => {
  const { claim, complete } = await startBacklog("max_in_flight) values ('wh_limited', 3)");
  let inFlight: string[] = [];
  for (let rounds = 0; rounds < 30; rounds++) {
    inFlight.push(...(await claim(10)).flat().map(({ deliveryId }) => deliveryId));
    expect(inFlight.length).toBeLessThanOrEqual(3);
    if (rounds === 0) expect(inFlight).toHaveLength(3);
    await complete(inFlight.slice(0, 1 + (rounds % 3)));
    inFlight = inFlight.slice(1 + (rounds % 3));
  }
});

test("deliveries of older events that are queued later do not hide those in flight from the limit", async () => {
  const { claim, db, now, sql } = await startBacklog("max_in_flight) values ('wh_limited', 3)");
  expect((await claim(10)).flat()).toHaveLength(3);
  await sql(`
    insert into fan_outs (organization_id, delivery_id_prefix, first_number, event_id, event_type, published_at, due_at,
      webhook_ids, epochs)
    select 'org', 'dlv_' || number, 1, 'evt_' || number, 'message.delivered', now() - interval '1 hour',
      now() - interval '1 hour', '{wh_limited}', '{0}'
    from generate_series(1, 200) as number`);
  while ((await queueFanOuts(db, { after: "", except: [] }, now())) !== undefined);
  expect((await claim(10)).flat()).toEqual([]);
});

test("deliveries of older events that are committed later do not hide those that a process has in flight", async () => {
  const { claimOn, db, sql } = await startBacklog("max_in_flight) values ('wh_limited', 3)");
  expect(await claimOn(db, 10)).toHaveLength(3);
  await sql("update delivery_queue set due_at = due_at - interval '1 hour' where lease is null");
  expect(await claimOn(db, 10, 3)).toEqual([]);
  expect(await claimOn(db, 10, 2)).toHaveLength(1);
});
