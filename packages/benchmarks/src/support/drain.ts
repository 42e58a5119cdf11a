import type { SinkAnswer, SinkMessage } from "../processes/sink.ts";
import type { Bench } from "../row.ts";
import { type Child, startChild } from "./child.ts";
import { type Seeded, seedDeliveries, seedWebhooks } from "./seed.ts";
import { type Service, startService } from "./service.ts";
import type { Store } from "./store.ts";

export type Sink = Child<{ readonly url: string }>;

/** Whoever receives, as a process of its own. */
export async function startSink({ cleanUp }: Pick<Bench, "cleanUp">): Promise<Sink> {
  return cleanUp.use(await startChild<{ url: string }>("sink"));
}

export const askSink = (sink: Sink, message: SinkMessage): Promise<SinkAnswer> => sink.ask<SinkAnswer>(message);

/** A store with webhooks that lead to the sink. */
export interface Hooks {
  readonly store: Store;
  readonly seeded: Seeded;
}

export async function hooksTo(sink: Sink, store: Store, count: number): Promise<Hooks> {
  return { store, seeded: await seedWebhooks(store, count, () => `${sink.ready.url}/hook`) };
}

/** How many POSTs a second arrive while `begin` has `count` of them sent. The first fifth is for the compiler. */
export async function rateAt(sink: Sink, count: number, begin: () => Promise<unknown>): Promise<number> {
  await askSink(sink, { reset: true });
  await begin();
  const { perSecond } = await askSink(sink, { rateOf: count, skip: Math.floor(count / 5) });
  return perSecond;
}

/** What a drain came to. */
export interface Drained {
  readonly perSecond: number;
  readonly peakMemory: number;
}

/** Seeds so many due deliveries, starts the service over them, and waits until each is received and recorded. */
export async function drain({ store, seeded }: Hooks, sink: Sink, count: number): Promise<Drained> {
  await seedDeliveries(store, seeded, { count, state: "due" });
  let service: Service | undefined;
  const perSecond = await rateAt(sink, count, async () => {
    service = await startService(store.settings);
  });
  const peakMemory = service?.peakMemory() ?? 0;
  await service?.stop();
  const [row] = await store.query(
    `select (select count(*) from delivery_queue)::integer as pending,
       (select count(*) from deliveries where status = 'succeeded')::integer as succeeded,
       (select count(*) from attempts)::integer as attempts`,
  );
  if (row?.pending !== 0 || row.attempts !== row.succeeded) throw new Error(`not settled: ${JSON.stringify(row)}`);
  return { perSecond, peakMemory };
}
