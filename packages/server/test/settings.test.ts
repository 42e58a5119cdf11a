import { describe, expect, test } from "vitest";
import { StartError } from "../src/lib/errors.ts";
import { readSettings } from "../src/settings.ts";

const key = Buffer.alloc(32, 1).toString("base64");
const postgres = { DATABASE_URL: "postgres://user:secret@db.example:5433/hooks", ENCRYPTION_KEY: key };

function issuesOf(env: Record<string, string>): readonly string[] {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof StartError) return error.lines;
    throw error;
  }
  return [];
}

// The defaults are those of the README; see readme.test.ts.
describe("settings", () => {
  test("are strict with a DATABASE_URL", () => {
    expect(readSettings(postgres)).toMatchObject({
      database: { kind: "postgres", url: postgres.DATABASE_URL },
      encryptionKeys: [Buffer.alloc(32, 1)],
      allowHttp: false,
      allowPrivateNetwork: false,
    });
  });

  test("are taken from the environment", () => {
    const env = {
      HOST: "0.0.0.0",
      PORT: "0",
      DATA_DIR: "/tmp/elsewhere",
      BOOTSTRAP_TOKEN: "a-token.of_16~++/==",
      ENCRYPTION_KEY: key,
      ALLOW_HTTP: "false",
      ALLOW_PRIVATE_NETWORK: "false",
      RETRY_SCHEDULE: "0, 60,3600",
      DELIVERY_TIMEOUT_MS: "500",
      MAX_IN_FLIGHT_PER_WEBHOOK: "20",
      LEASE_SECONDS: "5",
      RETENTION_DAYS: "7",
      DATABASE_TIMEOUT_MS: "700",
      DATABASE_WAIT_SECONDS: "0",
      REQUEST_TIMEOUT_MS: "800",
      MAX_CONCURRENT_REQUESTS: "9",
      RATE_LIMIT_PER_MINUTE: "600",
      MAX_WEBHOOKS: "100",
      OPERATOR_WEBHOOK_URL: "https://ops.example.com/hooks",
      OPERATOR_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32).toString("base64")}`,
      CORS_ORIGINS: "https://app.example.com, http://localhost:3000",
      METRICS_PORT: "0",
      METRICS_HOST: "0.0.0.0",
      LOG_LEVEL: "info",
      UNRELATED: "",
    };
    expect(readSettings(env)).toEqual({
      host: "0.0.0.0",
      port: 0,
      database: { kind: "embedded", dataDir: "/tmp/elsewhere" },
      bootstrapToken: "a-token.of_16~++/==",
      encryptionKeys: [Buffer.alloc(32, 1)],
      allowHttp: false,
      allowPrivateNetwork: false,
      role: "all",
      retrySchedule: [0, 60, 3_600],
      deliveryTimeoutMs: 500,
      maxInFlightPerWebhook: 20,
      leaseSeconds: 5,
      retentionDays: 7,
      databaseTimeoutMs: 700,
      databaseWaitSeconds: 0,
      requestTimeoutMs: 800,
      maxConcurrentRequests: 9,
      rateLimitPerMinute: 600,
      maxWebhooks: 100,
      operatorWebhook: {
        url: "https://ops.example.com/hooks",
        secret: `whsec_${Buffer.alloc(32).toString("base64")}`,
      },
      corsOrigins: ["https://app.example.com", "http://localhost:3000"],
      metricsPort: 0,
      metricsHost: "0.0.0.0",
      logLevel: "info",
    });
    expect(readSettings({ ...postgres, ALLOW_HTTP: "true", ALLOW_PRIVATE_NETWORK: "true" })).toMatchObject({
      allowHttp: true,
      allowPrivateNetwork: true,
    });
  });

  test("give a process its role, on Postgres", () => {
    expect(readSettings({ ...postgres, ROLE: "worker" })).toMatchObject({ role: "worker" });
    expect(readSettings({ ...postgres, ROLE: "api" })).toMatchObject({ role: "api" });
  });

  test.each([
    ["ROLE", "both", /^ROLE must be one of all, api, worker/],
    ["ROLE", "api", /^ROLE api needs DATABASE_URL/],
    ["RETRY_SCHEDULE", "", /^RETRY_SCHEDULE must be 1 to 100/],
    ["RETRY_SCHEDULE", "0,-5", /^RETRY_SCHEDULE must/],
    ["RETRY_SCHEDULE", "0,,5", /^RETRY_SCHEDULE must/],
    ["RETRY_SCHEDULE", "0,2592001", /^RETRY_SCHEDULE must/],
    ["DELIVERY_TIMEOUT_MS", "0", /^DELIVERY_TIMEOUT_MS must/],
    ["LEASE_SECONDS", "0", /^LEASE_SECONDS must/],
    ["RETENTION_DAYS", "0", /^RETENTION_DAYS must/],
    ["RETENTION_DAYS", "1e2", /^RETENTION_DAYS must/],
    ["PORT", "", /^PORT must be a whole number from 0 to 65535; it is empty/],
    ["PORT", "http", /^PORT must/],
    ["PORT", "65536", /^PORT must/],
    ["PORT", "-1", /^PORT must/],
    ["PORT", "80.5", /^PORT must/],
    ["PORT", "0x50", /^PORT must/],
    ["HOST", "", /^HOST must/],
    ["DATA_DIR", "", /^DATA_DIR must/],
    ["ALLOW_HTTP", "yes", /^ALLOW_HTTP must be true or false\.$/],
    ["ALLOW_HTTP", "TRUE", /^ALLOW_HTTP must/],
    ["ALLOW_HTTP", "1", /^ALLOW_HTTP must/],
    ["ALLOW_PRIVATE_NETWORK", "", /^ALLOW_PRIVATE_NETWORK must be true or false; it is empty/],
    ["BOOTSTRAP_TOKEN", "only-15-of-them", /^BOOTSTRAP_TOKEN must be 16 to 256 characters/],
    ["BOOTSTRAP_TOKEN", "x".repeat(257), /^BOOTSTRAP_TOKEN must/],
    ["BOOTSTRAP_TOKEN", "with a space inside", /^BOOTSTRAP_TOKEN must/],
    ["BOOTSTRAP_TOKEN", "umlaut-ü-umlaut-ü", /^BOOTSTRAP_TOKEN must/],
    ["BOOTSTRAP_TOKEN", "equals=in-the-middle", /^BOOTSTRAP_TOKEN must/],
    ["BOOTSTRAP_TOKEN", "newline-at-the-end\n", /^BOOTSTRAP_TOKEN must/],
    ["ENCRYPTION_KEY", Buffer.alloc(31).toString("base64"), /^ENCRYPTION_KEY must be 32 bytes in base64/],
    ["ENCRYPTION_KEY", Buffer.alloc(33).toString("base64"), /^ENCRYPTION_KEY must/],
    ["ENCRYPTION_KEY", Buffer.alloc(32).toString("hex"), /^ENCRYPTION_KEY must/],
    ["ENCRYPTION_KEY", "", /^ENCRYPTION_KEY must/],
    ["ENCRYPTION_KEYS", "", /^ENCRYPTION_KEYS must be distinct keys, newest first/],
    ["ENCRYPTION_KEYS", `${key},${key}`, /^ENCRYPTION_KEYS must be distinct keys/],
    ["ENCRYPTION_KEYS", `${key},short`, /^ENCRYPTION_KEYS must/],
    ["DATABASE_WAIT_SECONDS", "-1", /^DATABASE_WAIT_SECONDS must be a whole number from 0/],
    ["DATABASE_TIMEOUT_MS", "99", /^DATABASE_TIMEOUT_MS must be a whole number from 100/],
    ["REQUEST_TIMEOUT_MS", "1s", /^REQUEST_TIMEOUT_MS must be a whole number from 100/],
    ["MAX_CONCURRENT_REQUESTS", "0", /^MAX_CONCURRENT_REQUESTS must be a whole number from 1/],
    ["RATE_LIMIT_PER_MINUTE", "0", /^RATE_LIMIT_PER_MINUTE must be a whole number from 1/],
    ["MAX_WEBHOOKS", "-1", /^MAX_WEBHOOKS must be a whole number from 0/],
    ["CORS_ORIGINS", "", /^CORS_ORIGINS must be origins/],
    ["CORS_ORIGINS", "app.example.com", /^CORS_ORIGINS must be origins/],
    ["CORS_ORIGINS", "https://app.example.com/", /^CORS_ORIGINS must be origins/],
    ["CORS_ORIGINS", "https://app.example.com,*", /^CORS_ORIGINS must be origins/],
    ["METRICS_PORT", "none", /^METRICS_PORT must be a whole number from 0 to 65535/],
    ["METRICS_HOST", "127.0.0.1", /^METRICS_HOST needs METRICS_PORT/],
    ["LOG_LEVEL", "loud", /^LOG_LEVEL must be one of silent, fatal, error, warn, info, debug, trace\.$/],
  ])("reject %s=%j in one line", (name, value, line) => {
    expect(issuesOf({ [name]: value })).toEqual([expect.stringMatching(line)]);
  });

  test.each(["mysql://db/hooks", "db.example", "", "http://db.example"])("reject DATABASE_URL=%j", (url) => {
    expect(issuesOf({ ...postgres, DATABASE_URL: url })).toEqual([
      expect.stringMatching(/^DATABASE_URL must be a postgres:\/\/ URL/),
    ]);
  });

  test("accept several encryption keys, newest first, but not both variables", () => {
    const newer = Buffer.alloc(32, 2).toString("base64");
    expect(readSettings({ ENCRYPTION_KEYS: `${newer}, ${key}` })).toMatchObject({
      encryptionKeys: [Buffer.alloc(32, 2), Buffer.alloc(32, 1)],
    });
    expect(issuesOf({ ENCRYPTION_KEY: key, ENCRYPTION_KEYS: `${newer},${key}` })).toEqual([
      expect.stringMatching(/^ENCRYPTION_KEY and ENCRYPTION_KEYS are both set\. List every key in ENCRYPTION_KEYS/),
    ]);
  });

  test("require an encryption key with a DATABASE_URL", () => {
    expect(issuesOf({ DATABASE_URL: postgres.DATABASE_URL })).toEqual([
      expect.stringMatching(/^ENCRYPTION_KEY is required with DATABASE_URL/),
    ]);
  });

  test("report every issue at once, without values", () => {
    const lines = issuesOf({
      PORT: "hunter2",
      ALLOW_HTTP: "hunter2",
      BOOTSTRAP_TOKEN: "hunter2",
      ENCRYPTION_KEY: "hunter2",
      DATABASE_URL: "hunter2",
    });
    expect(lines.map((line) => line.split(" ")[0]).sort()).toEqual([
      "ALLOW_HTTP",
      "BOOTSTRAP_TOKEN",
      "DATABASE_URL",
      "ENCRYPTION_KEY",
      "PORT",
    ]);
    expect(lines.join("\n")).not.toContain("hunter2");
  });
});
