import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { deriveKeyRing } from "../src/crypto/keys.ts";
import { createSecretBox } from "../src/crypto/secret-box.ts";
import { startServer } from "../src/server.ts";
import { readSettings } from "../src/settings.ts";
import { createDatabase, query } from "./support/postgres.ts";
import { startUnderTest, WebhooksClient } from "./support/service.ts";

describe("in Postgres", () => {
  test("secrets and tokens are nowhere in plain", async () => {
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

  test("data written with one key is not served with another", async () => {
    const databaseUrl = await createDatabase();
    const env = { DATABASE_URL: databaseUrl, PORT: "0" };
    const start = (byte: number) =>
      startServer(readSettings({ ...env, ENCRYPTION_KEY: Buffer.alloc(32, byte).toString("base64") }));
    await (await start(1)).close();
    await expect(start(2)).rejects.toThrow(/^ENCRYPTION_KEY is not the key that encrypted the data in the database/);
    await (await start(1)).close();
  });
});

describe("in DATA_DIR", () => {
  test("secrets are in no file in plain, and the files are for their owner only", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "agent-webhooks-test-"));
    try {
      const server = await startServer(readSettings({ DATA_DIR: dataDir, PORT: "0" }));
      const owner = new WebhooksClient(server.url, "default", server.token ?? "");
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
    } finally {
      await rm(dataDir, { recursive: true, force: true });
    }
  });
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
