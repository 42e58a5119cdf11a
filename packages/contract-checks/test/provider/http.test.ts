import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { expect, onTestFinished, test, vi } from "vitest";
import { BodyTooLargeError, type HttpRequest, openTransport } from "../../src/provider/http.ts";
import { listen, urlOf } from "../listen.ts";

/** A transport to a server, until the test ends. */
function connectTo(server: { address(): unknown }) {
  const { transport, close } = openTransport(urlOf(server, ""), undefined);
  onTestFinished(close);
  return transport;
}

async function send(
  request: Partial<HttpRequest>,
  respond: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void = (_, response) => response.end(),
  signal: AbortSignal = new AbortController().signal,
  onProgress?: () => void,
) {
  let seen: { request: IncomingMessage; body: Buffer } | undefined;
  const server = await listen(async (request, response) => {
    const body = await buffer(request);
    seen = { request, body };
    respond(request, response, body);
  });
  const response = await connectTo(server)({ method: "GET", path: "/", headers: {}, ...request }, signal, onProgress);
  if (seen === undefined) throw new Error("the server received nothing");
  return { response, ...seen };
}

test("sends method, path and headers unchanged", async () => {
  const { request } = await send({
    method: "DELETE",
    path: "/a%zz?b=[c",
    headers: { authorization: "Basic", "x-a": "1" },
  });
  expect(request).toMatchObject({
    method: "DELETE",
    url: "/a%zz?b=[c",
    headers: { authorization: "Basic", "x-a": "1" },
  });
});

test.each([
  ["text", "é", "é"],
  ["bytes", new Uint8Array([0xff, 0x00]), Buffer.from([0xff, 0x00])],
  ["nothing", "", ""],
])("sends a body of %s whole, with its length", async (_, sent, received) => {
  const { request, body } = await send({ method: "POST", body: sent });
  expect(body).toEqual(Buffer.from(received));
  expect(request.headers["content-length"]).toBe(String(body.length));
});

test("sends a large body in chunks, with its length", async () => {
  const sent = Buffer.alloc(200_000, "abc");
  const { request, body } = await send({ method: "POST", body: sent });
  expect(body.equals(sent)).toBe(true);
  expect(request.headers).toMatchObject({ "content-length": "200000" });
  expect(request.headers).not.toHaveProperty("transfer-encoding");
});

test("tells when parts of a large body were written", async () => {
  let parts = 0;
  const respond = (_: IncomingMessage, response: ServerResponse) => void response.end();
  await send({ method: "POST", body: Buffer.alloc(1_000_000) }, respond, undefined, () => parts++);
  expect(parts).toBeGreaterThan(10);
});

test("can send a body without its length", async () => {
  const { request, body } = await send({ method: "POST", body: "abc", chunked: true });
  expect(body.toString()).toBe("abc");
  expect(request.headers).toMatchObject({ "transfer-encoding": "chunked" });
  expect(request.headers).not.toHaveProperty("content-length");
});

test("receives the status, every header and the body", async () => {
  const { response } = await send({}, (_, response) => {
    response.writeHead(418, { "set-cookie": ["a=1", "b=2"], "x-a": "1" }).end("é");
  });
  expect(response).toMatchObject({ status: 418, body: "é" });
  expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect(response.headers.get("x-a")).toBe("1");
});

test("stops waiting when the signal is aborted", async () => {
  const signal = AbortSignal.timeout(20);
  await expect(send({}, () => undefined, signal)).rejects.toMatchObject({ name: "AbortError" });
});

test.each([
  ["gzip", gzipSync],
  ["X-GZIP", gzipSync],
  ["deflate", deflateSync],
  ["deflate", deflateRawSync],
  ["br", brotliCompressSync],
  ["br, gzip", (bytes: Buffer) => gzipSync(brotliCompressSync(bytes))],
  ["identity", (bytes: Buffer) => bytes],
  ["gzip", (bytes: Buffer) => bytes],
  ["unknown", (bytes: Buffer) => bytes],
])("decodes a body with the content coding %s", async (coding, encode) => {
  const { response } = await send({}, (_, response) => {
    response.writeHead(200, { "content-encoding": coding }).end(encode(Buffer.from('{"é":1}')));
  });
  expect(response.body).toBe('{"é":1}');
});

test("decodes what there is of a body that was cut off, and an empty one", async () => {
  for (const bytes of [gzipSync("a".repeat(1000)).subarray(0, -12), Buffer.alloc(0)]) {
    const { response } = await send({}, (_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(bytes);
    });
    expect(response.body).toMatch(/^a*$/);
  }
});

test("accepts informational responses that it did not ask for", async () => {
  const { response } = await send({ method: "POST", body: "{}" }, (_, response) => {
    response.writeContinue();
    response.writeEarlyHints({ link: "</a>; rel=preload" });
    response.writeHead(201).end("done");
  });
  expect(response).toMatchObject({ status: 201, body: "done" });
});

test("gets the response of a target that does not read a long body, on a busy machine too", async () => {
  const server = await listen(({ socket }, response) => {
    response.writeHead(413, { connection: "close" }).end("too large");
    // Meanwhile the next chunk becomes due.
    socket.on("close", () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30));
  });
  const request = { method: "POST", path: "/", headers: {}, body: "x".repeat(4_000_000) };
  const response = await connectTo(server)(request, new AbortController().signal);
  expect(response).toMatchObject({ status: 413, body: "too large" });
});

test("bodies that were not sent to their end do not use up the connections", async () => {
  // It responds to the headers, and keeps the connection.
  const server = createServer((socket) => {
    socket.once("data", () => socket.write("HTTP/1.1 401 Unauthorized\r\ncontent-length: 2\r\n\r\nno"));
    socket.on("error", () => {});
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const transport = connectTo(server);
  const { signal } = new AbortController();
  const long = { method: "POST", path: "/", headers: {}, body: "x".repeat(200_000) };
  for (let count = 0; count < 40; count++) expect(await transport(long, signal)).toMatchObject({ status: 401 });
});

test("gives each address of the target's name more time than Node does", async () => {
  const connect = vi.spyOn(Socket.prototype, "connect");
  onTestFinished(() => connect.mockRestore());
  await send({});
  expect(connect.mock.calls.flat(2)).toContainEqual(expect.objectContaining({ autoSelectFamilyAttemptTimeout: 2_000 }));
});

test("does not read a body without end", async () => {
  const chunk = Buffer.alloc(1024 * 1024);
  const endless = (_: IncomingMessage, response: ServerResponse) => {
    const write = () => {
      while (!response.destroyed && response.write(chunk));
      response.once("drain", write);
    };
    write();
  };
  await expect(send({}, endless)).rejects.toThrow(BodyTooLargeError);
});
