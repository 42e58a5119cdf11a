import type { SinkArgument, SinkMessage, SinkResponse } from "../processes/sink.ts";
import type { RowContext } from "../row.ts";
import { type Child, startChild } from "./child.ts";
import { type Seeded, seedDeliveries, seedWebhooks } from "./seed.ts";
import { type Service, startService } from "./service.ts";
import type { Store } from "./store.ts";

export type Sink = Child<{ readonly url: string }>;

/** Starts the endpoint as a process of its own. */
export async function startSink({ cleanUp }: Pick<RowContext, "cleanUp">, argument: SinkArgument = {}): Promise<Sink> {
  return cleanUp.use(await startChild<{ url: string }>("sink", argument));
}

export const requestSink = (sink: Sink, message: SinkMessage): Promise<SinkResponse> =>
  sink.request<SinkResponse>(message);

/** A store with webhooks that point to the sink. */
export interface SeededStore {
  readonly store: Store;
  readonly seeded: Seeded;
}

export async function seedWebhooksTo(sink: Sink, store: Store, count: number, path = "/hook"): Promise<SeededStore> {
  return { store, seeded: await seedWebhooks(store, count, () => sink.ready.url + path) };
}

/** Measures how many POSTs per second arrive after `begin`. The first fifth warms up the compiler. */
export async function measureRate(sink: Sink, count: number, begin: () => Promise<unknown>): Promise<number> {
  await requestSink(sink, { reset: true });
  await begin();
  const { perSecond } = await requestSink(sink, { rateOf: count, skip: Math.floor(count / 5) });
  return perSecond;
}

/** The result of a drain. */
export interface Drained {
  readonly perSecond: number;
  readonly peakMemory: number;
}

/** Seeds due deliveries, starts the service, and waits until each is received and recorded. */
export async function drain({ store, seeded }: SeededStore, sink: Sink, count: number): Promise<Drained> {
  await seedDeliveries(store, seeded, { count, state: "due" });
  let service: Service | undefined;
  const perSecond = await measureRate(sink, count, async () => {
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
