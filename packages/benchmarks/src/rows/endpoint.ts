import { interleave } from "../measure.ts";
import type { Line, Row } from "../row.ts";
import { drain, requestSink, type SeededStore, seedWebhooksTo, startSink } from "../support/drain.ts";
import { createStore } from "../support/store.ts";

const capacity = { atATime: 10, workMs: 50, perSecond: 200 } as const;
const fewest = { "1 s": 150, "50 ms": 1_500 } as const;

/** How fast a single endpoint gets what is due, and how long its own latency is when it is at its capacity. */
export const endpoint: Row = {
  id: "endpoint",
  title: "deliveries per second to a single endpoint, Postgres",
  bar: "≥ 0.8 × 50 endpoints, ≥ 3,000/s; after 50 ms ≥ 1,500/s, after 1 s ≥ 150/s; ≥ 0.9 × its capacity at ≤ 3 × its latency",
  async run(bench) {
    const sink = await startSink(bench);
    const size = (count: number) => (bench.quick ? 100 : count);
    const to = async (path: string, webhooks = 1) =>
      seedWebhooksTo(sink, await createStore("Postgres", bench), webhooks, path);
    const rate = (store: SeededStore, count: number) => async () => (await drain(store, sink, size(count))).perSecond;
    const capacityMs: number[] = [];
    const samples = await interleave(
      {
        "one endpoint": rate(await to("/hook"), 20_000),
        "50 endpoints": rate(await to("/hook", 50), 20_000),
        "50 ms": rate(await to("/delay/50"), 10_000),
        ...(!bench.quick && { "1 s": rate(await to("/delay/1000"), 4_000) }),
        capacity: await (async () => {
          const measure = rate(await to(`/capacity/${capacity.atATime}/${capacity.workMs}`), 3_000);
          return async () => {
            const perSecond = await measure();
            capacityMs.push((await requestSink(sink, { latencies: true })).capacityMs);
            return perSecond;
          };
        })(),
      },
      { rounds: bench.quick ? 1 : 3 },
    );
    const only = (...names: string[]) => new Map(names.map((name) => [name, samples.get(name) ?? []]));
    const slow = (name: keyof typeof fewest): Line => ({
      what: `responds after ${name}`,
      unit: "/s",
      samples: only(name),
      bars: [{ atLeast: fewest[name] }],
      ...(!samples.has(name) && { notRun: "only in its full size" }),
    });
    return [
      {
        what: "responds at once",
        unit: "/s",
        samples: only("one endpoint", "50 endpoints"),
        bars: [{ against: ["50 endpoints"], atLeast: 0.8 }, { atLeast: 3_000 }],
      },
      slow("50 ms"),
      slow("1 s"),
      {
        what: `capacity of ${capacity.perSecond} per second: rate`,
        unit: "/s",
        samples: only("capacity"),
        bars: [{ atLeast: 0.9 * capacity.perSecond }],
      },
      {
        what: `capacity of ${capacity.perSecond} per second: mean latency`,
        unit: "ms",
        samples: new Map([["ours", capacityMs]]),
        bars: [{ atMost: 3 * capacity.workMs }],
        note: `${capacity.workMs} ms without load`,
      },
    ];
  },
};
