import type { CreatedToken, CreateTokenRequest } from "@agent-webhooks/types/delivery";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { checkEncryptionKeys } from "./crypto/key-check.ts";
import { createSecretBox } from "./crypto/secret-box.ts";
import { DiskSpace } from "./database/disk-space.ts";
import { waitForDatabase } from "./database/wait-for-database.ts";
import { Deliveries } from "./deliveries/deliveries.ts";
import { Health } from "./deliveries/health.ts";
import { Recoveries } from "./deliveries/recoveries.ts";
import { Retention } from "./deliveries/retention.ts";
import type { ConnectorOptions } from "./egress/connector.ts";
import { createEgressPolicy } from "./egress/policy.ts";
import type { Lookup } from "./egress/system-lookup.ts";
import { Events } from "./events/events.ts";
import { Admission } from "./http/admission.ts";
import { createApp, serveApi } from "./http/app.ts";
import { allowCorsOrigins } from "./http/cors.ts";
import { listen } from "./http/listen.ts";
import { serveHealth, serveMetrics } from "./http/probes.ts";
import { RateLimit } from "./http/rate-limit.ts";
import { rejectUnknownRoutes } from "./http/routes.ts";
import { type Clock, systemClock } from "./lib/clock.ts";
import { OperatorEvents } from "./operator/operator-events.ts";
import { storeOperatorWebhook } from "./operator/operator-webhook.ts";
import { OperatorWebhooks } from "./operator/operator-webhooks.ts";
import { Publisher } from "./publish/publisher.ts";
import type { Settings } from "./settings.ts";
import { serveSite } from "./site/serve-site.ts";
import { listSiteFiles, type SiteFile } from "./site/site-files.ts";
import { openStorage, type Storage } from "./storage.ts";
import { createDeliveryLog } from "./telemetry/delivery-log.ts";
import { Metrics } from "./telemetry/metrics.ts";
import { generateToken } from "./tokens/token-format.ts";
import { Tokens } from "./tokens/tokens.ts";
import { DeliverySettings } from "./webhooks/delivery-settings.ts";
import { Webhooks } from "./webhooks/webhooks.ts";
import { notifyOtherProcesses, pollOtherProcesses } from "./worker/notifications.ts";
import { QueueCounter } from "./worker/queue-size.ts";
import { Sender } from "./worker/sender.ts";
import { Worker, workerDefaults } from "./worker/worker.ts";

/** Parts that tests replace, and how to abort a start. */
export interface Overrides {
  readonly clock?: Clock;
  readonly lookup?: Lookup;
  /** Options of the connections to endpoints. */
  readonly connector?: ConnectorOptions;
  /** How often a worker polls for deliveries that no notification announced, in milliseconds. @default 500 */
  readonly pollMs?: number;
  /** Returns the free space on the disk of the database. @default asks the system, for the embedded database */
  readonly freeBytes?: () => number;
  /** Aborts the wait for the database. @default waits for `databaseWaitSeconds` */
  readonly signal?: AbortSignal;
}

/** A running service. */
export interface Server {
  /** Where it listens: `http://127.0.0.1:8787`. */
  readonly url: string;
  /** The API reference; `undefined` for the role `worker`, and when the package was not built. */
  readonly docsUrl: string | undefined;
  /** The console; `undefined` as above. */
  readonly consoleUrl: string | undefined;
  readonly metricsUrl: string;
  /** Describes the database, without credentials. */
  readonly database: string;
  /** The directory of keys, token and embedded database, if there is one. */
  readonly dataDir: string | undefined;
  /** The bootstrap token; `undefined` when an earlier start generated it and only its hash is stored. */
  readonly token: string | undefined;
  /** Warns of little space on the disk of the database; `undefined` when there is enough. */
  readonly diskWarning: string | undefined;
  /** Creates a token, as the operation of this name does. */
  createToken(request: CreateTokenRequest): Promise<CreatedToken>;
  /** Deletes what has exceeded its retention now; this also happens regularly. */
  removeOld(): Promise<void>;
  /**
   * Stops listening, completes what is in progress, requests for up to 10 s and deliveries for up to 20 s, cuts off the
   * rest, and closes the database.
   */
  close(): Promise<void>;
}

/**
 * Starts the service: listens, waits for the database, and migrates it. Until then, requests and `/readyz` get a 503.
 *
 * @throws StartError when the service cannot start for an outside reason, such as a port in use or a wrong password
 */
export async function startServer(settings: Settings, overrides: Overrides = {}): Promise<Server> {
  const cleanUp: (() => Promise<unknown>)[] = [];
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= runAll(cleanUp.reverse());
    return closing;
  };
  try {
    return await start(settings, overrides, cleanUp, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** Runs every step, even after one has failed. */
async function runAll(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const step of steps) await step().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}

async function start(
  settings: Settings,
  overrides: Overrides,
  cleanUp: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<Server> {
  const disk = createDiskSpace(settings, overrides.freeBytes);
  const admission = new Admission({ maxRunning: settings.maxConcurrentRequests, disk });
  const appOptions = { log: { level: settings.logLevel }, requestTimeoutMs: settings.requestTimeoutMs, admission };
  const app = createApp(appOptions);
  const storage = await openStorage(settings, (error) => app.log.warn({ err: error }, "database"));
  cleanUp.push(() => storage.close());
  const { database, dataDirectory } = storage;
  const parts = createParts(settings, overrides, { storage, disk, log: app.log });
  const { tokens, worker, recoveries, retention, operatorEvents, metrics } = parts;
  cleanUp.push(() => tokens.lastUse.stop());
  // Requests and deliveries at the same time, so that neither starts new work while the other one stops.
  const apps = [app];
  cleanUp.push(() =>
    Promise.all([
      ...apps.map((each) => each.close()),
      worker?.stop(),
      recoveries.stop(),
      retention.stop(),
      operatorEvents.stop(),
    ]),
  );

  await allowCorsOrigins(app, settings.corsOrigins);
  await app.register(serveHealth, { db: database.db, admission });
  if (settings.metricsPort === undefined) await app.register(serveMetrics, { metrics });
  const site = settings.role === "worker" ? [] : await listSiteFiles();
  await serveRole(app, settings, { ...parts, keys: storage.keys, site });
  const url = await listen(app, settings);
  let metricsUrl = url;
  if (settings.metricsPort !== undefined) {
    const metricsApp = createApp(appOptions);
    apps.push(metricsApp);
    await metricsApp.register(serveMetrics, { metrics });
    rejectUnknownRoutes(metricsApp, []);
    metricsUrl = await listen(metricsApp, { host: settings.metricsHost, port: settings.metricsPort });
  }

  // Until this is done, requests get a 503.
  const token = await waitForDatabase(await createPreparation(storage, settings, parts), {
    description: database.description,
    onWait: (sentence) => app.log.warn(sentence),
    waitMs: settings.databaseWaitSeconds * 1000,
    signal: overrides.signal,
  });
  admission.open();
  tokens.lastUse.start();
  worker?.start();
  if (worker !== undefined) {
    recoveries.start();
    retention.start();
    operatorEvents.start();
  }
  const urlOf = (page: string) => (site.some(({ path }) => path === page) ? url + page : undefined);
  return {
    url,
    docsUrl: urlOf("/docs"),
    consoleUrl: urlOf("/console"),
    metricsUrl: `${metricsUrl}/metrics`,
    database: database.description,
    dataDir: dataDirectory?.path,
    token,
    diskWarning: disk.describeShortage(),
    createToken: (request) => tokens.create(request),
    removeOld: () => retention.run(),
    close,
  };
}

function createDiskSpace({ database }: Settings, freeBytes: Overrides["freeBytes"]): DiskSpace {
  if (freeBytes !== undefined) return new DiskSpace(freeBytes);
  return database.kind === "embedded" && database.dataDir !== undefined
    ? DiskSpace.of(database.dataDir)
    : DiskSpace.unlimited();
}

interface Parts {
  readonly tokens: Tokens;
  readonly webhooks: Webhooks;
  readonly publisher: Publisher;
  readonly events: Events;
  readonly deliveries: Deliveries;
  readonly recoveries: Recoveries;
  readonly deliverySettings: DeliverySettings;
  readonly health: Health;
  readonly retention: Retention;
  readonly operatorWebhooks: OperatorWebhooks;
  readonly operatorEvents: OperatorEvents;
  /** Stores the operator's webhook as the settings have it. */
  readonly storeOperatorWebhook: () => Promise<void>;
  /** `undefined` for the role `api`. */
  readonly worker: Worker | undefined;
  readonly metrics: Metrics;
}

/** What a database may be busy with at a time. The embedded one does nothing else during a statement. */
const databaseLimits = {
  postgres: {
    publishes: 4,
    settledByRequest: 1_000,
    stepMs: 20,
    restFactor: 1,
    scanEvents: 2_500,
    countRows: 5_000,
    summaryRows: 2_000,
    search: { firstRows: 250, moreRows: 2_500 },
    recoveredPerSecond: 1_000,
  },
  embedded: {
    publishes: 1,
    settledByRequest: 100,
    stepMs: 4,
    restFactor: 2,
    scanEvents: 100,
    countRows: 500,
    summaryRows: 250,
    search: { firstRows: 125, moreRows: 250 },
    recoveredPerSecond: 500,
  },
} as const;

/** How many polls of the queue there are for each one for events for the operator. */
const operatorPollFactor = 4;

/** Creates the parts of the service on a database that may not be reachable yet. */
function createParts(
  settings: Settings,
  { clock = systemClock, lookup, connector, pollMs = workerDefaults.pollMs }: Overrides,
  { storage, disk, log }: { readonly storage: Storage; readonly disk: DiskSpace; readonly log: FastifyBaseLogger },
): Parts {
  const { role, retrySchedule, database: where } = settings;
  const { db } = storage.database;
  const onPostgres = where.kind === "postgres";
  const limits = databaseLimits[where.kind];
  const warn = (message: string) => (error: unknown) => log.warn({ err: error }, message);
  const secretBox = createSecretBox(storage.keys);
  const egress = createEgressPolicy({
    allowHttp: settings.allowHttp,
    allowPrivateNetwork: settings.allowPrivateNetwork,
    ...(lookup && { lookup }),
  });
  const deliveryLog = createDeliveryLog(log);
  const metrics = new Metrics(new QueueCounter({ db, clock, stepRows: limits.countRows }), clock);
  const worker =
    role === "api"
      ? undefined
      : new Worker({
          ...workerDefaults,
          db,
          clock,
          metrics,
          log: deliveryLog,
          pollMs,
          retrySchedule,
          stepMs: limits.stepMs,
          restFactor: limits.restFactor,
          sender: new Sender({ clock, secretBox, egress, timeoutMs: settings.deliveryTimeoutMs, connector }),
          maxInFlightPerWebhook: settings.maxInFlightPerWebhook,
          leaseMs: settings.leaseSeconds * 1000,
          sessionUrl: onPostgres ? where.url : undefined,
          mayWrite: () => disk.hasSpace(),
        });
  const warnOfNotify = warn("notifying workers of due deliveries failed");
  const notifyDue = worker?.notifyDue ?? notifyOtherProcesses(db, warnOfNotify);
  const notifyFanOut = worker?.notifyFanOut ?? pollOtherProcesses(db, warnOfNotify);
  const publisher = new Publisher({
    db,
    clock,
    notifyDue,
    notifyFanOut,
    metrics,
    retrySchedule,
    maxRunning: limits.publishes,
  });
  const webhooks = new Webhooks({
    db,
    clock,
    egress,
    secretBox,
    maxWebhooks: settings.maxWebhooks,
    maxSettled: limits.settledByRequest,
  });
  return {
    tokens: new Tokens({ db, clock, onError: warn("storing the last use of tokens failed") }),
    webhooks,
    publisher,
    events: new Events({ db, clock, search: limits.search, maxCancelled: limits.settledByRequest }),
    deliveries: new Deliveries({ db, clock, notifyDue, retrySchedule, search: limits.search }),
    recoveries: new Recoveries({
      db,
      clock,
      log: deliveryLog,
      notifyDue,
      retrySchedule,
      retentionDays: settings.retentionDays,
      mayWrite: () => disk.hasSpace(),
      isBusy: () => worker?.isBusy === true,
      stepMs: limits.stepMs,
      restFactor: limits.restFactor,
      scanEvents: limits.scanEvents,
      recoveredPerSecond: limits.recoveredPerSecond,
    }),
    deliverySettings: new DeliverySettings({ db }),
    health: new Health({ db, clock, stepRows: limits.summaryRows }),
    retention: new Retention({
      database: storage.database,
      clock,
      log: deliveryLog,
      days: settings.retentionDays,
      vacuum: !onPostgres,
    }),
    operatorWebhooks: new OperatorWebhooks({ db, webhooks }),
    operatorEvents: new OperatorEvents({ db, clock, publisher, log: deliveryLog, pollMs: operatorPollFactor * pollMs }),
    storeOperatorWebhook: () => storeOperatorWebhook({ db, clock, secretBox, egress }, settings.operatorWebhook),
    worker,
    metrics,
  };
}

/** Adds the routes of the role of this process: the API and its reference, or none for a worker. */
async function serveRole(
  app: FastifyInstance,
  { role, rateLimitPerMinute }: Settings,
  { keys, site, ...parts }: Parts & { readonly keys: Storage["keys"]; readonly site: readonly SiteFile[] },
): Promise<void> {
  if (role === "worker") {
    rejectUnknownRoutes(app, []);
    return;
  }
  await app.register(serveSite, { site });
  await serveApi(app, { ...parts, keys, rateLimit: new RateLimit(rateLimitPerMinute) }, site);
}

/**
 * Creates the idempotent function that migrates the database, creates partitions, checks the keys, and stores the bootstrap token. It returns
 * that token, if it is known.
 */
async function createPreparation(
  { database, dataDirectory, keys }: Storage,
  { bootstrapToken }: Settings,
  { tokens, retention, worker, storeOperatorWebhook }: Parts,
): Promise<() => Promise<string | undefined>> {
  const token = bootstrapToken ?? (await dataDirectory?.readOrCreate("bootstrap-token", generateToken));
  const generated = generateToken();
  return async () => {
    await database.migrate();
    await retention.prepare();
    await checkEncryptionKeys(database.db, keys);
    // Other processes may have been started without these settings.
    if (worker !== undefined) await storeOperatorWebhook();
    if (token === undefined) return (await tokens.setBootstrapIfNone(generated)) ? generated : undefined;
    await tokens.setBootstrap(token);
    return token;
  };
}
