import { setTimeout } from "node:timers/promises";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { systemClock } from "../src/lib/clock.ts";
import { QueuePoller } from "../src/worker/queue-poller.ts";
import { openDatabase } from "./support/database.ts";

test("a poll of many webhooks goes on at once, and waits only at the end of the queue", async () => {
  const { db } = await openDatabase();
  await sql`
    insert into delivery_queue (delivery_id, organization_id, webhook_id, event_id, test, created_at, due_at, schedule_index,
      attempts, epoch)
    select 'dlv_' || n, 'default', 'wh_' || n, 'evt_1', false, now(), now() + interval '1 hour', 1, 1, 0
    from generate_series(1, 1200) as n`.execute(db);
  const found = new Set<string>();
  const pollMs = 3_600_000;
  const poller = new QueuePoller({
    db,
    clock: systemClock,
    log: { failed: () => undefined },
    pollMs,
    onPending: ({ webhookId }) => found.add(webhookId),
    onFirst: () => undefined,
  });
  do {
    await poller.poll([]);
    if (poller.waitMs < pollMs) await setTimeout(poller.waitMs);
  } while (poller.waitMs < pollMs);
  expect(found.size).toBe(1_200);
});
