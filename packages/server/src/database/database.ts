import type { Kysely } from "kysely";
import type { Schema } from "./schema.ts";

/** An open database. */
export interface Database {
  readonly db: Kysely<Schema>;
  /** What it is, for people; without credentials. */
  readonly description: string;
  /** Closes all connections. Queries that run are finished first. */
  close(): Promise<void>;
}
