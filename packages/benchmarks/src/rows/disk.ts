import { NotRunError, type Row, type RowContext } from "../row.ts";
import { drain, seedWebhooksTo, startSink } from "../support/drain.ts";
import { createStore, type Store } from "../support/store.ts";

const deliveries = 50_000;

/** Disk space of an event and its delivery until retention removes them, for sizing a disk. */
export const disk: Row = {
  id: "disk",
  title: "disk space of an event with one settled delivery, Postgres",
  bar: "none",
  async run(bench: RowContext) {
    if (bench.quick) throw new NotRunError("few rows say nothing about many");
    const sink = await startSink(bench);
    const store = await createStore("Postgres", bench);
    const hooks = await seedWebhooksTo(sink, store, 100);
    const before = await bytesOf(store);
    await drain(hooks, sink, deliveries);
    const each = ((await bytesOf(store)) - before) / deliveries;
    return [
      {
        what: "an event of 2 KB",
        unit: "B",
        samples: new Map([["ours", [each]]]),
        bars: [],
        note: `${deliveries} events; includes indexes and the dead rows of updates`,
      },
    ];
  },
};

async function bytesOf(store: Store): Promise<number> {
  const [row] = await store.query("select pg_database_size(current_database())::double precision as bytes");
  return Number(row?.bytes);
}
