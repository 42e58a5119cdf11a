import pg from "pg";

const reconnectMs = 1_000;
const connectTimeoutMs = 5_000;

/**
 * Keeps a connection to Postgres open, and opens it again when it breaks.
 *
 * @param onConnect called with each new connection. If it fails, the connection is replaced
 * @returns a function that closes it
 */
export function keepSession(url: string, onConnect: (client: pg.Client) => Promise<void>): () => Promise<void> {
  let stopped = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: "agent-webhooks",
      keepAlive: true,
      connectionTimeoutMillis: connectTimeoutMs,
    });
    let hasFailed = false;
    const retry = () => {
      if (hasFailed || stopped) return;
      hasFailed = true;
      timer = setTimeout(connect, reconnectMs);
      fresh.end().catch(() => undefined);
    };
    fresh.on("error", retry);
    fresh.on("end", retry);
    client = fresh;
    try {
      await fresh.connect();
      await onConnect(fresh);
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
