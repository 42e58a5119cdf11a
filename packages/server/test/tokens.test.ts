import { randomUUID } from "node:crypto";
import { PGlite } from "@electric-sql/pglite";
import { Kysely, PGliteDialect, PostgresDialect } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadPreparedData } from "../src/database/embedded.ts";
import { migrate } from "../src/database/migrate.ts";
import type { Schema } from "../src/database/schema.ts";
import { systemClock } from "../src/lib/clock.ts";
import { startService } from "../src/testing/index.ts";
import { LastUse } from "../src/tokens/last-use.ts";
import { generateToken } from "../src/tokens/token-format.ts";
import { Tokens } from "../src/tokens/tokens.ts";
import { openDatabase } from "./support/database.ts";
import { connect, countLockWaits, createDatabase, query } from "./support/postgres.ts";
import { WebhooksClient, webhooksPath } from "./support/service.ts";

async function dialectOf(database: "PGlite" | "Postgres") {
  if (database === "PGlite")
    return new PGliteDialect({ pglite: await PGlite.create({ loadDataDir: await loadPreparedData() }) });
  return new PostgresDialect({ pool: new pg.Pool({ connectionString: await createDatabase() }) });
}

describe.each(["PGlite", "Postgres"] as const)("on %s, a token", (database) => {
  const statements: string[] = [];
  let db: Kysely<Schema>;
  let now = new Date("2026-01-16T08:00:00.000Z");
  let tokens: Tokens;
  const fail = (error: unknown) => {
    throw error;
  };
  const statementsOf = async (work: () => Promise<unknown>) => {
    statements.length = 0;
    await work();
    return [...statements];
  };
  const lastUseOf = async (tokenId: string) => {
    const page = await tokens.page({ ascending: true, after: undefined, rows: 1_000 });
    return page.find(({ token_id }) => token_id === tokenId)?.last_used_at;
  };
  const create = () => tokens.create({ organization_id: randomUUID(), scopes: ["webhooks:read"] });

  beforeAll(async () => {
    db = new Kysely<Schema>({
      dialect: await dialectOf(database),
      log: ({ query }) => void statements.push(query.sql),
    });
    await migrate(db);
    tokens = new Tokens({ db, clock: { now: () => now }, onError: fail, mayWrite: () => true });
  });
  afterAll(() => db.destroy());

  test("that is not a possible token costs no statement", async () => {
    const texts = [
      "",
      "short",
      "x".repeat(257),
      "two words in it",
      "umlaut-ü-umlaut-ü",
      "a\u0000bcdefghijklmnop",
      "=".repeat(20),
    ];
    expect(await statementsOf(() => Promise.all(texts.map((text) => tokens.identify(text))))).toEqual([]);
  });

  test("that is unknown costs one statement, however often it is sent", async () => {
    const text = generateToken();
    const found = await statementsOf(async () => {
      for (let time = 0; time < 50; time++) expect(await tokens.identify(text)).toBeUndefined();
    });
    expect(found).toHaveLength(1);
  });

  test("that is created after unknown ones is accepted at once", async () => {
    for (let time = 0; time < 20; time++) await tokens.identify(generateToken());
    const { token, token_id } = await create();
    expect(await tokens.identify(token)).toMatchObject({ tokenId: token_id });
  });

  test("has its last use written in one statement for all tokens", async () => {
    const made = [await create(), await create(), await create()];
    expect(await lastUseOf(made[0]?.token_id ?? "")).toBeUndefined();
    const reads = await statementsOf(async () => {
      for (let time = 0; time < 40; time++) {
        now = new Date(now.getTime() + 1_000);
        for (const { token } of made.slice(0, 2)) await tokens.identify(token);
      }
    });
    expect(reads.filter((statement) => !statement.trim().startsWith("select"))).toEqual([]);
    expect(await statementsOf(() => tokens.lastUse.write())).toHaveLength(1);
    expect(await statementsOf(() => tokens.lastUse.write())).toHaveLength(0);
    expect(await Promise.all(made.map(({ token_id }) => lastUseOf(token_id)))).toEqual([
      now.toISOString(),
      now.toISOString(),
      undefined,
    ]);
  });

  test("keeps its last use when the clock is set back", async () => {
    const { token, token_id } = await create();
    await tokens.identify(token);
    await tokens.lastUse.write();
    const used = now.toISOString();
    now = new Date(now.getTime() - 3_600_000);
    await tokens.identify(token);
    await tokens.lastUse.write();
    expect(await lastUseOf(token_id)).toBe(used);
  });

  test("keeps its last use in memory while the disk is almost full", async () => {
    let hasSpace = false;
    const others = new Tokens({ db, clock: { now: () => now }, onError: fail, mayWrite: () => hasSpace });
    const { token, token_id } = await create();
    await others.identify(token);
    expect(await statementsOf(() => others.lastUse.stop())).toEqual([]);
    hasSpace = true;
    await others.lastUse.stop();
    expect(await lastUseOf(token_id)).toBe(now.toISOString());
  });

  test("keeps a use that could not be written for the next write", async () => {
    const broken = new Kysely<Schema>({ dialect: await dialectOf(database) });
    await migrate(broken);
    const errors: unknown[] = [];
    const onError = (error: unknown) => errors.push(error);
    const others = new Tokens({ db: broken, clock: systemClock, onError, mayWrite: () => true });
    const { token, token_id } = await others.create({ organization_id: "org", scopes: ["webhooks:read"] });
    await others.identify(token);
    await broken.schema.alterTable("tokens").renameTo("mislaid").execute();
    await expect(others.lastUse.write()).rejects.toThrow();
    await broken.schema.alterTable("mislaid").renameTo("tokens").execute();
    await others.lastUse.stop();
    const [found] = await others.page({ ascending: true, after: undefined, rows: 10 });
    expect(found).toMatchObject({ token_id, last_used_at: expect.any(String) });
    expect(errors).toEqual([]);
    await broken.destroy();
  });
});

describe("on Postgres, with two processes", () => {
  test("last uses are written in one order, so that none waits for the other in a circle", async () => {
    const databaseUrl = await createDatabase();
    const { db } = await openDatabase(databaseUrl);
    await query(
      databaseUrl,
      `insert into tokens (token_id, token_hash, organization_id, scopes, created_at)
        select 'tok_' || name, convert_to(name, 'UTF8'), 'org', '{}', now() from unnest(array['a', 'b']) as name`,
    );
    const lastUse = new LastUse({ db, clock: systemClock, onError: () => undefined, mayWrite: () => true });
    for (const tokenId of ["tok_b", "tok_a"]) lastUse.used(tokenId);
    const other = await connect(databaseUrl);
    await other.query("begin; select from tokens where token_id = 'tok_a' for update");
    const written = lastUse.write();
    await expect.poll(() => countLockWaits(databaseUrl)).toBe(1);
    // Fails if the other process has locked it already.
    await other.query("select from tokens where token_id = 'tok_b' for update nowait");
    await other.query("commit");
    await written;
  });

  test("a token that one revokes is rejected by the other at once, and its last use is written at the stop", async () => {
    const common = {
      databaseUrl: await createDatabase(),
      encryptionKey: Buffer.alloc(32, 3),
      token: "a-token-of-two-processes",
    };
    await using one = await startService(common);
    const statuses = async (client: WebhooksClient, times: number) => {
      const found = new Set<number>();
      for (let time = 0; time < times; time++) found.add((await client.request("GET", webhooksPath)).status);
      return [...found];
    };
    const admin = new WebhooksClient(one.url, "default", one.token);
    {
      await using other = await startService(common);
      const text = await one.createToken({ organizationId: "acme", scopes: ["webhooks:read"] });
      const [onOne, onOther] = [new WebhooksClient(one.url, "acme", text), new WebhooksClient(other.url, "acme", text)];
      // Both have looked it up often, and cached nothing.
      expect(await statuses(onOne, 20)).toEqual([200]);
      expect(await statuses(onOther, 20)).toEqual([200]);
      const { tokens } = (await admin.request("GET", "/delivery/v0/tokens?limit=100")).json as {
        tokens: { token_id: string; organization_id: string }[];
      };
      const { token_id = "" } = tokens.find(({ organization_id }) => organization_id === "acme") ?? {};
      expect(await admin.request("DELETE", `/delivery/v0/tokens/${token_id}`)).toMatchObject({ status: 200 });
      expect(await statuses(onOther, 20)).toEqual([401]);
      expect(await statuses(onOne, 20)).toEqual([401]);
      expect(await statuses(new WebhooksClient(other.url, "default", other.token), 3)).toEqual([200]);
    }
    const { json } = await admin.request("GET", "/delivery/v0/tokens");
    expect(json).toMatchObject({ tokens: [{ organization_id: "default", last_used_at: expect.any(String) }] });
  });
});
