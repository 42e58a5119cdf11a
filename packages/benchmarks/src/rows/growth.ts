import { operations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { interleave } from "../measure.ts";
import type { LoadMessage, LoadRequest, LoadResult } from "../processes/load.ts";
import { type Line, NotRunError, type Row, type RowContext } from "../row.ts";
import { startChild } from "../support/child.ts";
import { measureRate, type SeededStore, type Sink, seedWebhooksTo, startSink } from "../support/drain.ts";
import { seedDeliveries } from "../support/seed.ts";
import { startService } from "../support/service.ts";
import { createStore } from "../support/store.ts";

const few = 1_000;
const dueMany = 1_000_000;
const webhooksMany = 100_000;
const settledMany = 10_000_000;
/** Time limit for seeding; the row is measured with what was seeded by then. */
const seedMs = 600_000;
const settledStep = 200_000;
/** Deliveries that a claim rate is measured over. */
const claimed = 5_000;
/** Webhooks with due deliveries: the same number in both, or the row would measure that number. */
const dueWebhooks = 100;

/** Whether large tables slow the service down. */
export const growth: Row = {
  id: "growth",
  title: "claim, publish and list with large tables",
  bar: "≤ 1.5 × slower than with small tables",
  async run(bench) {
    if (bench.quick) throw new NotRunError("takes a quarter of an hour");
    const sink = await startSink(bench);
    const small = await seedWebhooksTo(sink, await createStore("Postgres", bench), few);
    await seedDeliveries(small.store, small.seeded, { count: few, state: "settled" });
    bench.report(`${webhooksMany} webhooks`);
    const large = await seedWebhooksTo(sink, await createStore("Postgres", bench), webhooksMany);
    const due = { webhookIds: large.seeded.webhookIds.slice(0, dueWebhooks) };
    bench.report(`${dueMany} due deliveries`);
    for (let i = 0; i < dueMany; i += settledStep) {
      await seedDeliveries(large.store, due, { count: settledStep, state: "due" });
    }
    const settled = await seedSettled(large, bench);
    await large.store.query("analyze");
    const what = `${dueMany} due, ${webhooksMany} webhooks, ${settled} settled`;
    return [...(await claims(small, large, sink, what)), ...(await requests(small, large, bench, what))];
  },
};

async function seedSettled({ store, seeded }: SeededStore, bench: RowContext): Promise<number> {
  const start = performance.now();
  let settled = 0;
  while (settled < settledMany && performance.now() - start < seedMs) {
    await seedDeliveries(store, seeded, { count: settledStep, state: "settled" });
    settled += settledStep;
    if (settled % 1_000_000 === 0) bench.report(`${settled} settled deliveries`);
  }
  return settled;
}

/** The first deliveries of a short queue and of a long one. */
async function claims(small: SeededStore, large: SeededStore, sink: Sink, what: string): Promise<Line[]> {
  const drainFrom =
    ({ store, seeded }: SeededStore, seed: number) =>
    async () => {
      const due = { webhookIds: seeded.webhookIds.slice(0, dueWebhooks) };
      if (seed > 0) await seedDeliveries(store, due, { count: seed, state: "due" });
      await using running = new AsyncDisposableStack();
      return await measureRate(sink, claimed, async () => {
        const service = await startService({ ...store.settings, ROLE: "worker" });
        running.defer(() => service.stop());
      });
    };
  const samples = await interleave(
    { "large tables": drainFrom(large, 0), "small tables": drainFrom(small, claimed) },
    { rounds: 5 },
  );
  return [slower(`claim: the first ${claimed} deliveries`, samples, `${what}; small tables: ${claimed} due`)];
}

async function requests(small: SeededStore, large: SeededStore, bench: RowContext, what: string): Promise<Line[]> {
  const { cleanUp } = bench;
  const loadOn = async ({ store }: SeededStore) => {
    const service = cleanUp.use(await startService({ ...store.settings, ROLE: "api" }));
    return cleanUp.use(await startChild<object>("load", service));
  };
  const [onLarge, onSmall] = [await loadOn(large), await loadOn(small)];
  const { publishEvent, listDeliveries } = deliveryOperations;
  const publishTo = (webhooks: number): LoadRequest => ({
    method: publishEvent.method,
    path: publishEvent.path,
    events: { count: 1, webhooks },
  });
  const get = (path: string) => () => ({ method: "GET", path }) satisfies LoadRequest;
  const lines: Line[] = [];
  for (const [name, request] of [
    ["publish", publishTo],
    ["listWebhooks", get(operations.listWebhooks.path)],
    ["listDeliveries", get(listDeliveries.path)],
    ["listDeliveries, failed ones", get(`${listDeliveries.path}?status=failed`)],
  ] as const) {
    const ask = (child: typeof onLarge, webhooks: number) => async () => {
      const message: LoadMessage = { ...request(webhooks), connections: 32, ms: 2_000 };
      return (await child.request<LoadResult>(message)).perSecond;
    };
    const contestants = { "large tables": ask(onLarge, webhooksMany), "small tables": ask(onSmall, few) };
    await interleave(contestants, { rounds: 1 });
    lines.push(slower(name, await interleave(contestants, { rounds: 7 }), what));
  }
  return lines;
}

/** The rate with large tables, which may be 1.5 times lower than with small ones. */
const slower = (what: string, samples: Line["samples"], note: string): Line => ({
  what,
  unit: "/s",
  samples,
  bars: [{ against: ["small tables"], slowdown: 1.5 }],
  note,
  bound: "See the note.",
});
