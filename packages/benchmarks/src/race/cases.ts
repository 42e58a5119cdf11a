import { setTimeout } from "node:timers/promises";
import { quantile } from "../measure.ts";
import type { LoadMessage, LoadRequest, LoadResult } from "../processes/load.ts";
import { sharedNow } from "../processes/process.ts";
import type { SinkResponse } from "../processes/sink.ts";
import type { Unit } from "../row.ts";
import type { Child } from "../support/child.ts";
import { requestSink, type Sink } from "../support/drain.ts";
import { RaceError, type RaceServer } from "./server.ts";

/** A server in the race, with a load generator and a sink of its own. */
export interface Racer {
  readonly server: RaceServer;
  readonly load: Child<object>;
  readonly sink: Sink;
  /** Where the server reaches the sink, without a path. */
  readonly sinkUrl: string;
  /** Seconds without a delivery after which a server has failed. */
  readonly patience: number;
}

export interface Case {
  readonly what: string;
  readonly endpoints: number;
  /** Path of the sink. */
  readonly path: string;
  /** What `measure` returns. */
  readonly figures: readonly { readonly name: string; readonly unit: Unit }[];
  measure(racer: Racer, publish: readonly LoadRequest[]): Promise<readonly number[]>;
}

export interface Sizes {
  readonly manyEndpoints: number;
  readonly oneEndpoint: number;
  readonly slowEndpoint: number;
  readonly backlog: number;
  readonly warmUpMs: number;
  readonly windowMs: number;
}

export const fullSizes: Sizes = {
  manyEndpoints: 20_000,
  oneEndpoint: 10_000,
  slowEndpoint: 5_000,
  backlog: 20_000,
  warmUpMs: 3_000,
  windowMs: 10_000,
};

export const quickSizes: Sizes = {
  manyEndpoints: 100,
  oneEndpoint: 100,
  slowEndpoint: 20,
  backlog: 500,
  warmUpMs: 100,
  windowMs: 200,
};

const rate = [{ name: "", unit: "/s" }] as const;
const percentiles = [
  { name: ": p50", unit: "ms" },
  { name: ": p99", unit: "ms" },
] as const;

export const casesOf = (sizes: Sizes): readonly Case[] => [
  {
    what: "50 endpoints, end to end",
    endpoints: 50,
    path: "/hook",
    figures: rate,
    measure: endToEnd(sizes.manyEndpoints),
  },
  {
    what: "one endpoint, end to end",
    endpoints: 1,
    path: "/hook",
    figures: rate,
    measure: endToEnd(sizes.oneEndpoint),
  },
  {
    what: "one endpoint that takes 50 ms, end to end",
    endpoints: 1,
    path: "/delay/50",
    figures: rate,
    measure: endToEnd(sizes.slowEndpoint),
  },
  ...[100, 500].map((perSecond) => ({
    what: `latency at ${perSecond}/s to one endpoint`,
    endpoints: 1,
    path: "/hook",
    figures: percentiles,
    measure: atRate(perSecond, sizes),
  })),
  {
    what: `a backlog of ${sizes.backlog.toLocaleString("en")} for one endpoint drained`,
    endpoints: 1,
    path: "/gate",
    figures: rate,
    measure: drainBacklog(sizes.backlog),
  },
];

/** Deliveries per second from the first request to publish until the last receipt. */
export function endToEnd(count: number): Case["measure"] {
  return async (racer, inTurn) => {
    await requestSink(racer.sink, { reset: true });
    const start = sharedNow();
    await load(racer, { inTurn, connections: 32, count });
    const { lastAt } = await received(racer, count);
    return [count / ((lastAt - start) / 1_000)];
  };
}

/** Milliseconds from the moment an event was to be published to its receipt, at a fixed rate: p50 and p99. */
function atRate(perSecond: number, { warmUpMs, windowMs }: Sizes): Case["measure"] {
  return async (racer, inTurn) => {
    const publish = async (ms: number) => {
      await requestSink(racer.sink, { reset: true });
      await load(racer, { inTurn, perSecond, ms });
      await received(racer, Math.round((perSecond * ms) / 1_000));
    };
    await publish(warmUpMs);
    await publish(windowMs);
    const { latencies } = await requestSink(racer.sink, { latencies: true });
    return [quantile(latencies, 0.5), quantile(latencies, 0.99)];
  };
}

/** Deliveries per second of what the endpoint, which holds its responses meanwhile, has not got when it opens. */
function drainBacklog(count: number): Case["measure"] {
  return async (racer, inTurn) => {
    const { sink, server } = racer;
    await requestSink(sink, { reset: true });
    await requestSink(sink, { gate: "closed" });
    await load(racer, { inTurn, connections: 32, count }).finally(() => requestSink(sink, { gate: "open" }));
    const openedAt = sharedNow();
    const { count: before } = await requestSink(sink, { progress: true });
    if (before >= count) throw new RaceError(`${server.name} sent all ${count} events without waiting for a response`);
    const { lastAt } = await received(racer, count);
    return [(count - before) / ((lastAt - openedAt) / 1_000)];
  };
}

/** A server accepted events and did not deliver them all. */
export class NotDeliveredError extends RaceError {
  readonly delivered: number;

  constructor(message: string, delivered: number) {
    super(message);
    this.delivered = delivered;
  }
}

async function load({ load, server }: Racer, message: LoadMessage): Promise<void> {
  try {
    await load.request<LoadResult>(message);
  } catch (error) {
    throw new RaceError(`${server.name} at ${server.origin}: ${error instanceof Error ? error.message : error}`);
  }
}

/** Waits until the sink has received this many events. */
async function received({ sink, server, patience }: Racer, expected: number): Promise<SinkResponse> {
  let last = { count: -1, at: 0 };
  for (;;) {
    const progress = await requestSink(sink, { progress: true });
    if (progress.count >= expected) return progress;
    if (progress.count !== last.count) last = { count: progress.count, at: performance.now() };
    if (performance.now() - last.at > patience * 1_000) {
      throw new NotDeliveredError(
        `${server.name} at ${server.origin} delivered ${progress.count} of ${expected} events, and nothing more for ${patience} s`,
        progress.count,
      );
    }
    await setTimeout(20);
  }
}
