import { expect, onTestFinished, test, vi } from "vitest";
import { openPostgres } from "../src/database/postgres.ts";
import { systemClock } from "../src/lib/clock.ts";
import { Publisher, type PublisherOptions } from "../src/publish/publisher.ts";
import { messageFor } from "./support/delivery.ts";
import { connect, countLockWaits, createDatabase, query } from "./support/postgres.ts";

type Message = ReturnType<typeof messageFor>;

/** Creates a publisher that runs one shared statement at a time. */
async function startPublisher() {
  const databaseUrl = await createDatabase();
  const { db, close } = openPostgres(databaseUrl, { timeoutMs: 30_000, onError: () => undefined });
  onTestFinished(() => close());
  const publisher = new Publisher({
    db,
    clock: systemClock,
    notifyDue: vi.fn(),
    notifyFanOut: vi.fn(),
    metrics: { published: vi.fn() } as unknown as PublisherOptions["metrics"],
    retrySchedule: [0],
    maxRunning: 1,
  });
  const publish = (organizationId: string, event: Message) =>
    publisher.publish(organizationId, { event }, JSON.stringify(event));
  const publishAll = (organizationId: string, events: readonly Message[]) =>
    publisher.publishAll(
      organizationId,
      events.map((event) => ({ event })),
      events.map((event) => JSON.stringify(event)),
    );
  return { databaseUrl, publish, publishAll };
}

test("an event that is also in a batch that takes long does not delay those that share its commit", async () => {
  const { databaseUrl, publish, publishAll } = await startPublisher();
  await query(
    databaseUrl,
    `create function wait_for_lock() returns trigger language plpgsql as $$
      begin perform pg_advisory_xact_lock(1); return new; end $$;
    create trigger wait_for_lock before insert on events for each row when (new.inbox_id = 'in_slow')
      execute function wait_for_lock()`,
  );
  const holder = await connect(databaseUrl);
  await holder.query("select pg_advisory_lock(1)");
  // Events are inserted in the order of their ids.
  const event = { ...messageFor("in_1"), event_id: "evt_1" };
  const batchPublished = publishAll("org", [event, { ...messageFor("in_slow"), event_id: "evt_2" }]);
  await expect.poll(() => countLockWaits(databaseUrl)).toBe(1);
  // Another batch with it fails meanwhile.
  const cancelled = expect(publishAll("org", [event])).rejects.toThrow("canceling statement");
  await expect.poll(() => countLockWaits(databaseUrl)).toBe(2);
  await query(
    databaseUrl,
    `select pg_cancel_backend(pid) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' order by query_start desc limit 1`,
  );
  await cancelled;
  const alonePublished = publish("org", event);
  expect(await publish("other", messageFor("in_1"))).toMatchObject({ duplicate: false });
  await holder.query("select pg_advisory_unlock(1)");
  expect(await batchPublished).toMatchObject([{ duplicate: false }, { duplicate: false }]);
  expect(await alonePublished).toMatchObject({ duplicate: true });
});

test("small events share no commit with large ones of another organization, and wait for one of them", async () => {
  const { databaseUrl, publish } = await startPublisher();
  const padding = "x".repeat(1_048_576);
  const larges = Array.from({ length: 3 }, () => ({ ...messageFor("in_1"), padding }));
  const smalls = Array.from({ length: 20 }, () => messageFor("in_1"));
  await Promise.all([
    ...larges.map((event) => publish("large", event)),
    ...smalls.map((event) => publish("small", event)),
  ]);
  const commits = await query(
    databaseUrl,
    `select string_agg(distinct organization_id, ' ') as organizations, count(*)::integer as events
    from events group by xmin::text order by xmin::text::bigint`,
  );
  expect(commits).toEqual([
    { organizations: "large", events: 1 },
    { organizations: "small", events: 20 },
    { organizations: "large", events: 1 },
    { organizations: "large", events: 1 },
  ]);
});
