/**
 * Measures an upgrade: a process of an earlier version serves, while one of this version starts and migrates its database.
 *
 *     pnpm --filter @agent-webhooks/server migration [REVISION] [--kills N]
 *
 * REVISION is a Git revision; by default the one before the latest migration was added. `MIGRATION_ROWS` is the number of
 * events, deliveries and attempts in the database (default 1,000,000). `--kills` kills the new process N times while it
 * migrates, after a random time each (default 5). Prints how long the migration took, what publishing to the old process
 * took before and meanwhile, and the longest wait for a table lock; checks that every event that was published arrives.
 */
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { operations } from "@agent-webhooks/types";
import pg from "pg";
import { ulidTime } from "../src/lib/ids.ts";
import { startPostgres } from "../src/testing/postgres.ts";
import { example, formatTimes, Publisher, watchLocks } from "./publish-load.ts";
import { ServiceProcess } from "./service-process.ts";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { kills: { type: "string" } } });
const kills = Number(values.kills ?? 5);
const rows = Number(process.env.MIGRATION_ROWS ?? 1_000_000);
const baselineMs = 10_000;

const server = new URL("..", import.meta.url).pathname;
const git = (...args: string[]) => execFileSync("git", args, { cwd: server, encoding: "utf8" }).trim();
const lastMigration = () => git("log", "-1", "--format=%H", "--diff-filter=A", "--", "src/database/migrations");
const revision = git("rev-parse", positionals[0] ?? `${lastMigration()}^`);

/** Checks out the earlier version, with the dependencies of this one. */
async function checkOut(): Promise<{ program: string; remove: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), "agent-webhooks-upgrade-"));
  git("worktree", "add", "--detach", directory, revision);
  await symlink(join(server, "node_modules"), join(directory, "packages/server/node_modules"));
  return {
    program: join(directory, "packages/server/test/support/serve.ts"),
    async remove() {
      git("worktree", "remove", "--force", directory);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Stores old events with a delivery and an attempt each, every other one failed, by statements that every version's schema accepts. */
async function seed(databaseUrl: string, webhookId: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const start = Date.now() - 3 * 86_400_000;
  const step = Math.min(rows, 50_000);
  const id = `'dlv_${ulidTime(new Date(start))}' || lpad(n::text, 16, '0') || '000001'`;
  const at = `to_timestamp(${start / 1000}) + n * interval '1 millisecond'`;
  for (let first = 1; first <= rows; first += step) {
    const numbers = `generate_series(${first}, ${first + step - 1}) as n`;
    for (const statement of [
      `insert into events (organization_id, event_id, event_type, body, deliveries, published_at)
        select 'default', 'old_' || n, 'message.received', convert_to('${JSON.stringify(example).replaceAll("'", "''")}', 'UTF8'),
          1, ${at} from ${numbers}`,
      `insert into deliveries
          (delivery_id, organization_id, event_id, event_type, webhook_id, status, test, created_at, settled_at)
        select ${id}, 'default', 'old_' || n, 'message.received', '${webhookId}', 'succeeded', false, ${at}, ${at}
        from ${numbers}`,
      `insert into attempts (delivery_id, attempt, started_at, duration_ms, outcome, status_code)
        select ${id}, 1, ${at}, 5, case when n % 2 = 0 then 'succeeded' else 'http_error' end,
          case when n % 2 = 0 then 204 else 500 end from ${numbers}`,
    ]) {
      await client.query(statement);
    }
  }
  await client.end();
}

const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
await using postgres = await startPostgres();
const databaseUrl = await postgres.createDatabase();
const earlier = await checkOut();
const oldService = await ServiceProcess.create(databaseUrl, { program: earlier.program });
const newService = await ServiceProcess.create(databaseUrl);
const publisher = new Publisher();
try {
  await oldService.restart();
  const url = await publisher.listen();
  const webhook = (await oldService.call(operations.createWebhook, {}, { url, event_types: ["message.received"] })) as {
    webhook_id: string;
  };
  await seed(databaseUrl, webhook.webhook_id);
  console.log(
    `upgrade from ${git("log", "-1", "--format=%h (%s)", revision)}, ${rows.toLocaleString("en")} rows a table`,
  );
  const before = await publisher.publish(oldService, AbortSignal.timeout(baselineMs));

  const migrated = new AbortController();
  const during = Promise.all([
    publisher.publish(oldService, migrated.signal),
    watchLocks(databaseUrl, migrated.signal),
  ]);
  let interruptedMs = 0;
  for (let kill = 0; kill < kills; kill++) {
    const start = performance.now();
    const started = newService.restart();
    await Promise.race([started, setTimeout(500 + Math.random() * 2_000)]);
    await newService.end("SIGKILL");
    interruptedMs += performance.now() - start;
  }
  const start = performance.now();
  await newService.restart();
  const migrationMs = performance.now() - start;
  migrated.abort();
  const [took, longestMs] = await during;
  await oldService.stop();
  const after = await publisher.publish(newService, AbortSignal.timeout(baselineMs));
  console.log(`migration: ${seconds(migrationMs)}, after ${kills} starts that were killed (${seconds(interruptedMs)})`);
  console.log(`publish p50 / p99 / max before: ${formatTimes(before)}`);
  console.log(`publish p50 / p99 / max during: ${formatTimes(took)} (${took.length} events)`);
  console.log(`publish p50 / p99 / max after:  ${formatTimes(after)}`);
  console.log(`longest wait for a table lock:  ${longestMs.toFixed(1)} ms`);
  console.log(`${await publisher.waitForAll()} events arrived, none is missing`);
} finally {
  publisher.close();
  await oldService.stop();
  await newService.stop();
  await earlier.remove();
}
