import { PGlite } from "@electric-sql/pglite";
import { expect, test } from "vitest";
import { prepareData } from "../src/database/embedded.ts";

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
  const pglite = await PGlite.create({ loadDataDir: await prepareData() });
  const dump = async (query: string) => (await pglite.query<{ sql: string }>(query)).rows.map(({ sql }) => sql);
  const sections = [
    [
      "-- The schema that the migrations create. Do not edit; refresh it with: pnpm --filter @agent-webhooks/server schema",
    ],
    await dump(tables),
    [(await dump(indexes)).join("\n")],
    await dump(functions),
    await dump(triggers),
  ];
  await pglite.close();
  await expect(`${sections.flat().join("\n\n")}\n`).toMatchFileSnapshot("../src/database/schema.sql");
});
