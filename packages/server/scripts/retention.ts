/**
 * Measures retention on Postgres: a day of deliveries that is too old is removed while events are published.
 *
 *     pnpm --filter @agent-webhooks/server retention [--default]
 *
 * `RETENTION_ROWS` is the number of events, each with a delivery and an attempt (default 1,000,000). With `--default` they
 * are in the default partition, as after an upgrade from a version without partitions. Prints how long it took, what
 * publishing took before and meanwhile, the longest wait for a table lock, and how much disk was given back.
 */
import { parseArgs } from "node:util";
import { operations } from "@agent-webhooks/types";
import { sql } from "kysely";
import { openPostgres } from "../src/database/postgres.ts";
import { Retention } from "../src/deliveries/retention.ts";
import { systemClock } from "../src/lib/clock.ts";
import { startPostgres } from "../src/testing/postgres.ts";
import { insertBacklog } from "../test/support/backlog-sql.ts";
import { formatTimes, Publisher, watchLocks } from "./publish-load.ts";
import { ServiceProcess } from "./service-process.ts";

const { values } = parseArgs({ options: { default: { type: "boolean" } } });
const rows = Number(process.env.RETENTION_ROWS ?? 1_000_000);
const days = 30;
const baselineMs = 10_000;
const step = 50_000;

await using postgres = await startPostgres();
const databaseUrl = await postgres.createDatabase();
const database = openPostgres(databaseUrl, { timeoutMs: 0, onError: () => undefined });
const { db } = database;
await database.migrate();
const retentionAt = (now: () => Date) =>
  new Retention({ database, clock: { now }, log: { failed: console.error }, days, stepMs: 50, vacuum: false });

const old = Math.floor(Date.now() / 86_400_000 - 40) * 86_400_000;
if (values.default !== true) await retentionAt(() => new Date(old)).prepare();
for (let first = 0; first < rows; first += step) {
  const publishedAt = new Date(old + first);
  const count = Math.min(step, rows - first);
  await insertBacklog(db, { organizationId: "default", webhookId: "wh", count, status: "failed", publishedAt });
}
await sql`
  insert into attempts (delivery_id, attempt, started_at, duration_ms, outcome, status_code)
  select delivery_id, 1, created_at, 5, 'http_error', 500 from deliveries`.execute(db);
await sql`vacuum analyze`.execute(db);

const service = await ServiceProcess.start(databaseUrl);
const publisher = new Publisher();
try {
  const url = await publisher.listen();
  await service.call(operations.createWebhook, {}, { url, event_types: ["message.received"] });
  const before = await publisher.publish(service, AbortSignal.timeout(baselineMs));
  const size = async () =>
    (await sql<{ mb: number }>`select (pg_database_size(current_database()) / 1048576)::integer as mb`.execute(db))
      .rows[0]?.mb ?? 0;
  const sizeBefore = await size();
  const removed = new AbortController();
  const during = Promise.all([publisher.publish(service, removed.signal), watchLocks(databaseUrl, removed.signal)]);
  const start = performance.now();
  await retentionAt(() => systemClock.now()).run();
  const ms = performance.now() - start;
  removed.abort();
  const [took, longestMs] = await during;
  const left = await sql<{ count: number }>`
    select count(*)::integer as count from deliveries where webhook_id = 'wh'`.execute(db);
  const place = values.default === true ? "default partition" : "partition of a day";
  console.log(`${rows.toLocaleString("en")} deliveries in the ${place}, ${left.rows[0]?.count} are left`);
  console.log(`${Math.round((rows / ms) * 1_000).toLocaleString("en")} deliveries/s, in ${(ms / 1_000).toFixed(1)} s`);
  console.log(`publish p50 / p99 / max before: ${formatTimes(before)}`);
  console.log(`publish p50 / p99 / max during: ${formatTimes(took)} (${took.length} events)`);
  console.log(`longest wait for a table lock:  ${longestMs.toFixed(1)} ms`);
  console.log(`database: ${sizeBefore} MiB before, ${await size()} MiB after`);
} finally {
  await service.stop();
  publisher.close();
  await database.close();
}
