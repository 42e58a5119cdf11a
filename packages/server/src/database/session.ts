import pg from "pg";
import { keepAliveSettings } from "./postgres.ts";

const reconnectMs = 1_000;
const connectTimeoutMs = 5_000;

export interface SessionOptions {
  /** How often the connection is tried: the network may lose one without a notice. @default 15 s */
  readonly pingEveryMs?: number;
  /** A connection without a response after this is taken to be dead. @default 5 s */
  readonly queryTimeoutMs?: number;
}

/**
 * Keeps a connection to Postgres open, and opens it again when it breaks or does not respond.
 *
 * @param onConnect called with each new connection. If it fails, the connection is replaced
 * @returns a function that closes it
 */
export function keepSession(
  url: string,
  onConnect: (client: pg.Client) => Promise<void>,
  { pingEveryMs = 15_000, queryTimeoutMs = 5_000 }: SessionOptions = {},
): () => Promise<void> {
  let stopped = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: "agent-webhooks",
      keepAlive: true,
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: queryTimeoutMs,
    });
    let hasFailed = false;
    const retry = () => {
      if (hasFailed || stopped) return;
      hasFailed = true;
      clearTimeout(timer);
      timer = setTimeout(connect, reconnectMs);
      // Not by a message, which a dead connection would not send.
      fresh.connection.stream.destroy();
    };
    const ping = () => {
      if (hasFailed || stopped) return;
      timer = setTimeout(() => fresh.query("select").then(ping, retry), pingEveryMs);
    };
    fresh.on("error", retry);
    fresh.on("end", retry);
    client = fresh;
    try {
      await fresh.connect();
      await fresh.query(keepAliveSettings);
      await onConnect(fresh);
      ping();
    } catch {
      retry();
    }
  }
  connect();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await client?.end().catch(() => undefined);
  };
}
