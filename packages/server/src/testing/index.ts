/** A real service in the process of a test. */
import { randomBytes } from "node:crypto";
import type { Lookup } from "../egress/system-lookup.ts";
import type { Clock } from "../lib/clock.ts";
import { startServer } from "../server.ts";
import { readSettings, type Settings } from "../settings.ts";
import { type TokenScope, tokenScopes } from "../tokens/scopes.ts";
import { generateToken } from "../tokens/token-format.ts";

export type { Clock } from "../lib/clock.ts";
export type { TokenScope } from "../tokens/scopes.ts";

export interface NewToken {
  /** @default "default" */
  organizationId?: string;
  /** @default every scope */
  scopes?: readonly TokenScope[];
  /** Expiry time. @default never */
  expiresAt?: Date;
}

/** Settings that a test may change. The defaults are those of the service on the embedded database. */
type ChangeableSettings = Pick<
  Settings,
  | "allowHttp"
  | "allowPrivateNetwork"
  | "role"
  | "retrySchedule"
  | "deliveryTimeoutMs"
  | "maxInFlightPerWebhook"
  | "leaseSeconds"
  | "retentionDays"
  | "databaseTimeoutMs"
  | "requestTimeoutMs"
  | "maxConcurrentRequests"
  | "rateLimitPerMinute"
  | "maxWebhooks"
  | "operatorWebhook"
  | "corsOrigins"
  | "metricsPort"
>;

export interface ServiceOptions extends Partial<ChangeableSettings> {
  /** A Postgres database. @default an embedded one in memory, deleted by `close` */
  databaseUrl?: string;
  /** The token of the organization `default` with every scope. @default a random one */
  token?: string;
  /** @default a random one */
  encryptionKey?: Buffer;
  /** Keys that `encryptionKey` replaces. @default none */
  olderEncryptionKeys?: readonly Buffer[];
  /** Resolves the host names of webhook URLs. @default the system resolver */
  lookup?: Lookup;
  /** @default the system clock */
  clock?: Clock;
  /** How often the queue is polled for deliveries that no notification announced, such as retries. @default 500 */
  pollMs?: number;
  /** Additional certificate authorities to trust when sending deliveries, as PEM. @default none */
  ca?: readonly string[];
  /** Returns the free space on the disk of the database. @default unlimited */
  freeBytes?: () => number;
  /** What is logged on stderr. @default "error" */
  logLevel?: Settings["logLevel"];
}

/** A running service. `await using service = await startService()` stops it at the end of the block. */
export interface Service extends AsyncDisposable {
  /** Where it listens, without a trailing slash: `http://127.0.0.1:49152`. */
  readonly url: string;
  readonly metricsUrl: string;
  /** A token of the organization `default` with every scope. */
  readonly token: string;
  /** Creates another token and returns its text. */
  createToken(options?: NewToken): Promise<string>;
  /** Deletes deliveries and events older than `retentionDays` now. */
  removeOld(): Promise<void>;
  /** Stops it. */
  close(): Promise<void>;
}

/** A test does not wait long for a Postgres that is not there. */
const databaseWaitSeconds = 10;
/** Nor for ever for one that does not respond, or that another process migrates. The embedded database may take longer. */
const postgresWaitMs = 60_000;

/** Starts the service on a free port of 127.0.0.1. */
export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const { databaseUrl, encryptionKey, olderEncryptionKeys, clock, lookup, ca, pollMs, freeBytes, ...changes } = options;
  const { token = generateToken(), ...settings } = changes;
  const server = await startServer(
    {
      ...readSettings({}),
      logLevel: "error",
      databaseWaitSeconds,
      ...withoutUndefined(settings),
      port: 0,
      database:
        databaseUrl === undefined ? { kind: "embedded", dataDir: undefined } : { kind: "postgres", url: databaseUrl },
      bootstrapToken: token,
      encryptionKeys: [encryptionKey ?? randomBytes(32), ...(olderEncryptionKeys ?? [])],
    },
    withoutUndefined({
      ...{ clock, lookup, pollMs, freeBytes, connector: ca && { ca } },
      signal: databaseUrl === undefined ? undefined : AbortSignal.timeout(postgresWaitMs),
    }),
  );
  return {
    url: server.url,
    metricsUrl: server.metricsUrl,
    token,
    async createToken({ organizationId = "default", scopes = tokenScopes, expiresAt } = {}) {
      const created = await server.createToken({
        organization_id: organizationId,
        scopes: [...scopes],
        ...(expiresAt && { expires_at: expiresAt.toISOString() }),
      });
      return created.token;
    },
    removeOld: () => server.removeOld(),
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

type WithoutUndefined<Options> = { [Name in keyof Options]?: Exclude<Options[Name], undefined> };

const withoutUndefined = <Options extends object>(options: Options) =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as WithoutUndefined<Options>;
