/**
 * Measures whether 100 healthy webhooks notice what is wrong with another one, or with the disk: the time from publishing to
 * arrival, and duplicates, in turn without and beside each fault.
 *
 *     pnpm --filter @agent-webhooks/server isolation [PGlite|Postgres] [--rounds N] [--only TEXT]
 *
 * `--only` leaves out the faults whose names do not contain the text.
 * Fails on a duplicate, and when the median of the p99 of the rounds (default 3) is more than twice that without the fault and
 * more than 25 ms above it. `SECONDS_EACH` is how long each round measures without and beside it (default 10). The full disk
 * needs the right to mount one, and the embedded database.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { operations } from "@agent-webhooks/types";
import { sql } from "kysely";
import { startPostgres } from "../src/testing/postgres.ts";
import { oddResponses, startRawEndpoint } from "../test/support/odd-endpoints.ts";
import { fillDisk, mountSmallDisk } from "../test/support/small-disk.ts";
import { Bench, type Measurement, warmUpMs } from "./service-bench.ts";
import { ServiceProcess } from "./service-process.ts";
import { formatLoad, median, milliseconds, percentile } from "./statistics.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" }, rounds: { type: "string" } },
});
const rounds = Number(values.rounds ?? 3);
const databases = (["PGlite", "Postgres"] as const).filter((name) => (positionals[0] ?? name) === name);
const measuredMs = Number(process.env.SECONDS_EACH ?? 10) * 1_000;
const healthyWebhooks = 100;
const maxP99 = (without: number) => Math.max(2 * without, without + 25);

const every = { event_types: ["message.received"] };

/** Something that is wrong while `run` runs. */
interface Fault {
  readonly name: string;
  run(bench: Bench, measure: () => Promise<Measurement>, service: ServiceProcess): Promise<Measurement>;
}

/** A webhook that gets every event. */
const withWebhook =
  (url: string | undefined, damage?: (webhookId: string, service: ServiceProcess) => Promise<unknown>): Fault["run"] =>
  async (bench, measure, service) => {
    const webhookId = await bench.createWebhook(url ?? "/backlog", every);
    await damage?.(webhookId, service);
    const measured = await measure();
    await bench.call(operations.deleteWebhook, { webhook_id: webhookId });
    return measured;
  };

const damageSecret = (webhookId: string, service: ServiceProcess) =>
  service.whileStopped(({ db }) => sql`update webhooks set secret = '' where webhook_id = ${webhookId}`.execute(db));

const brokenEvents: Fault = {
  name: "100 events that cannot be read",
  async run(bench, measure) {
    const { webhookId } = await bench.seed(100, "pending", ({ db }, backlog) =>
      sql`update events set body = '\\xff' where organization_id = ${backlog.organizationId}
        and event_id in (select event_id from delivery_queue where webhook_id = ${backlog.webhookId})`.execute(db),
    );
    const measured = await measure();
    await bench.call(operations.deleteWebhook, { webhook_id: webhookId });
    return measured;
  },
};

const oddEndpoints = Object.entries(oddResponses).map(([name, onSocket]): Fault => {
  return {
    name,
    async run(...options) {
      const endpoint = await startRawEndpoint(onSocket);
      const measured = await withWebhook(endpoint.url)(...options);
      endpoint.close();
      return measured;
    },
  };
});

const faults: readonly Fault[] = [
  { name: "a secret that cannot be decrypted", run: withWebhook(undefined, damageSecret) },
  brokenEvents,
  ...oddEndpoints,
];

/** Fills a disk for a third of the time that is measured. */
const fullDisk = (directory: string): Fault => ({
  name: "a disk that is full for a while",
  async run(_bench, measure) {
    const measuring = measure();
    await setTimeout(warmUpMs + measuredMs / 3);
    const ballast = join(directory, "ballast");
    await fillDisk(ballast, 64 * 1024 * 1024);
    await setTimeout(measuredMs / 3);
    await rm(ballast);
    return measuring;
  },
});

let isGood = true;

async function measureFault(bench: Bench, service: ServiceProcess, fault: Fault, perSecond: number): Promise<void> {
  const measure = async () => {
    // Some faults need a restart. A service that has run for longer is faster, so each measurement begins with one.
    await service.end("SIGTERM");
    await service.restart();
    return (await bench.measure(perSecond, () => setTimeout(measuredMs))).measurement;
  };
  const [without, beside]: [Measurement[], Measurement[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    without.push(await measure());
    beside.push(await fault.run(bench, measure, service));
  }
  const medianOf = (measured: readonly Measurement[], part: number) =>
    median(measured.map(({ latencies }) => percentile(latencies, part)));
  const sumOf = (count: (measurement: Measurement) => number) => beside.map(count).reduce((a, b) => a + b, 0);
  const [rejected, duplicates] = [sumOf(({ rejected }) => rejected), sumOf(({ duplicates }) => duplicates)];
  const [p99Without, p99] = [medianOf(without, 0.99), medianOf(beside, 0.99)];
  // Deliveries wait until a disk has space, and events are rejected.
  const isNoticed = rejected === 0 && p99 > maxP99(p99Without);
  if (isNoticed || duplicates > 0) isGood = false;
  const times = [medianOf(without, 0.5), medianOf(beside, 0.5), p99Without, p99].map(milliseconds);
  const counts = [sumOf(({ latencies }) => latencies.length), rejected, duplicates];
  console.log(`| ${[fault.name, ...times, (p99 / p99Without).toFixed(2), ...counts, formatLoad()].join(" | ")} |`);
}

for (const database of databases) {
  const postgres = database === "Postgres" ? await startPostgres() : undefined;
  const directory = await mkdtemp(join(tmpdir(), "agent-webhooks-isolation-"));
  const unmount = postgres === undefined ? mountSmallDisk(directory, "512m") : undefined;
  const service = await ServiceProcess.start(await postgres?.createDatabase(), {
    dataDir: join(directory, "data"),
    // What is wrong is logged as an error.
    env: { LOG_LEVEL: "fatal" },
  });
  const bench = await Bench.start(service);
  try {
    console.log(`\n${database}: ${healthyWebhooks} healthy webhooks, medians of ${rounds} rounds\n`);
    const columns = [
      "fault",
      "p50 without",
      "beside",
      "p99 without",
      "beside",
      "ratio",
      "events",
      "rejected",
      "duplicates",
    ];
    console.log(`| ${[...columns, "load"].join(" | ")} |\n| ${[...columns, "load"].map(() => "---").join(" | ")} |`);
    await bench.createOthers(healthyWebhooks);
    const perSecond = database === "Postgres" ? 50 : 20;
    const all = unmount === undefined ? faults : [...faults, fullDisk(directory)];
    const wanted = all.filter(({ name }) => name.includes(values.only ?? ""));
    for (const fault of wanted) await measureFault(bench, service, fault, perSecond);
  } finally {
    await service.stop();
    bench.close();
    unmount?.();
    await rm(directory, { recursive: true, force: true });
    await postgres?.close();
  }
}
process.exit(isGood ? 0 : 1);
