/**
 * Measures what a webhook with a long backlog costs: how long a request to disable, enable, delete or recover it takes, how
 * fast the rest is done in the background, and whether other webhooks notice.
 *
 *     pnpm --filter @agent-webhooks/server backlog [PGlite|Postgres] [--kills N]
 *
 * `BACKLOG_ROWS` is the number of deliveries (default 1,000,000 on Postgres, 300,000 on PGlite). `--kills` also kills the
 * service N times during each kind of background work, with `KILL_ROWS` deliveries (default 20,000), and checks that after
 * a restart it is completed, nothing is lost, and nothing is sent that was cancelled.
 */
import { randomUUID } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { operations, type Webhook } from "@agent-webhooks/types";
import { operations as delivery, type ListDeliveriesResponse } from "@agent-webhooks/types/delivery";
import { eventExamples } from "@agent-webhooks/types/examples";
import { sql } from "kysely";
import { startPostgres } from "../src/testing/postgres.ts";
import { type Backlog, backlogSql, lastEventId } from "../test/support/backlog-sql.ts";
import { ServiceProcess } from "./service-process.ts";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { kills: { type: "string" } } });
const kills = Number(values.kills ?? 0);
const databases = (["PGlite", "Postgres"] as const).filter((name) => (positionals[0] ?? name) === name);
const killRows = Number(process.env.KILL_ROWS ?? 20_000);
const webhookCount = 10;
const baselineSeconds = 10;
const warmUpMs = 4_000;

const [message] = Object.values(eventExamples["message.received"]);

/** Endpoints of all webhooks: `/other/…` accepts at once, `/backlog` does what it is told. */
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

const hang = () => undefined;
const respond = (status: number) => (response: ServerResponse) => response.writeHead(status).end();

const percentile = (sorted: readonly number[], part: number) => sorted[Math.ceil(sorted.length * part) - 1] ?? 0;

interface Row {
  readonly name: string;
  readonly requestMs: number | undefined;
  readonly backgroundRowsPerSecond: number | undefined;
  readonly latencies: readonly number[];
  readonly duplicates: number;
}

class Bench {
  readonly #service: ServiceProcess;
  readonly #endpoints: Awaited<ReturnType<typeof startEndpoints>>;
  #backlogs = 0;

  constructor(service: ServiceProcess, endpoints: Awaited<ReturnType<typeof startEndpoints>>) {
    this.#service = service;
    this.#endpoints = endpoints;
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

  /** Runs `work` while events are published to other webhooks. */
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
        event.message = { ...(event.message as object), inbox_id: `inbox_${count % webhookCount}` };
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

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

async function measureAll(bench: Bench, rows: number, perSecond: number): Promise<Row[]> {
  const results: Row[] = [];
  const measure = async (...measured: Parameters<Bench["measure"]>) => {
    const row = await bench.measure(...measured);
    results.push(row);
    console.log(formatRow(row));
  };
  const background = (ms: number) => Math.round((rows / ms) * 1_000);
  bench.backlogEndpoint = hang;
  for (let inbox = 0; inbox < webhookCount; inbox++) {
    await bench.createWebhook(`/other/${inbox}`, { event_types: ["message.received"], inbox_ids: [`inbox_${inbox}`] });
  }
  let backlog = await bench.seed(rows, "pending");
  await measure("nothing", perSecond, async () => {
    await setTimeout(baselineSeconds * 1_000);
    return { requestMs: undefined, backgroundRowsPerSecond: undefined };
  });

  let enableMs = 0;
  let webhook = { webhook_id: backlog.webhookId };
  await measure("disable", perSecond, async () => {
    const requestMs = await timed(() => bench.call(delivery.disableWebhook, webhook));
    enableMs = await timed(() => bench.call(delivery.enableWebhook, webhook));
    const ms = await timed(() => bench.waitForLast(backlog));
    return { requestMs, backgroundRowsPerSecond: background(ms) };
  });
  results.push({
    name: "enable",
    requestMs: enableMs,
    backgroundRowsPerSecond: undefined,
    latencies: [],
    duplicates: 0,
  });

  bench.backlogEndpoint = respond(204);
  bench.forgetArrivals();
  await measure("recover", perSecond, async () => {
    const since = backlog.publishedAt.toISOString();
    const until = new Date(backlog.publishedAt.getTime() + rows + 1).toISOString();
    const requestMs = await timed(() => bench.call(delivery.recoverWebhook, webhook, { since, until }));
    const ms = await timed(() => setTimeout(2 * baselineSeconds * 1_000));
    return { requestMs, backgroundRowsPerSecond: Math.round((bench.backlogArrivals.length / ms) * 1_000) };
  });
  await bench.call(operations.deleteWebhook, webhook);

  bench.backlogEndpoint = hang;
  backlog = await bench.seed(rows, "pending");
  webhook = { webhook_id: backlog.webhookId };
  await measure("delete", perSecond, async () => {
    const requestMs = await timed(() => bench.call(operations.deleteWebhook, webhook));
    const ms = await timed(() => bench.waitForLast(backlog));
    return { requestMs, backgroundRowsPerSecond: background(ms) };
  });

  bench.backlogEndpoint = hang;
  backlog = await bench.seed(rows, "pending");
  webhook = { webhook_id: backlog.webhookId };
  bench.forgetArrivals();
  let responded = 0;
  await measure("410", perSecond, async () => {
    bench.backlogEndpoint = (response) => {
      responded ||= performance.now();
      respond(410)(response);
    };
    // The attempt that hangs ends with its timeout; the next one gets the 410.
    while (((await bench.call(operations.getWebhook, webhook)) as Webhook).enabled) await setTimeout(20);
    const requestMs = performance.now() - responded;
    const ms = await timed(() => bench.waitForLast(backlog));
    return { requestMs, backgroundRowsPerSecond: background(ms) };
  });
  return results;
}

const milliseconds = (value: number | undefined) => (value === undefined ? "" : `${value.toFixed(1)} ms`);

function formatRow({ name, requestMs, backgroundRowsPerSecond, latencies, duplicates }: Row): string {
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

const works = ["disable", "delete", "410", "recover"] as const;

/** Kills the service during one background work, and returns what is wrong after the restart. */
async function killDuring(bench: Bench, service: ServiceProcess, work: (typeof works)[number]): Promise<string[]> {
  bench.backlogEndpoint = work === "recover" ? respond(204) : hang;
  const backlog = await bench.seed(killRows, work === "recover" ? "failed" : "pending");
  const webhook = { webhook_id: backlog.webhookId };
  bench.forgetArrivals();
  if (work === "disable") await bench.call(delivery.disableWebhook, webhook);
  if (work === "delete") await bench.call(operations.deleteWebhook, webhook);
  if (work === "recover")
    await bench.call(delivery.recoverWebhook, webhook, { since: backlog.publishedAt.toISOString() });
  if (work === "410") {
    bench.backlogEndpoint = respond(410);
    while (((await bench.call(operations.getWebhook, webhook)) as Webhook).enabled) await setTimeout(5);
  }
  const sentBefore = bench.backlogArrivals.length;
  await setTimeout(Math.random() * 600);
  await service.end("SIGKILL");
  await service.restart();
  // What the killed process had claimed is free when its leases end, after 30 s.
  const problems: string[] = [];
  const countOf = (condition: string) =>
    service.whileStopped(async ({ db }) => {
      const { rows } = await sql
        .raw<{ count: number }>(`select count(*)::integer as count from ${condition}`)
        .execute(db);
      return rows[0]?.count ?? 0;
    });
  const ofWebhook = `webhook_id = '${backlog.webhookId}'`;
  if (work === "recover") {
    const arrived = () => new Set(bench.backlogArrivals.map(({ id }) => id)).size;
    const deadline = performance.now() + 120_000 + killRows * 20;
    while (arrived() < killRows && performance.now() < deadline) await setTimeout(100);
    if (arrived() < killRows) problems.push(`${killRows - arrived()} of ${killRows} never arrived`);
    const twice = `(select event_id from deliveries where ${ofWebhook} group by event_id having count(*) > 1) as twice`;
    const duplicates = await countOf(twice);
    if (duplicates > 0) problems.push(`${duplicates} events have two deliveries`);
    return problems;
  }
  await bench.waitForLast(backlog);
  if (bench.backlogArrivals.length > sentBefore) {
    problems.push(`${bench.backlogArrivals.length - sentBefore} deliveries were sent afterwards`);
  }
  const pending = await countOf(`deliveries where ${ofWebhook} and status = 'pending'`);
  const inFlight = await countOf(`delivery_queue where ${ofWebhook} and lease is not null`);
  if (pending > inFlight) problems.push(`${pending} deliveries are still pending, ${inFlight} of them leased`);
  return problems;
}

let isGood = true;
for (const database of databases) {
  const rows = Number(process.env.BACKLOG_ROWS ?? (database === "Postgres" ? 1_000_000 : 300_000));
  const postgres = database === "Postgres" ? await startPostgres() : undefined;
  const service = await ServiceProcess.start(await postgres?.createDatabase());
  const endpoints = await startEndpoints();
  const bench = new Bench(service, endpoints);
  try {
    console.log(`\n${database}: ${rows.toLocaleString("en")} deliveries of one webhook\n`);
    console.log("| during | request | background rows/s | p50 of others | p99 of others | events | duplicates |");
    console.log("| --- | --- | --- | --- | --- | --- | --- |");
    const results = await measureAll(bench, rows, database === "Postgres" ? 50 : 20);
    for (const row of results.filter(({ name }) => name === "enable")) console.log(formatRow(row));
    for (const work of kills > 0 ? works : []) {
      const problems: string[] = [];
      for (let kill = 0; kill < kills; kill++) problems.push(...(await killDuring(bench, service, work)));
      console.log(
        `kill -9 during ${work}, ${kills} times: ${problems.length === 0 ? "completed" : problems.join("; ")}`,
      );
      if (problems.length > 0) isGood = false;
    }
  } finally {
    await service.stop();
    endpoints.close();
    await postgres?.close();
  }
}
process.exit(isGood ? 0 : 1);
