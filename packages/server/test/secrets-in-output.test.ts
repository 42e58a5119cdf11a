/**
 * Logs successes and errors of every kind at the most verbose level. The output of this and every other suite is searched
 * for secrets at the end of the run: see `support/secret-scan.ts`.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startService } from "../src/testing/index.ts";
import { DeliveryClient } from "./support/delivery.ts";
import { respondWith, startEndpoint } from "./support/endpoint.ts";
import { createDatabase, query } from "./support/postgres.ts";
import { newDirectory, Program } from "./support/program.ts";
import { recordSecret } from "./support/secret-scan.ts";
import { serviceError, webhooksPath } from "./support/service.ts";

test.each(["PGlite", "Postgres"] as const)("nothing secret is printed at the level trace, on %s", async (database) => {
  const databaseUrl = database === "Postgres" ? await createDatabase() : undefined;
  const encryptionKey = Buffer.alloc(32, 77);
  recordSecret(encryptionKey.toString("base64"));
  recordSecret(encryptionKey.toString("hex"));
  await using service = await startService({
    ...(databaseUrl !== undefined && { databaseUrl }),
    encryptionKey,
    retrySchedule: [0, 0],
    logLevel: "trace",
  });
  const owner = new DeliveryClient(service.url, "default", service.token);
  const endpoint = await startEndpoint(respondWith(500, {}, "a body of the endpoint"));
  const { webhook_id, secret } = await owner.addWebhook(endpoint.url);
  recordSecret(Buffer.from(secret.slice("whsec_".length), "base64").toString("hex"));
  await owner.call("rotateSecret", { webhook_id }, { overlap_seconds: 60 });
  await owner.settled(await owner.publishMessage());
  const createToken = () => owner.call("createToken", {}, { organization_id: "acme", scopes: ["webhooks:read"] });
  await createToken();
  const wrong = `awt_${"w".repeat(43)}`;
  recordSecret(wrong);
  expect(await owner.request("GET", webhooksPath, { token: wrong })).toMatchObject({ status: 401 });
  expect(await owner.request("GET", `${webhooksPath}?page_token=x`)).toMatchObject({ status: 400 });
  expect(await owner.post({ secret, url: "x" })).toMatchObject({ status: 400 });
  if (databaseUrl === undefined) return;
  // Errors of the database bring statements, rows and parameters along.
  await query(databaseUrl, "alter table webhooks add constraint none check (url = 'nothing') not valid");
  const body = { url: "http://127.0.0.1:9", event_types: ["message.sent"] };
  expect(await owner.post(body)).toMatchObject(serviceError(500));
  await query(databaseUrl, "alter table tokens add constraint none check (organization_id = 'nobody') not valid");
  expect(await createToken()).toMatchObject(serviceError(500));
});

test("a diagnostic report of Node has neither keys nor tokens nor secrets", async () => {
  const directory = await newDirectory();
  const env = {
    DATABASE_URL: await createDatabase(),
    ENCRYPTION_KEY: Buffer.alloc(32, 78).toString("base64"),
    BOOTSTRAP_TOKEN: "a-token-for-the-report",
    NODE_OPTIONS: `--report-on-signal --report-signal=SIGUSR2 --report-directory=${directory}`,
  };
  const program = await new Program(env).ready();
  const owner = new DeliveryClient(program.url, "default", env.BOOTSTRAP_TOKEN);
  const { secret } = await owner.create();
  program.process.kill("SIGUSR2");
  const reports = async () => (await readdir(directory)).filter((name) => name.endsWith(".json"));
  await expect.poll(async () => (await reports()).length).toBe(1);
  await program.kill("SIGTERM");
  const report = await readFile(join(directory, (await reports())[0] ?? ""), "utf8");
  expect(report).toContain('"trigger": "Signal"');
  for (const text of [secret, env.BOOTSTRAP_TOKEN, env.ENCRYPTION_KEY, env.DATABASE_URL])
    expect(report).not.toContain(text);
});
