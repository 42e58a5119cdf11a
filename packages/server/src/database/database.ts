import type { Kysely } from "kysely";
import type { Schema } from "./schema.ts";

/** An open database. */
export interface Database {
  readonly db: Kysely<Schema>;
  /** On connections of its own, so that deliveries go on while requests wait for the others. */
  readonly workerDb: Kysely<Schema>;
  /** For people; without credentials. */
  readonly description: string;
  /**
   * Migrates it to the schema of this version.
   *
   * @throws StartError when a newer version has migrated it
   */
  migrate(): Promise<void>;
  /** Runs work whose statements may take up to an hour, on connections of its own. */
  maintain<Result>(work: (db: Kysely<Schema>) => Promise<Result>): Promise<Result>;
  /** Closes all connections after running queries have completed. */
  close(): Promise<void>;
}

/**
 * Settings of every connection. Every statement looks up few rows by an index; with outdated statistics of a table that has just
 * grown, the planner may prefer a sequential scan, or a bitmap scan or an incremental sort, which read and sort a whole backlog
 * for each step through it. (The embedded database never gathers statistics by itself.) For the same reason plans need not depend
 * on parameters, and planning for each execution, which Postgres does for partitioned tables, would take longer than executing.
 *
 * A plan is kept, though it is often made while the tables, or a new partition, are empty: every index costs the same then. So a
 * statement must leave no choice. Each `exists` has an `offset 0`; a column that is joined is not compared with a range as well;
 * no index of a list fits a lookup by id.
 */
export const sessionSettings: string =
  "set enable_seqscan = off; set enable_bitmapscan = off; set enable_incremental_sort = off; set jit = off; " +
  "set plan_cache_mode = force_generic_plan";
