import type { AddressInfo } from "node:net";
import type { CreatedToken, CreateTokenRequest } from "@agent-webhooks/types/delivery";
import type { FastifyInstance } from "fastify";
import { checkEncryptionKeys } from "./crypto/key-check.ts";
import { createSecretBox } from "./crypto/secret-box.ts";
import { DiskSpace } from "./database/disk-space.ts";
import { waitForDatabase } from "./database/wait-for-database.ts";
import { Deliveries } from "./deliveries/deliveries.ts";
import { Retention } from "./deliveries/retention.ts";
import { serveDocs } from "./docs/docs.ts";
import { listSiteFiles } from "./docs/site.ts";
import type { ConnectorOptions } from "./egress/connector.ts";
import { createEgressPolicy, type Lookup } from "./egress/policy.ts";
import { Admission } from "./http/admission.ts";
import { createApp, serveApi } from "./http/app.ts";
import { allowCorsOrigins } from "./http/cors.ts";
import { serveHealth, serveMetrics } from "./http/probes.ts";
import { RateLimit } from "./http/rate-limit.ts";
import { rejectUnknownRoutes } from "./http/routes.ts";
import { type Clock, systemClock } from "./lib/clock.ts";
import { StartError } from "./lib/errors.ts";
import { Publisher } from "./publish/publisher.ts";
import type { Settings } from "./settings.ts";
import { openStorage, type Storage } from "./storage.ts";
import { createDeliveryLog } from "./telemetry/delivery-log.ts";
import { Metrics } from "./telemetry/metrics.ts";
import { generateToken } from "./tokens/token-format.ts";
import { Tokens } from "./tokens/tokens.ts";
import { Webhooks } from "./webhooks/webhooks.ts";
import { notifyOtherProcesses } from "./worker/notifications.ts";
import { Sender } from "./worker/sender.ts";
import { Worker, workerDefaults } from "./worker/worker.ts";

/** Parts that tests replace, and how to break a start off. */
export interface Overrides {
  readonly clock?: Clock;
  readonly lookup?: Lookup;
  /** How deliveries are connected. */
  readonly connector?: ConnectorOptions;
  /** How often a worker polls for deliveries that no notification announced, in milliseconds. @default 500 */
  readonly pollMs?: number;
  /** What is free on the disk of the database. @default asked of the system, for the embedded database */
  readonly freeBytes?: () => number;
  /** Ends the waiting for a database that is away. @default it is waited for as long as it takes */
  readonly signal?: AbortSignal;
}

/** A service that answers requests. */
export interface Server {
  /** Where it listens: `http://127.0.0.1:8787`. */
  readonly url: string;
  /** Where its API reference is; `undefined` without one: the role `worker`, or sources that were never built. */
  readonly docsUrl: string | undefined;
  /** Where its metrics are. */
  readonly metricsUrl: string;
  /** What the database is, for people. */
  readonly database: string;
  /** Where keys, token and embedded database are; `undefined` without any. */
  readonly dataDir: string | undefined;
  /** The bootstrap token; `undefined` when it was made at an earlier start and only its hash is kept. */
  readonly token: string | undefined;
  /** Creates a token, as the operation of this name does. */
  createToken(request: CreateTokenRequest): Promise<CreatedToken>;
  /** Removes what is older than it has to be kept; it happens by itself, too. */
  removeOld(): Promise<{ deliveries: number; events: number }>;
  /** Stops listening, finishes the requests that run and the deliveries in flight, and closes the database. */
  close(): Promise<void>;
}

/**
 * Starts the service: listens, waits for the database, and brings it to the schema of this version. Until that is done
 * requests are answered with 503, `/readyz` among them.
 *
 * @throws StartError when that is not possible for a reason outside of the service: port in use, wrong password.
 */
export async function startServer(settings: Settings, overrides: Overrides = {}): Promise<Server> {
  const cleanUp: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of cleanUp.splice(0).reverse()) await step();
  };
  try {
    return await start(settings, overrides, cleanUp, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  settings: Settings,
  { clock = systemClock, lookup, connector, pollMs = workerDefaults.pollMs, freeBytes, signal }: Overrides,
  cleanUp: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<Server> {
  const { database: where, role } = settings;
  const disk = diskOf(settings, freeBytes);
  const admission = new Admission({ maxRunning: settings.maxConcurrentRequests, disk });
  const http = { log: { level: settings.logLevel }, requestTimeoutMs: settings.requestTimeoutMs, admission };
  const app = createApp(http);
  const storage = await openStorage(settings, (error) => app.log.warn({ err: error }, "database"));
  cleanUp.push(() => storage.close());
  const { keys, database, dataDirectory } = storage;
  const { db } = database;
  const tokens = new Tokens({
    db,
    clock,
    onError: (error) => app.log.warn({ err: error }, "storing the last use of tokens failed"),
  });
  const secretBox = createSecretBox(keys);
  const egress = createEgressPolicy({
    allowHttp: settings.allowHttp,
    allowPrivateNetwork: settings.allowPrivateNetwork,
    ...(lookup && { lookup }),
  });
  const { retrySchedule } = settings;
  const log = createDeliveryLog(app.log);
  const metrics = new Metrics(db, clock);
  const worker =
    role === "api"
      ? undefined
      : new Worker({
          ...workerDefaults,
          db,
          clock,
          secretBox,
          metrics,
          log,
          pollMs,
          retrySchedule,
          sender: new Sender({ clock, egress, timeoutMs: settings.deliveryTimeoutMs, connector }),
          leaseMs: settings.leaseSeconds * 1000,
          listenUrl: role === "worker" && where.kind === "postgres" ? where.url : undefined,
          mayWrite: () => disk.hasSpace(),
        });
  const notifyDue =
    worker?.notifyDue ??
    notifyOtherProcesses(db, (error) => app.log.warn({ err: error }, "notifying workers of due deliveries failed"));
  const onPostgres = where.kind === "postgres";
  const publisher = new Publisher({ db, clock, notifyDue, metrics, retrySchedule, maxRunning: onPostgres ? 4 : 1 });
  const deliveries = new Deliveries({ db, clock, notifyDue, retrySchedule });
  const retention = new Retention({ db, clock, log, days: settings.retentionDays, vacuum: !onPostgres });
  // Requests and deliveries at the same time, so that neither starts new work while the other one stops.
  cleanUp.push(() => Promise.all([app.close(), worker?.stop(), retention.stop()]).then(() => tokens.lastUse.stop()));
  await allowCorsOrigins(app, settings.corsOrigins);
  await app.register(serveHealth, { db, admission });
  if (settings.metricsPort === undefined) await app.register(serveMetrics, { metrics });
  const site = role === "worker" ? [] : await listSiteFiles();
  await app.register(serveDocs, { site });
  if (role === "worker") rejectUnknownRoutes(app, []);
  else {
    const webhooks = new Webhooks({ db, clock, egress, secretBox, maxWebhooks: settings.maxWebhooks });
    const rateLimit = new RateLimit(settings.rateLimitPerMinute);
    await serveApi(app, { keys, tokens, rateLimit, publisher, deliveries, webhooks }, site);
  }
  const url = await listen(app, settings);
  const metricsApp = settings.metricsPort === undefined ? undefined : createApp(http);
  if (metricsApp !== undefined) {
    cleanUp.push(() => metricsApp.close());
    await metricsApp.register(serveMetrics, { metrics });
    rejectUnknownRoutes(metricsApp, []);
  }
  const metricsAddress = { host: settings.metricsHost, port: settings.metricsPort ?? 0 };
  const metricsUrl = metricsApp === undefined ? url : await listen(metricsApp, metricsAddress);

  // Requests are refused with a 503 until this is done.
  const token = await waitForDatabase(await preparation(storage, settings, tokens), {
    description: database.description,
    onWait: (sentence) => app.log.warn(sentence),
    waitMs: settings.databaseWaitSeconds * 1000,
    signal,
  });
  admission.open();
  tokens.lastUse.start();
  worker?.start();
  if (worker !== undefined) retention.start();
  const page = site.find(({ isPage }) => isPage);
  return {
    url,
    docsUrl: page && url + page.path,
    metricsUrl: `${metricsUrl}/metrics`,
    database: database.description,
    dataDir: dataDirectory?.path,
    token,
    createToken: (request) => tokens.create(request),
    removeOld: () => retention.run(),
    close,
  };
}

function diskOf({ database }: Settings, freeBytes: Overrides["freeBytes"]): DiskSpace {
  if (freeBytes !== undefined) return new DiskSpace(freeBytes);
  return database.kind === "embedded" && database.dataDir !== undefined
    ? DiskSpace.of(database.dataDir)
    : DiskSpace.unlimited();
}

/** What migrates, checks the keys, and sees to the bootstrap token, which it answers if it can. May be repeated. */
async function preparation(
  { database, dataDirectory, keys }: Storage,
  { bootstrapToken }: Settings,
  tokens: Tokens,
): Promise<() => Promise<string | undefined>> {
  const token = bootstrapToken ?? (await dataDirectory?.readOrCreate("bootstrap-token", generateToken));
  const made = generateToken();
  return async () => {
    await database.migrate();
    await checkEncryptionKeys(database.db, keys);
    if (token === undefined) return (await tokens.setBootstrapIfNone(made)) ? made : undefined;
    await tokens.setBootstrap(token);
    return token;
  };
}

async function listen(app: FastifyInstance, { host, port }: Pick<Settings, "host" | "port">): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw cannotListen(error, host, port);
  }
  const { address, family, port: actualPort } = app.server.address() as AddressInfo;
  // Listening everywhere is no address to go to.
  const reachable = { "0.0.0.0": "127.0.0.1", "::": "::1" }[address] ?? address;
  return `http://${family === "IPv6" ? `[${reachable}]` : reachable}:${actualPort}`;
}

const listenReasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "the port is in use. Stop what uses it, or set PORT to another one.",
  EACCES: "this user may not use the port. Set PORT to one above 1023.",
  EADDRNOTAVAIL: "this machine does not have the address. Set HOST to one that it has.",
  ENOTFOUND: "the host name is not known. Set HOST to an address of this machine.",
  EAI_AGAIN: "the host name is not known. Set HOST to an address of this machine.",
};

function cannotListen(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = listenReasons[code];
  if (reason === undefined) return error;
  return new StartError(`Cannot listen on ${host}:${port}: ${reason}`, { cause: error });
}
