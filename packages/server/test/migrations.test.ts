import { PGlite } from "@electric-sql/pglite";
import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { describe, expect, test } from "vitest";
import { loadPreparedData, openInMemory } from "../src/database/embedded.ts";
import { migrate } from "../src/database/migrate.ts";
import { migrations } from "../src/database/migrations/index.ts";
import type { Schema } from "../src/database/schema.ts";
import { createDatabase, query } from "./support/postgres.ts";

const connect = (connectionString: string) =>
  new Kysely<Schema>({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString }) }) });

describe("migrations", () => {
  test("run once, however many start at once", async () => {
    const databaseUrl = await createDatabase();
    const connections = Array.from({ length: 8 }, () => connect(databaseUrl));
    try {
      await Promise.all(connections.map((db) => migrate(db)));
      const rows = await query(databaseUrl, "select name from kysely_migration order by name");
      expect(rows.map(({ name }) => name)).toEqual(Object.keys(migrations).sort());
    } finally {
      await Promise.all(connections.map((db) => db.destroy()));
    }
  });

  test("are done in the embedded database that a first start unpacks, and nothing else is in there", async () => {
    const pglite = await PGlite.create({ loadDataDir: await loadPreparedData() });
    try {
      const names = async (statement: string) =>
        (await pglite.query<{ name: string }>(statement)).rows.map(({ name }) => name);
      expect(await names("select name from kysely_migration order by name")).toEqual(Object.keys(migrations).sort());
      expect(await names("select datname as name from pg_database")).toEqual(["postgres"]);
    } finally {
      await pglite.close();
    }
  });

  test("of a newer version stop an older one", async () => {
    const db = connect(await createDatabase());
    try {
      await migrate(db, { ...migrations, "9999-from-the-future": { up: async () => undefined } });
      await expect(migrate(db)).rejects.toThrow(/^The database was last used by a newer version of this service/);
    } finally {
      await db.destroy();
    }
  });

  test("that fail leave nothing behind", async () => {
    const databaseUrl = await createDatabase();
    const db = connect(databaseUrl);
    const broken = {
      up: (on: Kysely<never>) => sql`create table half (id int); select broken`.execute(on).then(() => undefined),
    };
    try {
      await expect(migrate(db, { ...migrations, "9999-broken": broken })).rejects.toThrow();
      expect(
        await query(databaseUrl, "select to_regclass('webhooks') as webhooks, to_regclass('half') as half"),
      ).toEqual([{ webhooks: null, half: null }]);
      await migrate(db);
    } finally {
      await db.destroy();
    }
  });
});

/** A table is a name, its columns and constraints, and its storage options. */
const tables = `
  select format(E'create table %s (\\n  %s\\n)%s;', relname,
    (select string_agg(part, E',\\n  ') from (
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
    ) as parts),
    ' with (' || array_to_string(reloptions, ', ') || ')') as sql
  from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname not like 'kysely%'
  order by relname`;

const indexes = `
  select pg_get_indexdef(indexrelid) || ';' as sql from pg_index
  join pg_class on pg_class.oid = indrelid
  where relnamespace = 'public'::regnamespace and relname not like 'kysely%'
    and indexrelid not in (select conindid from pg_constraint)
  order by relname, indexrelid::regclass::text`;

const functions = `
  select rtrim(pg_get_functiondef(oid), E'\\n') || ';' as sql from pg_proc
  where pronamespace = 'public'::regnamespace order by proname`;

const triggers = `
  select pg_get_triggerdef(oid) || ';' as sql from pg_trigger where not tgisinternal order by tgname`;

test("schema.sql is the schema that the migrations create; refresh it with: pnpm --filter @agent-webhooks/server schema", async () => {
  const database = await openInMemory();
  await database.migrate();
  const dump = async (query: string) =>
    (await sql.raw<{ sql: string }>(query).execute(database.db)).rows.map((row) => row.sql);
  const sections = [
    [
      "-- The schema that the migrations create. Do not edit; refresh it with: pnpm --filter @agent-webhooks/server schema",
    ],
    await dump(tables),
    [(await dump(indexes)).join("\n")],
    await dump(functions),
    await dump(triggers),
  ];
  await database.close();
  await expect(`${sections.flat().join("\n\n")}\n`).toMatchFileSnapshot("../src/database/schema.sql");
});
