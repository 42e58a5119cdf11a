import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { StartError } from "../start-error.ts";
import type { Database } from "./database.ts";
import { PreparingClient } from "./prepared.ts";
import type { Schema } from "./schema.ts";
import { sessionSettings } from "./session.ts";

const connectTimeoutMs = 5_000;

/**
 * Connects to Postgres.
 *
 * @throws StartError when it cannot be reached or does not let us in.
 */
export async function openPostgres(url: string, onError: (error: Error) => void): Promise<Database> {
  const description = describe(url);
  const pool = new pg.Pool({
    Client: PreparingClient,
    connectionString: url,
    application_name: "agent-webhooks",
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    onConnect: async (client) => {
      await client.query(sessionSettings);
    },
  });
  // A connection that dies while it is idle is replaced at the next query.
  pool.on("error", onError);
  // One that dies between two statements of a transaction would end the process; its next statement fails by itself.
  pool.on("connect", (client) => client.on("error", onError));
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  try {
    await sql`select 1`.execute(db);
  } catch (error) {
    await db.destroy();
    const reason = reasonOf(error);
    throw new StartError(`Cannot use the database ${description}: ${reason}. Check DATABASE_URL.`, { cause: error });
  }
  return { db, description, close: () => db.destroy() };
}

/** Host, port and name: a URL may carry a password. */
function describe(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `Postgres at ${hostname || "localhost"}:${port || 5432}${pathname}`;
}

function reasonOf(error: unknown): string {
  // A name with several addresses fails with one error for each.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const message = first instanceof Error ? first.message : String(first);
  return message.replaceAll(/\s+/g, " ").replace(/\.$/, "");
}
