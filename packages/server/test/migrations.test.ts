import { PGlite } from "@electric-sql/pglite";
import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { describe, expect, test } from "vitest";
import { loadPreparedData } from "../src/database/embedded.ts";
import { migrate } from "../src/database/migrate.ts";
import { migrations } from "../src/database/migrations/index.ts";
import type { Schema } from "../src/database/schema.ts";
import { startPostgres } from "../src/testing/postgres.ts";
import { createDatabase, query } from "./support/postgres.ts";
import { serviceError, startUnderTest, WebhooksClient, webhooksPath } from "./support/service.ts";

const connect = (connectionString: string) =>
  new Kysely<Schema>({ dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString }) }) });

describe("migrations", () => {
  test("run once, however many start at once", async () => {
    const databaseUrl = await createDatabase();
    const connections = Array.from({ length: 8 }, () => connect(databaseUrl));
    try {
      await Promise.all(connections.map((db) => migrate(db)));
      const rows = await query(databaseUrl, "select name from kysely_migration order by name");
      expect(rows.map(({ name }) => name)).toEqual(Object.keys(migrations).sort());
    } finally {
      await Promise.all(connections.map((db) => db.destroy()));
    }
  });

  test("are done in the embedded database that a first start unpacks, and nothing else is in there", async () => {
    const pglite = await PGlite.create({ loadDataDir: await loadPreparedData() });
    try {
      const names = async (statement: string) =>
        (await pglite.query<{ name: string }>(statement)).rows.map(({ name }) => name);
      expect(await names("select name from kysely_migration order by name")).toEqual(Object.keys(migrations).sort());
      expect(await names("select datname as name from pg_database")).toEqual(["postgres"]);
    } finally {
      await pglite.close();
    }
  });

  test("of a newer version stop an older one", async () => {
    const db = connect(await createDatabase());
    try {
      await migrate(db, { ...migrations, "9999-from-the-future": { up: async () => undefined } });
      await expect(migrate(db)).rejects.toThrow(/^The database was last used by a newer version of this service/);
    } finally {
      await db.destroy();
    }
  });

  test("that fail leave nothing behind", async () => {
    const databaseUrl = await createDatabase();
    const db = connect(databaseUrl);
    const broken = {
      up: (on: Kysely<never>) => sql`create table half (id int); select broken`.execute(on).then(() => undefined),
    };
    try {
      await expect(migrate(db, { ...migrations, "9999-broken": broken })).rejects.toThrow();
      expect(
        await query(databaseUrl, "select to_regclass('webhooks') as webhooks, to_regclass('half') as half"),
      ).toEqual([{ webhooks: null, half: null }]);
      await migrate(db);
    } finally {
      await db.destroy();
    }
  });
});

describe("a database that goes away", () => {
  test("is answered with 503 until it is back, and never with its own words", async () => {
    const postgres = await startPostgres();
    const { service } = await startUnderTest("Postgres", {
      databaseUrl: await postgres.createDatabase(),
      logLevel: "silent",
    });
    try {
      const client = new WebhooksClient(service.url, "default", service.token);
      const { webhook_id } = await client.create();
      expect(await client.request("GET", "/readyz")).toMatchObject({ status: 200 });
      await postgres.close();
      for (const [method, path] of [
        ["GET", webhooksPath],
        ["GET", `${webhooksPath}/${webhook_id}`],
        ["GET", "/readyz"],
        ["PATCH", `${webhooksPath}/${webhook_id}`],
        ["POST", webhooksPath],
      ] as const) {
        const answer = await client.request(method, path);
        expect(answer).toMatchObject(serviceError(503));
        expect(answer.headers.get("retry-after")).toBe("5");
        expect(answer.text).not.toMatch(/ECONN|127\.0\.0\.1|stack/);
      }
      expect(await client.request("GET", "/healthz")).toMatchObject({ status: 200 });
    } finally {
      await service.close();
      await postgres.close();
    }
  });

  test("and comes back is used again", async () => {
    const { service, databaseUrl = "" } = await startUnderTest("Postgres", { logLevel: "silent" });
    try {
      const client = new WebhooksClient(service.url, "default", service.token);
      await client.create();
      const name = databaseUrl.split("/").at(-1);
      await query(
        databaseUrl.replace(/[^/]+$/, "postgres"),
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
      );
      // The pool may hand out a connection that it does not know to be dead yet.
      const statuses = [];
      do statuses.push((await client.request("GET", webhooksPath)).status);
      while (statuses.at(-1) === 503 && statuses.length < 20);
      expect(statuses.at(-1)).toBe(200);
      expect(statuses).not.toContain(500);
    } finally {
      await service.close();
    }
  });
});

describe("an error that nobody foresaw", () => {
  test("is answered with 500 in the shape of the spec and an id to report, and no detail", async () => {
    const { service, client, databaseUrl = "" } = await startUnderTest("Postgres", { logLevel: "silent" });
    try {
      const caller = await client();
      await query(databaseUrl, "alter table webhooks rename to mislaid");
      const answer = await caller.request("GET", webhooksPath);
      expect(answer).toMatchObject(serviceError(500));
      expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
      expect(answer.text).not.toMatch(/webhooks|relation|at /);
    } finally {
      await service.close();
    }
  });
});
