import { randomBytes } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { deriveKeyRing } from "../src/crypto/keys.ts";
import { createSecretBox } from "../src/crypto/secret-box.ts";
import { reencrypt, reencryptSecrets } from "../src/reencrypt.ts";
import { startServer as start } from "../src/server.ts";
import { readSettings, type Settings } from "../src/settings.ts";
import { insertWebhooks, openDatabase } from "./support/database.ts";
import { DeliveryClient, startOnPostgres } from "./support/delivery.ts";
import { createDatabase, lockTable, query } from "./support/postgres.ts";
import { newDirectory } from "./support/program.ts";
import { startUnderTest } from "./support/service.ts";

/** Without DNS. */
const startServer = (settings: Settings) => start(settings, { lookup: async () => ["93.184.215.14"] });
const keyOf = (byte: number) => Buffer.alloc(32, byte).toString("base64");
const [first, second] = [keyOf(1), keyOf(2)];

const ownerOf = ({ url, token = "" }: Awaited<ReturnType<typeof start>>) => new DeliveryClient(url, "default", token);

/** Settings of a database that keeps its data between starts. */
async function places(database: "PGlite" | "Postgres"): Promise<Record<string, string>> {
  const common = { PORT: "0", BOOTSTRAP_TOKEN: "a-token-of-the-rotation" };
  if (database === "PGlite") return { ...common, DATA_DIR: await newDirectory() };
  return { ...common, DATABASE_URL: await createDatabase() };
}

describe.each(["PGlite", "Postgres"] as const)("on %s", (database) => {
  test("a key is replaced by a newer one, re-encrypted, and taken away, and every secret and page token stays", async () => {
    const env = await places(database);
    const settings = (...keys: string[]) => readSettings({ ...env, ENCRYPTION_KEYS: keys.join(",") });
    const using = async <Result>(keys: string[], work: (owner: DeliveryClient) => Promise<Result>): Promise<Result> => {
      const server = await startServer(settings(...keys));
      try {
        return await work(ownerOf(server));
      } finally {
        await server.close();
      }
    };
    const expectRejected = (keys: string[], words: RegExp) =>
      expect(startServer(settings(...keys))).rejects.toThrow(words);

    const { before, pageToken } = await using([first], async (owner) => {
      const made = [await owner.create(), await owner.create(), await owner.create()];
      const path = { webhook_id: made[0]?.webhook_id ?? "" };
      expect(await owner.call("rotateSecret", path, { overlap_seconds: 600_000 })).toMatchObject({ status: 200 });
      return {
        before: (await owner.list()).webhooks,
        pageToken: (await owner.list({ limit: 1 })).next_page_token ?? "",
      };
    });

    const added = await using([second, first], async (owner) => {
      expect((await owner.list()).webhooks).toEqual(before);
      expect(await owner.list({ limit: 1, page_token: pageToken })).toMatchObject({ count: 1 });
      return owner.create();
    });
    // What was written meanwhile needs the newer one.
    await expectRejected([first], /^ENCRYPTION_KEY is not the key that encrypted the data/);
    await expectRejected([second], /^ENCRYPTION_KEYS lacks a key that encrypted secrets in the database/);

    // Three webhooks of before, and the secret that one of them had.
    expect(await reencrypt(settings(second, first))).toEqual({ secrets: 4 });
    expect(await reencrypt(settings(second, first))).toEqual({ secrets: 0 });

    await using([second], async (owner) => {
      const expected = [...before.map(({ secret }) => secret), added.secret].sort();
      expect((await owner.list()).webhooks.map(({ secret }) => secret).sort()).toEqual(expected);
      expect((await owner.list({ ascending: true })).webhooks.map(({ updated_at }) => updated_at)).toEqual(
        [...before.toReversed(), added].map(({ updated_at }) => updated_at),
      );
    });
  });
});

describe("re-encrypting", () => {
  test("runs beside a running service, and misses nothing that the service writes meanwhile", async () => {
    const env = await places("Postgres");
    const settings = (keys: string) => readSettings({ ...env, ENCRYPTION_KEYS: keys });
    const old = await startServer(settings(first));
    const { webhook_id } = await ownerOf(old).create();
    await old.close();

    const running = await startServer(settings(`${second},${first}`));
    const beside = ownerOf(running);
    const work = (async () => {
      for (let time = 0; time < 30; time++) {
        const rotated = await beside.call("rotateSecret", { webhook_id }, { overlap_seconds: 600 });
        expect(rotated).toMatchObject({ status: 200 });
        await beside.create();
      }
    })();
    const { secrets } = await reencrypt(settings(`${second},${first}`));
    await work;
    await reencrypt(settings(`${second},${first}`));
    expect(secrets).toBeLessThanOrEqual(1);
    const headers = await query(
      env.DATABASE_URL ?? "",
      "select distinct substr(secret, 1, 5) as header from webhooks union select substr(secret, 1, 5) from previous_secrets",
    );
    expect(headers).toHaveLength(1);
    expect((await beside.list({ limit: 100 })).count).toBe(31);
    await running.close();
  });

  test("re-encrypts many secrets in steps, each for its own webhook", async () => {
    const [newest, old] = deriveKeyRing([Buffer.alloc(32, 2), Buffer.alloc(32, 1)]);
    if (old === undefined) throw new Error("no older key");
    const { db } = await openDatabase();
    const ids = Array.from({ length: 503 }, (_, place) => `wh_${place}`);
    const box = createSecretBox([old]);
    for (const id of ids) await insertWebhooks(db, [id], { secret: box.seal(id, id) });
    // So many of each that a step ends between those of one webhook.
    const previous = ids.flatMap((id) => [id, id, id]);
    const [replaced_at, expires_at] = [new Date(), new Date()];
    await db
      .insertInto("previous_secrets")
      .values(previous.map((id) => ({ webhook_id: id, secret: box.seal(id, id), replaced_at, expires_at })))
      .execute();
    expect(await reencryptSecrets(db, [newest, old])).toBe(ids.length + previous.length);
    const newBox = createSecretBox([newest]);
    for (const [table, count] of [
      ["webhooks", ids.length],
      ["previous_secrets", previous.length],
    ] as const) {
      const found = await db.selectFrom(table).select(["webhook_id", "secret"]).execute();
      const isRight = found.map(({ webhook_id, secret }) => newBox.open(secret, webhook_id) === webhook_id);
      expect(isRight).toEqual(Array(count).fill(true));
    }
  });

  test("reports a missing key and an unreachable database", async () => {
    const env = await places("Postgres");
    const settings = (keys: string, more = {}) => readSettings({ ...env, ENCRYPTION_KEYS: keys, ...more });
    await (await startServer(settings(first))).close();
    await expect(reencrypt(settings(second))).rejects.toThrow(/^ENCRYPTION_KEY is not the key/);
    const DATABASE_URL = "postgres://user:hunter2@127.0.0.1:1/hooks";
    const failure: unknown = await reencrypt(settings(first, { DATABASE_URL })).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      name: "StartError",
      message: expect.stringMatching(
        /^Cannot use the database Postgres at 127\.0\.0\.1:1\/hooks: connect ECONNREFUSED/,
      ),
    });
    expect(String(failure)).not.toContain("hunter2");
  });
});

test("the key file of a data directory may contain a newer key before the generated one", async () => {
  const env = { DATA_DIR: await newDirectory(), PORT: "0" };
  const restart = () => startServer(readSettings(env));
  const server = await restart();
  const { secret } = await ownerOf(server).create();
  await server.close();
  const file = join(env.DATA_DIR, "encryption-key");
  const made = await readFile(file, "utf8");
  const newer = randomBytes(32).toString("base64");
  await writeFile(file, `${newer}\n${made}`);
  expect(await reencrypt(readSettings(env))).toEqual({ secrets: 1 });
  await writeFile(file, `${newer}\n`);
  const again = await restart();
  const { webhooks } = await ownerOf(again).list();
  expect(webhooks).toMatchObject([{ secret }]);
  await again.close();
  await writeFile(file, "no key\n");
  await expect(restart()).rejects.toThrow(
    /encryption-key must contain encryption keys, one on a line, newest first\. Restore it from a backup/,
  );
});

test("a secret that cannot be decrypted does not stop a start, a re-encryption or a rotation of keys", async () => {
  const env = { DATABASE_URL: await createDatabase(), PORT: "0", BOOTSTRAP_TOKEN: "a-token-of-the-rotation" };
  const settings = (...keys: string[]) => readSettings({ ...env, ENCRYPTION_KEYS: keys.join(",") });
  const server = await startServer(settings(first));
  const owner = ownerOf(server);
  const damages = [
    "secret = ''",
    "secret = set_byte(secret, 0, 9)",
    "secret = set_byte(secret, 40, get_byte(secret, 40) # 1)",
    "secret = set_byte(secret, 1, get_byte(secret, 1) # 1), enabled = false, disabled_because = 'secret_unreadable'",
  ];
  for (const damage of damages) {
    const { webhook_id } = await owner.create();
    await query(env.DATABASE_URL, `update webhooks set ${damage} where webhook_id = '${webhook_id}'`);
  }
  const { webhook_id, secret } = await owner.create();
  await server.close();

  expect(await reencrypt(settings(second, first))).toEqual({ secrets: 1 });
  // The one with the damaged text still names the first key.
  const again = await startServer(settings(second, first));
  const { webhooks } = await ownerOf(again).list();
  expect(webhooks.filter((webhook) => webhook.secret_unreadable)).toHaveLength(damages.length);
  expect(webhooks).toContainEqual(expect.objectContaining({ webhook_id, secret }));
  await again.close();
});

test("a previous secret of a lost key stops a start only until it expires", async () => {
  const env = { DATABASE_URL: await createDatabase(), PORT: "0", BOOTSTRAP_TOKEN: "a-token-of-the-rotation" };
  const restart = () => startServer(readSettings({ ...env, ENCRYPTION_KEY: first }));
  const server = await restart();
  const client = new DeliveryClient(server.url, "default", env.BOOTSTRAP_TOKEN);
  const { webhook_id } = await client.create();
  expect(await client.call("rotateSecret", { webhook_id })).toMatchObject({ status: 200 });
  await server.close();
  await query(env.DATABASE_URL, "update previous_secrets set secret = set_byte(secret, 1, get_byte(secret, 1) # 1)");
  await expect(restart()).rejects.toThrow(/^ENCRYPTION_KEYS lacks a key that encrypted secrets in the database/);
  await query(env.DATABASE_URL, "update previous_secrets set expires_at = now()");
  await (await restart()).close();
});

test("a start checks every secret, also if that takes longer than other statements may", async () => {
  const env = {
    DATABASE_URL: await createDatabase(),
    PORT: "0",
    BOOTSTRAP_TOKEN: "a-token-of-the-slow-check",
    ENCRYPTION_KEY: first,
    DATABASE_TIMEOUT_MS: "500",
  };
  const restart = () => startServer(readSettings(env));
  await (await restart()).close();
  const unlock = await lockTable(env.DATABASE_URL, "webhooks");
  const restarted = restart();
  const longWaits = `select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query_start < now() - interval '2 seconds'`;
  await expect.poll(() => query(env.DATABASE_URL, longWaits)).toHaveLength(1);
  await unlock();
  await (await restarted).close();
});

test("Postgres stores secrets and tokens only encrypted or hashed", async () => {
  const { service, client, databaseUrl = "" } = await startUnderTest("Postgres");
  const owner = await client();
  const { secret, webhook_id } = await owner.create();
  await service.close();

  const tables = await query(
    databaseUrl,
    "select table_name from information_schema.tables where table_schema = 'public'",
  );
  const rows = await Promise.all(
    tables.map(({ table_name }) => query(databaseUrl, `select t::text as text from ${table_name} t`)),
  );
  const everything = rows
    .flat()
    .map(({ text }) => String(text))
    .join("\n");
  expect(everything).toContain(webhook_id);
  for (const plain of [secret, secret.slice("whsec_".length), owner.token, service.token]) {
    for (const bytes of [Buffer.from(plain), Buffer.from(plain.replace(/^(whsec|awt)_/, ""), "base64")]) {
      expect(everything).not.toContain(plain);
      expect(everything).not.toContain(bytes.toString("hex"));
    }
  }
});

test("DATA_DIR stores secrets only encrypted or hashed, in files readable only by their owner", async () => {
  const dataDir = await newDirectory();
  const server = await startServer(readSettings({ DATA_DIR: dataDir, PORT: "0" }));
  const owner = ownerOf(server);
  const { secret } = await owner.create();
  const { token: other } = await server.createToken({ organization_id: "another", scopes: ["webhooks:read"] });
  await server.close();

  const names = await readdir(dataDir, { recursive: true });
  for (const name of names) {
    const file = join(dataDir, name);
    if (!(await stat(file)).isFile()) continue;
    const bytes = await readFile(file);
    expect(bytes.includes(secret.slice("whsec_".length)), name).toBe(false);
    expect(bytes.includes(other), name).toBe(false);
    if (name !== "bootstrap-token") expect(bytes.includes(owner.token), name).toBe(false);
  }
  for (const name of ["encryption-key", "bootstrap-token"]) {
    expect((await stat(join(dataDir, name))).mode & 0o777, name).toBe(0o600);
  }
});

describe("a sealed secret", () => {
  const box = createSecretBox(deriveKeyRing([randomBytes(32)]));

  test("opens with the same key and owner", () => {
    expect(box.open(box.seal("whsec_ü", "wh_1"), "wh_1")).toBe("whsec_ü");
  });

  test("is another one each time", () => {
    expect(box.seal("whsec_a", "wh_1").equals(box.seal("whsec_a", "wh_1"))).toBe(false);
  });

  test("does not open for another webhook, with another key, or changed anywhere", () => {
    const sealed = box.seal("whsec_a", "wh_1");
    expect(() => box.open(sealed, "wh_2")).toThrow();
    expect(() => createSecretBox(deriveKeyRing([randomBytes(32)])).open(sealed, "wh_1")).toThrow();
    for (let index = 0; index < sealed.length; index++) {
      const changed = Buffer.from(sealed);
      changed.writeUInt8(sealed.readUInt8(index) ^ 1, index);
      expect(() => box.open(changed, "wh_1"), `byte ${index}`).toThrow();
    }
    expect(() => box.open(sealed.subarray(0, 20), "wh_1")).toThrow();
  });
});

test("no more previous secrets are kept than sign", async () => {
  const { client, databaseUrl } = await startOnPostgres();
  const { webhook_id } = await client.addWebhook("http://127.0.0.1:9/hooks");
  const rotate = (overlap_seconds: number) => client.call("rotateSecret", { webhook_id }, { overlap_seconds });
  const count = async () =>
    (await query(databaseUrl, "select count(*)::integer as count from previous_secrets"))[0]?.count;
  await rotate(0);
  expect(await count()).toBe(0);
  for (let rotation = 0; rotation < 6; rotation++) await rotate(3_600);
  expect(await count()).toBe(4);
});
