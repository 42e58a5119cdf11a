/** Retention works in steps: whatever the number of old rows, all of them go, and what is pending stays. */
import { sql } from "kysely";
import { describe, expect, test, vi } from "vitest";
import { openInMemory } from "../src/database/embedded.ts";
import { openPostgres } from "../src/database/postgres.ts";
import { Retention } from "../src/deliveries/retention.ts";
import { systemClock } from "../src/lib/clock.ts";
import { backlogSql } from "./support/backlog-sql.ts";
import { createDatabase } from "./support/postgres.ts";

const day = 86_400_000;
const organizationId = "default";

const databases = {
  PGlite: () => openInMemory(),
  Postgres: async () => openPostgres(await createDatabase(), { timeoutMs: 30_000, onError: () => undefined }),
};

describe.each(Object.entries(databases))("on %s", (name, open) => {
  async function openDatabase() {
    const database = await open();
    await database.migrate();
    const { db } = database;
    const seed = async (
      backlog: Pick<Parameters<typeof backlogSql>[0], "webhookId" | "count" | "status">,
      days: number,
    ) => {
      const publishedAt = new Date(Date.now() - days * day);
      for (const statement of backlogSql({ organizationId, ...backlog, publishedAt }))
        await sql.raw(statement).execute(db);
    };
    const count = async (table: "deliveries" | "attempts" | "events") => {
      const [row] = (
        await sql<{ count: number }>`select count(*)::integer as count from ${sql.table(table)}`.execute(db)
      ).rows;
      return row?.count;
    };
    const log = { failed: vi.fn() } as unknown as ConstructorParameters<typeof Retention>[0]["log"];
    const retention = new Retention({ db, clock: systemClock, log, days: 30, vacuum: name === "PGlite" });
    return { db, seed, count, retention, [Symbol.asyncDispose]: () => database.close() };
  }

  test("removes more old deliveries, attempts and events than a step holds, and keeps pending and recent ones", async () => {
    await using database = await openDatabase();
    const { db, seed, count, retention } = database;
    await seed({ webhookId: "wh_old", count: 6_000, status: "failed" }, 40);
    await sql`insert into webhooks (webhook_id, organization_id, url, event_types, inbox_ids, pod_ids, secret, enabled,
      created_at, updated_at) values ('wh_pending', ${organizationId}, 'https://example.com', '{}', '{}', '{}', '', true,
      now(), now())`.execute(db);
    await seed({ webhookId: "wh_pending", count: 3, status: "pending" }, 39);
    await seed({ webhookId: "wh_recent", count: 5, status: "failed" }, 1);
    await sql`insert into attempts (delivery_id, attempt, started_at, duration_ms, outcome)
      select delivery_id, 1, created_at, 3, 'timeout' from deliveries`.execute(db);
    expect(await retention.run()).toEqual({ deliveries: 6_000, events: 6_000 });
    expect([await count("deliveries"), await count("attempts"), await count("events")]).toEqual([8, 8, 8]);
    expect(await retention.run()).toEqual({ deliveries: 0, events: 0 });
  });
});

test("the embedded database reuses the space of what retention removed", async () => {
  const database = await openInMemory();
  await database.migrate();
  const { db } = database;
  const log = { failed: vi.fn() } as unknown as ConstructorParameters<typeof Retention>[0]["log"];
  const retention = new Retention({ db, clock: systemClock, log, days: 30, vacuum: true });
  const sizes: number[] = [];
  for (let round = 0; round < 4; round++) {
    const publishedAt = new Date(Date.now() - 40 * day - round * 60_000);
    for (const statement of backlogSql({
      organizationId,
      webhookId: "wh_old",
      count: 3_000,
      status: "failed",
      publishedAt,
    })) {
      await sql.raw(statement).execute(db);
    }
    await retention.run();
    const { rows } = await sql<{ size: number }>`select pg_table_size('events')::integer as size`.execute(db);
    sizes.push(rows[0]?.size ?? 0);
  }
  expect(sizes.at(-1)).toBeLessThanOrEqual(sizes[0] ?? 0);
  await database.close();
});
