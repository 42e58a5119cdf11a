import { spawn } from "node:child_process";
import { setImmediate } from "node:timers/promises";
import { query, startPostgres } from "@agent-webhooks/server/testing/postgres";
import { expect, onTestFinished, test } from "vitest";
import { processorTime } from "../src/support/processor-time.ts";
import type { Store } from "../src/support/store.ts";

test.runIf(process.platform === "linux")("counts Postgres, though the connection that found it has ended", async () => {
  const postgres = await startPostgres();
  onTestFinished(() => postgres.close());
  const url = await postgres.createDatabase();
  const store: Pick<Store, "query"> = {
    async query(statement) {
      const rows = await query(url, statement);
      const others = "select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()";
      while ((await query(url, others)).length > 0) await setImmediate();
      return rows;
    },
  };
  const idle = spawn("sleep", ["600"]);
  onTestFinished(() => void idle.kill());
  const used = await processorTime(idle.pid ?? 0, store as Store);
  const before = used();
  await query(url, "select sum(n % 7) from generate_series(1, 3_000_000) as n");
  expect(used()).toBeGreaterThan(before);
});
