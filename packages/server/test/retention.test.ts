/** Retention drops days that are old, and works in steps elsewhere: all that is old goes, and what is pending stays. */
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { type PartitionedTable, selectPartitions } from "../src/deliveries/partitions.ts";
import { Retention } from "../src/deliveries/retention.ts";
import { type Backlog, insertBacklog } from "./support/backlog-sql.ts";
import { insertWebhooks, openDatabase } from "./support/database.ts";
import { connect, countLockWaits, createDatabase } from "./support/postgres.ts";

const day = 86_400_000;

type Name = "PGlite" | "Postgres";

/** A database at noon of a day, whose clock a test moves. */
async function start(name: Name, { days = 8, stepMs = 50 } = {}) {
  const url = name === "Postgres" ? await createDatabase() : undefined;
  const database = await openDatabase(url, 30_000);
  const { db } = database;
  let now = Date.parse("2026-03-01T12:00:00Z");
  const clock = { now: () => new Date(now) };
  /** As a process with this `RETENTION_DAYS` does it. */
  const retainFor = (days: number) =>
    new Retention({
      database,
      clock,
      log: { failed: () => undefined },
      days,
      stepMs,
      vacuum: name === "PGlite",
    });
  const run = (statement: string) => sql.raw(statement).execute(db);
  return {
    db,
    url: url ?? "",
    run,
    retainFor,
    retention: retainFor(days),
    advanceDays: (count: number) => {
      now += count * day;
    },
    /** Stores deliveries of now, each with an attempt. */
    seed: async (webhookId: string, count: number, status: Backlog["status"]) => {
      if (status === "pending") await insertWebhooks(db, [webhookId]);
      await insertBacklog(db, { organizationId: "org", webhookId, count, status, publishedAt: clock.now() });
      now += 60_000;
      await run(`insert into attempts (delivery_id, attempt, started_at, duration_ms, outcome)
        select delivery_id, 1, created_at, 3, 'timeout' from deliveries where webhook_id = '${webhookId}'
        on conflict do nothing`);
    },
    settle: () =>
      run("with settled as (delete from delivery_queue) update deliveries set status = 'failed', reason = 'exhausted'"),
    /** Rows of the tables, and of their default partitions. What failed is listed exactly if it is there. */
    count: async () => {
      const failed = sql`select array_agg(delivery_id order by delivery_id) as ids from deliveries where reason is not null`;
      const listed = sql`select array_agg(delivery_id order by delivery_id) as ids from not_delivered`;
      expect((await listed.execute(db)).rows).toEqual((await failed.execute(db)).rows);
      const counts = ["deliveries", "attempts", "event_bodies", "events"].map(
        (table) => `(select count(*) from ${table})`,
      );
      const inDefault = ["deliveries", "attempts", "event_bodies"].map(
        (table) => `(select count(*) from ${table}_default)`,
      );
      const { rows } = await sql
        .raw<{ all: number[]; inDefault: number[] }>(
          `select array[${counts}]::integer[] as all, array[${inDefault}]::integer[] as "inDefault"`,
        )
        .execute(db);
      return rows[0];
    },
    countPartitions: async () => (await selectPartitions(db, "deliveries")).length,
  };
}

describe.each<Name>(["PGlite", "Postgres"])("on %s", (name) => {
  test("drops a day when all of it is old enough, and keeps what is pending", async () => {
    const database = await start(name);
    const { seed, count, retention, advanceDays } = database;
    await retention.prepare();
    await seed("wh_old", 600, "failed");
    await seed("wh_pending", 3, "pending");
    expect(await count()).toEqual({ all: [603, 603, 603, 603], inDefault: [0, 0, 0] });
    advanceDays(2);
    await retention.run();
    await seed("wh_recent", 5, "failed");
    advanceDays(6);
    await retention.run();
    expect(await count()).toEqual({ all: [608, 608, 608, 608], inDefault: [0, 0, 0] });
    advanceDays(1);
    await retention.run();
    expect(await count()).toEqual({ all: [8, 8, 8, 8], inDefault: [3, 3, 3] });
    await database.settle();
    await retention.run();
    expect(await count()).toEqual({ all: [5, 5, 5, 5], inDefault: [0, 0, 0] });
  });

  test("forgets deleted webhooks of which nothing is queued any more", async () => {
    const database = await start(name);
    await database.seed("wh_pending", 1, "pending");
    await database.run("insert into deleted_webhooks values ('wh_pending', 0), ('wh_settled', 0)");
    await database.retention.run();
    const deleted = database.db.selectFrom("deleted_webhooks").select("webhook_id");
    expect(await deleted.execute()).toEqual([{ webhook_id: "wh_pending" }]);
  });

  test("deletes secrets that expired more than a day ago", async () => {
    const database = await start(name);
    await database.seed("wh_1", 1, "pending");
    await database.run(`
      insert into previous_secrets (webhook_id, secret, replaced_at, expires_at)
      values ('wh_1', '', now(), '2026-02-28T12:00:00Z'), ('wh_1', '', now(), '2026-02-28T13:00:00Z')`);
    await database.retention.run();
    const left = database.db.selectFrom("previous_secrets").select("expires_at");
    expect(await left.execute()).toEqual([{ expires_at: new Date("2026-02-28T13:00:00Z") }]);
  });

  test("keeps a day while much of it is pending, but not what is settled", async () => {
    const database = await start(name);
    const { seed, count, retention, advanceDays } = database;
    await retention.prepare();
    await seed("wh_old", 10, "failed");
    await seed("wh_pending", 300, "pending");
    advanceDays(1);
    await retention.run();
    await seed("wh_later", 2, "failed");
    advanceDays(9);
    await retention.run();
    expect(await count()).toEqual({ all: [300, 300, 300, 300], inDefault: [0, 0, 0] });
    await database.settle();
    await retention.run();
    expect(await count()).toEqual({ all: [0, 0, 0, 0], inDefault: [0, 0, 0] });
  });

  test.each([
    ["the events are large", "update event_bodies set body = convert_to(repeat('x', 1000000), 'UTF8')"],
    ["they have many attempts", "update delivery_queue set attempts = 1000"],
  ])("keeps a day while few deliveries of it are pending, if %s", async (_, enlarge) => {
    const database = await start(name);
    const { seed, count, retention, advanceDays } = database;
    await retention.prepare();
    await seed("wh_old", 10, "failed");
    await seed("wh_pending", 5, "pending");
    await database.run(enlarge);
    advanceDays(9);
    await retention.run();
    expect(await count()).toEqual({ all: [5, 5, 5, 5], inDefault: [0, 0, 0] });
    await database.settle();
    await retention.run();
    expect(await count()).toEqual({ all: [0, 0, 0, 0], inDefault: [0, 0, 0] });
  });

  test("does not look for pending deliveries among what failed, which would read all of that under a lock", async () => {
    const database = await start(name);
    await database.retention.prepare();
    await database.seed("wh_pending", 1, "pending");
    // There is no such row of a pending delivery. It would be moved if it was looked for.
    await database.run(`insert into not_delivered (organization_id, status, created_at, delivery_id)
      select organization_id, 'failed', created_at, delivery_id from deliveries`);
    database.advanceDays(9);
    await database.retention.run();
    expect((await database.run("select delivery_id from deliveries_default")).rows).toHaveLength(1);
    expect((await database.run("select delivery_id from not_delivered")).rows).toEqual([]);
  });

  test("keeps what is stored no longer than a shorter time, also if its partition ends in years", async () => {
    const { seed, count, retainFor, advanceDays, settle } = await start(name);
    await retainFor(36_500).prepare();
    await seed("wh_old", 10, "failed");
    await seed("wh_pending", 3, "pending");
    advanceDays(10);
    await seed("wh_recent", 5, "failed");
    const shorter = retainFor(1);
    for (const [all, days] of [
      [8, 2],
      [3, 1],
    ] as const) {
      await shorter.run();
      expect(await count()).toEqual({ all: [all, all, all, all], inDefault: [0, 0, 0] });
      advanceDays(days);
    }
    await settle();
    await shorter.run();
    expect(await count()).toEqual({ all: [0, 0, 0, 0], inDefault: [0, 0, 0] });
  });

  test("removes what no partition covers in steps, and creates the partitions that are missing", async () => {
    const database = await start(name);
    const { seed, count, retention, advanceDays } = database;
    await seed("wh_old", 1_000, "failed");
    await seed("wh_pending", 3, "pending");
    // Those of today cannot be created; a start that was killed has left its constraint.
    await database.run(
      "alter table deliveries_default add constraint excluded_range check (delivery_id < 'e') not valid",
    );
    await retention.prepare();
    await seed("wh_old", 1, "failed");
    expect(await count()).toEqual({ all: [1_004, 1_004, 1_004, 1_004], inDefault: [1_004, 1_004, 1_004] });
    expect(await database.countPartitions()).toBe(1);
    advanceDays(2);
    await seed("wh_recent", 5, "failed");
    expect(await count()).toMatchObject({ inDefault: [1_004, 1_004, 1_004] });
    advanceDays(7);
    await retention.run();
    expect(await count()).toEqual({ all: [8, 8, 8, 8], inDefault: [3, 3, 3] });
    // Nothing is excluded from the default partition.
    advanceDays(365);
    await seed("wh_later", 1, "failed");
  });

  test.each([8, 30, 365])("kept for %d days, rows of today leave the next days to partitions", async (days) => {
    const { seed, count, retention, advanceDays } = await start(name, { days });
    await seed("wh_1", 1, "failed");
    await retention.run();
    advanceDays(2);
    await seed("wh_2", 1, "failed");
    expect(await count()).toEqual({ all: [2, 2, 2, 2], inDefault: [1, 1, 1] });
  });

  test("has few partitions, however long deliveries are kept", async () => {
    const database = await start(name, { days: 365 });
    const { seed, count, retention, advanceDays } = database;
    for (let days = 0; days < 600; days += 40) {
      await retention.run();
      await seed(`wh_${days}`, 1, "failed");
      advanceDays(40);
    }
    await retention.run();
    expect(await database.countPartitions()).toBeLessThan(12);
    expect(await count()).toMatchObject({ inDefault: [0, 0, 0] });
    const [kept = 0] = (await count())?.all ?? [];
    expect(kept).toBeGreaterThanOrEqual(9);
    expect(kept).toBeLessThan(11);
  });

  test("does the rest if a part of it fails", async () => {
    const database = await start(name);
    const { seed, count, retention, advanceDays } = database;
    await seed("wh_old", 2, "failed");
    for (const table of ["deliveries", "not_delivered"]) await database.run(`delete from ${table}`);
    await seed("wh_old", 1, "failed");
    await database.run(
      "create function fail() returns trigger language plpgsql as $$ begin raise exception 'failed'; end $$",
    );
    await database.run(`
      create trigger fail before delete on deliveries_default for each row execute function fail()`);
    advanceDays(9);
    await expect(retention.run()).rejects.toThrow("failed");
    expect((await count())?.all[3]).toBe(1);
  });

  test("creates and drops the other partitions if one cannot be created, as on a full disk", async () => {
    const database = await start(name);
    const { db, seed, count, retention, advanceDays } = database;
    await retention.prepare();
    await seed("wh_old", 2, "failed");
    advanceDays(9);
    await database.run("create table deliveries_20260310_20260311 ()");
    await expect(retention.run()).rejects.toThrow("already exists");
    expect((await count())?.all).toEqual([0, 0, 0, 0]);
    const daysOf = async (table: PartitionedTable) =>
      (await selectPartitions(db, table)).map(({ since }) => since.toISOString().slice("2026-03-".length, 10));
    expect(await daysOf("deliveries")).toEqual(["02", "03", "11", "12"]);
    expect(await daysOf("attempts")).toEqual(["02", "03", "10", "11", "12"]);
  });

  test("drops the other partitions if one cannot be dropped", async () => {
    const database = await start(name);
    const { seed, count, retention, advanceDays } = database;
    await retention.prepare();
    await seed("wh_1", 1, "failed");
    advanceDays(1);
    await seed("wh_2", 1, "failed");
    await database.run("create view dependent as select delivery_id from deliveries_20260301_20260302");
    advanceDays(9);
    await expect(retention.run()).rejects.toThrow("depend on it");
    expect((await count())?.all).toEqual([1, 1, 1, 1]);
  });

  test("looks at few rows in a step where that takes long", async () => {
    const database = await start(name, { stepMs: 0 });
    const { seed, count, retention, advanceDays } = database;
    await seed("wh_old", 1_000, "failed");
    await database.run(`
      create function check_step() returns trigger language plpgsql as $$
      begin
        if (select count(*) from removed) > 200 then raise exception 'too many'; end if;
        return null;
      end $$`);
    await database.run(`
      create trigger check_step after delete on events referencing old table as removed
      for each statement execute function check_step()`);
    advanceDays(9);
    await retention.run();
    expect((await count())?.all).toEqual([0, 0, 0, 0]);
  });
});

describe("on Postgres", () => {
  test("a delivery that is sent again meanwhile keeps its attempts", async () => {
    const database = await start("Postgres");
    const { seed, count, retention, advanceDays } = database;
    await seed("wh_old", 2, "failed");
    advanceDays(9);
    const request = await connect(database.url);
    await request.query("begin");
    await request.query("update deliveries set status = 'pending' where event_id like '%_1'");
    const running = retention.run();
    await expect.poll(() => countLockWaits(database.url)).toBe(1);
    await request.query("commit");
    await running;
    expect(await count()).toEqual({ all: [1, 1, 1, 1], inDefault: [1, 1, 1] });
  });

  test("a day that a transaction has locked is dropped later, and others do not wait for it", async () => {
    const database = await start("Postgres");
    const { seed, count, retention, advanceDays } = database;
    await retention.prepare();
    await seed("wh_old", 2, "failed");
    advanceDays(9);
    const [reader, publisher] = [await connect(database.url), await connect(database.url)];
    await reader.query("begin; select from deliveries");
    const running = retention.run();
    await expect.poll(() => countLockWaits(database.url)).toBe(1);
    // Would fail if it had to wait until the reader ends.
    await publisher.query("set lock_timeout = '10s'; select from deliveries");
    await running;
    expect((await count())?.all).toEqual([2, 2, 2, 2]);
    await reader.query("commit");
    await retention.run();
    expect((await count())?.all).toEqual([0, 0, 0, 0]);
  });
});

test("the embedded database reuses the space of what retention removed", async () => {
  const { seed, retention, advanceDays, db } = await start("PGlite");
  const sizes: number[] = [];
  for (let round = 0; round < 4; round++) {
    await retention.prepare();
    await seed("wh_old", 3_000, "failed");
    advanceDays(9);
    await retention.run();
    const { rows } = await sql<{ size: number }>`
      select sum(pg_table_size(oid))::integer as size from pg_class where relnamespace = 'public'::regnamespace
        and relkind = 'r'`.execute(db);
    sizes.push(rows[0]?.size ?? 0);
  }
  expect(sizes.at(-1)).toBeLessThanOrEqual((sizes[0] ?? 0) * 1.1);
});
