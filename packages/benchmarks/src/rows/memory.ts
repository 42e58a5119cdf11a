import { quantile } from "../measure.ts";
import { type Bench, type Line, NotRun, type Row } from "../row.ts";
import { askSink, hooksTo, startSink } from "../support/drain.ts";
import { seedDeliveries } from "../support/seed.ts";
import { startService } from "../support/service.ts";
import { newStore, type StoreName } from "../support/store.ts";

const deliveries = 200_000;
const step = 5_000;

/** Whether memory grows with what was delivered. */
export const memory: Row = {
  id: "memory",
  title: "resident memory over 200,000 deliveries",
  bar: "flat: the last quarter's median ≤ 1.1 × the second quarter's",
  async run(bench) {
    if (bench.quick) throw new NotRun("takes minutes");
    return [await lineOn("Postgres", bench), await lineOn("PGlite", bench)];
  },
};

async function lineOn(name: StoreName, bench: Bench): Promise<Line> {
  const sink = await startSink(bench);
  const store = await newStore(name, bench);
  const { seeded } = await hooksTo(sink, store, 100);
  await seedDeliveries(store, seeded, { count: deliveries, state: "due" });
  await using service = await startService(store.settings);
  const resident: number[] = [];
  for (let count = step; count <= deliveries; count += step) {
    await askSink(sink, { rateOf: count, skip: 0 });
    resident.push(service.memory() / 2 ** 20);
  }
  const quarter = (index: number) => {
    const size = resident.length / 4;
    return quantile(
      resident.slice(index * size, (index + 1) * size).sort((a, b) => a - b),
      0.5,
    );
  };
  return {
    what: name,
    unit: "MiB",
    samples: new Map([
      ["last quarter", [quarter(3)]],
      ["second quarter", [quarter(1)]],
      ["first quarter", [quarter(0)]],
    ]),
    bars: [{ against: ["second quarter"], atMost: 1.1 }],
    peakMemory: { ours: service.peakMemory() },
    bound: "the pages that the database holds, on PGlite in the same process",
  };
}
