import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from "kysely";
import pg from "pg";
import type { Database } from "./database.ts";
import { migrate } from "./migrate.ts";
import { PreparingClient } from "./prepared-statements.ts";
import type { Schema } from "./schema.ts";
import { sessionSettings } from "./session.ts";

const connectTimeoutMs = 5_000;
/** How much longer than Postgres we wait for it to give a statement up: it answers then, if it still answers at all. */
const graceMs = 1_000;

export interface PostgresOptions {
  /** After so long a statement is given up. 0: never. */
  readonly timeoutMs: number;
  /** Told of connections that break. */
  readonly onError: (error: Error) => void;
}

/** A database on Postgres. Connections are made when they are needed. */
export function openPostgres(url: string, { timeoutMs, onError }: PostgresOptions): Database {
  const pool = new pg.Pool({
    Client: PreparingClient,
    connectionString: url,
    application_name: "agent-webhooks",
    connectionTimeoutMillis: timeoutMs > 0 ? Math.min(connectTimeoutMs, timeoutMs + graceMs) : connectTimeoutMs,
    keepAlive: true,
    ...(timeoutMs > 0 && {
      statement_timeout: timeoutMs,
      query_timeout: timeoutMs + graceMs,
      // A transaction whose next statement is lost on the way would hold its locks until the network says so: for hours.
      idle_in_transaction_session_timeout: timeoutMs + graceMs,
    }),
    onConnect: async (client) => {
      await client.query(sessionSettings);
    },
  });
  // A connection that dies while it is idle is replaced at the next query.
  pool.on("error", onError);
  // One that dies between two statements of a transaction would end the process; its next statement fails by itself.
  pool.on("connect", (client) => client.on("error", onError));
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: withoutSilentConnections(pool) }) });
  return {
    db,
    description: describe(url),
    async migrate() {
      // On a connection of its own: a migration may take its time.
      const { db, close } = openPostgres(url, { timeoutMs: 0, onError });
      await migrate(db).finally(close);
    },
    close: () => db.destroy(),
  };
}

/**
 * A connection on which Postgres did not answer in time is closed, and not used again: node-postgres would keep it, and
 * whatever is asked on it next would wait behind the statement that got no answer.
 */
function withoutSilentConnections(pool: pg.Pool): PostgresPool {
  // Kysely knows a connection again by its object.
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect();
      const before = known.get(client);
      if (before !== undefined) return before;
      const connection = closedWhenSilent(client);
      known.set(client, connection);
      return connection;
    },
    end: () => pool.end(),
  };
}

function closedWhenSilent(client: pg.PoolClient): PostgresPoolClient {
  const query = async (statement: string, parameters: unknown[]) => {
    try {
      return await client.query(statement, parameters);
    } catch (error) {
      // The pool does not take back a connection that has ended.
      if (error instanceof Error && error.message === "Query read timeout") await client.end();
      throw error;
    }
  };
  // The other signature is that of cursors, which are not set up.
  return { query: query as typeof query & PostgresPoolClient["query"], release: (destroy) => client.release(destroy) };
}

/** Host, port and name: a URL may carry a password. */
function describe(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `Postgres at ${hostname || "localhost"}:${port || 5432}${pathname}`;
}
