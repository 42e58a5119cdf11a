import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { boundedLog } from "../src/telemetry/log.ts";
import { countLockWaits, lockTable } from "./support/postgres.ts";
import { newDirectory, Program, postgresEnvironment } from "./support/program.ts";
import { WebhooksClient, webhooksPath } from "./support/service.ts";

const run = promisify(execFile);
/** Connections that Linux lets wait to be accepted. */
const systemBacklog = process.platform === "linux" ? Number(readFileSync("/proc/sys/net/core/somaxconn", "utf8")) : 0;

const organizationOf = ({ url, token }: Program) => new WebhooksClient(url, "default", token);

describe("on the embedded database", () => {
  test("a first start prints where it is, its API reference, its database, a token, and curl lines that work", async () => {
    const dataDir = await newDirectory();
    const program = await new Program({ DATA_DIR: dataDir }).ready();
    expect(program.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const [, docsUrl = ""] = /API reference +(\S+)/.exec(program.stdout) ?? [];
    expect((await fetch(docsUrl)).headers.get("content-type")).toContain("text/html");
    const [, consoleUrl = ""] = /console +(\S+)/.exec(program.stdout) ?? [];
    expect(consoleUrl).toBe(`${program.url}/console#token=${program.token}`);
    expect((await fetch(consoleUrl)).headers.get("content-type")).toContain("text/html");
    expect(program.stdout).toContain(`embedded, in ${join(dataDir, "database")}`);
    expect(program.token).toMatch(/^awt_[A-Za-z0-9_-]{43}$/);
    const lines = program.stdout.split("\n").filter((line) => line.trim().startsWith("curl "));
    expect(lines).toHaveLength(2);
    const [create = "", list = ""] = lines;
    const created = JSON.parse((await run("sh", ["-c", `${create} -s`])).stdout);
    expect(created).toMatchObject({ url: "https://example.com/hooks" });
    expect(JSON.parse((await run("sh", ["-c", `${list} -s`])).stdout)).toMatchObject({ webhooks: [created] });
    expect(program.stderr).toBe("");
  });

  test("every later start finds the data, prints the token again, and takes page tokens from before", async () => {
    const env = { DATA_DIR: await newDirectory() };
    let program = await new Program(env).ready();
    const { token } = program;
    const webhooks = [await organizationOf(program).create(), await organizationOf(program).create()];
    const { next_page_token = "" } = await organizationOf(program).list({ limit: 1 });
    for (const signal of ["SIGINT", "SIGKILL"] as const) {
      // Acknowledged a moment before.
      webhooks.push(await organizationOf(program).create());
      expect(await program.kill(signal)).toMatchObject({ code: signal === "SIGKILL" ? null : 0, stderr: "" });
      program = await new Program(env).ready();
      expect(program.token, signal).toBe(token);
      for (const webhook of webhooks) {
        expect(await organizationOf(program).get(webhook.webhook_id), signal).toEqual(webhook);
      }
      const page = await organizationOf(program).list({ limit: 1, page_token: next_page_token });
      expect(page, signal).toMatchObject({ count: 1 });
    }

    // It may bring a token of one's own, and the former one stops working.
    webhooks.push(await organizationOf(program).create());
    expect(await program.kill("SIGTERM")).toMatchObject({ code: 0, stderr: "" });
    program = await new Program({ ...env, BOOTSTRAP_TOKEN: "awt_chosen-by-hand" }).ready();
    expect(program.token).toBe("awt_chosen-by-hand");
    for (const webhook of webhooks) expect(await organizationOf(program).get(webhook.webhook_id)).toEqual(webhook);
    expect(await organizationOf(program).request("GET", webhooksPath, { token })).toMatchObject({ status: 401 });
  });
});

describe("a stop", () => {
  test("finishes the request that runs", async () => {
    const env = await postgresEnvironment();
    const { DATABASE_URL = "" } = env;
    // A worker would wait for the lock too.
    const program = await new Program({ ...env, ROLE: "api" }).ready();
    const unlock = await lockTable(DATABASE_URL, "webhooks");
    const created = organizationOf(program).create();
    await expect.poll(() => countLockWaits(DATABASE_URL)).toBe(1);
    program.process.kill("SIGTERM");
    await program.stoppedListening();
    await unlock();
    await created;
    expect(await program.exited).toMatchObject({ code: 0, stderr: "" });
  });

  test("comes once, though the signal comes several times", async () => {
    const program = await new Program(await postgresEnvironment()).ready();
    for (const signal of ["SIGINT", "SIGINT", "SIGTERM"] as const) program.process.kill(signal);
    expect(await program.exited).toMatchObject({ code: 0, stderr: "" });
  });
});

test.skipIf(systemBacklog < 2_000)("1,500 connections are made while the service is busy", async () => {
  const program = await new Program(await postgresEnvironment()).ready();
  program.process.kill("SIGSTOP");
  const sockets = Array.from({ length: 1_500 }, () => connect(Number(new URL(program.url).port), "127.0.0.1"));
  onTestFinished(() => {
    program.process.kill("SIGCONT");
    for (const socket of sockets) socket.destroy();
  });
  await Promise.all(sockets.map((socket) => once(socket, "connect", { signal: AbortSignal.timeout(30_000) })));
});

describe("the log", () => {
  test("has requests when it is asked for, and no tokens, secrets or bodies", async () => {
    const program = await new Program({ ...(await postgresEnvironment()), LOG_LEVEL: "trace" }).ready();
    const { secret, webhook_id } = await organizationOf(program).create({ inbox_ids: ["private-inbox"] });
    await organizationOf(program).get(webhook_id);
    await organizationOf(program).request("GET", webhooksPath, { token: "awt_a-wrong-token" });
    const { stderr } = await program.kill("SIGTERM");
    expect(stderr).toContain(`"url":"${webhooksPath}/${webhook_id}"`);
    for (const text of [program.token, secret, "private-inbox", "awt_a-wrong-token"])
      expect(stderr).not.toContain(text);
  });
});

describe("a log that is not read", () => {
  test("does not end the service, when its readers are gone", async () => {
    const program = await new Program({ ...(await postgresEnvironment()), LOG_LEVEL: "info" }).ready();
    program.process.stdout?.destroy();
    program.process.stderr?.destroy();
    const webhooks: unknown[] = [];
    for (let round = 0; round < 3; round++) webhooks.push(await organizationOf(program).create());
    expect(await organizationOf(program).list()).toMatchObject({ count: webhooks.length });
    expect(await program.kill("SIGTERM")).toMatchObject({ code: 0 });
  });

  test("does not fill the memory, when its reader is slow", () => {
    let writableLength = 0;
    const log = boundedLog({
      get writableLength() {
        return writableLength;
      },
      write(line) {
        writableLength += line.length;
      },
    });
    const line = "a".repeat(1_000);
    for (let count = 0; count < 2_000; count++) log.write(line);
    expect(writableLength).toBe(1_049_000);
    writableLength = 0;
    log.write(line);
    expect(writableLength).toBe(line.length);
  });
});

describe("on Postgres", () => {
  test("several processes may start at once on an empty database, and serve the same", async () => {
    const env = await postgresEnvironment();
    const programs = await Promise.all(Array.from({ length: 3 }, () => new Program(env).ready()));
    const tokens = programs.map(({ token }) => token).filter((token) => token !== "");
    expect(tokens).toHaveLength(1);
    const [token = ""] = tokens;
    const organizations = programs.map(({ url }) => new WebhooksClient(url, "default", token));
    const webhooks = await Promise.all(organizations.map((client) => client.create({ client_id: "one" })));
    expect(new Set(webhooks.map(({ webhook_id }) => webhook_id)).size).toBe(1);
    for (const program of programs) {
      expect(program.stdout).toMatch(/Postgres at 127\.0\.0\.1:\d+\/test_/);
      expect(program.stdout).not.toContain("postgres:postgres");
      expect(await program.kill("SIGTERM")).toMatchObject({ code: 0, stderr: "" });
    }
  });

  test("a token that was set is not printed", async () => {
    const env = { ...(await postgresEnvironment()), BOOTSTRAP_TOKEN: "awt_from-a-secret-store" };
    const program = await new Program(env).ready();
    expect(program.stdout + program.stderr).not.toContain(env.BOOTSTRAP_TOKEN);
    const client = new WebhooksClient(program.url, "default", env.BOOTSTRAP_TOKEN);
    expect(await client.list()).toMatchObject({ count: 0 });
  });
});
