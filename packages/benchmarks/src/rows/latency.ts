import { operations } from "@agent-webhooks/types/delivery";
import { quantile } from "../measure.ts";
import type { LoadMessage, LoadResult } from "../processes/load.ts";
import { type Line, NotRunError, type Row, type RowContext } from "../row.ts";
import { startChild } from "../support/child.ts";
import { drain, requestSink, type Sink, seedWebhooksTo, startSink } from "../support/drain.ts";
import { seedWebhooks } from "../support/seed.ts";
import { startService } from "../support/service.ts";
import { createStore } from "../support/store.ts";

const webhooks = 50;

/** Time to warm up the compiler. */
const warmUpMs = 10_000;

/** The time from the moment the publisher sends an event to the moment the endpoint receives it. */
export const latency: Row = {
  id: "latency",
  title: "time from publishing to receipt, p50 and p99, at a third of the drain rate",
  bar: "p99 ≤ 50 ms; with 20 % dead endpoints ≤ 2 × quiet",
  async run(bench) {
    if (bench.quick) throw new NotRunError("takes minutes");
    const sink = await startSink(bench);
    const hooks = await seedWebhooksTo(sink, await createStore("Postgres", bench), webhooks);
    const perSecond = Math.floor((await drain(hooks, sink, 10_000)).perSecond / 3);
    bench.report(`${perSecond} events a second`);

    const quiet = await publisher(bench, sink, () => "/hook", perSecond);
    const troubled = await publisher(bench, sink, (index) => (index % 5 === 0 ? "/hang" : "/hook"), perSecond);
    const found: Record<"quiet" | "troubled", { p50: number; p99: number }[]> = { quiet: [], troubled: [] };
    for (let round = 0; round < 5; round++) {
      found.quiet.push(await quiet.round());
      found.troubled.push(await troubled.round());
    }
    const at = (which: "quiet" | "troubled", point: "p50" | "p99") => found[which].map((figures) => figures[point]);
    const note = `${perSecond} events per second, Postgres`;
    const lines: Line[] = [
      { what: "p50, quiet", unit: "ms", samples: new Map([["ours", at("quiet", "p50")]]), bars: [], note },
      {
        what: "p99, quiet",
        unit: "ms",
        samples: new Map([["ours", at("quiet", "p99")]]),
        bars: [{ atMost: 50 }],
        peakMemory: { ours: quiet.peakMemory() },
        bound:
          "Work waits for its turn on two cores that are about 80 % busy. Measured separately in the service, an insert " +
          "took 6 ms at p50 and 20 to 46 ms at p99, an event loop iteration 3 and 14 ms. In the slowest rounds, up to " +
          "1,100 requests waited in the publisher before they reached the service.",
      },
      {
        what: "p50, 20 % dead",
        unit: "ms",
        samples: new Map([
          ["ours", at("troubled", "p50")],
          ["quiet", at("quiet", "p50")],
        ]),
      },
      {
        what: "p99, 20 % dead",
        unit: "ms",
        samples: new Map([
          ["ours", at("troubled", "p99")],
          ["quiet", at("quiet", "p99")],
        ]),
        bars: [{ against: ["quiet"], atMost: 2 }],
        peakMemory: { ours: troubled.peakMemory() },
        bound: "Attempts to dead endpoints are made and recorded like any other.",
      },
    ];
    return lines;
  },
};

/** Publishes at a fixed rate to a service of its own, whose endpoints are at these paths of the sink. */
async function publisher(bench: RowContext, sink: Sink, pathOf: (index: number) => string, perSecond: number) {
  const store = await createStore("Postgres", bench);
  await seedWebhooks(store, webhooks, (index) => sink.ready.url + pathOf(index));
  let peakMemory = 0;
  return {
    peakMemory: () => peakMemory,
    /** Starts the service for each round: the other one would go on retrying its dead endpoints. */
    async round() {
      await using service = await startService(store.settings);
      await using load = await startChild<object>("load", service);
      const { method, path } = operations.publishEvent;
      const publish = (ms: number) => {
        const message: LoadMessage = { method, path, events: { count: 1, webhooks }, perSecond, ms };
        return load.request<LoadResult>(message);
      };
      await publish(warmUpMs);
      await requestSink(sink, { reset: true });
      await publish(8_000);
      const { latencies } = await requestSink(sink, { latencies: true });
      peakMemory = Math.max(peakMemory, service.peakMemory());
      return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
    },
  };
}
