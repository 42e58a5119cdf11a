/**
 * When processes and databases crash, every acknowledged event still arrives at every webhook that it matches.
 * `pnpm crash` kills more often than `pnpm test`.
 */
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { startPostgres } from "../src/testing/postgres.ts";
import { DeliveryClient, messageFor } from "./support/delivery.ts";
import { type Endpoint, startEndpoint } from "./support/endpoint.ts";
import { query } from "./support/postgres.ts";
import { newDirectory, Program, postgresEnvironment } from "./support/program.ts";

const kills = Number(process.env.CRASH_KILLS ?? 3);
const token = "a-token-of-the-crash-suite";
const settings = {
  BOOTSTRAP_TOKEN: token,
  ALLOW_HTTP: "true",
  ALLOW_PRIVATE_NETWORK: "true",
  LEASE_SECONDS: "1",
  RETRY_SCHEDULE: Array(50).fill(0).join(","),
};
const webhooks = ["a", "b"];

/** Publishes events to two webhooks at an endpoint that fails a third of its requests, in two ways. */
class Load {
  readonly acknowledged = new Set<string>();
  /** How often each webhook accepted each event. */
  readonly #accepted = new Map<string, number>();
  #url: string | undefined;
  #stopped = false;
  #loops: Promise<void>[] = [];

  /** Creates the webhooks, and publishes until `stop`. */
  async start(url: string): Promise<void> {
    const endpoint: Endpoint = await startEndpoint((response, { headers, path }, request) => {
      const chance = Math.random();
      if (chance < 0.2) return response.writeHead(500).end();
      if (chance < 0.3) return request.socket.destroy();
      const key = `${path} ${headers["webhook-id"]}`;
      this.#accepted.set(key, (this.#accepted.get(key) ?? 0) + 1);
      return response.writeHead(204).end();
    });
    const client = new DeliveryClient(url, "default", token);
    for (const name of webhooks) await client.addWebhook(`${endpoint.url}/${name}`, { client_id: name });
    this.to(url);
    this.#loops = Array.from({ length: 4 }, () => this.#publish());
  }

  /** Changes where to publish; `undefined`: nowhere. */
  to(url: string | undefined): void {
    this.#url = url;
  }

  /** Waits until every acknowledged event has arrived, and returns how many deliveries were accepted more than once. */
  async stop(): Promise<number> {
    this.#stopped = true;
    await Promise.all(this.#loops);
    const keys = [...this.acknowledged].flatMap((id) => webhooks.map((name) => `/hooks/${name} ${id}`));
    const missing = () => keys.filter((key) => !this.#accepted.has(key)).length;
    await expect.poll(missing, { interval: 100 }).toBe(0);
    return [...this.#accepted.values()].filter((count) => count > 1).length;
  }

  /** An event that was not acknowledged is published again. */
  async #publish(): Promise<void> {
    let event = messageFor("in_1");
    while (!this.#stopped) {
      const client = this.#url === undefined ? undefined : new DeliveryClient(this.#url, "default", token);
      const response = await client?.call("publishEvent", {}, { event }).catch(() => undefined);
      if (response?.status === 202) {
        expect(response.json).toMatchObject({ deliveries: webhooks.length });
        this.acknowledged.add(event.event_id);
        event = messageFor("in_1");
      }
      await setTimeout(response?.status === 202 ? 5 : 20);
    }
  }
}

const countsAndAttempts = `
  select (select count(*) from attempts) as attempts,
    (select sum(succeeded + failed) from attempt_counts where webhook_id <> '')::bigint as webhooks,
    (select sum(succeeded + failed) from attempt_counts where webhook_id = '')::bigint as organizations`;

test.each<[name: string, environment: () => Promise<Record<string, string>>]>([
  // Leases of its former process never count.
  ["the embedded database", async () => ({ DATA_DIR: await newDirectory(), LEASE_SECONDS: "3600" })],
  ["Postgres", postgresEnvironment],
])(
  "every acknowledged event arrives though the service is killed repeatedly, on %s",
  async (name, environment) => {
    const env: Record<string, string> = { ...settings, ...(await environment()) };
    const load = new Load();
    for (let kill = 0; kill < kills; kill++) {
      const program = await new Program(env).ready();
      if (kill === 0) await load.start(program.url);
      load.to(program.url);
      await setTimeout(100 + Math.random() * 900);
      await program.kill("SIGKILL");
      load.to(undefined);
    }
    load.to((await new Program(env).ready()).url);
    await setTimeout(300);
    const duplicates = await load.stop();
    const count = load.acknowledged.size;
    if (env.DATABASE_URL !== undefined) {
      const [counted] = await query(env.DATABASE_URL, countsAndAttempts);
      expect(counted).toEqual({
        webhooks: counted?.attempts,
        organizations: counted?.attempts,
        attempts: counted?.attempts,
      });
    }
    console.log(`${name}: ${kills} kills, ${count} events acknowledged, ${duplicates} deliveries accepted repeatedly`);
    expect(count).toBeGreaterThan(kills);
  },
  180_000 + kills * 10_000,
);

test.each([
  ["by the other one", true],
  ["by the one that is started after it", false],
])("deliveries of a killed worker are taken over at once, whatever their leases, %s", async (_, hasOther) => {
  const database = await postgresEnvironment();
  const start = (ROLE: string) => new Program({ ...settings, ...database, LEASE_SECONDS: "3600", ROLE }).ready();
  const [api, one] = [await start("api"), await start("worker")];
  if (hasOther) await start("worker");
  const load = new Load();
  await load.start(api.url);
  const publishedMore = async (count: number) => {
    const before = load.acknowledged.size;
    await expect.poll(() => load.acknowledged.size).toBeGreaterThan(before + count);
  };
  await publishedMore(10);
  await one.kill("SIGKILL");
  if (!hasOther) await start("worker");
  await publishedMore(10);
  await load.stop();
});

test("the service goes on when Postgres was restarted under load", async () => {
  await using postgres = await startPostgres();
  const DATABASE_URL = await postgres.createDatabase();
  const ENCRYPTION_KEY = Buffer.alloc(32, 9).toString("base64");
  const program = await new Program({ ...settings, DATABASE_URL, ENCRYPTION_KEY }).ready();
  const load = new Load();
  await load.start(program.url);
  await setTimeout(400);
  await postgres.restart();
  const before = load.acknowledged.size;
  await expect.poll(() => load.acknowledged.size).toBeGreaterThan(before + 10);
  await load.stop();
  expect(program.process.exitCode).toBe(null);
});
