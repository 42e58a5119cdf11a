/**
 * Measures what a webhook with a long backlog costs: how long a request to disable, enable, delete or recover it takes, how
 * fast the rest is done in the background, and whether other webhooks notice.
 *
 *     pnpm --filter @agent-webhooks/server backlog [PGlite|Postgres] [--kills N]
 *
 * `BACKLOG_ROWS` is the number of deliveries (default 1,000,000 on Postgres, 300,000 on PGlite). With `--kills`, it does not
 * measure: it kills the service N times during each kind of background work, with `KILL_ROWS` deliveries (default 20,000), and
 * checks that after a restart it is completed, nothing is lost, and nothing is sent that was cancelled.
 */
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { operations, type Webhook } from "@agent-webhooks/types";
import { operations as delivery } from "@agent-webhooks/types/delivery";
import { startPostgres } from "../src/testing/postgres.ts";
import { killDuringEach } from "./backlog-kills.ts";
import { Bench, hang, type Measurement, percentile, respond } from "./service-bench.ts";
import { ServiceProcess } from "./service-process.ts";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { kills: { type: "string" } } });
const kills = Number(values.kills ?? 0);
const databases = (["PGlite", "Postgres"] as const).filter((name) => (positionals[0] ?? name) === name);
const killRows = Number(process.env.KILL_ROWS ?? 20_000);
const webhookCount = 10;
const baselineSeconds = 10;

/** What was done to the webhook with the backlog. */
interface Work {
  readonly requestMs?: number;
  readonly backgroundRowsPerSecond?: number;
}

const milliseconds = (value: number | undefined) => (value === undefined ? "" : `${value.toFixed(1)} ms`);

function formatRow(name: string, { requestMs, backgroundRowsPerSecond }: Work, measured?: Measurement): string {
  const { latencies, duplicates } = measured ?? {};
  const cells = [name, milliseconds(requestMs), backgroundRowsPerSecond?.toLocaleString("en")];
  for (const part of [0.5, 0.99]) cells.push(milliseconds(latencies && percentile(latencies, part)));
  cells.push(latencies?.length.toString(), duplicates?.toString());
  return `| ${cells.map((cell) => cell ?? "").join(" | ")} |`;
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

async function measureAll(bench: Bench, rows: number, perSecond: number): Promise<void> {
  const measure = async (name: string, work: () => Promise<Work>) => {
    const { result, measurement } = await bench.measure(perSecond, work);
    console.log(formatRow(name, result, measurement));
  };
  const background = (ms: number) => Math.round((rows / ms) * 1_000);
  bench.backlogEndpoint = hang;
  await bench.createOthers(webhookCount);
  let backlog = await bench.seed(rows, "pending");
  await measure("nothing", async () => {
    await setTimeout(baselineSeconds * 1_000);
    return {};
  });

  let enableMs = 0;
  let webhook = { webhook_id: backlog.webhookId };
  await measure("disable", async () => {
    const requestMs = await timed(() => bench.call(delivery.disableWebhook, webhook));
    enableMs = await timed(() => bench.call(delivery.enableWebhook, webhook));
    const ms = await timed(() => bench.waitForLast(backlog));
    return { requestMs, backgroundRowsPerSecond: background(ms) };
  });
  console.log(formatRow("enable", { requestMs: enableMs }));

  bench.backlogEndpoint = respond(204);
  bench.forgetArrivals();
  await measure("recover", async () => {
    const since = backlog.publishedAt.toISOString();
    const until = new Date(backlog.publishedAt.getTime() + rows + 1).toISOString();
    const requestMs = await timed(() => bench.call(delivery.recoverWebhook, webhook, { since, until }));
    const ms = await timed(() => setTimeout(2 * baselineSeconds * 1_000));
    return { requestMs, backgroundRowsPerSecond: Math.round((bench.backlogArrivals.length / ms) * 1_000) };
  });
  await bench.call(operations.deleteWebhook, webhook);

  bench.backlogEndpoint = hang;
  backlog = await bench.seed(rows, "pending");
  webhook = { webhook_id: backlog.webhookId };
  await measure("delete", async () => {
    const requestMs = await timed(() => bench.call(operations.deleteWebhook, webhook));
    const ms = await timed(() => bench.waitForLast(backlog));
    return { requestMs, backgroundRowsPerSecond: background(ms) };
  });

  bench.backlogEndpoint = hang;
  backlog = await bench.seed(rows, "pending");
  webhook = { webhook_id: backlog.webhookId };
  bench.forgetArrivals();
  let responded = 0;
  await measure("410", async () => {
    bench.backlogEndpoint = (response) => {
      responded ||= performance.now();
      respond(410)(response);
    };
    // The attempt that hangs ends with its timeout; the next one gets the 410.
    while (((await bench.call(operations.getWebhook, webhook)) as Webhook).enabled) await setTimeout(20);
    const requestMs = performance.now() - responded;
    const ms = await timed(() => bench.waitForLast(backlog));
    return { requestMs, backgroundRowsPerSecond: background(ms) };
  });
}

async function printMeasurements(bench: Bench, database: string): Promise<void> {
  const rows = Number(process.env.BACKLOG_ROWS ?? (database === "Postgres" ? 1_000_000 : 300_000));
  console.log(`\n${database}: ${rows.toLocaleString("en")} deliveries of one webhook\n`);
  console.log("| during | request | background rows/s | p50 of others | p99 of others | events | duplicates |");
  console.log("| --- | --- | --- | --- | --- | --- | --- |");
  await measureAll(bench, rows, database === "Postgres" ? 50 : 20);
}

let isGood = true;
for (const database of databases) {
  const postgres = database === "Postgres" ? await startPostgres() : undefined;
  // What the killed process had claimed is free when its leases end.
  const env: Record<string, string> = kills > 0 ? { LEASE_SECONDS: "2" } : {};
  const service = await ServiceProcess.start(await postgres?.createDatabase(), { env });
  const bench = await Bench.start(service);
  try {
    if (kills === 0) await printMeasurements(bench, database);
    else {
      console.log(`\n${database}\n`);
      isGood = (await killDuringEach(bench, service, { kills, rows: killRows })) && isGood;
    }
  } finally {
    await service.stop();
    bench.close();
    await postgres?.close();
  }
}
process.exit(isGood ? 0 : 1);
