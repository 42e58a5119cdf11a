/**
 * Runs mixed load at half of the measured capacity on both databases, and checks that there are no errors, that every
 * delivery arrives, and that memory and latency of the last minute are those of the first.
 *
 *     pnpm --filter @agent-webhooks/server soak [minutes] [PGlite|Postgres]
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startPostgres } from "../src/testing/postgres.ts";
import { type Memory, ServiceProcess } from "./service-process.ts";
import { Load, type Measured } from "./soak-load.ts";

const minutes = Number(process.argv[2] ?? 10);
if (!(minutes > 0 && minutes <= 600)) throw new Error("The number of minutes must be from 1 to 600: pnpm soak 10");
const databases = ["PGlite", "Postgres"].filter((name) => process.argv[3] === undefined || process.argv[3] === name);

interface Minute extends Measured {
  /** Since the start. */
  readonly seconds: number;
  readonly memory: Memory;
}

/** Latency has grown when it exceeds both the first one times `factor` and the first one plus `ms`. */
const slower = { factor: 2, ms: 25 };
/** Likewise for the heap, which varies with garbage collection. */
const grown = { factor: 1.5, mb: 64 };

/** Judges a run: whether everything holds, and a line for each check. */
function verdict(
  minutes: readonly Minute[],
  { published, received }: { readonly published: number; readonly received: number },
): { holds: boolean; lines: readonly string[] } {
  const [first, last] = [minutes[0], minutes.at(-1)];
  if (first === undefined || last === undefined) return { holds: false, lines: ["Nothing was measured."] };
  const errors = minutes.reduce((sum, minute) => sum + minute.errors, 0);
  const checks = [
    [errors === 0, `errors: ${errors}`],
    [received >= published, `deliveries: ${received} of ${published} arrived`],
    [
      last.p99 <= Math.max(first.p99 * slower.factor, first.p99 + slower.ms),
      `p99: ${first.p99.toFixed(1)} ms at first, ${last.p99.toFixed(1)} ms at last`,
    ],
    [
      last.memory.heap <= Math.max(first.memory.heap * grown.factor, first.memory.heap + grown.mb),
      `heap: ${first.memory.heap} MB at first, ${last.memory.heap} MB at last`,
    ],
    [true, `resident memory: ${first.memory.rss} MB at first, ${last.memory.rss} MB at last`],
  ] as const;
  return {
    holds: checks.every(([holds]) => holds),
    lines: checks.map(([holds, line]) => `${holds ? "holds " : "BROKEN"}  ${line}`),
  };
}

/** Accepts every delivery at once. */
async function startReceiver() {
  let received = 0;
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      received++;
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: () => received,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function soak(database: string): Promise<boolean> {
  const receiver = await startReceiver();
  const postgres = database === "Postgres" ? await startPostgres() : undefined;
  const service = await ServiceProcess.start(await postgres?.createDatabase());
  const load = new Load(service.url, service.token, receiver.url);
  try {
    await load.prepare();
    // Warm up, then measure the capacity.
    await load.run({ seconds: 5 });
    const peak = await load.run({ seconds: 10 });
    const perSecond = Math.floor(peak.requests / 10 / 2);
    console.log(
      `${database}: ${Math.round(peak.requests / 10)} requests/s at full load; continuing with ${perSecond}/s for ${minutes} min`,
    );
    await load.settle();
    const results: Minute[] = [];
    const slice = Math.min(60, (minutes * 60) / 2);
    for (let elapsed = 0; elapsed < minutes * 60; elapsed += slice) {
      const result = await load.run({ seconds: slice, perSecond });
      const minute = { ...result, seconds: elapsed + slice, memory: await service.memory() };
      results.push(minute);
      console.log(
        `  ${String(Math.round(minute.seconds)).padStart(5)} s  ${minute.requests} requests  ${minute.errors} errors  ` +
          `p50 ${minute.p50.toFixed(1)} ms  p99 ${minute.p99.toFixed(1)} ms  heap ${minute.memory.heap} MB  rss ${minute.memory.rss} MB`,
      );
    }
    await load.settle();
    const { holds, lines } = verdict(results, { published: load.published, received: receiver.received() });
    console.log(lines.map((line) => `  ${line}`).join("\n"));
    return holds;
  } finally {
    await service.stop();
    receiver.close();
    await postgres?.close();
  }
}

let holds = true;
for (const database of databases) holds = (await soak(database)) && holds;
process.exit(holds ? 0 : 1);
