/**
 * When processes and databases crash, every acknowledged event still arrives at every webhook that it matches.
 * `pnpm crash` kills more often than `pnpm test`.
 */
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { startPostgres } from "../src/testing/postgres.ts";
import { DeliveryClient, messageFor } from "./support/delivery.ts";
import { type Endpoint, startEndpoint } from "./support/endpoint.ts";
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
const timeout = 60_000 + kills * 10_000;

/** Starts an endpoint that fails a third of its requests, in two ways. `accepted` counts the others. */
async function startFlaky(): Promise<{ endpoint: Endpoint; accepted: Map<string, number> }> {
  const accepted = new Map<string, number>();
  const endpoint = await startEndpoint((response, { headers, path }, request) => {
    const chance = Math.random();
    if (chance < 0.2) return response.writeHead(500).end();
    if (chance < 0.3) return request.socket.destroy();
    const key = `${path} ${headers["webhook-id"]}`;
    accepted.set(key, (accepted.get(key) ?? 0) + 1);
    return response.writeHead(204).end();
  });
  return { endpoint, accepted };
}

/** Publishes events until it is stopped, each again and again until it is acknowledged. */
class Load {
  readonly acknowledged = new Set<string>();
  #url: string | undefined;
  #stopped = false;
  readonly #loops: Promise<void>[];

  constructor() {
    this.#loops = Array.from({ length: 4 }, () => this.#loop());
  }

  /** Sets where to publish. */
  to(url: string | undefined): void {
    this.#url = url;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#loops);
  }

  async #loop(): Promise<void> {
    let event = messageFor("in_1");
    while (!this.#stopped) {
      const url = this.#url;
      try {
        if (url === undefined) throw new Error("no service is running");
        const { status, json } = await new DeliveryClient(url, "default", token).call("publishEvent", {}, { event });
        if (status !== 202) throw new Error(`the response is ${status}`);
        expect(json).toMatchObject({ deliveries: 2 });
        this.acknowledged.add(event.event_id);
        event = messageFor("in_1");
        await setTimeout(5);
      } catch {
        await setTimeout(20);
      }
    }
  }
}

/** Waits for every acknowledged event at both webhooks, and returns how many deliveries came more than once. */
async function waitForEverything(load: Load, accepted: ReadonlyMap<string, number>): Promise<number> {
  const missing = () =>
    [...load.acknowledged]
      .flatMap((id) => ["/hooks/a", "/hooks/b"].map((path) => `${path} ${id}`))
      .filter((key) => !accepted.has(key));
  await expect.poll(() => missing().length, { timeout: 40_000, interval: 100 }).toBe(0);
  return [...accepted.values()].filter((count) => count > 1).length;
}

async function createWebhooks(url: string, endpoint: Endpoint): Promise<void> {
  const client = new DeliveryClient(url, "default", token);
  for (const name of ["a", "b"]) await client.addWebhook(`${endpoint.url}/${name}`, { client_id: name });
}

const databases: [name: string, settings: () => Promise<Record<string, string>>][] = [
  ["the embedded database", async () => ({ DATA_DIR: await newDirectory() })],
  ["Postgres", postgresEnvironment],
];

test.each(databases)(
  "every acknowledged event arrives though the service is killed repeatedly, on %s",
  async (name, database) => {
    const { endpoint, accepted } = await startFlaky();
    const env = { ...settings, ...(await database()) };
    const load = new Load();
    for (let kill = 0; kill < kills; kill++) {
      const program = await new Program(env).ready();
      if (kill === 0) await createWebhooks(program.url, endpoint);
      load.to(program.url);
      await setTimeout(100 + Math.random() * 900);
      await program.kill("SIGKILL");
      load.to(undefined);
    }
    const program = await new Program(env).ready();
    load.to(program.url);
    await setTimeout(300);
    await load.stop();
    const duplicates = await waitForEverything(load, accepted);
    console.log(
      `${name}: ${kills} kills, ${load.acknowledged.size} events acknowledged, ${accepted.size} deliveries accepted, ${duplicates} of them more than once`,
    );
    expect(load.acknowledged.size).toBeGreaterThan(kills);
  },
  timeout,
);

test(
  "deliveries of a killed worker are taken over by the other one",
  async () => {
    const { endpoint, accepted } = await startFlaky();
    const database = await postgresEnvironment();
    const start = (ROLE: string) => new Program({ ...settings, ...database, ROLE }).ready();
    const [api, one] = [await start("api"), await start("worker")];
    await start("worker");
    await createWebhooks(api.url, endpoint);
    const load = new Load();
    load.to(api.url);
    await setTimeout(700);
    await one.kill("SIGKILL");
    await setTimeout(500);
    await load.stop();
    const duplicates = await waitForEverything(load, accepted);
    console.log(
      `two workers, one killed: ${load.acknowledged.size} events acknowledged, ${duplicates} deliveries accepted more than once`,
    );
    expect(load.acknowledged.size).toBeGreaterThan(10);
  },
  timeout,
);

test(
  "the service goes on when Postgres was restarted under load",
  async () => {
    await using postgres = await startPostgres();
    const { endpoint, accepted } = await startFlaky();
    const DATABASE_URL = await postgres.createDatabase();
    const ENCRYPTION_KEY = Buffer.alloc(32, 9).toString("base64");
    const program = await new Program({ ...settings, DATABASE_URL, ENCRYPTION_KEY }).ready();
    await createWebhooks(program.url, endpoint);
    const load = new Load();
    load.to(program.url);
    await setTimeout(400);
    await postgres.restart();
    const before = load.acknowledged.size;
    await expect.poll(() => load.acknowledged.size, { timeout: 20_000 }).toBeGreaterThan(before + 10);
    await load.stop();
    await waitForEverything(load, accepted);
    expect(program.process.exitCode).toBe(null);
  },
  timeout,
);
