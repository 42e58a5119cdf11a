import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from "kysely";
import pg from "pg";
import { completesWithin } from "../lib/deadline.ts";
import { type Database, sessionSettings } from "./database.ts";
import { migrate } from "./migrate.ts";
import { PreparingClient } from "./prepared-statements.ts";
import type { Schema } from "./schema.ts";

const connectTimeoutMs = 5_000;
/** How much longer than Postgres we wait for it to cancel a statement: it responds then, unless the connection is dead. */
const graceMs = 1_000;
/** Statement timeout of maintenance, which may read a whole table. */
const maintenanceMs = 3_600_000;
/**
 * Postgres notices after a minute that the machine of a client is gone. By default it takes two hours, in which its session
 * keeps its locks.
 */
export const keepAliveSettings =
  "set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3";
/** How long closing waits for running statements. */
const closeMs = 2_000;

/** Connections for requests, and for the worker. */
const maxConnections = { requests: 10, worker: 6 };

export interface PostgresOptions {
  /** Statement timeout. 0: none. */
  readonly timeoutMs: number;
  /** Called when a connection breaks. */
  readonly onError: (error: Error) => void;
}

/** Opens a database on Postgres. Connections are opened when they are needed. */
export function openPostgres(url: string, options: PostgresOptions): Database {
  const { onError } = options;
  const requests = openPool(url, maxConnections.requests, options);
  const worker = openPool(url, maxConnections.worker, options);
  return {
    db: requests.db,
    workerDb: worker.db,
    description: describe(url),
    async migrate() {
      // On a separate connection without timeouts, because a migration may take long.
      const { db, close } = openPool(url, 1, { timeoutMs: 0, onError });
      await migrate(db).finally(close);
    },
    async maintain(work) {
      const { db, close } = openPool(url, 1, { timeoutMs: maintenanceMs, onError });
      return await work(db).finally(close);
    },
    async close() {
      await Promise.all([requests.close(), worker.close()]);
    },
  };
}

interface Pool {
  readonly db: Kysely<Schema>;
  close(): Promise<void>;
}

function openPool(url: string, max: number, { timeoutMs, onError }: PostgresOptions): Pool {
  const timeouts =
    timeoutMs > 0
      ? // A transaction whose next statement is lost by the network would otherwise hold its locks for hours.
        `set statement_timeout = ${timeoutMs}; set idle_in_transaction_session_timeout = ${timeoutMs + graceMs}; `
      : "";
  const pool = new pg.Pool({
    Client: PreparingClient,
    connectionString: url,
    application_name: "agent-webhooks",
    max,
    connectionTimeoutMillis: timeoutMs > 0 ? Math.min(connectTimeoutMs, timeoutMs + graceMs) : connectTimeoutMs,
    keepAlive: true,
    ...(timeoutMs > 0 && { query_timeout: timeoutMs + graceMs }),
    // Not as parameters of the connection, which a pooler may reject.
    onConnect: async (client) => {
      await client.query(`${timeouts}${sessionSettings}; ${keepAliveSettings}`);
    },
  });
  // A connection that breaks while idle is replaced at the next query.
  pool.on("error", onError);
  // An unhandled error between two statements of a transaction would end the process; the next statement fails anyway.
  const connections = new Map<pg.PoolClient, () => void>();
  pool.on("connect", (client) => {
    client.on("error", onError);
    connections.set(client, () => client.connection.stream.destroy());
  });
  pool.on("remove", (client) => connections.delete(client));
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: withoutUnresponsiveConnections(pool) }) });
  return {
    db,
    async close() {
      // A transaction of a request or a loop that the stop has not waited for.
      if (!(await completesWithin(closeMs, db.destroy()))) for (const disconnect of connections.values()) disconnect();
    },
  };
}

/**
 * Closes connections on which Postgres did not respond in time. node-postgres would keep them, and the next statement
 * would wait behind the one without a response.
 */
function withoutUnresponsiveConnections(pool: pg.Pool): PostgresPool {
  // Kysely identifies a connection by its object.
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect();
      const before = known.get(client);
      if (before !== undefined) return before;
      const connection = closedOnTimeout(client);
      known.set(client, connection);
      return connection;
    },
    end: () => pool.end(),
  };
}

function closedOnTimeout(client: pg.PoolClient): PostgresPoolClient {
  const query = async (statement: string, parameters: unknown[]) => {
    try {
      return await client.query(statement, parameters);
    } catch (error) {
      // The pool discards a connection that has ended.
      if (error instanceof Error && error.message === "Query read timeout") await client.end();
      throw error;
    }
  };
  // The other signature is for cursors, which are not configured.
  return { query: query as typeof query & PostgresPoolClient["query"], release: (destroy) => client.release(destroy) };
}

/** Host, port and name, without the credentials of the URL. */
function describe(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `Postgres at ${hostname || "localhost"}:${port || 5432}${pathname}`;
}
