import { setImmediate } from "node:timers/promises";
import { messages, PGlite } from "@electric-sql/pglite";
import { Kysely, PGliteDialect } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { loadPreparedData } from "../src/database/embedded.ts";
import { type EmbeddedStatementsOptions, withPreparedStatements } from "../src/database/embedded-statements.ts";

let pglite: PGlite;

beforeAll(async () => {
  pglite = await PGlite.create({ loadDataDir: await loadPreparedData() });
});
afterAll(() => pglite.close());
beforeEach(async () => {
  await pglite.exec(`
    deallocate all;
    drop table if exists things;
    create table things (thing text, size integer check (size > 0));
    insert into things values ('a', 1), ('b', 2);`);
});

/** Messages of a request: close, parse, describe, sync; and bind, describe, execute, sync. */
const [preparing, executing] = ["CPDS", "BDES"];

/** Returns the database, and a function that lists the messages of each request since. */
function open(options: EmbeddedStatementsOptions = {}) {
  const spy = vi.spyOn(pglite, "execProtocolStream");
  onTestFinished(() => {
    spy.mockRestore();
  });
  const requests = () => spy.mock.calls.map(([request]) => messageTypes(request));
  return { db: withPreparedStatements(pglite, options), requests };
}

/** Each message is a letter, the length of the rest, and the rest. */
function messageTypes(request: Uint8Array): string {
  const bytes = Buffer.from(request);
  let types = "";
  for (let at = 0; at < bytes.length; at += 1 + bytes.readUInt32BE(at + 1)) {
    types += String.fromCharCode(bytes.readUInt8(at));
  }
  return types;
}

async function prepared(): Promise<string[]> {
  const { rows } = await pglite.query<{ statement: string }>(
    "select statement from pg_prepared_statements order by prepare_time",
  );
  return rows.map(({ statement }) => statement);
}

const insert = "insert into things (thing, size) values ($1, $2)";
const select = "select size from things where thing = $1";

test("a statement with parameters is parsed once, whatever its parameters are", async () => {
  const { db, requests } = open();
  expect((await db.query(select, ["a"])).rows).toEqual([{ size: 1 }]);
  expect((await db.query(select, ["b"])).rows).toEqual([{ size: 2 }]);
  await db.transaction(async (transaction) => {
    expect((await transaction.query(select, ["c"])).rows).toEqual([]);
  });
  const beginOrCommit = ["Q", "S"];
  const inTransaction = [...beginOrCommit, executing, ...beginOrCommit];
  expect(requests()).toEqual([preparing, executing, executing, ...inTransaction]);
  expect(await prepared()).toEqual([select]);
});

test("one without any is not prepared, nor is one that gives all columns: they may become more", async () => {
  const { db } = open();
  expect((await db.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  expect((await db.query("select 1 as one", [])).rows).toEqual([{ one: 1 }]);
  const all = "select * from things where thing = $1";
  expect((await db.query(all, ["a"])).fields).toHaveLength(2);
  await pglite.exec("alter table things add column colour text");
  expect((await db.query(all, ["a"])).fields).toHaveLength(3);
  expect(await prepared()).toEqual([]);
});

test("above a number of statements, further ones are not prepared", async () => {
  const { db } = open();
  for (let number = 0; number < 300; number++) {
    const { rows } = await db.query(`select ${number} + $1::integer as sum`, [1]);
    expect(rows).toEqual([{ sum: number + 1 }]);
  }
  expect(await prepared()).toHaveLength(250);
});

test("a statement is planned again after some time, because its tables may have grown", async () => {
  const { db, requests } = open({ maxPlanAgeMs: 0 });
  for (let times = 0; times < 2; times++) expect((await db.query(select, ["a"])).rows).toEqual([{ size: 1 }]);
  expect(requests()).toEqual([preparing, executing, preparing, executing]);
  expect(await prepared()).toEqual([select]);
});

const [time, body] = [new Date("2026-01-02T03:04:05.678Z"), Buffer.from([0, 0x5c, 0xff])];
const long = "é".repeat(500_000);

test.each<[string, string, unknown[]]>([
  [
    "values",
    "select $1::timestamptz as time, $2::bytea as body, $3::jsonb as json, $4::boolean as yes, $5::text as text",
    [time, body, { list: [1, null, "a"] }, true, "é\\'\"\n"],
  ],
  [
    "numbers",
    "select $1::bigint as small, $2::bigint as large, $3::float8 as float, $4::numeric as number",
    [1, 2n ** 60n, 0.5, 7],
  ],
  [
    "nulls",
    "select $1::text as missing, $2::text[] as list, $3::timestamptz as time, $4::bytea as body",
    [undefined, null, null, null],
  ],
  [
    "arrays",
    "select $1::text[] as a, $2::integer[] as b, $3::timestamptz[] as c, $4::bytea[] as d, $5::text[] as e",
    [["a", '{"b\\,}', null, "", "NULL"], [1, null], [time, null], [body], []],
  ],
  ["an inferred array", "select size from things where thing = any($1) order by thing", [["a", "b", "none"]]],
  ["large parameters", "select length(value) as length from unnest($1::text[]) as value", [["a", long]]],
  ["large results", "select repeat($1, 1000000) as value", ["a"]],
  ["a join", "with one as (select $1::integer as size) select thing from things join one using (size)", [2]],
  ["an insert", insert, ["c", 3]],
  [
    "rows of an insert",
    "insert into things (thing, size) values ($1, $2), ($3, $4) returning thing, size",
    ["c", 3, "d", null],
  ],
  ["an update", "update things set size = size where thing = $1", ["a"]],
  ["a delete", "delete from things where thing = $1", ["none"]],
])("parameters and results are those of PGlite: %s", async (_, statement, values) => {
  const { db, requests } = open();
  const expected = await pglite.query(statement, values);
  const before = requests().length;
  for (let times = 0; times < 2; times++) expect(await db.query(statement, values)).toEqual(expected);
  expect(requests().slice(before)).toEqual([preparing, executing, executing]);
});

test.each<[string, string, unknown[], string]>([
  ["when it is parsed", "select missing from things where thing = $1", ["a"], "42703"],
  ["by its parameters", insert, [long, "no number"], "22P02"],
  ["while it is executed", insert, ["a", -1], "23514"],
])("a statement that fails %s does so each time, and those after it do not", async (_, statement, values, code) => {
  const { db } = open();
  await db.query(select, ["a"]);
  for (let times = 0; times < 2; times++) {
    const error: unknown = await db.query(statement, values).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(messages.DatabaseError);
    expect(error).toMatchObject({ code });
    expect((await db.query(select, ["a"])).rows).toEqual([{ size: 1 }]);
    expect((await db.query(insert, ["c", 3])).affectedRows).toBe(1);
  }
});

test("values of a wrong type or number fail, and those after them do not", async () => {
  const { db } = open();
  const statement = "select $1::bytea as body";
  for (let times = 0; times < 2; times++) {
    await expect(db.query(statement, ["no bytes"])).rejects.toThrow("Invalid input for bytea type");
    await expect(db.query(statement, [body, body])).rejects.toMatchObject({ code: "08P01" });
    expect((await db.query(statement, [body])).rows).toEqual([{ body: new Uint8Array(body) }]);
  }
});

test("a prepared statement survives changes of its table", async () => {
  const { db } = open();
  const rows = async () => (await db.query(select, ["a"])).rows;
  expect(await rows()).toEqual([{ size: 1 }]);
  for (const change of ["add column colour text", "drop column colour", "alter column size type bigint"]) {
    await pglite.exec(`alter table things ${change}`);
    expect(await rows()).toEqual([{ size: 1 }]);
  }
  await pglite.exec("alter table things rename to others");
  await expect(rows()).rejects.toMatchObject({ code: "42P01" });
  await pglite.exec("alter table others rename to things");
  expect(await rows()).toEqual([{ size: 1 }]);
  await pglite.exec("drop table things; create table things as select '1'::text as size, 'a'::varchar as thing");
  expect(await rows()).toEqual([{ size: "1" }]);
});

test("in a transaction it fails once if its columns have another type, and is prepared again", async () => {
  const { db } = open();
  await db.query(select, ["a"]);
  await pglite.exec("alter table things alter column size type bigint");
  const inTransaction = () => db.transaction((transaction) => transaction.query(select, ["a"]));
  await expect(inTransaction()).rejects.toMatchObject({ code: "0A000" });
  expect((await inTransaction()).rows).toEqual([{ size: 1 }]);
});

interface Tables {
  things: { thing: string; size: number };
}

test("transactions of Kysely are committed, rolled back, and rolled back after an error", async () => {
  const dialect = new PGliteDialect({ pglite: open().db });
  const db = new Kysely<Tables>({ dialect });
  const insertInto = (on: Kysely<Tables>, thing: string, size = 7) =>
    on.insertInto("things").values({ thing, size }).execute();
  const rolledBack = db.transaction().execute(async (transaction) => {
    // It is prepared here, which is not rolled back.
    await insertInto(transaction, "rolled back");
    throw new Error("no commit");
  });
  await expect(rolledBack).rejects.toThrow("no commit");
  await db.transaction().execute((transaction) => insertInto(transaction, "committed"));
  const failed = db.transaction().execute(async (transaction) => {
    await insertInto(transaction, "failed");
    await insertInto(transaction, "failed", -1);
  });
  await expect(failed).rejects.toMatchObject({ code: "23514" });
  const aborted = db.transaction().execute(async (transaction) => {
    await insertInto(transaction, "aborted", -1).catch(() => undefined);
    await insertInto(transaction, "aborted");
  });
  await expect(aborted).rejects.toMatchObject({ code: "25P02" });
  const things = db.selectFrom("things").select("thing").where("size", "=", 7);
  expect(await things.execute()).toEqual([{ thing: "committed" }]);
  const updated = await db.updateTable("things").set({ size: 8 }).where("size", "=", 7).executeTakeFirstOrThrow();
  expect(updated.numUpdatedRows).toBe(1n);
});

test("a statement waits for the end of a transaction", async () => {
  const { db } = open();
  const count = async () =>
    (await db.query<{ count: number }>("select count(*)::integer as count from things where size = $1", [7])).rows;
  expect(await count()).toEqual([{ count: 0 }]);
  let onInserted = () => {};
  const inserted = new Promise<void>((resolve) => {
    onInserted = resolve;
  });
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const transaction = db.transaction(async ({ query }) => {
    await query(insert, ["c", 7]);
    onInserted();
    await ended;
    throw new Error("no commit");
  });
  await inserted;
  const after = count();
  // If it does not wait, it is executed now.
  await setImmediate();
  end();
  await expect(transaction).rejects.toThrow("no commit");
  expect(await after).toEqual([{ count: 0 }]);
});

test("neither a transaction that has ended nor a closed database executes a statement", async () => {
  const own = await PGlite.create({ loadDataDir: await loadPreparedData() });
  const db = withPreparedStatements(own);
  const statement = "select $1::integer as one";
  const ended = await db.transaction(async (transaction) => {
    expect((await transaction.query(statement, [1])).rows).toEqual([{ one: 1 }]);
    return { transaction };
  });
  await expect(ended.transaction.query(statement, [1])).rejects.toThrow("Transaction is closed");
  expect(db.closed).toBe(false);
  await db.close();
  expect(db.closed).toBe(true);
  await expect(db.query(statement, [1])).rejects.toThrow("PGlite is closed");
});
