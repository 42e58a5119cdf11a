import type { Kysely } from "kysely";
import type { Schema } from "./schema.ts";

/** An open database. */
export interface Database {
  readonly db: Kysely<Schema>;
  /** What it is, for people; without credentials. */
  readonly description: string;
  /**
   * Brings it to the schema of this version.
   *
   * @throws StartError when a newer version has been at the database.
   */
  migrate(): Promise<void>;
  /** Closes all connections. Queries that run are finished first. */
  close(): Promise<void>;
}
