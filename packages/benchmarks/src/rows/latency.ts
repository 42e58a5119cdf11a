import { setTimeout } from "node:timers/promises";
import { operations } from "@agent-webhooks/types/delivery";
import { quantile } from "../measure.ts";
import type { BareServiceArgument } from "../processes/bare-service.ts";
import type { LoadMessage, LoadResult, LoadTarget } from "../processes/load.ts";
import { type Line, NotRunError, type Row, type RowContext } from "../row.ts";
import { startChild } from "../support/child.ts";
import { requestSink, type Sink, startSink } from "../support/drain.ts";
import { processorTime } from "../support/processor-time.ts";
import { seedWebhooks } from "../support/seed.ts";
import { startService } from "../support/service.ts";
import { createStore, type Store } from "../support/store.ts";

interface Case {
  readonly perSecond: number;
  readonly webhooks: number;
  /** @default 10 */
  readonly seconds?: number;
  /** Every fifth endpoint never responds. @default false */
  readonly someHang?: boolean;
  /** Milliseconds. */
  readonly p50?: number;
  readonly p99?: number;
  /** Seconds of processor time per 1,000 deliveries. Compared with the least that a service takes, too. */
  readonly processor?: number;
}

const cases: readonly Case[] = [
  { perSecond: 100, webhooks: 1, p50: 3.5, p99: 10, processor: 1.5 },
  { perSecond: 100, webhooks: 50, p50: 3.5, p99: 10, processor: 1.5 },
  { perSecond: 500, webhooks: 1, p50: 3.5, p99: 20, processor: 1.5 },
  { perSecond: 500, webhooks: 50, p50: 3.5, p99: 20, processor: 1.5 },
  { perSecond: 1_000, webhooks: 1, seconds: 60, p50: 10, p99: 50 },
  { perSecond: 3_000, webhooks: 50, p99: 80 },
  { perSecond: 3_000, webhooks: 50, someHang: true },
];

const rounds = 3;
/** To warm up the compiler, which needs some thousand events: what is measured is a service that has run for some time. */
const warmUp = { ms: 8_000, perSecond: 500 };

const bareService = "bare service";

/** What one round of a case measured: the latencies in milliseconds, the processor time in seconds per 1,000 deliveries. */
interface Figures {
  readonly p50: number;
  readonly p99: number;
  readonly processor: number;
}

interface Measured extends Case {
  /** One a round. */
  readonly figures: Figures[];
  /** Those of the bare service; none if the case is not compared. */
  readonly bare: Figures[];
}

/** The time from the moment an event is to be published to the moment the endpoint receives it, at fixed rates. */
export const latency: Row = {
  id: "latency",
  title: "time from publishing to receipt at fixed rates, and the processor time it takes, Postgres",
  bar: "p50 ≤ 3.5 ms at 100/s and 500/s; p99 ≤ 10, 20, 50, 80 ms at 100/s, 500/s, 1,000/s, 3,000/s; 20 % hang: ≤ 2 ×",
  async run(bench) {
    if (bench.quick) throw new NotRunError("takes minutes");
    const sink = await startSink(bench);
    const measured = await Promise.all(
      cases.map(async (each) => ({
        ...each,
        measure: await prepare(each, sink, bench),
        measureBare: each.processor === undefined ? undefined : await prepareBare(each, sink, bench),
        figures: [] as Figures[],
        bare: [] as Figures[],
      })),
    );
    for (let round = 0; round < rounds; round++) {
      for (const { measure, measureBare, figures, bare, seconds, ...each } of measured) {
        // A long one is enough once.
        if (seconds !== undefined && round > 0) continue;
        figures.push(await measure());
        bench.report(`${titleOf(each)}: ${JSON.stringify(figures.at(-1))}`);
        if (measureBare === undefined) continue;
        bare.push(await measureBare());
        bench.report(`${titleOf(each)}, ${bareService}: ${JSON.stringify(bare.at(-1))}`);
      }
    }
    const healthy = measured.find(({ perSecond, someHang }) => perSecond === 3_000 && !someHang)?.figures ?? [];
    return measured.flatMap((each) => linesOf(each, healthy));
  },
};

const titleOf = ({ perSecond, webhooks, someHang }: Case) =>
  `${perSecond.toLocaleString("en")}/s to ${webhooks === 1 ? "one endpoint" : `${webhooks} endpoints`}${someHang ? ", 20 % hang" : ""}`;

function linesOf(each: Measured, healthy: readonly Figures[]): Line[] {
  const { figures, bare } = each;
  const what = titleOf(each);
  const ours = (name: keyof Figures) => ({ ours: figures.map((round) => round[name]) });
  const samples = (name: keyof Figures) => new Map(Object.entries(ours(name)));
  const bar = (atMost: number | undefined) => (atMost === undefined ? [] : [{ atMost }]);
  if (each.someHang) {
    const others = { "all respond": healthy.map(({ p99 }) => p99) };
    const compared = new Map(Object.entries({ ...ours("p99"), ...others }));
    return [{ what: `${what}: p99`, unit: "ms", samples: compared, bars: [{ against: ["all respond"], atMost: 2 }] }];
  }
  return [
    { what: `${what}: p50`, unit: "ms", samples: samples("p50"), bars: bar(each.p50) },
    { what: `${what}: p99`, unit: "ms", samples: samples("p99"), bars: bar(each.p99) },
    {
      what: `${what}: processor time per 1,000 deliveries, with Postgres`,
      unit: "s",
      ...(bare.length === 0
        ? { samples: samples("processor") }
        : {
            samples: new Map([...samples("processor"), [bareService, bare.map(({ processor }) => processor)]]),
            bars: [...bar(each.processor), { against: [bareService], atMost: 2 }],
            note: "The bare service makes one INSERT, one POST, and a statement for the results of 20 ms. It checks nothing, and loses what a crash interrupts.",
          }),
    },
  ];
}

/** Publishes at a fixed rate to a service of its own, which is started anew each time: it would retry what has failed. */
async function prepare(each: Case, sink: Sink, bench: RowContext): Promise<() => Promise<Figures>> {
  const store = await createStore("Postgres", bench);
  const pathOf = (index: number) => (each.someHang && index % 5 === 0 ? "/hang" : "/hook");
  await seedWebhooks(store, each.webhooks, (index) => sink.ready.url + pathOf(index));
  return async () => {
    await using service = await startService(store.settings);
    return await measureFigures(each, { sink, store, service });
  };
}

/** The same with the least that a service takes. */
async function prepareBare(each: Case, sink: Sink, bench: RowContext): Promise<() => Promise<Figures>> {
  const store = await createStore("Postgres", bench);
  const { webhookIds } = await seedWebhooks(store, each.webhooks);
  const started = { place: store.place, sinkUrl: sink.ready.url, webhookIds } satisfies BareServiceArgument;
  return async () => {
    await using child = await startChild<{ readonly url: string; readonly pid: number }>("bare-service", started);
    return await measureFigures(each, { sink, store, service: { ...child.ready, token: "" } });
  };
}

async function measureFigures(
  { perSecond, webhooks, seconds = 10 }: Case,
  { sink, store, service }: { sink: Sink; store: Store; service: LoadTarget & { readonly pid: number } },
): Promise<Figures> {
  await using load = await startChild<object>("load", { url: service.url, token: service.token } satisfies LoadTarget);
  const windowMs = seconds * 1_000;
  const usedSeconds = await processorTime(service.pid, store);
  const { method, path } = operations.publishEvent;
  const publish = (rate: Readonly<Record<"perSecond" | "ms", number>>) => {
    const message: LoadMessage = { method, path, events: { count: 1, webhooks }, ...rate };
    return load.request<LoadResult>(message);
  };
  await publish({ ...warmUp, perSecond: Math.max(perSecond, warmUp.perSecond) });
  await requestSink(sink, { reset: true });
  const before = usedSeconds();
  await publish({ perSecond, ms: windowMs });
  // The last ones are delivered and recorded.
  await setTimeout(200);
  const processor = (usedSeconds() - before) / ((perSecond * windowMs) / 1_000_000);
  const { latencies } = await requestSink(sink, { latencies: true });
  return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), processor };
}
