import { interleave } from "../measure.ts";
import { NotRun, type Row } from "../row.ts";
import { hooksTo, rateAt, startSink } from "../support/drain.ts";
import { seedDeliveries } from "../support/seed.ts";
import { startService } from "../support/service.ts";
import { newStore } from "../support/store.ts";

const count = 20_000;

/** How several processes share the work on one database. */
export const workers: Row = {
  id: "workers",
  title: "one, two, four worker processes on one Postgres",
  bar: "stated honestly for the cores at hand",
  async run(bench) {
    if (bench.quick) throw new NotRun("takes minutes");
    const sink = await startSink(bench);
    const { store, seeded } = await hooksTo(sink, await newStore("Postgres", bench), 200);
    const peakMemory: Record<string, number> = {};
    const drainWith = (processes: number) => async () => {
      await seedDeliveries(store, seeded, { count, state: "due" });
      await using running = new AsyncDisposableStack();
      const perSecond = await rateAt(sink, count, async () => {
        const start = () => startService({ ...store.settings, ROLE: "worker" });
        const started = await Promise.all(Array.from({ length: processes }, start));
        for (const service of started) {
          // Last: they are stopped in their order, and what they hold is recorded.
          running.defer(() => service.stop());
        }
        running.defer(async () => {
          peakMemory[`each of ${processes}`] = Math.max(...started.map((service) => service.peakMemory()));
        });
      });
      return perSecond;
    };
    const samples = await interleave({ one: drainWith(1), two: drainWith(2), four: drainWith(4) }, { rounds: 5 });
    const line = (name: "two" | "four") => ({
      what: `${name} workers`,
      unit: "/s" as const,
      samples: new Map([name, "one"].map((each) => [each, samples.get(each) ?? []])),
      peakMemory,
      note: "endpoints and Postgres run on the same cores, so more processes have nowhere to run",
    });
    return [line("two"), line("four")];
  },
};
