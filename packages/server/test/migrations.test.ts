import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { loadPreparedData } from "../src/database/embedded.ts";
import { migrate } from "../src/database/migrate.ts";
import { migrations } from "../src/database/migrations/index.ts";
import type { Schema } from "../src/database/schema.ts";
import { firstDeliveryIdSince } from "../src/deliveries/delivery-id.ts";
import { createPartition, selectPartitions } from "../src/deliveries/partitions.ts";
import { connect, countLockWaits, createEmptyDatabase, query } from "./support/postgres.ts";

/** Opens a database, which is closed after the test. */
function open(connectionString: string): Kysely<Schema> {
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString }) }) });
  onTestFinished(() => db.destroy());
  return db;
}

const migrationsBefore = (name: string) =>
  Object.fromEntries(Object.entries(migrations).filter(([other]) => other < name));

const addColumn =
  (table: string) =>
  (db: Kysely<never>): Promise<void> =>
    sql`alter table ${sql.table(table)} add column extra integer`.execute(db).then(() => undefined);

describe("migrations", () => {
  test("run once, however many start at once", async () => {
    const databaseUrl = await createEmptyDatabase();
    const connections = Array.from({ length: 8 }, () => open(databaseUrl));
    await Promise.all(connections.map((db) => migrate(db)));
    const rows = await query(databaseUrl, "select name from kysely_migration order by name");
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(migrations).sort());
  });

  test("are done in the embedded database that a first start unpacks, and nothing else is in there", async () => {
    const pglite = await PGlite.create({ loadDataDir: await loadPreparedData() });
    onTestFinished(() => pglite.close());
    const names = async (statement: string) =>
      (await pglite.query<{ name: string }>(statement)).rows.map(({ name }) => name);
    expect(await names("select name from kysely_migration order by name")).toEqual(Object.keys(migrations).sort());
    expect(await names("select datname as name from pg_database")).toEqual(["postgres"]);
  });

  test("of a newer version stop an older one", async () => {
    const db = open(await createEmptyDatabase());
    await migrate(db, { ...migrations, "9999-from-the-future": { up: async () => undefined } });
    await expect(migrate(db)).rejects.toThrow(/^The database was last used by a newer version of this service/);
  });

  test("that fail leave nothing of themselves behind", async () => {
    const databaseUrl = await createEmptyDatabase();
    const db = open(databaseUrl);
    const broken = {
      up: (on: Kysely<never>) => sql`create table half (id int); select broken`.execute(on).then(() => undefined),
    };
    await expect(migrate(db, { ...migrations, "9999-broken": broken })).rejects.toThrow();
    expect(
      await query(databaseUrl, "select to_regclass('webhooks') is not null as webhooks, to_regclass('half') as half"),
    ).toEqual([{ webhooks: true, half: null }]);
    await migrate(db);
  });

  test("that are interrupted, after whichever statement, are completed by the next start", async () => {
    const db = open(await createEmptyDatabase());
    let failures = 0;
    for (let statements = 1; ; statements++) {
      try {
        await migrate(interruptedAfter(db, statements));
        break;
      } catch (error) {
        expect(error).toMatchObject({ message: "interrupted" });
        failures++;
      }
      await sql`select pg_advisory_unlock_all()`.execute(db);
    }
    expect(failures).toBeGreaterThan(10);
    expect(await dumpSchema(db)).toBe(await readFile(schemaFile, "utf8"));
  });

  test("build an index again that a killed process has left unfinished", async () => {
    const databaseUrl = await createEmptyDatabase();
    const db = open(databaseUrl);
    const isValid = "select indisvalid from pg_index where indexrelid = 'events_of_organization'::regclass";
    await migrate(db, migrationsBefore("0008"));
    await query(
      databaseUrl,
      `create index events_of_organization on events (organization_id, published_at, event_id);
      update pg_index set indisvalid = false where indexrelid = 'events_of_organization'::regclass`,
    );
    await migrate(db);
    expect(await query(databaseUrl, isValid)).toEqual([{ indisvalid: true }]);
  });

  test("list what failed before", async () => {
    const databaseUrl = await createEmptyDatabase();
    const db = open(databaseUrl);
    const insert = (days: number, status: string, reason: string | null) =>
      db
        .insertInto("deliveries")
        .values({
          delivery_id: firstDeliveryIdSince(new Date(days * 86_400_000)),
          organization_id: "default",
          event_id: "evt",
          event_type: "message.received",
          webhook_id: "wh",
          status,
          reason,
          test: false,
          created_at: new Date(days * 86_400_000),
          settled_at: null,
        })
        .execute();
    await migrate(db, migrationsBefore("0012"));
    const range = { since: new Date(2 * 86_400_000), until: new Date(9 * 86_400_000) };
    await createPartition(db, "deliveries", range);
    await insert(1, "failed", "exhausted");
    await insert(2, "cancelled", "webhook_deleted");
    await insert(3, "pending", null);
    await migrate(db);
    // An earlier process settles it.
    await query(databaseUrl, "update deliveries set status = 'failed', reason = 'gone' where status = 'pending'");
    expect(
      await query(databaseUrl, "select tableoid::regclass::text as table, status from not_delivered order by 1, 2"),
    ).toEqual([
      { table: "not_delivered_19700103_19700110", status: "cancelled" },
      { table: "not_delivered_19700103_19700110", status: "failed" },
      { table: "not_delivered_default", status: "failed" },
    ]);
    expect(await selectPartitions(db, "not_delivered")).toEqual([range]);
  });

  test.each([
    ["rows", "0019", "select from event_webhooks where webhook_id = 'a_1'"],
    ["epochs", "0020", "select from event_webhooks where webhook_id = 'a_1' and epoch = 1"],
  ])(
    "add the %s of webhooks that exist already, and keep what a process of the previous version changes",
    async (_, migration, isAdded) => {
      const databaseUrl = await createEmptyDatabase();
      const db = open(databaseUrl);
      const editor = await connect(databaseUrl);
      const insert = (id: string, from: number, to: number, filter: string) =>
        query(
          databaseUrl,
          `insert into webhooks (webhook_id, organization_id, url, event_types, inbox_ids, pod_ids, secret, enabled, created_at,
            updated_at, epoch)
          select '${id}_' || number, 'org', '', '{message.sent,message.received}', ${filter}, '', number % 3 > 0, now(), now(),
            number % 4
          from generate_series(${from}, ${to}) as number`,
        );
      await migrate(db, migrationsBefore(migration));
      await insert("a", 1, 450, "'{in_1}', '{pod_1}'");
      await insert("b", 1, 3, "'{}', '{}'");
      // One of the last step.
      await editor.query("begin; select from webhooks where webhook_id = 'b_2' for update");
      const migrated = migrate(db);
      const isThere = () =>
        query(databaseUrl, isAdded).then(
          (rows) => rows.length > 0,
          () => false,
        );
      await expect.poll(isThere).toBe(true);
      await query(databaseUrl, "update webhooks set enabled = false where webhook_id = 'a_1'");
      const enable = `update webhooks set enabled = true, epoch = epoch + 1, event_types = '{message.sent}'
        where webhook_id = 'a_3'`;
      await query(databaseUrl, enable);
      await query(databaseUrl, "delete from webhooks where webhook_id = 'b_1'");
      await editor.query("commit");
      await migrated;
      const isSame = `
        select count(*)::integer as count from (
          (select organization_id, event_type, source, webhook_id, epoch from event_webhooks) except (select * from expected)
          union all
          (select * from expected) except (select organization_id, event_type, source, webhook_id, epoch from event_webhooks)
        ) as different`;
      const expected = `
        select organization_id, event_type, source, webhook_id, epoch from webhooks
        cross join unnest(event_types) as event_type
        cross join unnest(case when inbox_ids = '{}' then array[''] else '{inbox:in_1,pod:pod_1}' end) as source
        where enabled`;
      expect(await query(databaseUrl, `with expected as (${expected}) ${isSame}`)).toEqual([{ count: 0 }]);
      expect(await query(databaseUrl, "select from event_webhooks where source = ''")).toHaveLength(2);
    },
  );

  test("that wait for a lock make no other statement wait", async () => {
    const databaseUrl = await createEmptyDatabase();
    const db = open(databaseUrl);
    const [reader, publisher] = [await connect(databaseUrl), await connect(databaseUrl)];
    await migrate(db);
    await reader.query("begin; select from webhooks");
    let isMigrated = false;
    const migrated = migrate(db, { ...migrations, "9999-locks": { up: addColumn("webhooks") } }).then(() => {
      isMigrated = true;
    });
    await expect.poll(() => countLockWaits(databaseUrl)).toBe(1);
    // Would fail if it had to wait until the reader ends.
    await publisher.query("set lock_timeout = '10s'; select from webhooks");
    expect(isMigrated).toBe(false);
    await reader.query("rollback");
    await migrated;
    await publisher.query("select extra from webhooks");
  });

  test("that change a table wait for a vacuum of its partitions, which then ends, and others do not", async () => {
    const databaseUrl = await createEmptyDatabase();
    const db = open(databaseUrl);
    const vacuum = await connect(databaseUrl);
    await migrate(db);
    // The lock of a vacuum.
    await vacuum.query("begin; lock table attempts_default in share update exclusive mode");
    const locking = { tables: ["attempts"], up: addColumn("attempts") };
    const migrated = migrate(db, { ...migrations, "9999-locks": locking });
    // Postgres cancels a vacuum only after a statement has waited for a second.
    const modes = `select mode from pg_locks
      where not granted and database = (select oid from pg_database where datname = current_database())`;
    await expect.poll(() => query(databaseUrl, modes)).toEqual([{ mode: "ShareUpdateExclusiveLock" }]);
    await query(databaseUrl, "select from attempts");
    await vacuum.query("rollback");
    await migrated;
    await query(databaseUrl, "select extra from attempts");
  });
});

/** The database, as for a process that is killed before its next but `statements` statement. */
function interruptedAfter(db: Kysely<Schema>, statements: number): Kysely<Schema> {
  let left = statements;
  return db.withPlugin({
    transformQuery({ node }) {
      if (left-- === 0) throw new Error("interrupted");
      return node;
    },
    transformResult: async ({ result }) => result,
  });
}

/** A table is a name, its columns and constraints, how it is partitioned, and its storage options. */
const tables = `
  select format(E'create table %s%s%s%s;', relname,
    case when relispartition then format(' partition of %s %s', (select inhparent::regclass from pg_inherits where inhrelid = oid),
        pg_get_expr(relpartbound, oid))
      else format(E' (\\n  %s\\n)', (select string_agg(part, E',\\n  ') from (
        (select format('%s %s%s%s%s', attname, format_type(atttypid, atttypmod),
            case when attcollation <> typcollation then ' collate "' || collname || '"' end,
            ' default ' || pg_get_expr(adbin, adrelid), case when attnotnull then ' not null' end) as part
          from pg_attribute
          join pg_type on pg_type.oid = atttypid
          left join pg_collation on pg_collation.oid = attcollation
          left join pg_attrdef on adrelid = attrelid and adnum = attnum
          where attrelid = pg_class.oid and attnum > 0 and not attisdropped order by attnum)
        union all
        (select pg_get_constraintdef(oid) from pg_constraint where conrelid = pg_class.oid and contype <> 'n'
          order by contype = 'p' desc, conname)
      ) as parts))
    end,
    ' partition by ' || pg_get_partkeydef(oid),
    ' with (' || array_to_string(reloptions, ', ') || ')') as sql
  from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and relname not like 'kysely%'
  order by relname`;

const indexes = `
  select pg_get_indexdef(indexrelid) || ';' as sql from pg_index
  join pg_class on pg_class.oid = indexrelid
  where relnamespace = 'public'::regnamespace and not relispartition
    and (select relname from pg_class where oid = indrelid) not like 'kysely%'
    and indexrelid not in (select conindid from pg_constraint)
  order by indrelid::regclass::text, indexrelid::regclass::text`;

const functions = `
  select rtrim(pg_get_functiondef(oid), E'\\n') || ';' as sql from pg_proc
  where pronamespace = 'public'::regnamespace order by proname`;

const triggers = `
  select pg_get_triggerdef(oid) || ';' as sql from pg_trigger
  where not tgisinternal and tgparentid = 0 order by tgname`;

const schemaFile = new URL("../src/database/schema.sql", import.meta.url);

async function dumpSchema(db: Kysely<Schema>): Promise<string> {
  const dump = async (query: string) => (await sql.raw<{ sql: string }>(query).execute(db)).rows.map((row) => row.sql);
  const sections = [
    [
      "-- The schema that the migrations create. Do not edit; refresh it with: pnpm --filter @agent-webhooks/server schema",
    ],
    await dump(tables),
    [(await dump(indexes)).join("\n")],
    await dump(functions),
    await dump(triggers),
  ];
  return `${sections.flat().join("\n\n")}\n`;
}

test("schema.sql is the schema that the migrations create; refresh it with: pnpm --filter @agent-webhooks/server schema", async () => {
  // Not the embedded database, which may have been prepared by an older version of the last migration.
  const db = open(await createEmptyDatabase());
  await migrate(db);
  await expect(await dumpSchema(db)).toMatchFileSnapshot(fileURLToPath(schemaFile));
});
