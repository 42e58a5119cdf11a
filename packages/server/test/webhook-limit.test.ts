/** Processes together do not exceed MAX_WEBHOOKS. Each store of a test has connections of its own, as in a process. */
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import type { SecretBox } from "../src/crypto/secret-box.ts";
import type { Schema } from "../src/database/schema.ts";
import { createEgressPolicy } from "../src/egress/policy.ts";
import { systemClock } from "../src/lib/clock.ts";
import { lockCreation } from "../src/webhooks/queries.ts";
import { Webhooks } from "../src/webhooks/webhooks.ts";
import { connect, countLockWaits, createDatabase, query } from "./support/postgres.ts";
import { exampleUrl } from "./support/service.ts";

const request = { url: exampleUrl, event_types: ["message.received" as const] };
const connections = 10;

const plainBox: SecretBox = {
  seal: (text) => Buffer.from(text),
  open: (sealed) => Buffer.from(sealed).toString(),
};

function openStore(connectionString: string, maxWebhooks: number): { db: Kysely<Schema>; webhooks: Webhooks } {
  // Without timeouts: many creates wait for a connection.
  const pool = new pg.Pool({ connectionString, max: connections });
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  onTestFinished(() => db.destroy());
  const webhooks = new Webhooks({
    db,
    clock: systemClock,
    metrics: { settled: vi.fn() },
    secretBox: plainBox,
    egress: createEgressPolicy({ allowHttp: false, allowPrivateNetwork: true }),
    maxWebhooks,
    maxSettled: 1,
  });
  return { db, webhooks };
}

test("concurrent creates of two processes do not exceed the maximum, and reach it", async () => {
  const max = 1_001;
  const databaseUrl = await createDatabase();
  await query(
    databaseUrl,
    `create function wait_for_lock() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock_shared(1); return new; end $$;
    create trigger wait_for_lock before insert on webhooks for each row execute function wait_for_lock()`,
  );
  const holder = await connect(databaseUrl);
  await holder.query("select pg_advisory_lock(1)");
  const stores = [openStore(databaseUrl, max), openStore(databaseUrl, max)];
  const creates = Promise.allSettled(
    stores.flatMap(({ webhooks }) => Array.from({ length: 600 }, () => webhooks.create("org_1", request))),
  );
  // All connections are about to insert, so whatever was counted before, without inserting, is outdated.
  await expect.poll(() => countLockWaits(databaseUrl)).toBe(stores.length * connections);
  await holder.query("select pg_advisory_unlock(1)");
  const results = await creates;
  const rejected = results.filter((result) => result.status === "rejected");
  expect(await query(databaseUrl, "select count(*)::integer as count from webhooks")).toEqual([{ count: max }]);
  expect(rejected).toHaveLength(results.length - max);
  for (const { reason } of rejected) expect(reason).toMatchObject({ status: 403 });
});

test("creates wait only for those of the same organization", async () => {
  const databaseUrl = await createDatabase();
  const { db, webhooks } = openStore(databaseUrl, 10_000);
  const { waiting } = await db.transaction().execute(async (transaction) => {
    // As a create that counts whether the maximum is reached.
    await lockCreation(transaction, "org_1");
    const waiting = webhooks.create("org_1", request);
    await expect.poll(() => countLockWaits(databaseUrl)).toBe(1);
    await webhooks.create("org_2", request);
    return { waiting };
  });
  await waiting;
  const organizations = "select organization_id from webhooks order by organization_id";
  expect(await query(databaseUrl, organizations)).toEqual([{ organization_id: "org_1" }, { organization_id: "org_2" }]);
});
