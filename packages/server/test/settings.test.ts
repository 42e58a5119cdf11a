import { describe, expect, test } from "vitest";
import { readSettings } from "../src/settings.ts";
import { StartError } from "../src/start-error.ts";

const key = Buffer.alloc(32, 1).toString("base64");
const postgres = { DATABASE_URL: "postgres://user:secret@db.example:5433/hooks", ENCRYPTION_KEY: key };

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof StartError) return error.lines;
    throw error;
  }
  return [];
}

describe("settings", () => {
  test("have defaults for a laptop", () => {
    expect(readSettings({})).toEqual({
      host: "127.0.0.1",
      port: 8787,
      database: { kind: "embedded", dataDir: ".data" },
      bootstrapToken: undefined,
      encryptionKey: undefined,
      allowHttp: true,
      allowPrivateNetwork: true,
      logLevel: "warn",
    });
  });

  test("are strict with a database of one's own", () => {
    expect(readSettings(postgres)).toMatchObject({
      database: { kind: "postgres", url: postgres.DATABASE_URL },
      encryptionKey: Buffer.alloc(32, 1),
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
      LOG_LEVEL: "info",
      UNRELATED: "",
    };
    expect(readSettings(env)).toEqual({
      host: "0.0.0.0",
      port: 0,
      database: { kind: "embedded", dataDir: "/tmp/elsewhere" },
      bootstrapToken: "a-token.of_16~++/==",
      encryptionKey: Buffer.alloc(32, 1),
      allowHttp: false,
      allowPrivateNetwork: false,
      logLevel: "info",
    });
    expect(readSettings({ ...postgres, ALLOW_HTTP: "true", ALLOW_PRIVATE_NETWORK: "true" })).toMatchObject({
      allowHttp: true,
      allowPrivateNetwork: true,
    });
  });

  test.each([
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
    ["LOG_LEVEL", "loud", /^LOG_LEVEL must be one of silent, fatal, error, warn, info, debug, trace\.$/],
  ])("refuse %s=%j in one line", (name, value, line) => {
    expect(problemsOf({ [name]: value })).toEqual([expect.stringMatching(line)]);
  });

  test.each(["mysql://db/hooks", "db.example", "", "http://db.example"])("refuse DATABASE_URL=%j", (url) => {
    expect(problemsOf({ ...postgres, DATABASE_URL: url })).toEqual([
      expect.stringMatching(/^DATABASE_URL must be a postgres:\/\/ URL/),
    ]);
  });

  test("want an encryption key with a database of one's own", () => {
    expect(problemsOf({ DATABASE_URL: postgres.DATABASE_URL })).toEqual([
      expect.stringMatching(/^ENCRYPTION_KEY is required with DATABASE_URL/),
    ]);
  });

  test("name every problem at once, and no value", () => {
    const lines = problemsOf({
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
