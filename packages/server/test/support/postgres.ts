import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import pg from "pg";
import { inject, onTestFinished } from "vitest";
import type { TestProject } from "vitest/node";
import { openPostgres } from "../../src/database/postgres.ts";
import type { Schema } from "../../src/database/schema.ts";
import { query, startPostgres } from "../../src/testing/postgres.ts";

export { query };

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** Starts one Postgres for the whole run, with a migrated database that others are copied from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres();
  const url = await postgres.createDatabase();
  const database = openPostgres(url, { timeoutMs: 60_000, onError: () => undefined });
  await database.migrate();
  await database.close();
  project.provide("postgresUrl", url);
  return () => postgres.close();
}

/** Creates a migrated database on the Postgres of this run. */
export const createDatabase = (): Promise<string> => copyDatabase(new URL(inject("postgresUrl")).pathname.slice(1));

/** Creates an empty database on the Postgres of this run, as a first start finds it. */
export const createEmptyDatabase = (): Promise<string> => copyDatabase("template1");

async function copyDatabase(template: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  // The template must have no connections.
  await query(urlOf("postgres"), `create database ${name} template ${template}`);
  return urlOf(name);
}

const urlOf = (database: string) => inject("postgresUrl").replace(/[^/]+$/, database);

/** Opens a connection that is closed after the test. */
export async function connect(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on("error", () => undefined);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

/** Locks a table until the returned function is called. */
export async function lockTable(databaseUrl: string, table: string): Promise<() => Promise<void>> {
  const client = await connect(databaseUrl);
  await client.query(`begin; lock table ${table} in access exclusive mode`);
  return async () => void (await client.query("commit"));
}

/** Counts the connections to a database that wait for a lock. */
export async function countLockWaits(databaseUrl: string): Promise<number> {
  const statement =
    "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  return Number((await query(databaseUrl, statement))[0]?.count);
}

/** The database, of which the response to the first statement is lost that returns such a row. The statement was committed. */
export const losingResponse = (db: Kysely<Schema>, isLost: (row: object) => boolean): Kysely<Schema> =>
  onFirstResponse(db, isLost, () => Promise.reject(new Error("Connection terminated unexpectedly")));

/** The database, of which the response to the first statement that returns such a row arrives after `received`. */
export const delayingResponse = (
  db: Kysely<Schema>,
  isDelayed: (row: object) => boolean,
  received: Promise<void>,
): Kysely<Schema> => onFirstResponse(db, isDelayed, () => received);

function onFirstResponse(db: Kysely<Schema>, has: (row: object) => boolean, run: () => Promise<void>): Kysely<Schema> {
  let isFirst = true;
  return db.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (isFirst && result.rows.some((row) => has(row))) {
        isFirst = false;
        await run();
      }
      return result;
    },
  });
}
