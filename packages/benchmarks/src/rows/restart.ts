import { setTimeout } from "node:timers/promises";
import { operations } from "@agent-webhooks/types/delivery";
import type { LoadMessage, LoadResult } from "../processes/load.ts";
import { NotRunError, type Row, type RowContext } from "../row.ts";
import { startChild } from "../support/child.ts";
import { requestSink, type Sink, startSink } from "../support/drain.ts";
import { seedWebhooks } from "../support/seed.ts";
import { type Service, startService } from "../support/service.ts";
import { createStore } from "../support/store.ts";

const webhooks = 50;
const perSecond = 1_000;
/** A worker is killed after this time, in the middle of its work. */
const killAfterMs = 1_000;
const giveUpMs = 60_000;

/** How long acknowledged events are late when the process that delivers them is killed. */
export const restart: Row = {
  id: "restart",
  title: "time from kill -9 of a worker, or from its restart, until all acknowledged events have arrived, Postgres",
  bar: "≤ 5 s",
  async run(bench) {
    if (bench.quick) throw new NotRunError("takes a minute");
    const sink = await startSink(bench);
    const oneOfTwo: number[] = [];
    const only: number[] = [];
    for (let round = 0; round < 3; round++) {
      oneOfTwo.push(await measure(bench, sink, 2));
      only.push(await measure(bench, sink, 1));
    }
    const line = (what: string, ours: number[]) => ({
      what,
      unit: "s" as const,
      samples: new Map([["ours", ours]]),
      bars: [{ atMost: 5 }],
      note: `${perSecond} events a second`,
    });
    return [
      line("one of two workers is killed", oneOfTwo),
      line("the only worker is killed, and restarted at once", only),
    ];
  },
};

/** Kills a worker while another process publishes, and returns in how many seconds everything has arrived. */
async function measure(bench: RowContext, sink: Sink, workers: 1 | 2): Promise<number> {
  const store = await createStore("Postgres", bench);
  await seedWebhooks(store, webhooks, () => `${sink.ready.url}/hook`);
  const start = (ROLE: "api" | "worker") => startService({ ...store.settings, ROLE });
  await using stack = new AsyncDisposableStack();
  const api = stack.use(await start("api"));
  const running: Service[] = [];
  for (let count = 0; count < workers; count++) running.push(stack.use(await start("worker")));
  const load = stack.use(await startChild<object>("load", api));
  await requestSink(sink, { reset: true });
  const { method, path } = operations.publishEvent;
  const message: LoadMessage = { method, path, events: { count: 1, webhooks }, perSecond, ms: 2 * killAfterMs };
  const published = load.request<LoadResult>(message);
  await setTimeout(killAfterMs);
  await running[0]?.[Symbol.asyncDispose]();
  const killedAt = performance.now();
  if (workers === 1) stack.use(await start("worker"));
  const since = workers === 1 ? performance.now() : killedAt;
  await published;
  const missing = async () => {
    const [row] = await store.query("select count(*)::integer as count from delivery_queue");
    return Number(row?.count);
  };
  while ((await missing()) > 0) {
    if (performance.now() - since > giveUpMs) throw new Error(`${await missing()} deliveries have not arrived`);
    await setTimeout(50);
  }
  return (performance.now() - since) / 1_000;
}
