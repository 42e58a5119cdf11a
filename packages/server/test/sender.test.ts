import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import { connect, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { describe, expect, onTestFinished, test } from "vitest";
import { type DeliveryClient, describeDelivery, eventOf, messageFor, startOnPostgres } from "./support/delivery.ts";
import { respondWith, startEndpoint } from "./support/endpoint.ts";
import { type OnSocket, oddResponses, type RawEndpoint, startRawEndpoint } from "./support/odd-endpoints.ts";

const readPem = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");
const trusted = { key: readPem("localhost.key.pem"), cert: readPem("localhost.cert.pem") };
const untrusted = { key: readPem("untrusted.key.pem"), cert: readPem("untrusted.cert.pem") };

const startTlsEndpoint = (certificate: typeof trusted) =>
  startEndpoint(respondWith(204), createTlsServer(certificate) as never);

/** Starts an endpoint without HTTP that is closed after the test. */
async function startRaw(onSocket: OnSocket): Promise<RawEndpoint> {
  const endpoint = await startRawEndpoint(onSocket);
  onTestFinished(() => endpoint.close());
  return endpoint;
}

const startOdd = (name: string) => startRaw(oddResponses[name] ?? expect.unreachable(name));

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
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_900);
    });`;
  const thread = new Worker(code, { eval: true });
  onTestFinished(async () => void (await thread.terminate()));
  const [port] = await once(thread, "message");
  // The queue of connections to accept is full then: the first packet of another one is lost, and sent again after 1 s
  // and 3 s. A busy machine needs a while to create a webhook and to publish an event first.
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

const failures: [name: string, startEndpoint: () => Promise<string>, attempt: object][] = [
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
      ["/hooks/a%2Fb?c=%20d&e", "/hooks/a%2Fb?c=%20d&e"],
    ])("a request goes to %s as it was given", async (end, path) => {
      const { client, endpoint } = await startWebhook();
      await client.addWebhook(new URL(endpoint.url).origin + end, { inbox_ids: ["in_given"] });
      await client.publish(messageFor("in_given"));
      await expect.poll(() => endpoint.received.map((request) => request.path)).toContain(path);
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

    test.each<[name: string, attempt: object]>([
      ["a closed connection", { outcome: "connection_error" }],
      ["no HTTP", { outcome: "connection_error", error: "The response is not valid HTTP." }],
      ["half of the headers", { outcome: "connection_error" }],
      ["endless headers", { outcome: "connection_error", error: "The response headers are too large." }],
      ["101 Switching Protocols", { outcome: "connection_error" }],
      ["an informational response without end", { outcome: "connection_error" }],
      ["a body of 1 GB", { outcome: "succeeded", status_code: 200 }],
      ["endless trailers", { outcome: "succeeded", status_code: 200 }],
      ["a body that breaks off", { outcome: "succeeded", status_code: 200 }],
    ])("an attempt ends at %s", async (name, attempt) => {
      const { url, sockets } = await startOdd(name);
      expect(await firstAttemptAt(await newClient(), url)).toMatchObject(attempt);
      // Far less than the endpoint has: only what fits into buffers of the system was sent.
      for (const { bytesWritten } of sockets) expect(bytesWritten).toBeLessThan(50_000_000);
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
      const { url, sockets } = await startRaw((socket) =>
        socket.on("data", async () => {
          for (const piece of pieces) {
            socket.write(piece);
            if (pieces.length > 1) await setTimeout(1);
          }
        }),
      );
      const client = await newClient();
      await client.addWebhook(url);
      for (let round = 0; round < 3; round++) {
        const { attempts } = await client.attempted(await client.publishMessage());
        expect(attempts).toMatchObject([{ outcome: "succeeded", status_code: 200, response_excerpt: "ok" }]);
      }
      expect(sockets).toHaveLength(1);
    });

    test("an attempt succeeds at a name whose first address is slow, and whose second one is dead", async () => {
      const client = await newClient();
      const port = await startSlowToConnect();
      const attempt = await firstAttemptAt(client, `http://several.example.com:${port}/`);
      expect(attempt).toMatchObject({ outcome: "succeeded" });
      expect(attempt?.duration_ms).toBeGreaterThan(500);
    });

    test("an attempt succeeds at a name whose first addresses are dead", async () => {
      const { port } = await startEndpoint();
      const attempt = await firstAttemptAt(await newClient(), `http://last.example.com:${port}/`);
      expect(attempt).toMatchObject({ outcome: "succeeded" });
    });

    test("requests to one origin over TLS do not wait for the connection of the first one", async () => {
      const { port } = await startTlsEndpoint(trusted);
      const waiting: Socket[] = [];
      // Connections get a response only once there are two.
      const proxy = await startRaw((socket) => {
        waiting.push(socket);
        if (waiting.length < 2) return;
        for (const near of waiting.splice(0)) {
          const far = connect(port, "127.0.0.1").on("error", () => undefined);
          near.pipe(far).pipe(near);
          near.on("close", () => far.destroy());
        }
      });
      const client = await newClient();
      const webhooks = [await client.addWebhook(`https://localhost:${proxy.port}/a`)];
      webhooks.push(await client.addWebhook(`https://localhost:${proxy.port}/b`));
      const { event_id } = await client.publishMessage();
      for (const { webhook_id } of webhooks) {
        const { attempts } = await client.attempted({ event_id, webhook_id });
        expect(attempts).toMatchObject([{ outcome: "succeeded" }]);
      }
    });

    test("an attempt succeeds over TLS", async () => {
      const { port } = await startTlsEndpoint(trusted);
      const attempt = await firstAttemptAt(await newClient(), `https://localhost:${port}/`);
      expect(attempt).toMatchObject({ outcome: "succeeded" });
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

describeDelivery(
  ({ newClient }) => {
    test.each<[name: string, attempt: object]>([
      ["no response", { outcome: "timeout", error: "The endpoint did not respond within 1000 ms." }],
      ["headers that drip", { outcome: "timeout" }],
      ["a body that drips", { outcome: "succeeded", status_code: 200 }],
    ])("the timeout ends an attempt at %s", async (name, attempt) => {
      expect(await firstAttemptAt(await newClient(), (await startOdd(name)).url)).toMatchObject(attempt);
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
    const lookup = async (host: string) => addresses.get(host) ?? [];
    const { client } = await startOnPostgres({ allowPrivateNetwork: false, lookup });
    const endpoint = await startEndpoint();
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
