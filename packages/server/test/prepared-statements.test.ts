import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PreparingClient } from "../src/database/prepared-statements.ts";
import { createDatabase, query } from "./support/postgres.ts";

let url: string;
let client: PreparingClient;

beforeAll(async () => {
  url = await createDatabase();
  await query(url, "create table things (thing text, size integer)");
  client = new PreparingClient({ connectionString: url });
  await client.connect();
});
afterAll(() => client.end());

const prepared = async () => {
  const { rows } = await client.query("select statement from pg_prepared_statements order by prepare_time");
  return rows.map(({ statement }) => statement);
};

test("a statement with parameters is prepared once, whatever its parameters are", async () => {
  const statement = "select thing from things where thing = $1";
  await client.query(statement, ["a"]);
  await client.query(statement, ["b"]);
  expect(await prepared()).toEqual([statement]);
});

test("one without any is not, nor is one that gives all columns: they may become more", async () => {
  const before = await prepared();
  await client.query("select 1");
  await client.query("begin", []);
  await client.query("rollback", []);
  const all = "select * from things where thing = $1";
  expect((await client.query(all, ["a"])).fields).toHaveLength(2);
  await query(url, "alter table things add column colour text");
  expect((await client.query(all, ["a"])).fields).toHaveLength(3);
  expect(await prepared()).toEqual(before);
});

test("a prepared statement survives a newer version that adds a column", async () => {
  const statement = "select thing from things where size = $1";
  await client.query(statement, [1]);
  await query(url, "alter table things add column weight integer");
  expect((await client.query(statement, [1])).rows).toEqual([]);
});

test("a statement that fails does so each time, and those after it do not", async () => {
  const statement = "insert into things (thing, size) values ($1, $2::integer)";
  await expect(client.query(statement, ["a", "no number"])).rejects.toThrow(pg.DatabaseError);
  await expect(client.query(statement, ["a", "no number"])).rejects.toThrow(pg.DatabaseError);
  expect((await client.query(statement, ["a", "1"])).rowCount).toBe(1);
});
