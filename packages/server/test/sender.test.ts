import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import { createServer as createTcpServer, type Socket } from "node:net";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import { describe, expect, test } from "vitest";
import { type DeliveryClient, describeDelivery, messageFor } from "./support/delivery.ts";
import { respondWith, startEndpoint } from "./support/endpoint.ts";

const pem = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url), "utf8");
const trusted = { key: pem("localhost.key.pem"), cert: pem("localhost.cert.pem") };

/** Something that speaks no HTTP, or not to its end. */
async function startRaw(onSocket: (socket: Socket) => void): Promise<{ url: string } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    onSocket(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}/`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Sends a beginning, then a little every now and then. */
function drip(socket: Socket, head: string, piece: string): void {
  socket.once("data", () => {
    socket.write(head);
    const timer = setInterval(() => socket.write(piece), 20);
    socket.once("close", () => clearInterval(timer));
  });
}

/** Sends a beginning, then as much as is taken. */
function flood(socket: Socket, head: string, piece: string): void {
  socket.once("data", () => {
    socket.write(head);
    const more = () => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on("drain", more);
    more();
  });
}

/** The first attempt at an endpoint that does with a connection what it is told. */
async function firstAttemptAt(client: DeliveryClient, onSocket: (socket: Socket) => void) {
  await using raw = await startRaw(onSocket);
  await client.addWebhook(raw.url);
  const event = messageFor("in_1");
  await client.publish(event);
  return (await client.attempted(event)).attempts[0];
}

describeDelivery(
  ({ newClient }) => {
    describe("a delivery", () => {
      test("verifies with svix and standardwebhooks, from the raw bytes", async () => {
        const [client, endpoint] = [await newClient(), await startEndpoint()];
        const { secret } = await client.addWebhook(endpoint.url);
        const event = messageFor("in_1");
        await client.publish(event);
        const [received] = await endpoint.waitForRequests(1);
        const headers = received?.headers as Record<string, string>;
        const text = received?.body.toString() ?? "";
        expect(() => new SvixWebhook(secret).verify(text, headers)).not.toThrow();
        expect(new StandardWebhook(secret).verify(text, headers)).toEqual(event);
        for (const name of ["id", "timestamp", "signature"]) {
          expect(headers[`svix-${name}`]).toBe(headers[`webhook-${name}`]);
        }
        expect(() => new SvixWebhook(secret).verify(`${text} `, headers)).toThrow();
      });

      test("goes to the path and query of the URL as they are", async () => {
        const [client, endpoint] = [await newClient(), await startEndpoint()];
        await client.addWebhook(`${endpoint.url}/a%2Fb?c=%20d&e`);
        await client.publish(messageFor("in_1"));
        expect((await endpoint.waitForRequests(1))[0]?.path).toBe("/hooks/a%2Fb?c=%20d&e");
      });

      test.each([200, 201, 204, 299])("is accepted with %i", async (code) => {
        const [client, endpoint] = [await newClient(), await startEndpoint(respondWith(code))];
        await client.addWebhook(endpoint.url);
        const event = messageFor("in_1");
        await client.publish(event);
        const delivery = await client.settled(event);
        expect(delivery).toMatchObject({ status: "succeeded", explanation: "The endpoint accepted it." });
        expect(delivery).not.toHaveProperty("next_attempt_at");
        expect(delivery.attempts).toMatchObject([{ attempt: 1, outcome: "succeeded", status_code: code }]);
      });

      test("keeps the first 1,024 bytes of the answer", async () => {
        const answer = `a\u0000${"é".repeat(40_000)}`;
        const [client, endpoint] = [await newClient(), await startEndpoint(respondWith(200, {}, answer))];
        await client.addWebhook(endpoint.url);
        const event = messageFor("in_1");
        await client.publish(event);
        const [attempt] = (await client.settled(event)).attempts;
        expect(attempt?.response_excerpt).toBe(`a\uFFFD${"é".repeat(511)}`);
      });
    });

    describe("an attempt fails", () => {
      test.each([301, 302, 308, 400, 404, 429, 500, 503])("with %i, and no redirect is followed", async (code) => {
        const elsewhere = await startEndpoint();
        const answer = respondWith(code, { location: elsewhere.url }, "no");
        const [client, endpoint] = [await newClient(), await startEndpoint(answer)];
        await client.addWebhook(endpoint.url);
        const event = messageFor("in_1");
        await client.publish(event);
        const delivery = await client.attempted(event);
        expect(delivery.attempts[0]).toMatchObject({
          outcome: "http_error",
          status_code: code,
          error: `The endpoint returned ${code}.`,
          response_excerpt: "no",
        });
        expect(delivery).toMatchObject({ status: "pending" });
        expect(elsewhere.received).toEqual([]);
      });

      const failures: [name: string, onSocket: (socket: Socket) => void, attempt: object][] = [
        ["that closes the connection", (socket) => socket.destroy(), { outcome: "connection_error" }],
        [
          "that answers garbage",
          (socket) => socket.write("SMTP ready\r\n\r\n"),
          { outcome: "connection_error", error: "The response is not valid HTTP." },
        ],
        [
          "that closes in the middle of its headers",
          (socket) => socket.end("HTTP/1.1 200 OK\r\nX-A:"),
          { outcome: "connection_error" },
        ],
        [
          "with endless headers",
          (socket) => flood(socket, "HTTP/1.1 200 OK\r\n", "X-A: aaaaaaaaaaaaaaaaaaaaaaaa\r\n"),
          { outcome: "connection_error", error: "The response headers are too large." },
        ],
      ];
      test.each(failures)("at an endpoint %s", async (_, onSocket, attempt) => {
        expect(await firstAttemptAt(await newClient(), onSocket)).toMatchObject(attempt);
      });

      test("where nobody listens", async () => {
        const [client, endpoint] = [await newClient(), await startEndpoint()];
        const { url } = endpoint;
        await endpoint.close();
        await client.addWebhook(url);
        const event = messageFor("in_1");
        await client.publish(event);
        expect((await client.attempted(event)).attempts[0]).toMatchObject({
          outcome: "connection_error",
          error: "The connection was refused.",
        });
      });

      test("at a name that does not resolve", async () => {
        const client = await newClient();
        await client.addWebhook("https://unknown.example.com/");
        const event = messageFor("in_1");
        await client.publish(event);
        expect((await client.attempted(event)).attempts[0]).toMatchObject({
          outcome: "connection_error",
          error: "The host name does not resolve.",
        });
      });

      test("at a certificate that nobody vouches for", async () => {
        const untrusted = { key: pem("untrusted.key.pem"), cert: pem("untrusted.cert.pem") };
        const [client, endpoint] = [
          await newClient(),
          await startEndpoint(respondWith(204), createTlsServer(untrusted) as never),
        ];
        await client.addWebhook(`https://localhost:${endpoint.port}/`);
        const event = messageFor("in_1");
        await client.publish(event);
        expect((await client.attempted(event)).attempts[0]).toMatchObject({ outcome: "tls_error" });
        expect(endpoint.received).toEqual([]);
      });

      test("at a certificate for another name", async () => {
        const [client, endpoint] = [
          await newClient(),
          await startEndpoint(respondWith(204), createTlsServer(trusted) as never),
        ];
        await client.addWebhook(`https://other.example.com:${endpoint.port}/`);
        const event = messageFor("in_1");
        await client.publish(event);
        expect((await client.attempted(event)).attempts[0]).toMatchObject({ outcome: "tls_error" });
      });

      test("at an endpoint that speaks no TLS", async () => {
        const [client, endpoint] = [await newClient(), await startEndpoint()];
        await client.addWebhook(`https://localhost:${endpoint.port}/`);
        const event = messageFor("in_1");
        await client.publish(event);
        expect((await client.attempted(event)).attempts[0]).toMatchObject({ outcome: "tls_error" });
      });
    });

    describe("an attempt succeeds", () => {
      test("over TLS", async () => {
        const [client, endpoint] = [
          await newClient(),
          await startEndpoint(respondWith(204), createTlsServer(trusted) as never),
        ];
        await client.addWebhook(`https://localhost:${endpoint.port}/`);
        const event = messageFor("in_1");
        await client.publish(event);
        expect((await client.attempted(event)).attempts[0]).toMatchObject({ outcome: "succeeded" });
      });

      const bodies: [name: string, onSocket: (socket: Socket) => void][] = [
        [
          "is 1 GB long",
          (socket) => flood(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n", "a".repeat(65_536)),
        ],
        ["breaks off", (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nab")],
      ];
      test.each(bodies)("though the body of the answer %s", async (_, onSocket) => {
        const client = await newClient();
        const sockets: Socket[] = [];
        await using raw = await startRaw((socket) => {
          sockets.push(socket);
          onSocket(socket);
        });
        await client.addWebhook(raw.url);
        const event = messageFor("in_1");
        await client.publish(event);
        const [attempt] = (await client.settled(event)).attempts;
        expect(attempt).toMatchObject({ outcome: "succeeded", status_code: 200 });
        // What lies in buffers of the system was not read.
        for (const { bytesWritten } of sockets) expect(bytesWritten).toBeLessThan(50_000_000);
      });
    });
  },
  {
    ca: [trusted.cert],
    lookup: async (host) => {
      if (host.startsWith("unknown.")) throw Object.assign(new Error("not found"), { code: "ENOTFOUND" });
      return ["127.0.0.1"];
    },
  },
);

describeDelivery(
  ({ newClient }) => {
    describe("the time-out ends", () => {
      const answers: [name: string, onSocket: (socket: Socket) => void, attempt: object][] = [
        [
          "the attempt at an endpoint that hangs",
          () => undefined,
          { outcome: "timeout", error: "The endpoint did not respond within 1000 ms." },
        ],
        [
          "the attempt at one that drips its headers",
          (socket) => drip(socket, "HTTP/1.1 200 OK\r\nX-A: ", "a"),
          { outcome: "timeout" },
        ],
        [
          "the reading of a body that drips for ever, and the attempt succeeds",
          (socket) => drip(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", "a"),
          { outcome: "succeeded", status_code: 200 },
        ],
      ];
      test.each(answers)("%s", async (_, onSocket, attempt) => {
        expect(await firstAttemptAt(await newClient(), onSocket)).toMatchObject(attempt);
      });

      test("a TLS handshake that is never answered, and the next attempt has a new connection", async () => {
        const client = await newClient();
        const sockets: Socket[] = [];
        await using raw = await startRaw((socket) => sockets.push(socket.resume()));
        await client.addWebhook(`https://localhost:${new URL(raw.url).port}/`);
        for (const connections of [1, 2]) {
          const event = messageFor("in_1");
          await client.publish(event);
          expect((await client.attempted(event)).attempts[0]).toMatchObject({ outcome: "timeout" });
          await expect.poll(() => sockets.filter(({ destroyed }) => destroyed).length).toBe(connections);
        }
      });
    });
  },
  { deliveryTimeoutMs: 1_000, lookup: async () => ["127.0.0.1"] },
);
