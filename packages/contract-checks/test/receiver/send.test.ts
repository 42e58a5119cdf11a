import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { RawRequest } from "../../src/receiver/delivery.ts";
import { type Answer, send } from "../../src/receiver/send.ts";

const post: RawRequest = {
  method: "POST",
  headers: { "content-type": "application/json", "content-length": "3" },
  body: Buffer.from("{} "),
};
/** For those that do answer. */
const longMs = 30_000;

async function urlOf(server: Server): Promise<URL> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    if ("closeAllConnections" in server && typeof server.closeAllConnections === "function")
      server.closeAllConnections();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks?a=1`);
}

/** Sends a request to somebody who answers so. */
async function sendTo(
  listener: (request: IncomingMessage, response: ServerResponse) => void,
  request = post,
  withinMs = longMs,
): Promise<Answer> {
  return send(await urlOf(createServer(listener)), request, withinMs);
}

test("what is sent arrives to the byte, and the answer tells its status, headers, beginning and time", async () => {
  let seen: unknown;
  const answer = await sendTo(async (request, response) => {
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
  expect(answer).toMatchObject({ status: 418, headers: { "x-header": "a" }, excerpt: "x".repeat(160) });
  expect(answer.status === undefined ? 0 : answer.ms).toBeGreaterThan(0);
});

test("the time of an answer is that from the request to it", async () => {
  const start = performance.now();
  const answer = await sendTo((_, response) => void response.end());
  expect(answer.status === undefined ? Number.NaN : answer.ms).toBeLessThanOrEqual(performance.now() - start);
});

test("once there is an answer, nothing of the request is left: no timer, no connection", async () => {
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

test("a character of an answer may arrive in two pieces", async () => {
  const bytes = Buffer.from("né");
  const answer = await sendTo((_, response) => {
    response.writeHead(200).write(bytes.subarray(0, 2), () => response.end(bytes.subarray(2)));
  });
  expect(answer).toMatchObject({ excerpt: "né" });
});

test("a redirect is not followed", async () => {
  let count = 0;
  const answer = await sendTo((_, response) => {
    count++;
    response.writeHead(302, { location: "/elsewhere" }).end("moved");
  });
  expect(answer).toMatchObject({ status: 302, excerpt: "moved" });
  expect(count).toBe(1);
});

test("a body that drips or never ends is not waited for", async () => {
  const answer = await sendTo((_, response) => void response.writeHead(200).write("and so on"));
  expect(answer).toMatchObject({ status: 200, excerpt: "and so on" });
});

test("an answer that breaks off in its body has a status all the same", async () => {
  const answer = await sendTo((_, response) => {
    response.writeHead(202, { "content-length": "100" }).write("half", () => response.destroy());
  });
  expect(answer).toMatchObject({ status: 202, excerpt: "half" });
});

test("an answer before all is read is an answer", async () => {
  const body = Buffer.alloc(4_000_000, "x");
  const headers = { ...post.headers, "content-length": `${body.length}` };
  const listener = (_: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(413, { connection: "close" }).end();
  expect(await sendTo(listener, { ...post, headers, body })).toMatchObject({ status: 413 });
});

test("no answer is late, after as long as was said", async () => {
  const start = performance.now();
  expect(await sendTo(() => {}, post, 150)).toEqual({
    status: undefined,
    failure: "late",
    reason: "no answer within 0.15 s",
  });
  expect(performance.now() - start).toBeGreaterThan(140);
});

test("a connection that ends without an answer is closed", async () => {
  expect(await sendTo((request) => request.socket.destroy())).toEqual({
    status: undefined,
    failure: "closed",
    reason: "the connection ended without an answer (socket hang up)",
  });
});

test("what is not HTTP is no answer, and the reason says so", async () => {
  const answer = await send(await urlOf(createTcpServer((socket) => socket.end("SSH-2.0\r\n\r\n"))), post, longMs);
  expect(answer).toMatchObject({ failure: "closed", reason: expect.stringMatching(/without an answer \(.*[Pp]arse/) });
});

test("where nothing listens nobody is reached", async () => {
  const server = createTcpServer();
  const url = await urlOf(server);
  await new Promise((resolve) => server.close(resolve));
  expect(await send(url, post, longMs)).toMatchObject({
    status: undefined,
    failure: "unreachable",
    reason: `connect ECONNREFUSED ${url.host}`,
  });
});

test("TLS that does not come about is nobody reached", async () => {
  const url = await urlOf(createTcpServer((socket) => socket.end("not TLS at all")));
  expect(await send(new URL(url.href.replace("http:", "https:")), post, longMs)).toMatchObject({
    failure: "unreachable",
  });
});

test("a request in two pieces arrives in two", async () => {
  const pieces: string[] = [];
  const answer = await sendTo(
    (request, response) => {
      request.on("data", (piece: Buffer) => pieces.push(String(piece))).on("end", () => response.end());
    },
    { ...post, firstPiece: 2 },
  );
  expect(answer.status).toBe(200);
  expect(pieces).toEqual(["{}", " "]);
});
