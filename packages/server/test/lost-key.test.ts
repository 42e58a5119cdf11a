import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { startService } from "../src/testing/index.ts";
import { DeliveryClient } from "./support/delivery.ts";
import { startEndpoint } from "./support/endpoint.ts";
import { createDatabase, query } from "./support/postgres.ts";

/** The statements of OPERATIONS.md for a lost encryption key. */
async function readStatements(): Promise<string> {
  const operations = await readFile(new URL("../OPERATIONS.md", import.meta.url), "utf8");
  const [, section = ""] = operations.split(/^## A lost encryption key$/m);
  return /^ *```sql\n([\s\S]*?)^ *```$/m.exec(section)?.[1] ?? "";
}

test("after the documented statements, the service starts with another key, and webhooks get new secrets", async () => {
  const databaseUrl = await createDatabase();
  const token = "a-token-of-the-lost-key";
  const start = (byte: number) => startService({ databaseUrl, token, encryptionKey: Buffer.alloc(32, byte) });
  const endpoint = await startEndpoint();
  const first = await start(1);
  const before = new DeliveryClient(first.url, "default", token);
  const { webhook_id, secret } = await before.addWebhook(endpoint.url);
  expect(await before.call("rotateSecret", { webhook_id })).toMatchObject({ status: 200 });
  await first.close();

  await expect(start(2)).rejects.toThrow(/^ENCRYPTION_KEY is not the key/);
  await query(databaseUrl, await readStatements());
  await using service = await start(2);
  const client = new DeliveryClient(service.url, "default", token);
  expect(await client.get(webhook_id)).toMatchObject({ enabled: false, secret_unreadable: true });
  expect(await client.call("rotateSecret", { webhook_id })).toMatchObject({ status: 200 });
  expect(await client.call("enableWebhook", { webhook_id })).toMatchObject({ status: 200 });
  const after = await client.get(webhook_id);
  expect(after).toMatchObject({ enabled: true });
  expect(after.secret_unreadable).toBe(undefined);
  expect(after.secret).not.toBe(secret);
  expect(await client.settled(await client.publishMessage())).toMatchObject({ status: "succeeded" });
});
