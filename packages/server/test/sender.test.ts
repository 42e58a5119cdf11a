import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { describe, expect, onTestFinished, test } from "vitest";
import { DeliveryClient, describeDelivery, eventOf, messageFor } from "./support/delivery.ts";
import { respondWith, startEndpoint } from "./support/endpoint.ts";
import { drip, flood, manyHeaders, type OnSocket } from "./support/odd-endpoints.ts";
import { startUnderTest } from "./support/service.ts";

const readPem = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");
const trusted = { key: readPem("localhost.key.pem"), cert: readPem("localhost.cert.pem") };
const untrusted = { key: readPem("untrusted.key.pem"), cert: readPem("untrusted.cert.pem") };

const startTlsEndpoint = (certificate: typeof trusted) =>
  startEndpoint(respondWith(204), createTlsServer(certificate) as never);

/** Starts an endpoint without HTTP, and returns its port and connections. */
async function startRaw(onSocket: OnSocket): Promise<{ port: number; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server = createTcpServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    onSocket(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, sockets };
}

const rawUrl = (onSocket: OnSocket) => async () => `http://127.0.0.1:${(await startRaw(onSocket)).port}/`;

/** Starts an endpoint that accepts connections only after a while, in a thread that blocks. Returns its port. */
async function startSlowToConnect(): Promise<number> {
  const code = `
    const { parentPort } = require("node:worker_threads");
    const server = require("node:http").createServer((request, response) => {
      request.resume();
      response.writeHead(204).end();
    });
    server.listen({ host: "127.0.0.1", port: 0, backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 900);
    });`;
  const thread = new Worker(code, { eval: true });
  onTestFinished(async () => void (await thread.terminate()));
  const [port] = await once(thread, "message");
  // The queue of connections to accept is full then: the first packet of another one is lost, and sent again after 1 s.
  for (let count = 0; count < 3; count++) {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    onTestFinished(() => void socket.destroy());
  }
  return port;
}

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const hints = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n";

async function firstAttemptAt(client: DeliveryClient, url: string) {
  await client.addWebhook(url);
  const event = await client.publishMessage();
  return (await client.attempted(event)).attempts[0];
}

type Case = [name: string, startEndpoint: () => Promise<string>, attempt: object];

const failures: Case[] = [
  ["an endpoint that closes the connection", rawUrl((socket) => socket.destroy()), { outcome: "connection_error" }],
  [
    "an endpoint that does not speak HTTP",
    rawUrl((socket) => socket.write("SMTP ready\r\n\r\n")),
    { outcome: "connection_error", error: "The response is not valid HTTP." },
  ],
  [
    "an endpoint that closes in the middle of its headers",
    rawUrl((socket) => socket.end("HTTP/1.1 200 OK\r\nX-A:")),
    { outcome: "connection_error" },
  ],
  [
    "endless headers",
    rawUrl(flood("HTTP/1.1 200 OK\r\n", manyHeaders)),
    { outcome: "connection_error", error: "The response headers are too large." },
  ],
  [
    "a port where nothing listens",
    async () => {
      const endpoint = await startEndpoint();
      const { url } = endpoint;
      await endpoint.close();
      return url;
    },
    { outcome: "connection_error", error: "The connection was refused." },
  ],
  [
    "a name that does not resolve",
    async () => "https://unknown.example.com/",
    { outcome: "connection_error", error: "The host name does not resolve." },
  ],
  [
    "an untrusted certificate",
    async () => `https://localhost:${(await startTlsEndpoint(untrusted)).port}/`,
    { outcome: "tls_error" },
  ],
  [
    "a certificate for another name",
    async () => `https://other.example.com:${(await startTlsEndpoint(trusted)).port}/`,
    { outcome: "tls_error" },
  ],
  [
    "an endpoint without TLS",
    async () => `https://localhost:${(await startEndpoint()).port}/`,
    { outcome: "tls_error" },
  ],
];

describeDelivery(
  ({ newClient, startWebhook }) => {
    test.each([
      ["/hooks/a/../b/./c?x='1'&y=a%2fb", "/hooks/a/../b/./c?x='1'&y=a%2fb"],
      ["?x=1#fragment", "/?x=1"],
      ["", "/"],
      ["/%2e%2e/a#b?c", "/%2e%2e/a"],
    ])("a request goes to %s as it was given", async (end, path) => {
      const { client, endpoint } = await startWebhook();
      await client.addWebhook(new URL(endpoint.url).origin + end, { inbox_ids: ["in_given"] });
      await client.publish(messageFor("in_given"));
      await expect.poll(() => endpoint.received.map((request) => request.path)).toContain(path);
    });

    test("a request goes to the path and query of the URL, unchanged", async () => {
      const [client, endpoint] = [await newClient(), await startEndpoint()];
      await client.addWebhook(`${endpoint.url}/a%2Fb?c=%20d&e`);
      await client.publishMessage();
      expect((await endpoint.waitForRequests(1))[0]?.path).toBe("/hooks/a%2Fb?c=%20d&e");
    });

    test.each([200, 201, 204, 299])("%i is a success", async (code) => {
      const { client } = await startWebhook(respondWith(code));
      const delivery = await client.settled(await client.publishMessage());
      expect(delivery).toMatchObject({ status: "succeeded", explanation: "The endpoint accepted it." });
      expect(delivery).not.toHaveProperty("next_attempt_at");
      expect(delivery.attempts).toMatchObject([{ attempt: 1, outcome: "succeeded", status_code: code }]);
    });

    test.each([301, 302, 308, 400, 404, 429, 500, 503])("%i is a failure; redirects are not followed", async (code) => {
      const elsewhere = await startEndpoint();
      const { client } = await startWebhook(respondWith(code, { location: elsewhere.url }, "no"));
      const delivery = await client.attempted(await client.publishMessage());
      expect(delivery).toMatchObject({ status: "pending" });
      expect(delivery.attempts[0]).toMatchObject({
        outcome: "http_error",
        status_code: code,
        error: `The endpoint returned ${code}.`,
        response_excerpt: "no",
      });
      expect(elsewhere.received).toEqual([]);
    });

    test("the first 1,024 bytes of the response body are kept", async () => {
      const { client } = await startWebhook(respondWith(200, {}, `a\u0000${"é".repeat(40_000)}`));
      const [attempt] = (await client.settled(await client.publishMessage())).attempts;
      expect(attempt?.response_excerpt).toBe(`a\uFFFD${"é".repeat(511)}`);
    });

    test.each(failures)("an attempt fails at %s", async (_, start, attempt) => {
      expect(await firstAttemptAt(await newClient(), await start())).toMatchObject(attempt);
    });

    test.each([
      ["100 Continue that nobody asked for", ["HTTP/1.1 100 Continue\r\n\r\n", ok]],
      ["100 Continue in the packet of the response", [`HTTP/1.1 100 Continue\r\n\r\n${ok}`]],
      [
        "several informational responses with headers",
        [`HTTP/1.1 102 Processing\r\n\r\n${hints}${hints}`, `HTTP/1.0 100 \r\nA: b\r\n\r\n${ok}`],
      ],
      ["informational responses in pieces", [..."HTTP/1.1 100 Continue\r\n\r\n", ...hints, ...ok]],
    ])("an attempt succeeds at %s, and the connection is kept", async (_, pieces) => {
      const { port, sockets } = await startRaw((socket) =>
        socket.on("data", async () => {
          for (const piece of pieces) {
            socket.write(piece);
            if (pieces.length > 1) await setTimeout(1);
          }
        }),
      );
      const client = await newClient();
      await client.addWebhook(`http://127.0.0.1:${port}/`);
      for (let round = 0; round < 3; round++) {
        const { attempts } = await client.attempted(await client.publishMessage());
        expect(attempts).toMatchObject([{ outcome: "succeeded", status_code: 200, response_excerpt: "ok" }]);
      }
      expect(sockets).toHaveLength(1);
    });

    test.each([
      ["101, which nobody asked for", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: a\r\nConnection: upgrade\r\n\r\n"],
      ["an informational response without end", `HTTP/1.1 100 Continue\r\nA: ${"a".repeat(100_000)}`],
    ])("an attempt fails at %s", async (_, response) => {
      const { port } = await startRaw((socket) => socket.once("data", () => socket.write(response)));
      const attempt = await firstAttemptAt(await newClient(), `http://127.0.0.1:${port}/`);
      expect(attempt).toMatchObject({ outcome: "connection_error" });
    });

    test("an attempt succeeds at a name whose first address is slow, and whose second one is dead", async () => {
      const port = await startSlowToConnect();
      const attempt = await firstAttemptAt(await newClient(), `http://several.example.com:${port}/`);
      expect(attempt).toMatchObject({ outcome: "succeeded" });
      expect(attempt?.duration_ms).toBeGreaterThan(500);
    });

    test("an attempt succeeds at a name whose first addresses are dead", async () => {
      const { port } = await startEndpoint();
      const attempt = await firstAttemptAt(await newClient(), `http://last.example.com:${port}/`);
      expect(attempt).toMatchObject({ outcome: "succeeded" });
    });

    test("an attempt succeeds over TLS", async () => {
      const { port } = await startTlsEndpoint(trusted);
      const attempt = await firstAttemptAt(await newClient(), `https://localhost:${port}/`);
      expect(attempt).toMatchObject({ outcome: "succeeded" });
    });

    test.each([
      ["is 1 GB long", flood("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n", "a".repeat(65_536))],
      ["has trailers without end", flood("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", manyHeaders)],
      ["breaks off", (socket: Socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nab")],
    ])("an attempt succeeds though the response body %s", async (_, onSocket) => {
      const { port, sockets } = await startRaw(onSocket);
      const attempt = await firstAttemptAt(await newClient(), `http://127.0.0.1:${port}/`);
      expect(attempt).toMatchObject({ outcome: "succeeded", status_code: 200 });
      // Far less than the body: only what fits into buffers of the system was sent.
      for (const { bytesWritten } of sockets) expect(bytesWritten).toBeLessThan(50_000_000);
    });
  },
  {
    // What is sent does not depend on the database.
    databases: ["Postgres"],
    ca: [trusted.cert],
    lookup: async (host) => {
      if (host.startsWith("unknown.")) throw Object.assign(new Error("not found"), { code: "ENOTFOUND" });
      if (host.startsWith("several.")) return ["127.0.0.1", "127.0.0.2"];
      // Nothing responds at 192.0.2.1 (RFC 5737).
      if (host.startsWith("last.")) return ["127.0.0.2", "192.0.2.1", "127.0.0.1"];
      return ["127.0.0.1"];
    },
  },
);

const slow: Case[] = [
  [
    "an endpoint that hangs",
    rawUrl(() => undefined),
    { outcome: "timeout", error: "The endpoint did not respond within 1000 ms." },
  ],
  ["headers that drip", rawUrl(drip("HTTP/1.1 200 OK\r\nX-A: ", "a")), { outcome: "timeout" }],
  [
    "a body that drips, with success",
    rawUrl(drip("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", "a")),
    { outcome: "succeeded", status_code: 200 },
  ],
];

describeDelivery(
  ({ newClient }) => {
    test.each(slow)("the timeout ends an attempt at %s", async (_, start, attempt) => {
      expect(await firstAttemptAt(await newClient(), await start())).toMatchObject(attempt);
    });

    test("the timeout ends a TLS handshake without response, and the next attempt opens a new connection", async () => {
      const { port, sockets } = await startRaw((socket) => socket.resume());
      const client = await newClient();
      await client.addWebhook(`https://localhost:${port}/`);
      for (const connections of [1, 2]) {
        const event = await client.publishMessage();
        expect((await client.attempted(event)).attempts[0]).toMatchObject({ outcome: "timeout" });
        await expect.poll(() => sockets.filter(({ destroyed }) => destroyed).length).toBe(connections);
      }
    });
  },
  { databases: ["Postgres"], deliveryTimeoutMs: 1_000, lookup: async () => ["127.0.0.1"] },
);

describe("the egress policy at the connection", () => {
  test("rejects a name whose addresses have become forbidden, all or some of them", async () => {
    const publicAddress = "93.184.215.14";
    const addresses = new Map([
      ["rebound.example.com", [publicAddress]],
      ["several.example.com", [publicAddress]],
    ]);
    const { service } = await startUnderTest("Postgres", {
      allowHttp: true,
      lookup: async (host) => addresses.get(host) ?? [],
    });
    onTestFinished(() => service.close());
    const endpoint = await startEndpoint();
    const client = new DeliveryClient(service.url, "default", service.token);
    await client.addWebhook(`http://rebound.example.com:${endpoint.port}/`);
    for (const address of ["127.0.0.1", "::ffff:127.0.0.1", "169.254.169.254", "fd00::1"]) {
      addresses.set("rebound.example.com", [address]);
      expect((await client.attempted(await client.publishMessage())).attempts[0]).toMatchObject({
        outcome: "forbidden_address",
        error: `The host is at ${address}, a private, loopback or reserved address.`,
      });
    }
    expect(endpoint.received).toEqual([]);

    await client.addWebhook("https://several.example.com/", { event_types: ["message.sent"] });
    addresses.set("several.example.com", [publicAddress, "10.0.0.1"]);
    const event = eventOf("message.sent");
    await client.publish(event);
    expect((await client.attempted(event)).attempts[0]).toMatchObject({ outcome: "forbidden_address" });
  });
});
