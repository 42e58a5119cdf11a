import { randomUUID } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { operations, type Webhook } from "@agent-webhooks/types";
import { operations as delivery, type ListDeliveriesResponse } from "@agent-webhooks/types/delivery";
import { eventExamples } from "@agent-webhooks/types/examples";
import { sql } from "kysely";
import type { Database } from "../src/database/database.ts";
import { type Backlog, insertBacklog, lastEventId } from "../test/support/backlog-sql.ts";
import { ResponseError, type ServiceProcess } from "./service-process.ts";

/** Time in which events are published that are not measured. */
export const warmUpMs = 4_000;

const [message] = Object.values(eventExamples["message.received"]);

/** Starts the endpoints of all webhooks: `/other/…` accepts at once, `/backlog` returns what it is told. */
async function startEndpoints() {
  const arrivals = { other: [] as { id: string; at: number }[], backlog: [] as { id: string; at: number }[] };
  let backlogStatus: number | undefined;
  const waiting = new Set<ServerResponse>();
  const respond = (response: ServerResponse, status: number | undefined) =>
    status === undefined ? waiting.add(response) : response.writeHead(status).end();
  const server = createServer((request, response) => {
    const isBacklog = request.url === "/backlog";
    arrivals[isBacklog ? "backlog" : "other"].push({
      id: String(request.headers["webhook-id"]),
      at: performance.now(),
    });
    request.resume().on("end", () => respond(response, isBacklog ? backlogStatus : 204));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals,
    setBacklogStatus(status: number | undefined) {
      backlogStatus = status;
      if (status === undefined) return;
      for (const response of waiting) respond(response, status);
      waiting.clear();
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** What became of the events that were published to the other webhooks. */
export interface Measurement {
  /** Milliseconds from publishing to arrival, sorted. */
  readonly latencies: readonly number[];
  readonly duplicates: number;
  /** Events that got a 503. */
  readonly rejected: number;
}

/** The load on a service, and what is measured meanwhile. */
export class Bench {
  readonly #service: ServiceProcess;
  readonly #endpoints: Awaited<ReturnType<typeof startEndpoints>>;
  #backlogs = 0;
  #inboxes = 0;
  readonly call: ServiceProcess["call"] = (...request) => this.#service.call(...request);

  private constructor(service: ServiceProcess, endpoints: Awaited<ReturnType<typeof startEndpoints>>) {
    this.#service = service;
    this.#endpoints = endpoints;
  }

  static async start(service: ServiceProcess): Promise<Bench> {
    return new Bench(service, await startEndpoints());
  }

  close(): void {
    this.#endpoints.close();
  }

  /** What the endpoint of the backlog returns, also to the requests that wait. `undefined`: it does not respond. */
  set backlogStatus(status: number | undefined) {
    this.#endpoints.setBacklogStatus(status);
  }

  get backlogArrivals(): readonly { readonly id: string; readonly at: number }[] {
    return this.#endpoints.arrivals.backlog;
  }

  forgetArrivals(): void {
    this.#endpoints.arrivals.backlog = [];
  }

  /** @param url absolute, or a path of the endpoints */
  async createWebhook(url: string, fields: object): Promise<string> {
    const body = { url: new URL(url, this.#endpoints.url).href, ...fields };
    return ((await this.call(operations.createWebhook, {}, body)) as Webhook).webhook_id;
  }

  /** Creates the other webhooks, each with an inbox of its own. */
  async createOthers(count: number): Promise<void> {
    for (let inbox = 0; inbox < count; inbox++) {
      const fields = { event_types: ["message.received"], inbox_ids: [`inbox_${inbox}`] };
      await this.createWebhook(`/other/${inbox}`, fields);
    }
    this.#inboxes = count;
  }

  /**
   * Creates a webhook and its deliveries, behind the back of the service.
   *
   * @param change made before the service goes on
   */
  async seed(
    count: number,
    status: Backlog["status"],
    change?: (database: Database, backlog: Backlog) => Promise<unknown>,
  ): Promise<Backlog> {
    const webhookId = await this.createWebhook("/backlog", { event_types: ["message.delivered"] });
    // Each in a time of its own, so that ids differ, and in the past, so that all are due.
    const publishedAt = new Date(Date.now() - ++this.#backlogs * 2_000_000);
    const backlog = { organizationId: "default", webhookId, count, status, publishedAt };
    await this.#service.whileStopped(async (database) => {
      const { db } = database;
      await insertBacklog(db, backlog);
      await change?.(database, backlog);
      for (const table of ["events", "deliveries", "delivery_queue"])
        await sql.raw(`vacuum analyze ${table}`).execute(db);
    });
    return backlog;
  }

  /** Removes every event and delivery, behind the back of the service. */
  async clear(): Promise<void> {
    await this.#service.whileStopped(async ({ db }) => {
      await sql`truncate events, event_bodies, deliveries, attempts, delivery_queue, recoveries, endpoint_failures`.execute(
        db,
      );
    });
  }

  /** The stored status of the last delivery. The others are settled before it. */
  async lastStatus(backlog: Backlog): Promise<string> {
    const query = `?event_id=${lastEventId(backlog)}`;
    const { deliveries } = (await this.call(delivery.listDeliveries, { query })) as ListDeliveriesResponse;
    return deliveries[0]?.status ?? "missing";
  }

  async waitForLast(backlog: Backlog): Promise<void> {
    while ((await this.lastStatus(backlog)) === "pending") await setTimeout(50);
  }

  /** Runs `work` while events are published to the other webhooks. */
  async measure<Result>(
    perSecond: number,
    work: () => Promise<Result>,
  ): Promise<{ readonly result: Result; readonly measurement: Measurement }> {
    let published = new Map<string, number>();
    let rejected = 0;
    const isDone = new AbortController();
    const start = performance.now();
    const publish = async (inboxId: string) => {
      const event = { ...message, event_id: `evt_${randomUUID()}` } as Record<string, unknown>;
      event.message = { ...(event.message as object), inbox_id: inboxId };
      const counted = published;
      counted.set(String(event.event_id), performance.now());
      try {
        await this.call(delivery.publishEvent, {}, { event });
      } catch (error) {
        if (!(error instanceof ResponseError && error.status === 503)) throw error;
        if (counted === published) rejected++;
        counted.delete(String(event.event_id));
      }
    };
    const publishing = (async () => {
      const requests: Promise<unknown>[] = [];
      for (let count = 0; !isDone.signal.aborted; count++) {
        requests.push(publish(`inbox_${count % this.#inboxes}`));
        const restMs = start + ((count + 1) * 1_000) / perSecond - performance.now();
        if (restMs > 0) await setTimeout(restMs);
      }
      await Promise.all(requests);
    })();
    // Not counted: the service may just have been started.
    await setTimeout(warmUpMs);
    published = new Map();
    const result = await work();
    isDone.abort();
    await publishing;
    const arrivals = () => this.#endpoints.arrivals.other.filter(({ id }) => published.has(id));
    while (new Set(arrivals().map(({ id }) => id)).size < published.size) await setTimeout(50);
    const latencies = arrivals()
      .map(({ id, at }) => at - (published.get(id) ?? 0))
      .sort((a, b) => a - b);
    return { result, measurement: { latencies, duplicates: latencies.length - published.size, rejected } };
  }
}
