import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { setTimeout } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { deriveKeyRing } from "../src/crypto/keys.ts";
import { createSecretBox } from "../src/crypto/secret-box.ts";
import { createEgressPolicy } from "../src/egress/policy.ts";
import { createApp } from "../src/http/app.ts";
import { listen } from "../src/http/listen.ts";
import { systemClock } from "../src/lib/clock.ts";
import { startService } from "../src/testing/index.ts";
import { Sender } from "../src/worker/sender.ts";
import { DeliveryClient } from "./support/delivery.ts";
import { hang, respondWith, startEndpoint } from "./support/endpoint.ts";
import { query } from "./support/postgres.ts";
import { newDirectory, Program, postgresEnvironment } from "./support/program.ts";
import { startTcpProxy, type TcpProxy } from "./support/proxy.ts";
import { RawConnection } from "./support/raw-http.ts";
import { webhooksPath } from "./support/service.ts";

const token = "a-token-of-the-stop";
const appOptions = { logLevel: "silent", requestTimeoutMs: 60_000, databaseTimeoutMs: 10_000 } as const;

test.each([
  ["the embedded database", async () => ({ DATA_DIR: await newDirectory() })],
  ["Postgres", postgresEnvironment],
])("a stop finishes requests in flight and starts no others, on %s", async (_, database) => {
  const env: Record<string, string> = { ALLOW_HTTP: "true", ALLOW_PRIVATE_NETWORK: "true", ...(await database()) };
  const start = async () => {
    const program = await new Program({ ...env, BOOTSTRAP_TOKEN: token }).ready();
    return { program, client: new DeliveryClient(program.url, "default", token) };
  };
  const before = await start();
  let finish = () => {};
  const endpoint = await startEndpoint((response) => {
    finish = () => response.writeHead(204).end();
  });
  await before.client.addWebhook(endpoint.url);
  const inFlight = await before.client.publishMessage();
  await endpoint.waitForRequests(1);
  const waiting = await before.client.publishMessage();
  before.program.process.kill("SIGTERM");
  await before.program.stoppedListening();
  finish();
  expect(await before.program.exited).toMatchObject({ code: 0, stderr: "" });
  expect(endpoint.received).toHaveLength(1);

  endpoint.respond = respondWith(204);
  const { client } = await start();
  // Neither sent a second time nor only after the end of its lease.
  expect(await client.deliveryOf(inFlight)).toMatchObject({ status: "succeeded", attempts: [{ attempt: 1 }] });
  expect(await client.settled(waiting)).toMatchObject({ status: "succeeded" });
  expect(endpoint.eventIds).toEqual([inFlight.event_id, waiting.event_id]);
});

/** Sends text on a new connection, which is closed after the test. */
function open(url: string, text: string): RawConnection {
  const connection = new RawConnection(url, 60_000);
  onTestFinished(() => connection.destroy());
  connection.write(text);
  return connection;
}

/** Opens connections that wait for nothing from the service: a stop must not wait for them either. */
async function openUnfinished(url: string): Promise<RawConnection[]> {
  const head = `POST ${webhooksPath} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nContent-Type: application/json\r\n`;
  const keptAlive = open(url, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  await keptAlive.next();
  const secondHalf = open(url, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  await secondHalf.next();
  secondHalf.write("GET /healthz HTTP");
  const connections = [
    keptAlive,
    secondHalf,
    open(url, ""),
    open(url, "GET /healthz HTTP/1.1\r\nHost:"),
    open(url, `${head}Content-Length: 100\r\n\r\n{`),
    open(url, `${head}Transfer-Encoding: chunked\r\n\r\n5\r\n{`),
  ];
  // A stop that begins before would refuse them.
  for (const connection of connections) await connection.connected();
  return connections;
}

/** Asks for far more than the buffers of the system hold, and reads none of it. */
async function openWithoutReading(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on("error", () => undefined);
  onTestFinished(() => void socket.destroy());
  socket.write("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2_000));
  await setTimeout(1_000);
}

const allowAll = { ALLOW_HTTP: "true", ALLOW_PRIVATE_NETWORK: "true", BOOTSTRAP_TOKEN: token };

async function measureStop(program: Program): Promise<{ code: number | null; seconds: number }> {
  const start = performance.now();
  const { code } = await program.kill("SIGTERM");
  return { code, seconds: (performance.now() - start) / 1000 };
}

test("a stop does not wait for connections without a complete request", async () => {
  const program = await new Program({ ...(await postgresEnvironment()), ...allowAll }).ready();
  const connections = await openUnfinished(program.url);
  const { code, seconds } = await measureStop(program);
  expect(code).toBe(0);
  expect(seconds).toBeLessThan(9);
  await Promise.all(connections.map(({ closed }) => closed));
});

test("a stop of HOST=localhost closes the connections to each of its addresses", async () => {
  const app = createApp(appOptions);
  app.get("/healthz", () => ({ status: "ok" }));
  const other = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === "IPv4");
  // The second one is not an address of this machine.
  const addresses = ["127.0.0.1", "192.0.2.1", other?.address ?? "127.0.0.2"];
  const url = await listen(app, { host: "localhost", port: 0 }, async () => addresses);
  const urls = addresses
    .filter((address) => address !== "192.0.2.1")
    .map((address) => url.replace("127.0.0.1", address));
  for (const each of urls) expect((await fetch(`${each}/healthz`)).status).toBe(200);
  const connections = (await Promise.all(urls.map(openUnfinished))).flat();
  const start = performance.now();
  await app.close();
  expect(performance.now() - start).toBeLessThan(9_000);
  await Promise.all(connections.map(({ closed }) => closed));
  for (const each of urls) await expect(fetch(`${each}/healthz`)).rejects.toThrow();
});

test("a stop waits a moment for the rest of a request body", async () => {
  const app = createApp(appOptions);
  app.post("/", () => ({ status: "ok" }));
  // The stop has looked at the connections then.
  app.addHook("preClose", async () => void setImmediate(() => connection.write("{}")));
  const url = await listen(app, { host: "127.0.0.1", port: 0 });
  const head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nExpect: 100-continue";
  const connection = open(url, `${head}\r\nContent-Length: 2\r\n\r\n`);
  await connection.next(); // the service has the request
  await app.close();
  await connection.closed;
  expect(connection.text).toContain("HTTP/1.1 200 OK");
});

test("HOST=localhost needs its port at each of its addresses", async () => {
  const taken = createServer().listen({ host: "127.0.0.2", port: 0 });
  onTestFinished(() => void taken.close());
  await once(taken, "listening");
  const { port } = taken.address() as AddressInfo;
  const app = createApp(appOptions);
  onTestFinished(() => app.close());
  const listening = listen(app, { host: "localhost", port }, async () => ["127.0.0.1", "127.0.0.2"]);
  await expect(listening).rejects.toThrow(`Cannot listen on localhost:${port}: the port is in use.`);
});

test("a service that a test has started stops as fast", async () => {
  const service = await startService({ token });
  await openUnfinished(service.url);
  const start = performance.now();
  await Promise.all([service.close(), service.close()]);
  expect(performance.now() - start).toBeLessThan(9_000);
});

/** Starts a service on Postgres that waits for an endpoint that never responds. */
async function startHanging(database: Record<string, string>): Promise<Program> {
  const env = { ...database, ...allowAll, DATABASE_TIMEOUT_MS: "60000", DELIVERY_TIMEOUT_MS: "120000" };
  const program = await new Program(env).ready();
  const endpoint = await startEndpoint(hang);
  const client = new DeliveryClient(program.url, "default", token);
  await client.addWebhook(endpoint.url);
  await client.publishMessage();
  await endpoint.waitForRequests(1);
  return program;
}

/** Starts one whose Postgres is `cutOff` while it serves a request. */
async function startCutOff(cutOff: (proxy: TcpProxy) => unknown): Promise<Program> {
  const database = await postgresEnvironment();
  const proxy = await startTcpProxy(database.DATABASE_URL ?? "");
  const program = await startHanging({ ...database, DATABASE_URL: proxy.databaseUrl });
  await cutOff(proxy);
  open(program.url, `GET ${webhooksPath} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\n\r\n`);
  return program;
}

test("a stop has a bound, whatever clients, endpoints and Postgres do, and releases leases", async () => {
  const database = await postgresEnvironment();
  const [hanging, ...cutOff] = await Promise.all([
    startHanging(database),
    startCutOff((proxy) => proxy.silence()),
    startCutOff((proxy) => proxy.close()),
  ]);
  await openUnfinished(hanging.url);
  await openWithoutReading(hanging.url);
  const stops = await Promise.all([hanging, ...cutOff].map(measureStop));
  // It would be 1 after 30 s, by the clock of the process.
  expect(stops.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(await query(database.DATABASE_URL ?? "", "select lease, leased_until from delivery_queue")).toEqual([
    { lease: null, leased_until: null },
  ]);
});

test("a second Ctrl-C ends the service at once", async () => {
  const program = await startHanging(await postgresEnvironment());
  program.process.kill("SIGINT");
  await program.stoppedListening();
  // Two that arrive within half a second count as one.
  await setTimeout(600);
  expect(await program.kill("SIGINT")).toMatchObject({ code: 130 });
});

test("what a stop has waited for in vain is not sent afterwards", async () => {
  const endpoint = await startEndpoint();
  const secretBox = createSecretBox(deriveKeyRing([randomBytes(32)]));
  const egress = createEgressPolicy({ allowHttp: true, allowPrivateNetwork: true });
  const sender = new Sender({ clock: systemClock, secretBox, egress, timeoutMs: 15_000 });
  onTestFinished(() => sender.close());
  const request = {
    webhookId: "wh_1",
    url: endpoint.url,
    eventId: "evt_1",
    body: Buffer.from("{}"),
    sealedSecrets: [],
  };
  expect(await sender.send(request)).toMatchObject({ outcome: "succeeded" });
  sender.abort();
  await expect(sender.send(request)).rejects.toThrow("aborted");
  expect(endpoint.received).toHaveLength(1);
});
