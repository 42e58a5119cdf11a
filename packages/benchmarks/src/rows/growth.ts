import { operations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { interleave } from "../measure.ts";
import type { LoadAnswer, LoadMessage, LoadRequest } from "../processes/load.ts";
import { type Bench, type Line, NotRun, type Row } from "../row.ts";
import { startChild } from "../support/child.ts";
import { type Hooks, hooksTo, rateAt, type Sink, startSink } from "../support/drain.ts";
import { seedDeliveries } from "../support/seed.ts";
import { startService } from "../support/service.ts";
import { newStore } from "../support/store.ts";

const few = 1_000;
const dueMany = 1_000_000;
const webhooksMany = 100_000;
const settledMany = 10_000_000;
/** Seeding them may take so long; what is there then is what is measured. */
const seedMs = 600_000;
const settledStep = 200_000;
/** Deliveries that a claim rate is taken over. */
const claimed = 5_000;
/** Webhooks that have something due: as many here as there, or their number would be measured. */
const dueWebhooks = 100;

/** Whether what is there slows down what is done. */
export const growth: Row = {
  id: "growth",
  title: "claim, publish, list with much in the tables",
  bar: "≤ 1.5 × slower than with 1,000 rows",
  async run(bench) {
    if (bench.quick) throw new NotRun("takes a quarter of an hour");
    const sink = await startSink(bench);
    const small = await hooksTo(sink, await newStore("Postgres", bench), few);
    await seedDeliveries(small.store, small.seeded, { count: few, state: "settled" });
    bench.say(`${webhooksMany} webhooks`);
    const large = await hooksTo(sink, await newStore("Postgres", bench), webhooksMany);
    const due = { webhookIds: large.seeded.webhookIds.slice(0, dueWebhooks) };
    bench.say(`${dueMany} due deliveries`);
    for (let i = 0; i < dueMany; i += settledStep) {
      await seedDeliveries(large.store, due, { count: settledStep, state: "due" });
    }
    const settled = await seedSettled(large, bench);
    await large.store.query("analyze");
    const what = `${dueMany} due, ${webhooksMany} webhooks, ${settled} settled`;
    return [...(await claims(small, large, sink, what)), ...(await requests(small, large, bench, what))];
  },
};

async function seedSettled({ store, seeded }: Hooks, bench: Bench): Promise<number> {
  const start = performance.now();
  let settled = 0;
  while (settled < settledMany && performance.now() - start < seedMs) {
    await seedDeliveries(store, seeded, { count: settledStep, state: "settled" });
    settled += settledStep;
    if (settled % 1_000_000 === 0) bench.say(`${settled} settled deliveries`);
  }
  return settled;
}

/** The first deliveries out of a short queue, and out of a long one. */
async function claims(small: Hooks, large: Hooks, sink: Sink, what: string): Promise<Line[]> {
  const drainFrom =
    ({ store, seeded }: Hooks, seed: number) =>
    async () => {
      const due = { webhookIds: seeded.webhookIds.slice(0, dueWebhooks) };
      if (seed > 0) await seedDeliveries(store, due, { count: seed, state: "due" });
      await using running = new AsyncDisposableStack();
      return await rateAt(sink, claimed, async () => {
        const service = await startService({ ...store.settings, ROLE: "worker" });
        running.defer(() => service.stop());
      });
    };
  const samples = await interleave({ much: drainFrom(large, 0), little: drainFrom(small, claimed) }, { rounds: 5 });
  return [slower(`claim: the first ${claimed} deliveries`, samples, `${what}; little: ${claimed} due`)];
}

async function requests(small: Hooks, large: Hooks, bench: Bench, what: string): Promise<Line[]> {
  const { cleanUp } = bench;
  const loadOn = async ({ store }: Hooks) => {
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
      return (await child.ask<LoadAnswer>(message)).perSecond;
    };
    const contestants = { much: ask(onLarge, webhooksMany), little: ask(onSmall, few) };
    await interleave(contestants, { rounds: 1 });
    lines.push(slower(name, await interleave(contestants, { rounds: 7 }), what));
  }
  return lines;
}

/** So many a second with much in the tables; with little it may be 1.5 times as many. */
const slower = (what: string, samples: Line["samples"], note: string): Line => ({
  what,
  unit: "/s",
  samples,
  bars: [{ against: ["little"], slowdown: 1.5 }],
  note,
  bound: "see the note",
});
