import { randomUUID } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { operations, type Webhook } from "@agent-webhooks/types";
import { operations as delivery, type ListDeliveriesResponse } from "@agent-webhooks/types/delivery";
import { eventExamples } from "@agent-webhooks/types/examples";
import { sql } from "kysely";
import { type Backlog, backlogSql, lastEventId } from "../test/support/backlog-sql.ts";
import type { ServiceProcess } from "./service-process.ts";

const warmUpMs = 4_000;

const [message] = Object.values(eventExamples["message.received"]);

/** Starts the endpoints of all webhooks: `/other/…` accepts at once, `/backlog` does what it is told. */
async function startEndpoints() {
  const arrivals = { other: [] as { id: string; at: number }[], backlog: [] as { id: string; at: number }[] };
  const state = { backlog: (_response: ServerResponse): unknown => undefined };
  const server = createServer((request, response) => {
    const isBacklog = request.url === "/backlog";
    arrivals[isBacklog ? "backlog" : "other"].push({
      id: String(request.headers["webhook-id"]),
      at: performance.now(),
    });
    request.resume().on("end", () => (isBacklog ? state.backlog(response) : response.writeHead(204).end()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrivals,
    state,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const hang = (): void => undefined;
export const respond =
  (status: number) =>
  (response: ServerResponse): unknown =>
    response.writeHead(status).end();

/** `part` of the sorted values are not above the returned one. */
const percentile = (sorted: readonly number[], part: number) => sorted[Math.ceil(sorted.length * part) - 1] ?? 0;

export interface Row {
  readonly name: string;
  readonly requestMs: number | undefined;
  readonly backgroundRowsPerSecond: number | undefined;
  readonly latencies: readonly number[];
  readonly duplicates: number;
}

/** The load on a service, and what is measured meanwhile. */
export class Bench {
  readonly #service: ServiceProcess;
  readonly #endpoints: Awaited<ReturnType<typeof startEndpoints>>;
  #backlogs = 0;
  #inboxes = 0;

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

  set backlogEndpoint(respond: (response: ServerResponse) => unknown) {
    this.#endpoints.state.backlog = respond;
  }

  get backlogArrivals(): readonly { readonly id: string; readonly at: number }[] {
    return this.#endpoints.arrivals.backlog;
  }

  forgetArrivals(): void {
    this.#endpoints.arrivals.backlog = [];
  }

  async call(
    { method, path }: { readonly method: string; readonly path: string },
    parameters: Readonly<Record<string, string>> = {},
    body?: unknown,
  ): Promise<unknown> {
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => parameters[name] ?? "");
    const response = await fetch(this.#service.url + filled + (parameters.query ?? ""), {
      method,
      headers: { authorization: `Bearer ${this.#service.token}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${filled}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  async createWebhook(path: string, fields: object): Promise<string> {
    const body = { url: this.#endpoints.url + path, ...fields };
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

  /** Creates a webhook and its deliveries, behind the back of the service. */
  async seed(count: number, status: Backlog["status"]): Promise<Backlog & { readonly webhookId: string }> {
    const webhookId = await this.createWebhook("/backlog", { event_types: ["message.delivered"] });
    // Each in a year of its own, so that ids differ.
    const publishedAt = new Date(Date.now() - 86_400_000 + this.#backlogs++ * 2_000_000);
    const backlog = { organizationId: "default", webhookId, count, status, publishedAt };
    await this.#service.whileStopped(async ({ db }) => {
      for (const statement of backlogSql(backlog)) await sql.raw(statement).execute(db);
      for (const table of ["events", "deliveries", "delivery_queue"])
        await sql.raw(`vacuum analyze ${table}`).execute(db);
    });
    return backlog;
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
  async measure(
    name: string,
    perSecond: number,
    work: () => Promise<Pick<Row, "requestMs" | "backgroundRowsPerSecond">>,
  ): Promise<Row> {
    let published = new Map<string, number>();
    const isDone = new AbortController();
    const start = performance.now();
    const publishing = (async () => {
      const requests: Promise<unknown>[] = [];
      for (let count = 0; !isDone.signal.aborted; count++) {
        const event = { ...message, event_id: `evt_${randomUUID()}` } as Record<string, unknown>;
        event.message = { ...(event.message as object), inbox_id: `inbox_${count % this.#inboxes}` };
        published.set(String(event.event_id), performance.now());
        requests.push(this.call(delivery.publishEvent, {}, { event }));
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
    return { name, ...result, latencies, duplicates: latencies.length - published.size };
  }
}

const milliseconds = (value: number | undefined) => (value === undefined ? "" : `${value.toFixed(1)} ms`);

export function formatRow({ name, requestMs, backgroundRowsPerSecond, latencies, duplicates }: Row): string {
  const has = latencies.length > 0;
  return `| ${[
    name,
    milliseconds(requestMs),
    backgroundRowsPerSecond?.toLocaleString("en") ?? "",
    has ? milliseconds(percentile(latencies, 0.5)) : "",
    has ? milliseconds(percentile(latencies, 0.99)) : "",
    has ? `${latencies.length}` : "",
    has ? `${duplicates}` : "",
  ].join(" | ")} |`;
}
