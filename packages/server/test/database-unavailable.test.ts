/** Postgres behind a proxy that can be closed, silenced and slowed down. */
import { setTimeout } from "node:timers/promises";
import { sql } from "kysely";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { advisoryLocks } from "../src/database/advisory-lock.ts";
import { startServer } from "../src/server.ts";
import { readSettings } from "../src/settings.ts";
import { startService } from "../src/testing/index.ts";
import { openDatabase } from "./support/database.ts";
import { type DeliveryClient, eventOf, messageFor, startOnPostgres } from "./support/delivery.ts";
import { respondWith, startEndpoint } from "./support/endpoint.ts";
import { connect, countLockWaits, createDatabase, lockTable, query } from "./support/postgres.ts";
import { Program, postgresEnvironment } from "./support/program.ts";
import { startTcpProxy } from "./support/proxy.ts";
import { type ApiResponse, exampleUrl, serviceError, WebhooksClient, webhooksPath } from "./support/service.ts";

/** One request of each kind: probe, list, get, update, create, publish. */
async function requestEach(owner: DeliveryClient, webhookId: string): Promise<ApiResponse[]> {
  return Promise.all([
    owner.request("GET", "/readyz"),
    owner.request("GET", webhooksPath),
    owner.request("GET", `${webhooksPath}/${webhookId}`),
    owner.patch(webhookId, { add_inbox_ids: ["in_1"] }),
    owner.post({ url: "http://127.0.0.1:9", event_types: ["message.sent"] }),
    owner.call("publishEvent", {}, { event: eventOf("message.sent") }),
  ]);
}

const statusesOf = (responses: readonly ApiResponse[]) => [...new Set(responses.map(({ status }) => status))];

function expectUnavailable(responses: readonly ApiResponse[]): void {
  for (const response of responses) {
    expect(response).toMatchObject(serviceError(503));
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(response.text).not.toMatch(/ECONN|127\.0\.0\.1|timeout|statement|stack/i);
  }
}

async function startBehindProxy(databaseTimeoutMs = 1_000) {
  const proxy = await startTcpProxy(await createDatabase());
  const { client: owner } = await startOnPostgres({ databaseUrl: proxy.databaseUrl, databaseTimeoutMs });
  const { webhook_id } = await owner.create({ url: "http://127.0.0.1:9", event_types: ["message.bounced"] });
  return { proxy, owner, webhook_id };
}

/** Ends every connection to a database. */
const endConnections = (databaseUrl: string) =>
  query(
    databaseUrl,
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );

/** Waits until every request succeeds again. */
const recovery = (owner: DeliveryClient, webhookId: string) =>
  expect.poll(async () => statusesOf(await requestEach(owner, webhookId))).toEqual([200, 202]);

describe("Postgres that is unreachable at the start", () => {
  test("is waited for and reported; probes and requests return 503 until it is there", async () => {
    const env = await postgresEnvironment();
    const proxy = await startTcpProxy(env.DATABASE_URL ?? "");
    await proxy.close();
    const program = new Program({
      ...env,
      DATABASE_URL: proxy.databaseUrl,
      DATABASE_WAIT_SECONDS: "600",
      BOOTSTRAP_TOKEN: "a-token-of-this-test",
      // Before the program prints its address, only this log has it.
      LOG_LEVEL: "info",
    });
    const listening = /Server listening at (http:\/\/127\.0\.0\.1:\d+)"/;
    await expect.poll(() => program.stderr).toMatch(listening);
    const [, url = ""] = listening.exec(program.stderr) ?? [];
    const owner = new WebhooksClient(url, "default", "a-token-of-this-test");
    await expect.poll(() => program.stderr.match(/retrying in/g)?.length ?? 0).toBeGreaterThan(1);
    const pauses = [...program.stderr.matchAll(/retrying in ([\d.]+) s/g)].map(([, seconds]) => Number(seconds));
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(pauses.at(-1)).toBeGreaterThan(pauses[0] ?? Number.POSITIVE_INFINITY);
    expect(program.stderr).toMatch(
      /Cannot use the database Postgres at 127\.0\.0\.1:\d+\/\w+: connect ECONNREFUSED .*Check DATABASE_URL/,
    );
    expect(program.stderr).not.toContain("postgres:postgres");
    expect(program.stdout).toBe("");

    expect(await owner.request("GET", "/healthz")).toMatchObject({ status: 200 });
    const unavailable = ["/readyz", "/metrics", webhooksPath, `${webhooksPath}/wh_1`];
    expectUnavailable(await Promise.all(unavailable.map((path) => owner.request("GET", path))));
    expectUnavailable([await owner.post({ url: exampleUrl, event_types: ["message.sent"] })]);

    await proxy.open();
    await program.ready();
    expect(await owner.request("GET", "/readyz")).toMatchObject({ status: 200 });
    expect(await owner.list()).toMatchObject({ count: 0 });
    expect(await program.kill("SIGTERM")).toMatchObject({ code: 0 });
  });

  test.each(["SIGINT", "SIGTERM"] as const)("is not waited for after %s", async (signal) => {
    const program = new Program({
      ...(await postgresEnvironment()),
      DATABASE_URL: "postgres://user:hunter2@127.0.0.1:1/hooks",
    });
    await expect.poll(() => program.stderr).toContain("retrying in");
    const { code, stderr, stdout } = await program.kill(signal);
    const database = String.raw`the database Postgres at 127\.0\.0\.1:1/hooks`;
    const duringPause = `Cannot use ${database}: connect ECONNREFUSED .* Stopped waiting for it`;
    const duringAttempt = `Stopped before ${database} was ready`;
    expect(stderr.trimEnd().split("\n").at(-1)).toMatch(new RegExp(`^(${duringPause}|${duringAttempt})\\.$`));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  });

  test.each([
    ["0", 0],
    ["3", 1],
  ])("is given up in one line after DATABASE_WAIT_SECONDS=%s", async (seconds, atLeast) => {
    const program = new Program({
      ...(await postgresEnvironment()),
      DATABASE_URL: "postgres://user:hunter2@127.0.0.1:1/hooks",
      DATABASE_WAIT_SECONDS: seconds,
    });
    const { code, stdout, stderr } = await program.exited;
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    const lines = stderr.trimEnd().split("\n");
    expect(lines.at(-1)).toMatch(
      /^Cannot use the database Postgres at 127\.0\.0\.1:1\/hooks: connect ECONNREFUSED .* Check DATABASE_URL\.$/,
    );
    expect(lines.length - 1).toBeGreaterThanOrEqual(atLeast);
    expect(stderr).not.toContain("hunter2");
  });

  test("with an unknown host name is waited for", async () => {
    const program = new Program({
      ...(await postgresEnvironment()),
      DATABASE_URL: "postgres://user:hunter2@nowhere.invalid/hooks",
    });
    await expect
      .poll(() => program.stderr)
      .toMatch(/Cannot use the database Postgres at nowhere\.invalid:5432\/hooks: .*retrying in/);
    expect(program.stderr).not.toContain("hunter2");
  });
});

test("a service for tests does not wait long for Postgres, and as long as it takes for the embedded database", async () => {
  const databaseUrl = await createDatabase();
  // The time has passed.
  const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(AbortSignal.abort());
  onTestFinished(() => timeout.mockRestore());
  await expect(startService({ databaseUrl })).rejects.toThrow(/^Stopped before the database Postgres at .* was ready/);
  await (await startService()).close();
});

describe("Postgres that is lost while the service runs", () => {
  test("causes a 503 for every request, and is used again as soon as it is back", async () => {
    const { proxy, owner, webhook_id } = await startBehindProxy();
    for (let round = 0; round < 3; round++) {
      await recovery(owner, webhook_id);
      await proxy.close();
      // The pool may not have noticed yet; every request returns success or a 503.
      const during = (await Promise.all(Array.from({ length: 5 }, () => requestEach(owner, webhook_id)))).flat();
      expectUnavailable(during);
      expect(await owner.request("GET", "/healthz")).toMatchObject({ status: 200 });
      await proxy.open();
    }
    await recovery(owner, webhook_id);
  });

  test("completes running requests, and loses no accepted event", async () => {
    const { proxy, owner } = await startBehindProxy(5_000);
    const endpoint = await startEndpoint();
    await owner.addWebhook(endpoint.url);
    const events = Array.from({ length: 20 }, () => messageFor("in_1"));
    const responses: number[] = [];
    const publishing = events.map(async (event) => {
      // Retries until the event is accepted, as a client should.
      for (let status = 0; status !== 202; responses.push(status)) {
        ({ status } = await owner.call("publishEvent", {}, { event }));
        if (status !== 202) await setTimeout(50);
      }
    });
    for (let round = 0; round < 4; round++) {
      await proxy.close();
      await proxy.open();
      await setTimeout(30);
    }
    await Promise.all(publishing);
    expect(responses.filter((status) => status !== 202 && status !== 503)).toEqual([]);
    await expect.poll(() => new Set(endpoint.eventIds).size).toBe(events.length);
  });

  test("is used again after Postgres has closed every connection", async () => {
    const { client, databaseUrl } = await startOnPostgres();
    await client.create();
    await endConnections(databaseUrl);
    // The pool may hand out a connection that it does not know to be dead yet.
    const statuses = [];
    do statuses.push((await client.request("GET", webhooksPath)).status);
    while (statuses.at(-1) === 503 && statuses.length < 20);
    expect(statuses.at(-1)).toBe(200);
    expect(statuses).not.toContain(500);
  });
});

describe("Postgres that stops responding", () => {
  test("causes a 503 after the timeout, and is used again as soon as it responds", async () => {
    const { proxy, owner, webhook_id } = await startBehindProxy();
    await recovery(owner, webhook_id);
    proxy.silence();
    const start = performance.now();
    expectUnavailable((await Promise.all(Array.from({ length: 4 }, () => requestEach(owner, webhook_id)))).flat());
    // The statement timeout and its second of grace, or the connection timeout, with margin for a busy machine.
    expect(performance.now() - start).toBeLessThan(25_000);
    expect(await owner.request("GET", "/healthz")).toMatchObject({ status: 200 });
    proxy.resume();
    await recovery(owner, webhook_id);
  });

  test("rolls back unfinished transactions and releases their locks", async () => {
    const databaseUrl = await createDatabase();
    await query(databaseUrl, "create table things as select 1 as thing");
    const proxy = await startTcpProxy(databaseUrl);
    const { db } = await openDatabase(proxy.databaseUrl, 300);
    const lost = db.transaction().execute(async (transaction) => {
      await sql`update things set thing = 2`.execute(transaction);
      proxy.silence();
      await sql`update things set thing = 3`.execute(transaction);
    });
    await expect(lost).rejects.toThrow();
    // Waits for the lock, and gets it.
    await query(databaseUrl, "set lock_timeout = '20s'; update things set thing = 4 where thing = 1");
    expect(await query(databaseUrl, "select thing from things")).toEqual([{ thing: 4 }]);
  });

  test("that is only slow is waited for", async () => {
    const { proxy, owner, webhook_id } = await startBehindProxy(10_000);
    proxy.delayMs = 60;
    expect(statusesOf(await requestEach(owner, webhook_id))).toEqual([200, 202]);
  });
});

describe("Postgres that is overloaded", () => {
  test("a statement that takes too long is a 503, and what does not need it is served", async () => {
    const { client: owner, databaseUrl } = await startOnPostgres({ databaseTimeoutMs: 3_000, role: "api" });
    const release = await lockTable(databaseUrl, "webhooks");
    expectUnavailable([await owner.request("GET", webhooksPath)]);
    expect(await owner.call("listTokens")).toMatchObject({ status: 200 });
    // Nothing goes on running in the database for a request that has got its 503.
    await expect.poll(() => countLockWaits(databaseUrl)).toBe(0);
    await release();
    expect(await owner.list()).toMatchObject({ count: 0 });
  });

  test("without a connection that is free, requests are a 503 after seconds, and served when there is one", async () => {
    const { client: owner, databaseUrl } = await startOnPostgres({ databaseTimeoutMs: 60_000, role: "api" });
    const release = await lockTable(databaseUrl, "webhooks");
    const waiting = Array.from({ length: 10 }, () => owner.request("GET", webhooksPath));
    await expect.poll(() => countLockWaits(databaseUrl)).toBe(10);
    expectUnavailable(await Promise.all([owner.request("GET", "/readyz"), owner.call("listTokens")]));
    await release();
    expect(statusesOf(await Promise.all(waiting))).toEqual([200]);
    expect(await owner.request("GET", "/readyz")).toMatchObject({ status: 200 });
  });

  test("deliveries go on while requests wait with all connections that they may have", async () => {
    const retrySchedule = [0, ...Array<number>(60).fill(1)];
    const { client: owner, databaseUrl } = await startOnPostgres({ databaseTimeoutMs: 60_000, retrySchedule });
    const endpoint = await startEndpoint(respondWith(500));
    await owner.addWebhook(endpoint.url, { inbox_ids: ["in_1"] });
    const locked = await owner.addWebhook(exampleUrl, { inbox_ids: ["in_2"] });
    await owner.publish(messageFor("in_1"));
    await endpoint.waitForRequests(1);
    const holder = await connect(databaseUrl);
    await holder.query(`begin; select from webhooks where webhook_id = '${locked.webhook_id}' for update`);
    const update = () => owner.patch(locked.webhook_id, { add_inbox_ids: ["in_3"] });
    const waiting = Array.from({ length: 10 }, update);
    await expect.poll(() => countLockWaits(databaseUrl)).toBe(10);
    const { length } = endpoint.received;
    await endpoint.waitForRequests(length + 1);
    await holder.query("commit");
    expect(statusesOf(await Promise.all(waiting))).toEqual([200]);
  });

  test("a database that takes no changes is read on, and changes are a 503", async () => {
    const { client: owner, databaseUrl } = await startOnPostgres();
    const webhook = await owner.create({ url: "http://127.0.0.1:9" });
    const name = new URL(databaseUrl).pathname.slice(1);
    await query(databaseUrl, `alter database ${name} set default_transaction_read_only = on`);
    await endConnections(databaseUrl);
    await expect.poll(async () => (await owner.request("GET", webhooksPath)).status).toBe(200);
    expect(await owner.get(webhook.webhook_id)).toEqual(webhook);
    const create = () => owner.post({ url: exampleUrl, event_types: ["message.sent"] });
    await expect.poll(async () => (await create()).headers.get("retry-after")).toBe("5");
    expectUnavailable([await owner.patch(webhook.webhook_id, { add_inbox_ids: ["in_1"] })]);
  });

  test("a transaction that Postgres ends in favour of others each time is a 503", async () => {
    const { client, databaseUrl } = await startOnPostgres({ role: "api" });
    const { webhook_id } = await client.create({ url: exampleUrl });
    await query(
      databaseUrl,
      `create function conflict() returns trigger language plpgsql as $$
        begin raise exception 'deadlock' using errcode = '40P01'; end $$;
      create trigger conflict before update on webhooks for each row execute function conflict()`,
    );
    expectUnavailable([await client.patch(webhook_id, { add_inbox_ids: ["in_1"] })]);
  });
});

describe("beside a process that holds a lock of the database, and may hang, a start", () => {
  async function startBeside(lock: string) {
    const env = await postgresEnvironment();
    const holder = await connect(env.DATABASE_URL ?? "");
    await holder.query(`select pg_advisory_lock(${lock})`);
    const stop = new AbortController();
    const server = startServer(readSettings({ ...env, PORT: "0" }), { signal: stop.signal });
    return { server, stop };
  }

  test("waits for its migrations, until it is stopped", async () => {
    const { server, stop } = await startBeside(advisoryLocks.migrations);
    stop.abort();
    await expect(server).rejects.toThrow(/^Stopped before the database Postgres at .* was ready\.$/);
  });

  test("leaves the partitions to it", async () => {
    const { server } = await startBeside(advisoryLocks.retention);
    await (await server).close();
  });
});

test("Postgres notices soon that the machine of a process is gone, and ends its sessions", async () => {
  const { db, maintain } = await openDatabase(await createDatabase());
  const show = (each: typeof db) => sql`show tcp_keepalives_idle`.execute(each);
  for (const { rows } of [await show(db), await maintain(show)]) expect(rows).toEqual([{ tcp_keepalives_idle: "30" }]);
});

test("a database that a newer version has migrated is rejected and not changed", async () => {
  const env: Record<string, string> = { ...(await postgresEnvironment()), PORT: "0" };
  const url = env.DATABASE_URL ?? "";
  await (await startServer(readSettings(env))).close();
  await query(url, "insert into kysely_migration values ('9999-of-tomorrow', '2030-01-01T00:00:00Z')");
  const before = await query(url, "select name from kysely_migration");
  const { code, stderr } = await new Program(env).exited;
  expect(stderr).toBe("The database was last used by a newer version of this service. Start that version or newer.\n");
  expect(code).toBe(1);
  expect(await query(url, "select name from kysely_migration")).toEqual(before);
});
