import { encryptionKeyBytes, parseEncryptionKey, parseEncryptionKeys } from "./crypto/keys.ts";
import { StartError } from "./lib/errors.ts";
import { type LogLevel, logLevels } from "./telemetry/log.ts";
import { tokenPattern } from "./tokens/token-format.ts";

export type DatabaseSettings =
  /** PGlite. `dataDir: undefined` keeps everything in memory. */
  | { readonly kind: "embedded"; readonly dataDir: string | undefined }
  | { readonly kind: "postgres"; readonly url: string };

/** What a process does: serve the API, deliver, or both. */
const roles = ["all", "api", "worker"] as const;
export type Role = (typeof roles)[number];

/** Everything that can be set. Each field says which variable it comes from. */
export interface Settings {
  /** HOST @default "127.0.0.1" */
  readonly host: string;
  /** PORT; 0 takes a free one. @default 8787 */
  readonly port: number;
  /** DATABASE_URL, or else DATA_DIR @default embedded, in `.data` */
  readonly database: DatabaseSettings;
  /** BOOTSTRAP_TOKEN @default one is made */
  readonly bootstrapToken: string | undefined;
  /** ENCRYPTION_KEYS, newest first, or ENCRYPTION_KEY when there is one only @default embedded: one is made */
  readonly encryptionKeys: readonly [Buffer, ...Buffer[]] | undefined;
  /** ALLOW_HTTP @default true with the embedded database, else false */
  readonly allowHttp: boolean;
  /** ALLOW_PRIVATE_NETWORK @default true with the embedded database, else false */
  readonly allowPrivateNetwork: boolean;
  /** ROLE; `api` and `worker` only with DATABASE_URL. @default "all" */
  readonly role: Role;
  /** RETRY_SCHEDULE: seconds before each attempt @default at once, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h */
  readonly retrySchedule: readonly number[];
  /** DELIVERY_TIMEOUT_MS @default 15000 */
  readonly deliveryTimeoutMs: number;
  /** LEASE_SECONDS: how long deliveries of a process that died wait, at most @default 30 */
  readonly leaseSeconds: number;
  /** RETENTION_DAYS: how long settled deliveries and events are kept @default 30 */
  readonly retentionDays: number;
  /** DATABASE_TIMEOUT_MS: after so long Postgres has not answered @default 10000 */
  readonly databaseTimeoutMs: number;
  /** DATABASE_WAIT_SECONDS: how long a start waits for a Postgres that is away @default 30 */
  readonly databaseWaitSeconds: number;
  /** REQUEST_TIMEOUT_MS: after so long a request must have arrived, its headers after 20 s at most @default 60000 */
  readonly requestTimeoutMs: number;
  /** MAX_CONCURRENT_REQUESTS of this process; more are answered 503 @default 1000 */
  readonly maxConcurrentRequests: number;
  /** RATE_LIMIT_PER_MINUTE: requests of a token to this process; more are answered 429 @default no limit */
  readonly rateLimitPerMinute: number | undefined;
  /** MAX_WEBHOOKS of an organization; more are answered 403 @default no limit */
  readonly maxWebhooks: number | undefined;
  /** CORS_ORIGINS: origins whose pages may call the API, with commas between them, or `*` @default none */
  readonly corsOrigins: readonly string[];
  /** METRICS_PORT: where `/metrics` is instead of PORT, and there alone; 0 takes a free one @default PORT */
  readonly metricsPort: number | undefined;
  /** METRICS_HOST, with METRICS_PORT @default "127.0.0.1" */
  readonly metricsHost: string;
  /** LOG_LEVEL; `info` logs every request. @default "warn" */
  readonly logLevel: LogLevel;
}

const keyRule = `${encryptionKeyBytes} bytes in base64; make one with: openssl rand -base64 ${encryptionKeyBytes}`;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from environment variables.
 *
 * @throws StartError with a line for every variable that cannot be used. Values are not repeated: some are secrets.
 */
export function readSettings(env: Environment): Settings {
  const problems: string[] = [];

  function read<Value>(name: string, fallback: Value, rule: string, parse: (text: string) => Value | undefined): Value {
    const text = env[name];
    if (text === undefined) return fallback;
    const value = parse(text);
    if (value !== undefined) return value;
    problems.push(`${name} ${rule}${text === "" ? "; it is empty, so remove it to use the default" : ""}.`);
    return fallback;
  }
  const text = (value: string) => (value === "" ? undefined : value);
  const flag = (value: string) => (value === "true" ? true : value === "false" ? false : undefined);

  const url = read<string | undefined>("DATABASE_URL", undefined, "must be a postgres:// URL", parsePostgresUrl);
  const onPostgres = env.DATABASE_URL !== undefined;
  const dataDir = read("DATA_DIR", ".data", "must be a directory", text);
  const encryptionKey = read<Buffer | undefined>("ENCRYPTION_KEY", undefined, `must be ${keyRule}`, parseEncryptionKey);
  const encryptionKeys = read<Settings["encryptionKeys"]>(
    "ENCRYPTION_KEYS",
    encryptionKey && [encryptionKey],
    `must be different keys, newest first, with commas between them, each ${keyRule}`,
    parseEncryptionKeys,
  );
  if (env.ENCRYPTION_KEY !== undefined && env.ENCRYPTION_KEYS !== undefined) {
    problems.push("ENCRYPTION_KEY and ENCRYPTION_KEYS are both set. Put every key into ENCRYPTION_KEYS, newest first.");
  }
  const role = read<Role>("ROLE", "all", `must be one of ${roles.join(", ")}`, (value) =>
    roles.find((name) => name === value),
  );
  if (role !== "all" && !onPostgres) {
    problems.push(`ROLE ${role} needs DATABASE_URL: the embedded database is for one process.`);
  }
  const whole = (min: number, max: number) => (value: string) => {
    const number = /^[0-9]{1,9}$/.test(value) ? Number(value) : Number.NaN;
    return number >= min && number <= max ? number : undefined;
  };
  const between = (min: number, max: number) =>
    [`must be a whole number from ${min} to ${max}`, whole(min, max)] as const;
  if (onPostgres && env.ENCRYPTION_KEY === undefined && env.ENCRYPTION_KEYS === undefined) {
    problems.push(`ENCRYPTION_KEY is required with DATABASE_URL, the same for every process: ${keyRule}.`);
  }
  if (env.METRICS_HOST !== undefined && env.METRICS_PORT === undefined) {
    problems.push("METRICS_HOST needs METRICS_PORT: without it /metrics is on PORT.");
  }
  const settings: Settings = {
    host: read("HOST", "127.0.0.1", "must be an address or a host name", text),
    port: read("PORT", 8787, "must be a whole number from 0 to 65535", parsePort),
    database: url === undefined ? { kind: "embedded", dataDir } : { kind: "postgres", url },
    bootstrapToken: read<string | undefined>(
      "BOOTSTRAP_TOKEN",
      undefined,
      "must be 16 to 256 characters of A-Z a-z 0-9 . _ ~ + / -, with = at the end only",
      (value) => (tokenPattern.test(value) ? value : undefined),
    ),
    encryptionKeys,
    allowHttp: read("ALLOW_HTTP", !onPostgres, "must be true or false", flag),
    allowPrivateNetwork: read("ALLOW_PRIVATE_NETWORK", !onPostgres, "must be true or false", flag),
    role,
    retrySchedule: read<readonly number[]>(
      "RETRY_SCHEDULE",
      defaultRetrySchedule,
      "must be 1 to 100 whole numbers of seconds, each at most 2592000, with commas between them: 0,5,300",
      parseSchedule,
    ),
    deliveryTimeoutMs: read("DELIVERY_TIMEOUT_MS", 15_000, ...between(1, 300_000)),
    leaseSeconds: read("LEASE_SECONDS", 30, ...between(1, 3_600)),
    retentionDays: read("RETENTION_DAYS", 30, ...between(1, 36_500)),
    databaseTimeoutMs: read("DATABASE_TIMEOUT_MS", 10_000, ...between(100, 3_600_000)),
    databaseWaitSeconds: read("DATABASE_WAIT_SECONDS", 30, ...between(0, 86_400)),
    requestTimeoutMs: read("REQUEST_TIMEOUT_MS", 60_000, ...between(100, 3_600_000)),
    maxConcurrentRequests: read("MAX_CONCURRENT_REQUESTS", 1_000, ...between(1, 1_000_000)),
    rateLimitPerMinute: read<number | undefined>("RATE_LIMIT_PER_MINUTE", undefined, ...between(1, 100_000_000)),
    maxWebhooks: read<number | undefined>("MAX_WEBHOOKS", undefined, ...between(1, 100_000_000)),
    corsOrigins: read<readonly string[]>(
      "CORS_ORIGINS",
      [],
      "must be origins with commas between them (https://app.example.com), or *",
      parseOrigins,
    ),
    metricsPort: read<number | undefined>(
      "METRICS_PORT",
      undefined,
      "must be a whole number from 0 to 65535",
      parsePort,
    ),
    metricsHost: read("METRICS_HOST", "127.0.0.1", "must be an address or a host name", text),
    logLevel: read("LOG_LEVEL", "warn", `must be one of ${logLevels.join(", ")}`, (value) =>
      logLevels.find((level) => level === value),
    ),
  };
  if (problems.length > 0) throw new StartError(problems);
  return settings;
}

function parsePostgresUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  return ["postgres:", "postgresql:"].includes(new URL(text).protocol) ? text : undefined;
}

/** At once, then after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h. */
export const defaultRetrySchedule: readonly number[] = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 36_000];

const maxStepSeconds = 2_592_000;

function parseSchedule(text: string): readonly number[] | undefined {
  const steps = text.split(",").map((step) => (/^ *[0-9]{1,7} *$/.test(step) ? Number(step) : Number.NaN));
  return steps.length <= 100 && steps.every((step) => step <= maxStepSeconds) ? steps : undefined;
}

/** Each as a browser sends it: scheme, host, and the port if it is not the usual one. */
function parseOrigins(text: string): readonly string[] | undefined {
  if (text === "*") return [text];
  const origins = text.split(",").map((origin) => origin.trim());
  const isOrigin = (origin: string) => URL.canParse(origin) && new URL(origin).origin === origin;
  return origins.every(isOrigin) ? origins : undefined;
}

function parsePort(text: string): number | undefined {
  return /^[0-9]{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}
