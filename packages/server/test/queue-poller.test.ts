import { setTimeout } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Schema } from "../src/database/schema.ts";
import { systemClock } from "../src/lib/clock.ts";
import { QueuePoller, type QueuePollerOptions } from "../src/worker/queue-poller.ts";
import { openDatabase } from "./support/database.ts";
import { losingResponse } from "./support/postgres.ts";

const pollMs = 3_600_000;

/** A database in which `count` webhooks have a pending delivery. */
async function openQueue(count: number): Promise<Kysely<Schema>> {
  const { db } = await openDatabase();
  await sql`
    insert into delivery_queue (delivery_id, organization_id, webhook_id, event_id, test, created_at, due_at, schedule_index,
      attempts, epoch)
    select 'dlv_' || n, 'default', 'wh_' || n, 'evt_1', false, now(), now() + interval '1 hour', 1, 1, 0
    from generate_series(1, ${sql.lit(count)}) as n`.execute(db);
  return db;
}

/** Returns a poller, and a function that has it poll if it is time. */
function createPoller(db: Kysely<Schema>, changes: Partial<QueuePollerOptions> = {}) {
  const onFirst = vi.fn();
  const onEnd = vi.fn();
  const log = { failed: vi.fn() };
  const defaults = { clock: systemClock, log, pollMs, onPending: vi.fn(), onFirst, onEnd };
  const poller = new QueuePoller({ db, ...defaults, ...changes });
  const poll = async () => {
    poller.start([]);
    await poller.untilEnd();
  };
  return { poller, poll, onFirst, onEnd, log };
}

test("a poll of many webhooks goes on at once, and waits only at the end of the queue", async () => {
  const found = new Set<string>();
  const { poller, poll } = createPoller(await openQueue(1_200), { onPending: ({ webhookId }) => found.add(webhookId) });
  for (await poll(); poller.waitMs < pollMs / 2; await poll()) await setTimeout(poller.waitMs);
  expect(found.size).toBe(1_200);
});

test("a poll that takes longer than the time between two is followed by a rest as long as it took", async () => {
  const db = await openQueue(1);
  let now = Math.ceil(performance.now());
  const time = vi.spyOn(performance, "now").mockImplementation(() => now);
  onTestFinished(() => time.mockRestore());
  const onPending = () => {
    now += 700;
  };
  const { poller, poll, onFirst } = createPoller(db, { pollMs: 500, onPending });
  await poll();
  expect(poller.waitMs).toBe(500);
  now += 699;
  expect(poller.waitMs).toBe(1);
  await poll();
  expect(onFirst).toHaveBeenCalledTimes(1);
  now += 1;
  await poll();
  expect(onFirst).toHaveBeenCalledTimes(2);
});

test("one poll runs at a time, and another one follows if it is hurried meanwhile", async () => {
  const { poller, poll, onFirst, onEnd } = createPoller(await openQueue(1));
  poller.start([]);
  poller.hurry();
  expect(poller.waitMs).toBe(pollMs);
  await poll();
  expect(onFirst).toHaveBeenCalledTimes(1);
  for (let time = 0; time < 2; time++) {
    await poll();
    expect(onFirst).toHaveBeenCalledTimes(2);
  }
  expect(onEnd).toHaveBeenCalledTimes(2);
});

test("a poll that fails because of the database is not logged, and repeated at once", async () => {
  const db = losingResponse(await openQueue(1), (row) => "isDue" in row);
  const { poller, poll, onFirst, onEnd, log } = createPoller(db);
  await poll();
  expect(() => poller.throwIfFailed()).toThrow("Connection terminated");
  expect(onEnd).toHaveBeenCalledTimes(1);
  await poll();
  poller.throwIfFailed();
  expect(onFirst).toHaveBeenCalledTimes(1);
  expect(log.failed).not.toHaveBeenCalled();
});
