import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import type { TestProject } from "vitest/node";
import { query, startPostgres } from "../../src/testing/postgres.ts";

export { query };

declare module "vitest" {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

/** Starts one Postgres for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres();
  project.provide("postgresUrl", await postgres.createDatabase());
  return () => postgres.close();
}

/** Creates an empty database on the Postgres of this run. */
export async function createDatabase(): Promise<string> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await query(inject("postgresUrl"), `create database ${name}`);
  return inject("postgresUrl").replace(/[^/]+$/, name);
}

/** Locks a table until the returned function is called. */
export async function lockTable(databaseUrl: string, table: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`begin; lock table ${table} in access exclusive mode`);
  return async () => {
    await client.query("commit");
    await client.end();
  };
}

/** Counts the connections to a database that wait for a lock. */
export async function countLockWaits(databaseUrl: string): Promise<number> {
  const statement =
    "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
  return Number((await query(databaseUrl, statement))[0]?.count);
}
