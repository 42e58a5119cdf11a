/**
 * Mixed load at half of what this machine can take, for as long as asked, on both databases: is the memory flat, is
 * there no error, is the 99th percentile of the last minutes that of the first?
 *
 *     pnpm --filter @agent-webhooks/server soak [minutes] [PGlite|Postgres]
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startPostgres } from "../src/testing/postgres.ts";
import { Load } from "./soak/load.ts";
import { type Minute, verdict } from "./soak/report.ts";
import { startProcess } from "./soak/service.ts";

const minutes = Number(process.argv[2] ?? 10);
if (!(minutes > 0 && minutes <= 600)) throw new Error("How many minutes? pnpm soak 10");
const databases = ["PGlite", "Postgres"].filter((name) => process.argv[3] === undefined || process.argv[3] === name);

/** Takes every delivery, at once. */
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
  const service = await startProcess(await postgres?.createDatabase());
  const load = new Load(service.url, service.token, receiver.url);
  try {
    await load.prepare();
    // Warm, then as fast as it goes: that is the capacity.
    await load.run({ seconds: 5 });
    const peak = await load.run({ seconds: 10 });
    const perSecond = Math.floor(peak.requests / 10 / 2);
    console.log(
      `${database}: ${Math.round(peak.requests / 10)} requests/s at full load; going on with ${perSecond}/s for ${minutes} min`,
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
