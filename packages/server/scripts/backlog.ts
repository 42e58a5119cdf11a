/**
 * Measures what a webhook with a long backlog costs: how long a request to disable and enable, delete or recover it takes, how
 * fast the rest is done in the background, and whether other webhooks notice: the time from publishing to arrival without the
 * work, and then during it, in each round.
 *
 *     pnpm --filter @agent-webhooks/server backlog [PGlite|Postgres] [--rounds N] [--only WORK] [--kills N]
 *
 * `--only` leaves out the works whose names do not contain the text.
 * `BACKLOG_ROWS` is the number of deliveries (default 1,000,000 on Postgres, 300,000 on PGlite). With `--kills`, it does not
 * measure: it kills the service N times during each kind of background work, with `KILL_ROWS` deliveries (default 20,000, a
 * quarter of them for recover), and checks that after a restart it is completed, nothing is lost, nothing is sent that was
 * cancelled, and nothing twice that was not in flight.
 */
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { operations, type Webhook } from "@agent-webhooks/types";
import { operations as delivery } from "@agent-webhooks/types/delivery";
import { startPostgres } from "../src/testing/postgres.ts";
import type { Backlog } from "../test/support/backlog-sql.ts";
import { killDuringEach } from "./backlog-kills.ts";
import { Bench } from "./service-bench.ts";
import { ServiceProcess } from "./service-process.ts";
import { formatLoad, median, milliseconds, percentile } from "./statistics.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { kills: { type: "string" }, rounds: { type: "string" }, only: { type: "string" } },
});
const kills = Number(values.kills ?? 0);
const rounds = Number(values.rounds ?? 3);
const databases = (["PGlite", "Postgres"] as const).filter((name) => (positionals[0] ?? name) === name);
const killRows = Number(process.env.KILL_ROWS ?? 20_000);
const webhookCount = 10;
const baselineSeconds = 10;
const recoverSeconds = 20;

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

/** What a work took. */
interface Took {
  readonly requestMs: number;
  readonly rowsPerSecond: number;
}

/** A work in the background, on a webhook with a backlog that was seeded just before. */
interface Work {
  readonly status: Backlog["status"];
  run(bench: Bench, backlog: Backlog): Promise<Took>;
}

const rateOf = (rows: number, ms: number) => Math.round((rows / ms) * 1_000);

async function settle(bench: Bench, backlog: Backlog, request: () => Promise<unknown>): Promise<Took> {
  const requestMs = await timed(request);
  return { requestMs, rowsPerSecond: rateOf(backlog.count, await timed(() => bench.waitForLast(backlog))) };
}

const works: Readonly<Record<string, Work>> = {
  "disable, enable": {
    status: "pending",
    run: (bench, backlog) =>
      settle(bench, backlog, async () => {
        await bench.call(delivery.disableWebhook, { webhook_id: backlog.webhookId });
        await bench.call(delivery.enableWebhook, { webhook_id: backlog.webhookId });
      }),
  },
  recover: {
    status: "failed",
    async run(bench, backlog) {
      bench.backlogStatus = 204;
      const since = backlog.publishedAt.toISOString();
      const until = new Date(backlog.publishedAt.getTime() + backlog.count + 1).toISOString();
      const webhook = { webhook_id: backlog.webhookId };
      const requestMs = await timed(() => bench.call(delivery.recoverWebhook, webhook, { since, until }));
      await setTimeout(recoverSeconds * 1_000);
      return { requestMs, rowsPerSecond: rateOf(bench.backlogArrivals.length, recoverSeconds * 1_000) };
    },
  },
  delete: {
    status: "pending",
    run: (bench, backlog) =>
      settle(bench, backlog, () => bench.call(operations.deleteWebhook, { webhook_id: backlog.webhookId })),
  },
  "410": {
    status: "pending",
    run: (bench, backlog) =>
      settle(bench, backlog, async () => {
        bench.backlogStatus = 410;
        const isEnabled = async () =>
          ((await bench.call(operations.getWebhook, { webhook_id: backlog.webhookId })) as Webhook).enabled;
        while (await isEnabled()) await setTimeout(10);
      }),
  },
};

interface Round extends Took {
  readonly without: number;
  readonly during: number;
  readonly duplicates: number;
}

async function measureRound(bench: Bench, { status, run }: Work, rows: number, perSecond: number): Promise<Round> {
  bench.backlogStatus = 204;
  await bench.clear();
  bench.backlogStatus = undefined;
  const backlog = await bench.seed(rows, status);
  bench.forgetArrivals();
  const { measurement: without } = await bench.measure(perSecond, () => setTimeout(baselineSeconds * 1_000));
  const { result, measurement } = await bench.measure(perSecond, () => run(bench, backlog));
  return {
    ...result,
    without: percentile(without.latencies, 0.99),
    during: percentile(measurement.latencies, 0.99),
    duplicates: without.duplicates + measurement.duplicates,
  };
}

function formatRow(name: string, { requestMs, rowsPerSecond, without, during, duplicates }: Round, ratio: number) {
  const times = [requestMs, without, during].map(milliseconds);
  return `| ${[name, ...times, ratio.toFixed(2), rowsPerSecond.toLocaleString("en"), duplicates].join(" | ")} |`;
}

/** The median of each figure. */
const summarize = (measured: readonly Round[]): Round => ({
  requestMs: median(measured.map(({ requestMs }) => requestMs)),
  rowsPerSecond: median(measured.map(({ rowsPerSecond }) => rowsPerSecond)),
  without: median(measured.map(({ without }) => without)),
  during: median(measured.map(({ during }) => during)),
  duplicates: measured.reduce((sum, { duplicates }) => sum + duplicates, 0),
});

async function printMeasurements(bench: Bench, database: string): Promise<void> {
  const rows = Number(process.env.BACKLOG_ROWS ?? (database === "Postgres" ? 1_000_000 : 300_000));
  console.log(`\n${database}: ${rows.toLocaleString("en")} deliveries of one webhook, load ${formatLoad()}\n`);
  console.log("| work | request | p99 of others without | during | ratio | background rows/s | duplicates |");
  console.log("| --- | --- | --- | --- | --- | --- | --- |");
  await bench.createOthers(webhookCount);
  const measured = new Map<string, Round[]>();
  for (let round = 1; round <= rounds; round++) {
    for (const [name, work] of Object.entries(works).filter(([name]) => name.includes(values.only ?? ""))) {
      const result = await measureRound(bench, work, rows, database === "Postgres" ? 50 : 20);
      measured.set(name, [...(measured.get(name) ?? []), result]);
      console.log(formatRow(`${name}, round ${round}`, result, result.during / result.without));
    }
  }
  for (const [name, results] of measured) {
    const ratio = median(results.map(({ during, without }) => during / without));
    console.log(formatRow(`${name}, medians`, summarize(results), ratio));
  }
  console.log(`\nload ${formatLoad()}`);
}

let isGood = true;
for (const database of databases) {
  const postgres = database === "Postgres" ? await startPostgres() : undefined;
  // What the killed process had claimed is free when its leases end.
  const env: Record<string, string> = kills > 0 ? { LEASE_SECONDS: "2" } : { DELIVERY_TIMEOUT_MS: "60000" };
  const service = await ServiceProcess.start(await postgres?.createDatabase(), { env });
  const bench = await Bench.start(service);
  try {
    if (kills === 0) await printMeasurements(bench, database);
    else {
      console.log(`\n${database}\n`);
      const options = { kills, rows: killRows, only: values.only ?? "" };
      isGood = (await killDuringEach(bench, service, options)) && isGood;
    }
  } finally {
    await service.stop();
    bench.close();
    await postgres?.close();
  }
}
process.exit(isGood ? 0 : 1);
