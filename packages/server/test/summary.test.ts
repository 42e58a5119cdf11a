import { describe, expect, test } from "vitest";
import type { Server } from "../src/server.ts";
import { readSettings } from "../src/settings.ts";
import { formatSummary } from "../src/summary.ts";
import { webhooksPath } from "./support/service.ts";

const server = {
  url: "http://127.0.0.1:8787",
  docsUrl: undefined,
  consoleUrl: undefined,
  database: "Postgres at db:5432/hooks",
  dataDir: undefined,
  token: "awt_a-token-that-is-generated",
} as Server;

const summaryOf = (env: Record<string, string>, token = server.token) =>
  formatSummary(
    { ...server, token },
    readSettings({ DATABASE_URL: "postgres://db/hooks", ENCRYPTION_KEY: Buffer.alloc(32).toString("base64"), ...env }),
  );

describe("the summary of a start", () => {
  test("has two commands, for the API of this process", () => {
    const lines = summaryOf({}).split("\n");
    const commands = lines.filter((line) => line.startsWith("  curl "));
    expect(commands).toHaveLength(2);
    for (const command of commands) expect(command).toContain(`${server.url}${webhooksPath} -H "Authorization: `);
  });

  test("has no commands and no pages if the process has no API, but a token that only it knows", () => {
    expect(summaryOf({ ROLE: "worker" })).toBe(`
  agent-webhooks   http://127.0.0.1:8787
  database         Postgres at db:5432/hooks
  token            awt_a-token-that-is-generated

`);
  });

  test.each(["all", "api", "worker"])("does not show a token that was set, with ROLE=%s", (ROLE) => {
    const summary = summaryOf({ ROLE, BOOTSTRAP_TOKEN: "a-token-that-was-set" }, "a-token-that-was-set");
    expect(summary).toContain("  token            the one in BOOTSTRAP_TOKEN\n");
    expect(summary).not.toContain("a-token-that-was-set");
  });
});
