import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { AttemptOutcomeSchema } from "@agent-webhooks/types/delivery/schemas";
import { sql } from "kysely";
import { describe, expect, onTestFinished, test } from "vitest";
import { operations } from "../src/http/operations.ts";
import { startServer } from "../src/server.ts";
import { readSettings } from "../src/settings.ts";
import { QueueCounter } from "../src/worker/queue-size.ts";
import { insertBacklog } from "./support/backlog-sql.ts";
import { insertWebhooks, openDatabase } from "./support/database.ts";
import { describeDelivery, startOnPostgres } from "./support/delivery.ts";
import { hang, respondWith } from "./support/endpoint.ts";
import { lockTable } from "./support/postgres.ts";
import { postgresEnvironment } from "./support/program.ts";
import { WebhooksClient, webhooksPath } from "./support/service.ts";

/** The values of our metrics by name, without the prefix, and labels. */
async function readValues(metricsUrl: string): Promise<Record<string, number>> {
  const text = await (await fetch(metricsUrl)).text();
  return Object.fromEntries(
    [...text.matchAll(/^agent_webhooks_(\S+) (\S+)$/gm)].map(([, name, value]) => [name, Number(value)]),
  );
}

describe("/metrics", () => {
  test("has every series of a counter before anything is counted: the first error is an increase", async () => {
    const { service } = await startOnPostgres();
    const series = [
      ...["false", "true"].map((duplicate) => `events_published_total{duplicate="${duplicate}"}`),
      ...AttemptOutcomeSchema.enum.map((outcome) => `attempts_total{outcome="${outcome}"}`),
      ...["succeeded", "failed", "cancelled"].map((status) => `deliveries_settled_total{status="${status}"}`),
      ...["event", "webhook", "key", "send", "record", "claim", "secret"].map(
        (cause) => `internal_errors_total{cause="${cause}"}`,
      ),
      ...Object.values(operations).flatMap(({ id, responses }) =>
        Object.keys(responses).map((status) => `requests_total{operation="${id}",status="${status}"}`),
      ),
    ];
    expect(await readValues(service.metricsUrl)).toMatchObject(Object.fromEntries(series.map((each) => [each, 0])));
  });

  test("counts and times requests by operation, those to other paths together, and no health checks", async () => {
    const { service } = await startOnPostgres({ metricsPort: 0 });
    const client = new WebhooksClient(service.url, "default", service.token);
    expect(await client.request("GET", "/readyz")).toMatchObject({ status: 200 });
    await client.create();
    await client.list();
    await client.list();
    expect(await client.request("GET", webhooksPath, { token: null })).toMatchObject({ status: 401 });
    expect(await client.request("GET", `${webhooksPath}/wh_1`)).toMatchObject({ status: 404 });
    for (const path of ["/nothing", "/nothing-else", "/agent"]) {
      expect(await client.request("GET", path)).toMatchObject({ status: 404 });
    }
    const readCounts = async () => {
      const values = Object.entries(await readValues(service.metricsUrl));
      return Object.fromEntries(
        values.filter(([name, value]) => /^request(s_total|_duration_seconds_count)\{/.test(name) && value > 0),
      );
    };
    // A request is counted when its response has been sent, which may be a moment after the client has read it.
    await expect.poll(readCounts).toEqual({
      'requests_total{operation="createWebhook",status="200"}': 1,
      'requests_total{operation="listWebhooks",status="200"}': 2,
      'requests_total{operation="listWebhooks",status="401"}': 1,
      'requests_total{operation="getWebhook",status="404"}': 1,
      'requests_total{operation="other",status="404"}': 3,
      'request_duration_seconds_count{operation="createWebhook"}': 1,
      'request_duration_seconds_count{operation="listWebhooks"}': 3,
      'request_duration_seconds_count{operation="getWebhook"}': 1,
      'request_duration_seconds_count{operation="other"}': 3,
    });
    const { 'request_duration_seconds_sum{operation="listWebhooks"}': seconds } = await readValues(service.metricsUrl);
    expect(seconds).toBeGreaterThan(0);
  });

  test("is on a port of its own when one is set, and nothing else is there, nor is it anywhere else", async () => {
    const { service } = await startOnPostgres({ metricsPort: 0 });
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
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const env = { ...(await postgresEnvironment()), PORT: "0", METRICS_PORT: String(port), METRICS_HOST: "localhost" };
    await expect(startServer(readSettings(env))).rejects.toThrow(
      new RegExp(`^Cannot listen on localhost:${port}: the port is in use\\..* set METRICS_PORT to `),
    );
  });

  test("leaves out a queue that cannot be counted in time", async () => {
    const { service, databaseUrl } = await startOnPostgres({ databaseTimeoutMs: 5_000, role: "api" });
    const read = async () => {
      const response = await fetch(service.metricsUrl);
      return { status: response.status, text: await response.text() };
    };
    const pending = /^agent_webhooks_deliveries_pending \d/m;
    await expect.poll(read).toMatchObject({ status: 200, text: expect.stringMatching(pending) });
    const release = await lockTable(databaseUrl, "delivery_queue");
    // The count before, until this one has failed.
    expect(await read()).toMatchObject({ status: 200, text: expect.stringMatching(pending) });
    await expect.poll(async () => pending.test((await read()).text)).toBe(false);
    expect(await read()).toMatchObject({ status: 200, text: expect.stringContaining("agent_webhooks_in_flight 0") });
    await release();
    await expect.poll(async () => pending.test((await read()).text)).toBe(true);
  });

  test("says nothing about a single webhook, token or organization", async () => {
    const { service, client } = await startOnPostgres();
    const { secret, webhook_id, url } = await client.addWebhook("http://127.0.0.1:9/hooks", { inbox_ids: ["in_1"] });
    await client.publishMessage();
    const text = await (await fetch(service.metricsUrl)).text();
    for (const part of [secret, webhook_id, url, service.token, "in_1", "default", "evt_"])
      expect(text).not.toContain(part);
  });
});

test("a long queue is counted in steps, with the deliveries of fan-outs", async () => {
  const { db } = await openDatabase();
  const now = new Date();
  await insertWebhooks(db, ["wh_1"]);
  const publishedAt = new Date(now.getTime() - 500);
  await insertBacklog(db, { organizationId: "org", webhookId: "wh_1", count: 1_000, status: "pending", publishedAt });
  await sql`insert into fan_outs
    select 'org' || n % 3, 'dlv_' || n, n, 'evt', '', ${now}, ${now}, array['a', 'b'], array[0, 0]
    from generate_series(1, 250) as n`.execute(db);
  const counter = new QueueCounter({ db, clock: { now: () => now }, stepRows: 100 });
  const oldestDueAt = new Date(publishedAt.getTime() + 1);
  await expect.poll(() => counter.read()).toEqual({ pending: 1_500, due: 1_000, oldestDueAt });
});

describeDelivery(
  ({ startWebhook, under, clock }) => {
    test("metrics count what is published, attempted, settled, pending and in flight", async () => {
      const { client, endpoint } = await startWebhook();
      const event = await client.publishMessage();
      await client.publish(event);
      await client.settled(event);
      endpoint.respond = hang;
      await client.publishMessage();
      await endpoint.waitForRequests(2);
      const read = () => readValues(under.service.metricsUrl);
      // The queue is left out while it takes long to count.
      await expect.poll(read).toMatchObject({
        'events_published_total{duplicate="false"}': 2,
        'events_published_total{duplicate="true"}': 1,
        'attempts_total{outcome="succeeded"}': 1,
        'deliveries_settled_total{status="succeeded"}': 1,
        'attempt_duration_seconds_count{outcome="succeeded"}': 1,
        first_attempt_latency_seconds_count: 1,
        deliveries_pending: 1,
        deliveries_due: 1,
        in_flight: 1,
      });
      expect((await read()).oldest_due_age_seconds).toBeGreaterThan(0);
    });

    test("deliveries that are settled without an attempt are counted by their status", async () => {
      const { client, webhook_id } = await startWebhook(respondWith(500));
      const countOf = async (status: string) =>
        (await readValues(under.service.metricsUrl))[`deliveries_settled_total{status="${status}"}`] ?? 0;
      const counts = async () => ({ failed: await countOf("failed"), cancelled: await countOf("cancelled") });
      const publish = async () => client.attempted(await client.publishMessage());
      const before = await counts();
      const [{ event_id }] = [await publish(), await publish(), await publish()];
      expect(await client.call("eraseEvent", { event_id })).toMatchObject({ status: 200 });
      for (const operation of ["disableWebhook", "enableWebhook"] as const) {
        expect(await client.call(operation, { webhook_id })).toMatchObject({ status: 200 });
      }
      await publish();
      await client.delete(webhook_id);
      expect(await counts()).toEqual({ failed: before.failed + 2, cancelled: before.cancelled + 2 });
    });

    test("a delivery that is sent again long after its event was published was not waiting all that time", async () => {
      const { client } = await startWebhook();
      const event = await client.publishMessage();
      const { delivery_id } = await client.settled(event);
      clock.advance(86_400_000);
      expect(await client.call("resendDelivery", { delivery_id })).toMatchObject({ status: 202 });
      await client.attempted(event, 2);
      const { first_attempt_latency_seconds_sum: seconds } = await readValues(under.service.metricsUrl);
      expect(seconds).toBeLessThan(3_600);
    });
  },
  // The next attempt of those that fail is not made.
  { databases: ["Postgres"], retrySchedule: [0, 3_600] },
);
