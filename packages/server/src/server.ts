import { join } from "node:path";
import type { CreatedToken, CreateTokenRequest } from "@agent-webhooks/types/delivery";
import type { FastifyInstance } from "fastify";
import { createParts, type Parts } from "./composition-root.ts";
import { checkEncryptionKeys } from "./crypto/key-check.ts";
import type { DataDirectory } from "./database/data-directory.ts";
import { DiskSpace } from "./database/disk-space.ts";
import { waitForDatabase } from "./database/wait-for-database.ts";
import { Admission } from "./http/admission.ts";
import { createApp, serveApi } from "./http/app.ts";
import { allowCorsOrigins } from "./http/cors.ts";
import { listen } from "./http/listen.ts";
import { measureRequests, serveHealth, serveMetrics } from "./http/probes.ts";
import { RateLimit } from "./http/rate-limit.ts";
import { rejectUnknownRoutes } from "./http/routes.ts";
import { StartError } from "./lib/errors.ts";
import type { PartOverrides } from "./part-overrides.ts";
import type { Settings } from "./settings.ts";
import { serveSite } from "./site/serve-site.ts";
import { listSiteFiles, type SiteFile } from "./site/site-files.ts";
import { openStorage, type Storage } from "./storage.ts";
import { generateToken, tokenPattern, tokenRule } from "./tokens/token-format.ts";

/** Parts that tests replace, and how to abort a start. */
export interface Overrides extends PartOverrides {
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
  const app = createApp(settings);
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

  measureRequests(app, { metrics });
  await allowCorsOrigins(app, settings.corsOrigins);
  // After CORS, so that pages can read why a request is rejected.
  admission.guard(app);
  await app.register(serveHealth, { db: database.db, admission });
  if (settings.metricsPort === undefined) await app.register(serveMetrics, { metrics });
  const site = settings.role === "worker" ? [] : await listSiteFiles();
  await serveRole(app, settings, { ...parts, keys: storage.keys, site });
  const url = await listen(app, settings);
  let metricsUrl = url;
  if (settings.metricsPort !== undefined) {
    const metricsApp = createApp(settings);
    apps.push(metricsApp);
    admission.guard(metricsApp);
    await metricsApp.register(serveMetrics, { metrics });
    rejectUnknownRoutes(metricsApp, []);
    metricsUrl = await listen(metricsApp, {
      host: settings.metricsHost,
      port: settings.metricsPort,
      prefix: "METRICS_",
    });
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
  retention.start(worker === undefined ? "partitions" : "all");
  if (worker !== undefined) {
    recoveries.start();
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
 * Creates the idempotent function that migrates the database, creates partitions, checks the keys, and stores the
 * bootstrap token. It returns that token, if it is known.
 */
async function createPreparation(
  { database, dataDirectory, keys }: Storage,
  { bootstrapToken }: Settings,
  { tokens, retention, worker, storeOperatorWebhook }: Parts,
): Promise<() => Promise<string | undefined>> {
  const token = bootstrapToken ?? (dataDirectory && (await readBootstrapToken(dataDirectory)));
  const generated = generateToken();
  return async () => {
    await database.migrate();
    await retention.prepare();
    // It looks at every secret.
    await database.maintain((db) => checkEncryptionKeys(db, keys));
    // Other processes may have been started without these settings.
    if (worker !== undefined) await storeOperatorWebhook();
    if (token === undefined) return (await tokens.setBootstrapIfNone(generated)) ? generated : undefined;
    await tokens.setBootstrap(token);
    return token;
  };
}

/** Reads the token that the first start generated. */
async function readBootstrapToken(directory: DataDirectory): Promise<string> {
  const name = "bootstrap-token";
  const token = await directory.readOrCreate(name, generateToken);
  if (tokenPattern.test(token)) return token;
  const file = join(directory.path, name);
  throw new StartError(
    `${file} must contain a token: ${tokenRule}. Restore it from a backup, or delete it to have a new one generated.`,
  );
}
