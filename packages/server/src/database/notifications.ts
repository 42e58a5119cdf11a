import pg from "pg";

/** The channel on which processes tell each other of due deliveries. */
export const dueChannel = "agent_webhooks_due";

const reconnectMs = 1_000;

/** Listens to `dueChannel` on a connection of its own, which is made again when it breaks. Answers how to stop. */
export function listenForDue(url: string, onPayload: (payload: string) => void): () => Promise<void> {
  let stopped = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    const fresh = new pg.Client({ connectionString: url, application_name: "agent-webhooks", keepAlive: true });
    let broken = false;
    const retry = () => {
      if (broken || stopped) return;
      broken = true;
      timer = setTimeout(connect, reconnectMs);
      fresh.end().catch(() => undefined);
    };
    fresh.on("error", retry);
    fresh.on("end", retry);
    fresh.on("notification", ({ payload }) => onPayload(payload ?? ""));
    client = fresh;
    try {
      await fresh.connect();
      await fresh.query(`listen ${dueChannel}`);
      // What was told while nobody listened.
      onPayload("");
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
