import { interleave } from "../measure.ts";
import type { PeerArgument } from "../processes/ceiling.ts";
import type { Row } from "../row.ts";
import { startChild } from "../support/child.ts";
import { drain, measureRate, seedWebhooksTo, startSink } from "../support/drain.ts";
import { createStore, type StoreName } from "../support/store.ts";

/** From due rows to received POSTs, with an attempt row for each. */
export const drainRow: Row = {
  id: "drain",
  title: "deliveries sent and recorded per second",
  bar: "Postgres: ≥ 0.6 × no database, ≥ 1 × pg-boss and graphile-worker; PGlite: ≥ 0.3 × no database",
  async run(bench) {
    const count = bench.quick ? 100 : 20_000;
    const sink = await startSink(bench);
    const memory: Record<string, number> = {};
    const keep = (name: string, bytes: number) => {
      memory[name] = Math.max(memory[name] ?? 0, bytes);
    };
    const service = async (name: StoreName) => {
      const hooks = await seedWebhooksTo(sink, await createStore(name, bench), bench.quick ? 10 : 100);
      return async () => {
        const { perSecond, peakMemory } = await drain(hooks, sink, count);
        keep(name === "Postgres" ? "ours" : "ours, PGlite", peakMemory);
        return perSecond;
      };
    };
    const peer = (name: string, file: string) => async () => {
      const argument = { url: sink.ready.url, count, databaseUrl: await (await bench.postgres()).createDatabase() };
      await using child = await startChild(file, argument satisfies PeerArgument);
      const perSecond = await measureRate(sink, count, () => child.request({}));
      keep(name, child.peakMemory());
      return perSecond;
    };
    const onPostgres = await service("Postgres");
    // Other tests cover the embedded database.
    const onPglite = bench.quick ? {} : { "ours, PGlite": await service("PGlite") };
    const samples = await interleave(
      {
        ours: onPostgres,
        "no database": peer("no database", "ceiling"),
        ...onPglite,
        "pg-boss": peer("pg-boss", "pg-boss"),
        "graphile-worker": peer("graphile-worker", "graphile-worker"),
      },
      { rounds: bench.quick ? 1 : 5 },
    );
    const only = (...names: string[]) => new Map(names.map((name) => [name, samples.get(name) ?? []]));
    const bound =
      "All cores are busy, also with claiming a delivery and recording it in Postgres, which the run without a database does not do.";
    return [
      {
        what: "Postgres",
        unit: "/s",
        samples: only("ours", "no database", "pg-boss", "graphile-worker"),
        bars: [
          { against: ["no database"], atLeast: 0.6 },
          { against: ["pg-boss"], atLeast: 1 },
          { against: ["graphile-worker"], atLeast: 1 },
        ],
        peakMemory: memory,
        bound,
      },
      {
        what: "PGlite",
        ...(bench.quick && { notRun: "only in its full size" }),
        unit: "/s",
        samples: only("ours, PGlite", "no database"),
        bars: [{ against: ["no database"], atLeast: 0.3 }],
        bound: "The database runs in the thread that sends.",
      },
    ];
  },
};
