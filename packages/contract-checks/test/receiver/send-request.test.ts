import { once } from "node:events";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import type { RawRequest } from "../../src/receiver/build-request.ts";
import { type AttemptResult, sendRequest } from "../../src/receiver/send-request.ts";
import { listen, urlOf } from "../listen.ts";

const post: RawRequest = {
  method: "POST",
  headers: { "content-type": "application/json", "content-length": "3" },
  body: Buffer.from("{} "),
};

/** Sends a request to a server with this listener. */
async function sendTo(listener: RequestListener, request = post, timeoutMs = 30_000): Promise<AttemptResult> {
  return sendRequest(new URL(urlOf(await listen(listener), "/hooks?a=1")), request, timeoutMs);
}

async function listenTcp(listener?: (socket: Socket) => void): Promise<Server> {
  const server = createTcpServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return server;
}

test("the request arrives as it was built, and the response has status, headers, excerpt and time", async () => {
  let seen: unknown;
  const result = await sendTo(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    seen = { ...request.headers, host: "", method: request.method, url: request.url, body: `${Buffer.concat(chunks)}` };
    response.writeHead(418, { "x-header": "a" }).end("x".repeat(1000));
  });
  expect(seen).toEqual({
    ...post.headers,
    host: "",
    connection: "close",
    method: "POST",
    url: "/hooks?a=1",
    body: "{} ",
  });
  expect(result).toMatchObject({ status: 418, headers: { "x-header": "a" }, excerpt: "x".repeat(160) });
  expect(result.status === undefined ? 0 : result.ms).toBeGreaterThan(0);
});

test("the time of a response starts with the request", async () => {
  const start = performance.now();
  const result = await sendTo((_, response) => void response.end());
  expect(result.status === undefined ? Number.NaN : result.ms).toBeLessThanOrEqual(performance.now() - start);
});

test("after a response no timer and no connection is left", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
  let isClosed: Promise<unknown> | undefined;
  const before = timers();
  await sendTo((_, response) => {
    isClosed = once(response, "close");
    response.writeHead(200).write("x".repeat(1000));
  });
  await isClosed;
  expect(timers()).toBeLessThanOrEqual(before);
});

test.each([
  ["gzip", gzipSync],
  ["br", brotliCompressSync],
])("the excerpt of a response with the coding %s is decoded", async (coding, encode) => {
  const result = await sendTo((_, response) => {
    response.writeHead(400, { "content-encoding": coding }).end(encode(Buffer.from('{"é":1}')));
  });
  expect(result).toMatchObject({ excerpt: '{"é":1}' });
});

test("the excerpt is not cut inside a character", async () => {
  const result = await sendTo((_, response) => void response.writeHead(400).end(`${"x".repeat(159)}🚀`));
  expect(result).toMatchObject({ excerpt: "x".repeat(159) });
});

test("informational responses may come before the response", async () => {
  const result = await sendTo((_, response) => {
    response.writeContinue();
    response.writeHead(204).end();
  });
  expect(result).toMatchObject({ status: 204 });
});

test("a character of the response may arrive in two chunks", async () => {
  const bytes = Buffer.from("né");
  const result = await sendTo((_, response) => {
    response.writeHead(200).write(bytes.subarray(0, 2), () => response.end(bytes.subarray(2)));
  });
  expect(result).toMatchObject({ excerpt: "né" });
});

test("a redirect is not followed", async () => {
  let count = 0;
  const result = await sendTo((_, response) => {
    count++;
    response.writeHead(302, { location: "/elsewhere" }).end("moved");
  });
  expect(result).toMatchObject({ status: 302, excerpt: "moved" });
  expect(count).toBe(1);
});

test("a response body that never ends is not waited for", async () => {
  const result = await sendTo((_, response) => void response.writeHead(200).write("and so on"));
  expect(result).toMatchObject({ status: 200, excerpt: "and so on" });
});

test("a response that breaks off in its body has a status", async () => {
  const result = await sendTo((_, response) => {
    response.writeHead(202, { "content-length": "100" }).write("half", () => response.destroy());
  });
  expect(result).toMatchObject({ status: 202, excerpt: "half" });
});

test("a response before the request was read is a response", async () => {
  const body = Buffer.alloc(4_000_000, "x");
  const headers = { ...post.headers, "content-length": `${body.length}` };
  const listener = (_: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(413, { connection: "close" }).end();
  expect(await sendTo(listener, { ...post, headers, body })).toMatchObject({ status: 413 });
});

test("no response is a timeout", async () => {
  const start = performance.now();
  expect(await sendTo(() => {}, post, 150)).toEqual({
    status: undefined,
    failure: "timeout",
    reason: "no response within 0.15 s",
  });
  expect(performance.now() - start).toBeGreaterThan(140);
});

test("a connection that ends without a response is closed", async () => {
  expect(await sendTo((request) => request.socket.destroy())).toEqual({
    status: undefined,
    failure: "closed",
    reason: "the connection ended without a response (socket hang up)",
  });
});

test("a response that is not HTTP is no response, and the reason says so", async () => {
  const server = await listenTcp((socket) => socket.end("SSH-2.0\r\n\r\n"));
  expect(await sendRequest(new URL(urlOf(server)), post, 30_000)).toMatchObject({
    failure: "closed",
    reason: expect.stringMatching(/without a response \(.*[Pp]arse/),
  });
});

test("a port on which nothing listens is unreachable", async () => {
  const server = await listenTcp();
  const url = new URL(urlOf(server));
  await new Promise((resolve) => server.close(resolve));
  expect(await sendRequest(url, post, 30_000)).toEqual({
    status: undefined,
    failure: "unreachable",
    reason: `connect ECONNREFUSED ${url.host}`,
  });
});

test("a server whose TLS handshake fails is unreachable", async () => {
  const server = await listenTcp((socket) => socket.end("not TLS at all"));
  const url = new URL(urlOf(server).replace("http:", "https:"));
  expect(await sendRequest(url, post, 30_000)).toMatchObject({ failure: "unreachable" });
});

test("a request in two chunks arrives in two", async () => {
  const chunks: string[] = [];
  const result = await sendTo(
    (request, response) => {
      request.on("data", (chunk: Buffer) => chunks.push(String(chunk))).on("end", () => response.end());
    },
    { ...post, firstChunkBytes: 2 },
  );
  expect(result.status).toBe(200);
  expect(chunks).toEqual(["{}", " "]);
});
