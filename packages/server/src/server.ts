import type { AddressInfo } from "node:net";
import type { CreatedToken, CreateTokenRequest } from "@agent-webhooks/types/delivery";
import type { FastifyInstance } from "fastify";
import { createApp, refuseOtherRoutes, serveApi } from "./api/api.ts";
import { serveHealth } from "./api/health.ts";
import { type Clock, systemClock } from "./clock.ts";
import { deriveKeys, type Keys } from "./crypto/keys.ts";
import { createSecretBox } from "./crypto/secret-box.ts";
import { type DataDirectory, openDataDirectory } from "./database/data-directory.ts";
import type { Database } from "./database/database.ts";
import { openEmbedded, openInMemory } from "./database/embedded.ts";
import { migrate } from "./database/migrate.ts";
import { openPostgres } from "./database/postgres.ts";
import { Delivery } from "./delivery/delivery.ts";
import { serveDocs } from "./docs/docs.ts";
import { readSite } from "./docs/site.ts";
import type { ConnectorOptions } from "./egress/connector.ts";
import { createEgressPolicy, type Lookup } from "./egress/policy.ts";
import { checkEncryptionKey } from "./encryption-key-check.ts";
import type { Settings } from "./settings.ts";
import { StartError } from "./start-error.ts";
import { Tokens } from "./tokens/tokens.ts";
import { Webhooks } from "./webhooks/webhooks.ts";

/** Parts that tests replace. */
export interface Overrides {
  readonly clock?: Clock;
  readonly lookup?: Lookup;
  /** How deliveries are connected. */
  readonly connector?: ConnectorOptions;
}

/** A service that answers requests. */
export interface Server {
  /** Where it listens: `http://127.0.0.1:8787`. */
  readonly url: string;
  /** Where its API reference is; `undefined` without one: the role `worker`, or sources that were never built. */
  readonly docsUrl: string | undefined;
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
 * Starts the service: opens the database, brings it to the schema of this version, and listens.
 *
 * @throws StartError when that is not possible for a reason outside of the service: port in use, database away.
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
  { clock = systemClock, lookup, connector }: Overrides,
  cleanUp: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<Server> {
  const app = createApp({ level: settings.logLevel });
  const { database: where } = settings;
  const dataDirectory =
    where.kind === "embedded" && where.dataDir !== undefined ? await openDataDirectory(where.dataDir) : undefined;
  if (dataDirectory !== undefined) cleanUp.push(() => dataDirectory.release());

  const encryptionKey = settings.encryptionKey ?? (await dataDirectory?.encryptionKey());
  if (encryptionKey === undefined) throw new StartError("ENCRYPTION_KEY is required.");
  const keys = deriveKeys(encryptionKey);

  const database = await openDatabase(settings, dataDirectory, (error) => app.log.warn({ err: error }, "database"));
  cleanUp.push(() => database.close());
  const tokens = new Tokens(database.db, clock);
  const token = await prepareDatabase(database, settings, dataDirectory, keys, tokens);

  const { db } = database;
  const secretBox = createSecretBox(keys);
  const egress = createEgressPolicy({
    allowHttp: settings.allowHttp,
    allowPrivateNetwork: settings.allowPrivateNetwork,
    ...(lookup && { lookup }),
  });
  const delivery = new Delivery({ db, database: where, clock, secretBox, egress, log: app.log, settings, connector });
  // Together: from now on nothing new is begun, neither there nor here.
  cleanUp.push(() => Promise.all([app.close(), delivery.stop()]));
  await app.register(serveHealth, { db, metrics: delivery.metrics });
  const site = settings.role === "worker" ? [] : await readSite();
  await app.register(serveDocs, { site });
  if (settings.role === "worker") refuseOtherRoutes(app, []);
  else await serveApi(app, { keys, tokens, delivery, webhooks: new Webhooks({ db, clock, egress, secretBox }) }, site);
  const url = await listen(app, settings);
  delivery.start();
  const page = site.find(({ isPage }) => isPage);
  return {
    url,
    docsUrl: page && url + page.path,
    database: database.description,
    dataDir: dataDirectory?.path,
    token,
    createToken: (request) => tokens.create(request),
    removeOld: () => delivery.retention.run(),
    close,
  };
}

async function openDatabase(
  { database }: Settings,
  dataDirectory: DataDirectory | undefined,
  onError: (error: Error) => void,
): Promise<Database> {
  if (database.kind === "postgres") return openPostgres(database.url, onError);
  return dataDirectory === undefined ? openInMemory() : openEmbedded(dataDirectory.path);
}

/** Migrates, checks the key, and sees to the bootstrap token, which it answers if it can. */
async function prepareDatabase(
  { db }: Database,
  settings: Settings,
  dataDirectory: DataDirectory | undefined,
  keys: Keys,
  tokens: Tokens,
): Promise<string | undefined> {
  await migrate(db);
  await checkEncryptionKey(db, keys);
  const token = settings.bootstrapToken ?? (await dataDirectory?.bootstrapToken());
  if (token === undefined) return tokens.createBootstrapIfNone();
  await tokens.setBootstrap(token);
  return token;
}

async function listen(app: FastifyInstance, { host, port }: Settings): Promise<string> {
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
