/** The same POSTs as jobs of pg-boss. */
import { PgBoss } from "pg-boss";
import { eventText } from "../support/events.ts";
import type { PeerArgument } from "./ceiling.ts";
import { post } from "./post.ts";
import { argument, serve } from "./process.ts";

const { url, count, databaseUrl = "" } = argument<PeerArgument>();
const queue = "deliveries";
const boss = new PgBoss({ connectionString: databaseUrl, supervise: false, schedule: false });
boss.on("error", (error) => process.stderr.write(`pg-boss: ${error.message}\n`));
await boss.start();
await boss.createQueue(queue);
for (let from = 0; from < count; from += 1_000) {
  const ids = Array.from({ length: Math.min(1_000, count - from) }, (_, index) => `evt_${from + index}`);
  await boss.insert(
    queue,
    ids.map((id) => ({ data: { id, body: eventText.replace("EVENT_ID", id) } })),
  );
}

serve({}, async () => {
  const options = { batchSize: 100, localConcurrency: 4, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 };
  await boss.work<{ id: string; body: string }>(queue, options, async (jobs) => {
    await Promise.all(jobs.map(({ data: { id, body } }) => post(url, id, Buffer.from(body))));
  });
  return {};
});
