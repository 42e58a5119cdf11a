import { operations } from "@agent-webhooks/types/delivery";
import { interleave } from "../measure.ts";
import type { InsertsArgument, InsertsMessage } from "../processes/bare-inserts.ts";
import type { LoadMessage, LoadResult } from "../processes/load.ts";
import type { Line, Row, RowContext } from "../row.ts";
import { startChild } from "../support/child.ts";
import { seedWebhooks } from "../support/seed.ts";
import { startService } from "../support/service.ts";
import { createStore, type StoreName } from "../support/store.ts";

const webhooks = 100;

/** Events per second, each with one delivery that is not sent yet. */
export const publish: Row = {
  id: "publish",
  title: "publish, in batches of 1 and 100",
  bar: "≥ 0.6 × bare INSERTs of the same rows",
  async run(bench) {
    const onPostgres = await linesOn("Postgres", bench);
    // Other tests cover the embedded database.
    return bench.quick ? onPostgres : [...onPostgres, ...(await linesOn("PGlite", bench))];
  },
};

async function linesOn(name: StoreName, bench: RowContext): Promise<Line[]> {
  const { quick, cleanUp } = bench;
  const count = quick ? 10 : webhooks;
  const [store, bareStore] = [await createStore(name, bench), await createStore(name, bench)];
  // The embedded database has no role without a worker. Endpoints that hang get one POST each, and no more.
  const { ready: sink } = cleanUp.use(await startChild<{ url: string }>("sink"));
  await seedWebhooks(store, count, () => `${sink.url}/hang`);
  const { webhookIds } = await seedWebhooks(bareStore, count);
  const role: Record<string, string> = name === "Postgres" ? { ROLE: "api" } : { DELIVERY_TIMEOUT_MS: "300000" };
  const service = cleanUp.use(await startService({ ...store.settings, ...role }));
  const load = cleanUp.use(await startChild<object>("load", service));
  const inserts = { place: bareStore.place, webhookIds } satisfies InsertsArgument;
  const bare = cleanUp.use(await startChild<object>("bare-inserts", inserts));

  const lines: Line[] = [];
  for (const size of [1, 100]) {
    const { method, path } = size === 1 ? operations.publishEvent : operations.publishEvents;
    const connections = size === 1 ? 32 : 8;
    const ms = quick ? 100 : 2_000;
    const contestants = {
      ours: async () => {
        const message: LoadMessage = { method, path, events: { count: size, webhooks: count }, connections, ms };
        return (await load.request<LoadResult>(message)).perSecond * size;
      },
      "bare INSERTs": async () => {
        const message: InsertsMessage = { count: size, connections, ms };
        return (await bare.request<LoadResult>(message)).perSecond;
      },
    };
    await interleave(contestants, { rounds: quick ? 0 : 2 });
    lines.push({
      what: `batch of ${size}, ${connections} connections, ${name}`,
      unit: "/s",
      samples: await interleave(contestants, { rounds: quick ? 1 : 7 }),
      bars: [{ against: ["bare INSERTs"], atLeast: 0.6 }],
      peakMemory: { ours: service.peakMemory(), "bare INSERTs": bare.peakMemory() },
      bound:
        "HTTP, validation against the event's schema and the search for matching webhooks; bare INSERTs need none of these.",
    });
  }
  return lines;
}
