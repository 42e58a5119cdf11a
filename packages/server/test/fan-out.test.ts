/** Events that match many webhooks: they are published as fast as others, and delay none. */
import type { Kysely } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Schema } from "../src/database/schema.ts";
import { queueRecoverable, scanForRecoverable } from "../src/deliveries/recoverable-queries.ts";
import { systemClock } from "../src/lib/clock.ts";
import { fanOutSize, queueFanOuts } from "../src/publish/fan-out-queries.ts";
import { insertEvents } from "../src/publish/queries.ts";
import { ConcurrencyLimiter } from "../src/worker/concurrency.ts";
import { RoundRobin } from "../src/worker/fairness.ts";
import { FanOutQueuer, progressIn, type SendingProgress } from "../src/worker/fan-out.ts";
import { notifyOtherProcesses } from "../src/worker/notifications.ts";
import { settleStaleDeliveries } from "../src/worker/stale-deliveries.ts";
import { insertWebhooks, newEvent, openDatabase } from "./support/database.ts";
import { DeliveryClient, describeDelivery, messageFor, startOnPostgres } from "./support/delivery.ts";
import { startEndpoint } from "./support/endpoint.ts";
import { connect, createDatabase, query } from "./support/postgres.ts";
import { startUnderTest } from "./support/service.ts";

/** The turn of the first organization. */
const first = { after: "", except: [] };
const queueNext = (db: Kysely<Schema>) => queueFanOuts(db, first, new Date());

describeDelivery(({ newClient, startWebhook }) => {
  test("1,200 deliveries of one request are made once each, except those of webhooks that are gone", async () => {
    const { client, endpoint, webhook_id } = await startWebhook();
    const { webhook_id: disabled } = await client.addWebhook(`${endpoint.url}/disabled`);
    const { webhook_id: deleted } = await client.addWebhook(`${endpoint.url}/deleted`);
    const { webhook_id: both } = await client.addWebhook(`${endpoint.url}/both`);
    const events = 300;
    await client.publishMessages(events);
    const disable = (webhook_id: string) => client.call("disableWebhook", { webhook_id });
    await Promise.all([client.delete(deleted), disable(disabled), disable(both).then(() => client.delete(both))]);
    const other = await newClient();
    await other.addWebhook(`${endpoint.url}/other`);
    await other.settled(await other.publishMessage());
    const deliveriesTo = async (id: string) => {
      const counts: Record<string, number> = {};
      for (let page_token: string | undefined; ; ) {
        const page = await client.deliveries({ webhook_id: id, limit: 100, ...(page_token && { page_token }) });
        for (const { status } of page.deliveries) counts[status] = (counts[status] ?? 0) + 1;
        page_token = page.next_page_token;
        if (page_token === undefined) return counts;
      }
    };
    const poll = { interval: 200 };
    await expect.poll(() => deliveriesTo(webhook_id), poll).toEqual({ succeeded: events });
    for (const [id, status] of [
      [disabled, "failed"],
      [deleted, "cancelled"],
      [both, "failed"],
    ] as const) {
      await expect
        .poll(async () => {
          const { succeeded = 0, [status]: ended = 0 } = await deliveriesTo(id);
          return succeeded + ended;
        }, poll)
        .toBe(events);
    }
    const received = endpoint.received.map(({ path, headers }) => `${path} ${headers["webhook-id"]}`);
    expect(new Set(received).size).toBe(received.length);
  });
});

describe.each(["PGlite", "Postgres"] as const)("on %s", (name) => {
  /** A database with webhooks of the organization `many`, and one of the organization `few`. */
  async function openWithWebhooks(count: number) {
    const { db } = await openDatabase(name === "Postgres" ? await createDatabase() : undefined);
    const fields = { event_types: ["message.received"], inbox_ids: ["in_1"], pod_ids: ["pod_1"], epoch: 3 };
    const ids = Array.from({ length: count }, (_, number) => `wh_${number}`);
    await insertWebhooks(db, ids, { ...fields, organization_id: "many" });
    await insertWebhooks(db, ["wh_few"], { ...fields, organization_id: "few" });
    return db;
  }

  const eventOf = (organizationId: string) => newEvent(organizationId, { podId: "pod_1" });

  test("an event above the limit is not stored, and those beside it are", async () => {
    const db = await openWithWebhooks(5);
    const [large, small] = [eventOf("many"), eventOf("few")];
    // Each webhook is counted once, though it lists the inbox and the pod.
    const inserted = await insertEvents(db, [large, small], { perEvent: 4 });
    expect(inserted.map(({ eventId, isTooLarge, deliveries }) => ({ eventId, isTooLarge, deliveries }))).toEqual([
      { eventId: small.eventId, isTooLarge: false, deliveries: 1 },
      { eventId: large.eventId, isTooLarge: true, deliveries: 0 },
    ]);
    expect(await insertEvents(db, [large], { perEvent: 5 })).toMatchObject([{ isTooLarge: false, deliveries: 5 }]);
    expect(await insertEvents(db, [large], { perEvent: 4 })).toEqual([]);
  });

  test("events above the limit together are not stored", async () => {
    const db = await openWithWebhooks(5);
    const events = [eventOf("many"), eventOf("few"), eventOf("many")];
    const inserted = await insertEvents(db, events, { total: 10 });
    expect(inserted.map(({ isTooLarge }) => isTooLarge)).toEqual([true, true, true]);
    expect(await insertEvents(db, events, { total: 11 })).toHaveLength(3);
  });

  test("fan-outs are queued in steps, with the epochs of the publish", async () => {
    const db = await openWithWebhooks(1_001);
    const event = eventOf("many");
    const result = await insertEvents(db, [event]);
    expect(result).toMatchObject([{ deliveries: 1_001, isFannedOut: true, webhookIds: [] }]);
    await db.updateTable("webhooks").set({ epoch: 4 }).execute();
    const queued = [];
    for (let step = await queueNext(db); step !== undefined; step = await queueNext(db)) queued.push(step);
    expect(queued.map(({ webhookIds }) => webhookIds.length)).toEqual([...Array(50).fill(fanOutSize), 1]);
    expect(new Set(queued.flatMap(({ webhookIds }) => webhookIds)).size).toBe(1_001);
    expect(await queueFanOuts(db, { ...first, after: "many" }, new Date())).toBeUndefined();
    const rows = await db
      .selectFrom("delivery_queue")
      .select(["delivery_id", "epoch"])
      .orderBy("delivery_id")
      .execute();
    expect(rows.map(({ delivery_id }) => delivery_id)).toEqual(
      rows.map((_, index) => event.deliveryIdPrefix + String(index + 1).padStart(6, "0")),
    );
    expect(new Set(rows.map(({ epoch }) => epoch))).toEqual(new Set([3]));
    const { count } = await db
      .selectFrom("deliveries")
      .select((select) => select.fn.countAll<string>().as("count"))
      .executeTakeFirstOrThrow();
    expect(Number(count)).toBe(1_001);
  });
});

/** Of `count` webhooks, whose ids begin with the number. */
const fanOut = (organization_id: string, number: number, count = fanOutSize) => ({
  organization_id,
  delivery_id_prefix: "dlv_1",
  first_number: 1_000 * number,
  event_id: "evt_1",
  event_type: "message.received",
  published_at: new Date(),
  due_at: new Date(),
  webhook_ids: Array.from({ length: count }, (_, index) => `wh_${number}_${index}`),
  epochs: Array<number>(count).fill(0),
});

const numbersOf = (webhookIds: readonly string[]) => [...new Set(webhookIds.map((id) => id.split("_")[1]))].join("+");

test("small fan-outs of an organization are queued together, those of another one apart", async () => {
  const { db } = await openDatabase();
  const size = fanOutSize;
  const sizes = [3, size - 4, 1, size - 8, 9, size - 9, size, 5];
  const rows = [...sizes.map((size, index) => fanOut("a", index + 1, size)), fanOut("b", 9, 3)];
  await db.insertInto("fan_outs").values(rows).execute();
  const queued: string[] = [];
  for (let step = await queueNext(db); step !== undefined; step = await queueNext(db)) {
    queued.push(`${step.organizationId} ${numbersOf(step.webhookIds)}: ${step.webhookIds.length}`);
  }
  const full = [`a 1+2+3: ${size}`, `a 4: ${size - 8}`, `a 5+6: ${size}`, `a 7: ${size}`];
  expect(queued).toEqual([...full, "a 8: 5", "b 9: 3"]);
});

test("the deliveries of an event have different ids, however many they are", async () => {
  const { db } = await openDatabase();
  await db
    .insertInto("fan_outs")
    .values({ ...fanOut("a", 1, 3), first_number: 999_999 })
    .execute();
  expect(await queueNext(db)).toMatchObject({ organizationId: "a" });
  const rows = await db.selectFrom("delivery_queue").select("delivery_id").orderBy("delivery_id").execute();
  expect(rows.map(({ delivery_id }) => delivery_id)).toEqual(["dlv_11000000", "dlv_11000001", "dlv_1999999"]);
});

test("deliveries wait for the worker, or for endpoints", () => {
  const [roundRobin, limiter] = [
    new RoundRobin(),
    new ConcurrencyLimiter({ perWebhook: 10, perPool: 2, total: 10, slowMs: 1_000 }),
  ];
  const progressOf = progressIn(roundRobin, limiter);
  expect(progressOf("org", "wh_1")).toBe("none");
  roundRobin.add("org", "wh_1");
  expect(progressOf("org", "wh_1")).toBe("due");
  const slots = ["wh_1", "wh_2"].map((webhookId) => limiter.begin(webhookId));
  expect(progressOf("org", "wh_1")).toBe("in flight");
  // Every place is taken.
  roundRobin.add("org", "wh_3");
  expect(progressOf("org", "wh_3")).toBe("in flight");
  for (const slot of slots) slot.end();
  expect(progressOf("org", "wh_3")).toBe("due");
});

describe("the deliveries of fan-outs are queued", () => {
  /** Starts to queue fan-outs, which nothing sends. */
  async function startQueuer(
    rows: readonly ReturnType<typeof fanOut>[],
    { progress = "none" }: { readonly progress?: SendingProgress } = {},
  ) {
    const { db } = await openDatabase();
    await db
      .insertInto("fan_outs")
      .values([...rows])
      .execute();
    const steps: { readonly fanOuts: string; readonly at: number }[] = [];
    const asked: string[] = [];
    const failures: string[] = [];
    const queuer = new FanOutQueuer({
      db,
      clock: systemClock,
      log: { failed: (message) => failures.push(message) },
      mayWrite: () => true,
      progressOf: (organizationId, webhookId) => {
        asked.push(`${organizationId} ${numbersOf([webhookId])}`);
        return progress;
      },
      notifyDue: (organizationId, webhookIds) => {
        if (webhookIds.length > 0)
          steps.push({ fanOuts: `${organizationId} ${numbersOf(webhookIds)}`, at: performance.now() });
      },
    });
    onTestFinished(() => queuer.stop());
    return { db, queuer, steps, asked, failures, fanOuts: () => steps.map(({ fanOuts }) => fanOuts) };
  }

  test("of one organization after the other", async () => {
    const rows = [fanOut("a", 1), fanOut("a", 2), fanOut("a", 3), fanOut("b", 4), fanOut("c", 5), fanOut("c", 6)];
    const { queuer, fanOuts } = await startQueuer(rows);
    queuer.run();
    await expect.poll(fanOuts).toEqual(["a 1", "b 4", "c 5", "a 2", "c 6", "a 3"]);
  });

  test.each([
    ["in flight", 20],
    ["due", 200],
  ] as const)("in steps, each of which waits for its own deliveries, but not for long: %s", async (progress, ms) => {
    const { queuer, steps, asked } = await startQueuer([fanOut("a", 1), fanOut("a", 2), fanOut("b", 3)], { progress });
    queuer.run();
    await expect.poll(() => steps.length).toBe(3);
    const [first, second, third] = steps.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(ms);
    expect((third ?? 0) - (second ?? 0)).toBeGreaterThan(ms);
    expect([...new Set(asked)].slice(0, 2)).toEqual(["a 1", "b 3"]);
  });

  test("without waiting for a few webhooks, whose endpoints may be slow", async () => {
    const rows = [1, 2, 3].map((number) => ({ ...fanOut("a", 1), first_number: fanOutSize * number }));
    const toFew = rows.map((row) => ({ ...row, webhook_ids: row.webhook_ids.map((_, index) => `wh_1_${index % 5}`) }));
    const { queuer, steps, asked } = await startQueuer(toFew, { progress: "in flight" });
    queuer.run();
    await expect.poll(() => steps.length).toBe(3);
    await queuer.stop();
    // Once a step.
    expect(asked).toHaveLength(3 * 5);
  });

  test("of other organizations, when those of one cannot be", async () => {
    const { db, queuer, fanOuts, failures } = await startQueuer([
      fanOut("a", 1),
      fanOut("b", 2),
      fanOut("b", 3),
      fanOut("c", 4),
    ]);
    const delivery = {
      delivery_id: "dlv_1001007",
      organization_id: "a",
      event_id: "evt_1",
      event_type: "message.received",
      webhook_id: "wh_1",
      status: "pending",
      test: false,
      created_at: new Date(),
    } as const;
    await db.insertInto("deliveries").values(delivery).execute();
    queuer.run();
    await expect.poll(fanOuts).toEqual(["b 2", "c 4", "b 3"]);
    expect(failures).toEqual(["queueing the deliveries of an event of the organization a failed"]);
    queuer.run();
    expect(await db.selectFrom("fan_outs").select("organization_id").execute()).toEqual([{ organization_id: "a" }]);
  });
});

describe("on Postgres", () => {
  /** Columns of a webhook. */
  const copied = "url, event_types, inbox_ids, pod_ids, secret, enabled, created_at, updated_at";

  /** A service that does not deliver, with a webhook and `count` copies of it. */
  async function startWithCopies(count: number) {
    const options = { allowHttp: true, allowPrivateNetwork: true, logLevel: "fatal", role: "api" } as const;
    const { service, clock, databaseUrl = "" } = await startUnderTest("Postgres", options);
    onTestFinished(() => service.close());
    const client = new DeliveryClient(service.url, "default", service.token);
    const { webhook_id } = await client.addWebhook("http://127.0.0.1:9/hooks");
    await query(
      databaseUrl,
      `insert into webhooks (webhook_id, organization_id, ${copied})
       select 'wh_' || number, organization_id, ${copied} from webhooks cross join generate_series(1, ${count}) as number`,
    );
    return { service, clock, client, databaseUrl, webhook_id };
  }

  test("a batch with too many deliveries is a 400, and nothing of it is published", async () => {
    const { service, client, databaseUrl } = await startWithCopies(300);
    const publish = (count: number) =>
      client.call(
        "publishEvents",
        {},
        { events: Array.from({ length: count }, () => ({ event: messageFor("in_1") })) },
      );
    expect(await publish(333)).toMatchObject({
      status: 400,
      json: { errors: { events: ["must have at most 100000 deliveries together; send fewer events"] } },
    });
    expect(await query(databaseUrl, "select count(*)::integer as count from events")).toEqual([{ count: 0 }]);
    expect(await publish(332)).toMatchObject({ status: 202 });
    const metrics = async () => (await fetch(service.metricsUrl)).text();
    // The queue is left out while it takes long to count.
    await expect.poll(metrics).toContain(`deliveries_pending ${332 * 301}`);
  });

  test("an event for more webhooks than fit into a shared commit is published once", async () => {
    const { client } = await startWithCopies(1_000);
    const event = messageFor("in_1");
    const published = await Promise.all([event, event, messageFor("in_1")].map((each) => client.publish(each)));
    expect(published.map(({ deliveries }) => deliveries)).toEqual([1_001, 1_001, 1_001]);
    expect(published.filter(({ duplicate }) => duplicate)).toHaveLength(1);
    expect(await client.call("publishEvent", {}, { event: { ...event, x: 1 } })).toMatchObject({ status: 409 });
    expect(await client.call("publishEvents", {}, { events: [{ event: messageFor("in_1") }] })).toMatchObject({
      json: { results: [{ deliveries: 1_001 }] },
    });
  });

  test("an organization that publishes many such events does not keep another one waiting", async () => {
    const { service, client, databaseUrl } = await startWithCopies(1_000);
    const other = new DeliveryClient(service.url, "other", await service.createToken({ organizationId: "other" }));
    await query(
      databaseUrl,
      `insert into webhooks (webhook_id, organization_id, ${copied})
       select 'other_' || webhook_id, 'other', ${copied} from webhooks`,
    );
    const completed: string[] = [];
    const publish = async (client: DeliveryClient) => {
      expect(await client.publish(messageFor("in_1"))).toMatchObject({ deliveries: 1_001 });
      completed.push(client.id);
    };
    await Promise.all([...Array.from({ length: 15 }, () => publish(client)), publish(other)]);
    expect(completed.indexOf("other")).toBeLessThan(10);
  });

  test("deliveries that are not queued yet are not missed, and keep their event", async () => {
    const { service, clock, client, databaseUrl, webhook_id } = await startWithCopies(1_000);
    const since = clock.now().toISOString();
    await client.publish(messageFor("in_1"));
    clock.advance(1_000);
    expect(await client.call("recoverWebhook", { webhook_id }, { since })).toMatchObject({
      status: 202,
      json: { count: 0 },
    });
    clock.advance(35 * 86_400_000);
    await service.removeOld();
    expect(
      await query(databaseUrl, "select count(*)::integer as count from event_bodies join events using (event_id)"),
    ).toEqual([{ count: 1 }]);
  });

  describe("deliveries that failed before they were queued", () => {
    /** The webhook of one of them was disabled, and enabled again. */
    async function startWithFailed() {
      const { clock, client, databaseUrl, webhook_id } = await startWithCopies(1_000);
      const since = clock.now();
      const { event_id } = await client.publishMessage();
      clock.advance(1_000);
      for (const operation of ["disableWebhook", "enableWebhook"] as const) {
        expect(await client.call(operation, { webhook_id })).toMatchObject({ status: 200 });
      }
      const { db } = await openDatabase(databaseUrl);
      return {
        client,
        db,
        webhook_id,
        since,
        /** Queues all, and returns that of the webhook. */
        queueAll: async () => {
          while ((await queueNext(db)) !== undefined);
          return client.deliveryOf({ event_id, webhook_id });
        },
      };
    }

    test("are recovered, each once", async () => {
      const { client, webhook_id, since, queueAll } = await startWithFailed();
      const recover = async (options: object = {}) =>
        (await client.call("recoverWebhook", { webhook_id }, { since: since.toISOString(), ...options })).json;
      const [one, none] = [1, 0].map((failed) => ({ count: failed, failed, missed: 0 }));
      expect([await recover({ dry_run: true }), await recover(), await recover()]).toEqual([one, one, none]);
      expect(await queueAll()).toMatchObject({ status: "pending" });
      expect(await recover()).toEqual(none);
    });

    test.each(["queued", "queued and settled"])("are recovered if they are %s meanwhile", async (meanwhile) => {
      const { db, webhook_id, since, queueAll } = await startWithFailed();
      const range = { since, until: new Date(since.getTime() + 1), limit: 10 };
      const { found } = await scanForRecoverable(db, { organizationId: "default", webhookId: webhook_id }, range);
      expect(found).toMatchObject([{ isFannedOut: true }]);
      expect(await queueAll()).toMatchObject({ status: "failed", reason: "webhook_disabled" });
      if (meanwhile !== "queued") await settleStaleDeliveries(db, webhook_id, { limit: 10, now: new Date() });
      const schedule = { dueAt: new Date(), spacingMs: 0 };
      const queued = db
        .transaction()
        .execute((transaction) => queueRecoverable(transaction, webhook_id, found, schedule));
      expect(await queued).toEqual({ failed: 1, missed: 0 });
      expect(await queueAll()).toMatchObject({ status: "pending" });
    });
  });

  test("workers queue what other processes published, before and after they start", async () => {
    const common = { databaseUrl: await createDatabase(), encryptionKey: Buffer.alloc(32, 1) };
    const { service, client } = await startOnPostgres({ ...common, role: "api" });
    const endpoint = await startEndpoint();
    for (let count = 0; count < 3; count++) await client.addWebhook(endpoint.url);
    await client.publishMessages(400);
    await startOnPostgres({ ...common, role: "worker", token: service.token });
    await endpoint.waitForRequests(1_200);
    await client.publishMessages(400);
    await endpoint.waitForRequests(2_400);
  });

  /** The payloads of notifications that arrive. */
  async function listen(url: string): Promise<readonly string[]> {
    const listener = await connect(url);
    await listener.query("listen agent_webhooks_due");
    const payloads: string[] = [];
    listener.on("notification", ({ payload = "" }) => payloads.push(payload));
    return payloads;
  }

  test("notifications of many webhooks are split", async () => {
    const url = await createDatabase();
    const payloads = await listen(url);
    const { db } = await openDatabase(url);
    const webhookIds = Array.from(
      { length: 450 },
      (_, number) => `wh_01m87y2gkx8cydf5exmak${String(number).padStart(5, "0")}`,
    );
    notifyOtherProcesses(db, () => undefined)("org", webhookIds);
    await expect.poll(() => payloads.length).toBe(3);
    expect(payloads.flatMap((payload) => JSON.parse(payload)[1])).toEqual(webhookIds);
  });

  test("notifications of many organizations are one statement", async () => {
    const url = await createDatabase();
    const payloads = await listen(url);
    const { db } = await openDatabase(url);
    let statements = 0;
    const counting = db.withPlugin({
      transformQuery: ({ node }) => {
        statements++;
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    const errors: unknown[] = [];
    const notifyDue = notifyOtherProcesses(counting, (error) => errors.push(error));
    for (let count = 0; count < 50; count++) notifyDue(`org_${count}`, ["wh_1"]);
    await expect.poll(() => payloads.length).toBe(50);
    expect([statements, errors]).toEqual([1, []]);
    await db.destroy();
    for (let count = 0; count < 50; count++) notifyDue(`org_${count}`, ["wh_1"]);
    await expect.poll(() => errors.length).toBe(1);
  });
});
