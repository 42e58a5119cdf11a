import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { operations as delivery } from "@agent-webhooks/types/delivery";
import { eventExamples } from "@agent-webhooks/types/examples";
import pg from "pg";
import type { ServiceProcess } from "./service-process.ts";
import { milliseconds, percentile } from "./statistics.ts";

const perSecond = 50;

/** The event that is published. */
export const example: unknown = Object.values(eventExamples["message.received"])[0];

/** The longest time that a statement of the service has waited for a table lock, while this runs. */
export async function watchLocks(databaseUrl: string, signal: AbortSignal): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  let longestMs = 0;
  while (!signal.aborted) {
    const { rows: waits } = await client.query<{ ms: number | null }>(`
      select max(extract(epoch from clock_timestamp() - waitstart) * 1000)::double precision as ms from pg_locks
      where not granted and locktype = 'relation' and mode in ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')`);
    longestMs = Math.max(longestMs, waits[0]?.ms ?? 0);
    await setTimeout(2);
  }
  await client.end();
  return longestMs;
}

/** Events on their way. */
export class Publisher {
  readonly #arrived = new Set<string>();
  readonly #published: string[] = [];
  readonly #endpoint = createServer((request, response) => {
    this.#arrived.add(String(request.headers["webhook-id"]));
    request.resume().on("end", () => response.writeHead(204).end());
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#endpoint.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#endpoint.address() as AddressInfo).port}/`;
  }

  /** Publishes events to a service until it is aborted, and returns how many milliseconds each took, sorted. */
  async publish(service: ServiceProcess, signal: AbortSignal): Promise<number[]> {
    const took: Promise<number>[] = [];
    const start = performance.now();
    while (!signal.aborted) {
      took.push(this.#publishOne(service));
      const restMs = start + (took.length * 1_000) / perSecond - performance.now();
      if (restMs > 0) await setTimeout(restMs);
    }
    return (await Promise.all(took)).sort((a, b) => a - b);
  }

  async #publishOne(service: ServiceProcess): Promise<number> {
    const event = { ...(example as object), event_id: `evt_${randomUUID()}` };
    const start = performance.now();
    await service.call(delivery.publishEvent, {}, { event });
    this.#published.push(event.event_id);
    return performance.now() - start;
  }

  async waitForAll(): Promise<number> {
    while (this.#published.some((id) => !this.#arrived.has(id))) await setTimeout(100);
    return this.#published.length;
  }

  close(): void {
    this.#endpoint.closeAllConnections();
    this.#endpoint.close();
  }
}

/** p50, p99 and maximum of sorted times. */
export const formatTimes = (took: readonly number[]): string =>
  [0.5, 0.99, 1].map((part) => milliseconds(percentile(took, part))).join(" / ");
