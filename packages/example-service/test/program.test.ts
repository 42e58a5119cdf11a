import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startService } from "@agent-webhooks/server/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { readSettings } from "../src/settings.ts";

const program = ["--conditions=@agent-webhooks/source", fileURLToPath(new URL("../src/main.ts", import.meta.url))];

describe("settings", () => {
  test("have defaults except for the token", () => {
    expect(readSettings({ AGENT_WEBHOOKS_TOKEN: "t" })).toEqual({
      api: { baseUrl: "http://127.0.0.1:8787", token: "t" },
      inboxId: "support@agents.example.com",
      port: 3000,
      database: "tickets.db",
    });
  });

  test("that are invalid get a line each", () => {
    const wrong = { PORT: "x", PUBLIC_URL: "desk.example", AGENT_WEBHOOKS_URL: "ftp://api.example" };
    expect(() => readSettings(wrong)).toThrow(
      [
        "AGENT_WEBHOOKS_TOKEN is required: the token printed when the API starts.",
        "PORT must be a whole number up to 65535.",
        "AGENT_WEBHOOKS_URL must be an absolute http or https URL.",
        "PUBLIC_URL must be an absolute http or https URL.",
      ].join("\n"),
    );
  });
});

describe("the program", () => {
  async function temporaryFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "support-desk-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    return folder;
  }

  test("prints its address and its webhook, and stops on SIGTERM", async () => {
    await using service = await startService();
    const env = {
      ...process.env,
      AGENT_WEBHOOKS_URL: service.url,
      AGENT_WEBHOOKS_TOKEN: service.token,
      PORT: "0",
      DATABASE: join(await temporaryFolder(), "tickets.db"),
    };
    const child = spawn(process.execPath, program, { env, stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    const [line] = await once(createInterface(child.stdout), "line");
    expect(line).toMatch(/^support desk at http:\/\/127\.0\.0\.1:\d+: GET \/tickets; webhook wh_\w+ created$/);
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  test.each([
    ["no token", {}, "AGENT_WEBHOOKS_TOKEN is required"],
    [
      "an unreachable API",
      { AGENT_WEBHOOKS_TOKEN: "a-token", AGENT_WEBHOOKS_URL: "http://127.0.0.1:2" },
      "ECONNREFUSED",
    ],
    [
      "a database that cannot be opened",
      { AGENT_WEBHOOKS_TOKEN: "a-token", DATABASE: "/" },
      "unable to open database file",
    ],
  ])("exits with 1 and one sentence: %s", async (_, settings, sentence) => {
    const env = { PATH: process.env.PATH, PORT: "0", DATABASE: ":memory:", ...settings };
    const failure = await promisify(execFile)(process.execPath, program, { env }).catch((error) => error);
    expect(failure).toMatchObject({ code: 1, stdout: "" });
    expect(failure.stderr).toContain(sentence);
    expect(failure.stderr.trimEnd().split("\n")).toHaveLength(1);
  });
});
