/** A real service in the process of a test. */
import { randomBytes } from "node:crypto";
import type { Lookup } from "../egress/policy.ts";
import type { Clock } from "../lib/clock.ts";
import { startServer } from "../server.ts";
import { defaultRetrySchedule, type Role } from "../settings.ts";
import type { LogLevel } from "../telemetry/log.ts";
import { type TokenScope, tokenScopes } from "../tokens/scopes.ts";

export type { Clock } from "../lib/clock.ts";
export type { TokenScope } from "../tokens/scopes.ts";

export interface NewToken {
  /** @default "default" */
  organizationId?: string;
  /** @default every scope */
  scopes?: readonly TokenScope[];
  /** From this moment on the token is refused. @default never */
  expiresAt?: Date;
}

export interface ServiceOptions {
  /** A Postgres database. @default an embedded one in memory, gone at `close` */
  databaseUrl?: string;
  /** The token of the organization `default` with every scope. @default a random one */
  token?: string;
  /** @default a random one */
  encryptionKey?: Buffer;
  /** Keys that `encryptionKey` takes the place of. @default none */
  olderEncryptionKeys?: readonly Buffer[];
  /** Plain http webhook URLs are allowed. @default true */
  allowHttp?: boolean;
  /** Webhook URLs of private networks are allowed. @default true */
  allowPrivateNetwork?: boolean;
  /** How names of webhook URLs are resolved. @default the resolver of the system */
  lookup?: Lookup;
  /** Where times come from. @default the clock of the system */
  clock?: Clock;
  /** Seconds before each attempt to deliver. @default `RETRY_SCHEDULE`'s */
  retrySchedule?: readonly number[];
  /** After how long an endpoint has not answered. @default 15000 */
  deliveryTimeoutMs?: number;
  /** How often the worker polls for retries, in milliseconds. Matters to tests that move the clock. @default 500 */
  pollMs?: number;
  /** How long deliveries of a process that died wait, at most. @default 30 */
  leaseSeconds?: number;
  /** How long settled deliveries and events are kept. @default 30 */
  retentionDays?: number;
  /** Certificates of authorities to trust beside the usual ones when delivering, as PEM. @default none */
  ca?: readonly string[];
  /** `api` and `worker` need a Postgres database. @default "all" */
  role?: Role;
  /** After how long Postgres has not answered. @default 10000 */
  databaseTimeoutMs?: number;
  /** After how long a request must have arrived. @default 60000 */
  requestTimeoutMs?: number;
  /** More requests at once are answered with 503. @default 1000 */
  maxConcurrentRequests?: number;
  /** More requests of a token in a minute are answered with 429. @default no limit */
  rateLimitPerMinute?: number;
  /** More webhooks of an organization are answered with 403. @default no limit */
  maxWebhooks?: number;
  /** Origins whose pages may call the API. @default none */
  corsOrigins?: readonly string[];
  /** A port for `/metrics`, 0 for any. @default that of the API */
  metricsPort?: number;
  /** What is free on the disk of the database. @default enough */
  freeBytes?: () => number;
  /** What is logged, on stderr. @default "error" */
  logLevel?: LogLevel;
}

/** A running service. `await using service = await startService()` closes it at the end of the block. */
export interface Service extends AsyncDisposable {
  /** Where it listens, without a slash at the end: `http://127.0.0.1:49152`. */
  readonly url: string;
  /** Where its metrics are. */
  readonly metricsUrl: string;
  /** A token of the organization `default` with every scope. */
  readonly token: string;
  /** Creates another token, and answers its text. */
  createToken(options?: NewToken): Promise<string>;
  /** Removes what is older than it has to be kept, at once. */
  removeOld(): Promise<{ deliveries: number; events: number }>;
  /** Stops it. */
  close(): Promise<void>;
}

const startTimeoutMs = 10_000;

/** Starts the service on a free port of 127.0.0.1. */
export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const { databaseUrl, clock, lookup, ca, pollMs, freeBytes } = options;
  const token = options.token ?? `awt_${randomBytes(32).toString("base64url")}`;
  const server = await startServer(
    {
      host: "127.0.0.1",
      port: 0,
      database:
        databaseUrl === undefined ? { kind: "embedded", dataDir: undefined } : { kind: "postgres", url: databaseUrl },
      bootstrapToken: token,
      encryptionKeys: [options.encryptionKey ?? randomBytes(32), ...(options.olderEncryptionKeys ?? [])],
      allowHttp: options.allowHttp ?? true,
      allowPrivateNetwork: options.allowPrivateNetwork ?? true,
      role: options.role ?? "all",
      retrySchedule: options.retrySchedule ?? defaultRetrySchedule,
      deliveryTimeoutMs: options.deliveryTimeoutMs ?? 15_000,
      leaseSeconds: options.leaseSeconds ?? 30,
      retentionDays: options.retentionDays ?? 30,
      databaseTimeoutMs: options.databaseTimeoutMs ?? 10_000,
      databaseWaitSeconds: 30,
      requestTimeoutMs: options.requestTimeoutMs ?? 60_000,
      maxConcurrentRequests: options.maxConcurrentRequests ?? 1_000,
      rateLimitPerMinute: options.rateLimitPerMinute,
      maxWebhooks: options.maxWebhooks,
      corsOrigins: options.corsOrigins ?? [],
      metricsPort: options.metricsPort,
      metricsHost: "127.0.0.1",
      logLevel: options.logLevel ?? "error",
    },
    {
      // A test has no use for a database that comes later.
      signal: AbortSignal.timeout(startTimeoutMs),
      ...(clock && { clock }),
      ...(lookup && { lookup }),
      ...(ca && { connector: { ca } }),
      ...(pollMs !== undefined && { pollMs }),
      ...(freeBytes && { freeBytes }),
    },
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
