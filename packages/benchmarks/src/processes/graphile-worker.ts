/** The same POSTs as jobs of graphile-worker, with its local queue and batched completion. */
import { Logger, makeWorkerUtils, run } from "graphile-worker";
import { eventText } from "../support/events.ts";
import type { PeerArgument } from "./ceiling.ts";
import { post } from "./post.ts";
import { argument, serve } from "./process.ts";

const { url, count, databaseUrl: connectionString = "" } = argument<PeerArgument>();
const logger = new Logger(() => () => undefined);
const utils = await makeWorkerUtils({ connectionString, logger });
await utils.migrate();
for (let from = 0; from < count; from += 1_000) {
  const ids = Array.from({ length: Math.min(1_000, count - from) }, (_, index) => `evt_${from + index}`);
  await utils.addJobs(
    ids.map((id) => ({ identifier: "deliver", payload: { id, body: eventText.replace("EVENT_ID", id) } })),
  );
}
await utils.release();

serve({}, async () => {
  await run({
    connectionString,
    logger,
    noHandleSignals: true,
    taskList: {
      async deliver(payload) {
        const { id, body } = payload as { id: string; body: string };
        await post(url, id, Buffer.from(body));
      },
    },
    preset: {
      worker: {
        concurrentJobs: 128,
        maxPoolSize: 10,
        pollInterval: 500,
        localQueue: { size: 500 },
        completeJobBatchDelay: 20,
        failJobBatchDelay: 20,
      },
    },
  });
  return {};
});
