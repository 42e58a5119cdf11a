import { CreateWebhookRequestSchema } from "@agent-webhooks/types/schemas";
import { encryptionKeyBytes, parseEncryptionKey, parseEncryptionKeys } from "./crypto/keys.ts";
import { StartError } from "./lib/errors.ts";
import { type LogLevel, logLevels } from "./telemetry/log.ts";
import { tokenPattern, tokenRule } from "./tokens/token-format.ts";

export type DatabaseSettings =
  /** PGlite; in memory when `dataDir` is undefined. */
  | { readonly kind: "embedded"; readonly dataDir: string | undefined }
  | { readonly kind: "postgres"; readonly url: string };

/** What a process does: serve the API, send deliveries, or both. */
const roles = ["all", "api", "worker"] as const;
export type Role = (typeof roles)[number];

/** The settings of the service. Each field names its environment variable; `readSettings` has the defaults. */
export interface Settings {
  /** HOST */
  readonly host: string;
  /** PORT; 0 selects a free one */
  readonly port: number;
  /** DATABASE_URL, or else DATA_DIR */
  readonly database: DatabaseSettings;
  /** BOOTSTRAP_TOKEN; `undefined`: the first start generates one */
  readonly bootstrapToken: string | undefined;
  /** ENCRYPTION_KEYS, newest first, or ENCRYPTION_KEY; `undefined`: the one in the data directory */
  readonly encryptionKeys: readonly [Buffer, ...Buffer[]] | undefined;
  /** ALLOW_HTTP: webhook URLs may be plain http */
  readonly allowHttp: boolean;
  /** ALLOW_PRIVATE_NETWORK: webhook URLs may point to private networks */
  readonly allowPrivateNetwork: boolean;
  /** ROLE; `api` and `worker` need DATABASE_URL */
  readonly role: Role;
  /** RETRY_SCHEDULE: seconds before each attempt */
  readonly retrySchedule: readonly number[];
  /** DELIVERY_TIMEOUT_MS: time in which an endpoint must respond */
  readonly deliveryTimeoutMs: number;
  /** MAX_IN_FLIGHT_PER_WEBHOOK: requests at a time that a process sends to a webhook whose endpoint keeps up */
  readonly maxInFlightPerWebhook: number;
  /** LEASE_SECONDS: how long the deliveries of a process that does not respond wait, at most */
  readonly leaseSeconds: number;
  /** RETENTION_DAYS: how long settled deliveries and events are kept */
  readonly retentionDays: number;
  /** DATABASE_TIMEOUT_MS: time in which Postgres must complete a statement */
  readonly databaseTimeoutMs: number;
  /** DATABASE_WAIT_SECONDS: how long a start waits for Postgres */
  readonly databaseWaitSeconds: number;
  /** REQUEST_TIMEOUT_MS: time in which a request must arrive */
  readonly requestTimeoutMs: number;
  /** MAX_CONCURRENT_REQUESTS of a process; more get a 503 */
  readonly maxConcurrentRequests: number;
  /** RATE_LIMIT_PER_MINUTE: requests of a token to a process; more get a 429. `undefined`: no limit */
  readonly rateLimitPerMinute: number | undefined;
  /** MAX_WEBHOOKS of an organization; more get a 403. 0: no limit */
  readonly maxWebhooks: number;
  /** OPERATOR_WEBHOOK_URL and OPERATOR_WEBHOOK_SECRET: where events about the service itself go. `undefined`: nowhere */
  readonly operatorWebhook: { readonly url: string; readonly secret: string } | undefined;
  /** CORS_ORIGINS whose pages may call the API, or `*` */
  readonly corsOrigins: readonly string[];
  /** METRICS_PORT: a separate port for `/metrics`; 0 selects a free one. `undefined`: PORT */
  readonly metricsPort: number | undefined;
  /** METRICS_HOST: address of METRICS_PORT */
  readonly metricsHost: string;
  /** LOG_LEVEL; `info` logs every request */
  readonly logLevel: LogLevel;
}

const keyRule = `${encryptionKeyBytes} bytes in base64; make one with: openssl rand -base64 ${encryptionKeyBytes}`;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from environment variables.
 *
 * @throws StartError with a line for every invalid variable. Lines do not contain values, because some are secrets.
 */
export function readSettings(env: Environment): Settings {
  const issues: string[] = [];

  function read<Value>(name: string, fallback: Value, rule: string, parse: (text: string) => Value | undefined): Value {
    const text = env[name];
    if (text === undefined) return fallback;
    const value = parse(text);
    if (value !== undefined) return value;
    issues.push(`${name} ${rule}${text === "" ? "; it is empty, unset it to use the default" : ""}.`);
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
    `must be distinct keys, newest first, separated by commas, each ${keyRule}`,
    parseEncryptionKeys,
  );
  if (env.ENCRYPTION_KEY !== undefined && env.ENCRYPTION_KEYS !== undefined) {
    issues.push("ENCRYPTION_KEY and ENCRYPTION_KEYS are both set. List every key in ENCRYPTION_KEYS, newest first.");
  }
  const role = read<Role>("ROLE", "all", `must be one of ${roles.join(", ")}`, (value) =>
    roles.find((name) => name === value),
  );
  if (role !== "all" && !onPostgres) {
    issues.push(`ROLE ${role} needs DATABASE_URL: only one process can use the embedded database.`);
  }
  const whole = (min: number, max: number) => (value: string) => {
    const number = /^[0-9]{1,9}$/.test(value) ? Number(value) : Number.NaN;
    return number >= min && number <= max ? number : undefined;
  };
  const between = (min: number, max: number) =>
    [`must be a whole number from ${min} to ${max}`, whole(min, max)] as const;
  if (onPostgres && env.ENCRYPTION_KEY === undefined && env.ENCRYPTION_KEYS === undefined) {
    issues.push(`ENCRYPTION_KEY is required with DATABASE_URL, the same for every process: ${keyRule}.`);
  }
  if (env.METRICS_HOST !== undefined && env.METRICS_PORT === undefined) {
    issues.push("METRICS_HOST needs METRICS_PORT: without it, /metrics is served on PORT.");
  }
  const operatorUrl = read<string | undefined>(
    "OPERATOR_WEBHOOK_URL",
    undefined,
    `must be an absolute http or https URL without credentials, of at most ${urlSchema.maxLength} characters`,
    parseWebhookUrl,
  );
  const operatorSecret = read<string | undefined>(
    "OPERATOR_WEBHOOK_SECRET",
    undefined,
    'must be whsec_ and the base64 of 24 to 64 bytes; make one with: echo "whsec_$(openssl rand -base64 32)"',
    parseSecret,
  );
  if ((env.OPERATOR_WEBHOOK_URL === undefined) !== (env.OPERATOR_WEBHOOK_SECRET === undefined)) {
    issues.push("OPERATOR_WEBHOOK_URL and OPERATOR_WEBHOOK_SECRET are only valid together. Set both.");
  }
  const settings: Settings = {
    host: read("HOST", "127.0.0.1", "must be an address or a host name", text),
    port: read("PORT", 8787, ...between(0, 65_535)),
    database: url === undefined ? { kind: "embedded", dataDir } : { kind: "postgres", url },
    bootstrapToken: read<string | undefined>("BOOTSTRAP_TOKEN", undefined, `must be ${tokenRule}`, (value) =>
      tokenPattern.test(value) ? value : undefined,
    ),
    encryptionKeys,
    allowHttp: read("ALLOW_HTTP", !onPostgres, "must be true or false", flag),
    allowPrivateNetwork: read("ALLOW_PRIVATE_NETWORK", !onPostgres, "must be true or false", flag),
    role,
    retrySchedule: read<readonly number[]>(
      "RETRY_SCHEDULE",
      defaultRetrySchedule,
      `must be 1 to 100 whole numbers of seconds, each at most ${maxDelaySeconds}, separated by commas: 0,5,300`,
      parseSchedule,
    ),
    deliveryTimeoutMs: read("DELIVERY_TIMEOUT_MS", 15_000, ...between(1, 300_000)),
    maxInFlightPerWebhook: read("MAX_IN_FLIGHT_PER_WEBHOOK", 256, ...between(1, 1_000)),
    leaseSeconds: read("LEASE_SECONDS", 30, ...between(1, 3_600)),
    retentionDays: read("RETENTION_DAYS", 30, ...between(1, 36_500)),
    databaseTimeoutMs: read("DATABASE_TIMEOUT_MS", 10_000, ...between(100, 3_600_000)),
    databaseWaitSeconds: read("DATABASE_WAIT_SECONDS", 30, ...between(0, 86_400)),
    requestTimeoutMs: read("REQUEST_TIMEOUT_MS", 60_000, ...between(100, 3_600_000)),
    maxConcurrentRequests: read("MAX_CONCURRENT_REQUESTS", 1_000, ...between(1, 1_000_000)),
    rateLimitPerMinute: read<number | undefined>("RATE_LIMIT_PER_MINUTE", undefined, ...between(1, 100_000_000)),
    maxWebhooks: read("MAX_WEBHOOKS", 10_000, ...between(0, 100_000_000)),
    operatorWebhook:
      operatorUrl === undefined || operatorSecret === undefined
        ? undefined
        : { url: operatorUrl, secret: operatorSecret },
    corsOrigins: read<readonly string[]>(
      "CORS_ORIGINS",
      [],
      "must be origins, separated by commas (https://app.example.com), or *",
      parseOrigins,
    ),
    metricsPort: read<number | undefined>("METRICS_PORT", undefined, ...between(0, 65_535)),
    metricsHost: read("METRICS_HOST", "127.0.0.1", "must be an address or a host name", text),
    logLevel: read("LOG_LEVEL", "warn", `must be one of ${logLevels.join(", ")}`, (value) =>
      logLevels.find((level) => level === value),
    ),
  };
  if (issues.length > 0) throw new StartError(issues);
  return settings;
}

function parsePostgresUrl(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  return ["postgres:", "postgresql:"].includes(new URL(text).protocol) ? text : undefined;
}

const urlSchema = CreateWebhookRequestSchema.properties.url;

function parseWebhookUrl(text: string): string | undefined {
  if (!URL.canParse(text) || text.length > urlSchema.maxLength) return undefined;
  const { protocol, username, password } = new URL(text);
  return ["http:", "https:"].includes(protocol) && username + password === "" ? text : undefined;
}

function parseSecret(text: string): string | undefined {
  const [, key = ""] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  const { length } = Buffer.from(key, "base64");
  return length >= 24 && length <= 64 ? text : undefined;
}

/** At once, then after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h and 10 h. */
const defaultRetrySchedule: readonly number[] = [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 36_000];

const maxDelaySeconds = 30 * 86_400;

function parseSchedule(text: string): readonly number[] | undefined {
  const delays = text.split(",").map((delay) => (/^ *[0-9]{1,7} *$/.test(delay) ? Number(delay) : Number.NaN));
  return delays.length <= 100 && delays.every((delay) => delay <= maxDelaySeconds) ? delays : undefined;
}

/** Origins as browsers send them: scheme, host, and the port unless it is the default one. */
function parseOrigins(text: string): readonly string[] | undefined {
  if (text === "*") return [text];
  const origins = text.split(",").map((origin) => origin.trim());
  const isOrigin = (origin: string) => URL.canParse(origin) && new URL(origin).origin === origin;
  return origins.every(isOrigin) ? origins : undefined;
}
