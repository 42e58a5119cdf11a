/** Requests over HTTP, as they are: nothing is escaped, completed or refused. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { type HttpRequest, openTransport } from "../../src/provider/http.ts";

async function exchange(
  request: Partial<HttpRequest>,
  respond: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void = (_, response) => response.end(),
  signal: AbortSignal = new AbortController().signal,
) {
  let seen: { request: IncomingMessage; body: Buffer } | undefined;
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    seen = { request, body };
    respond(request, response, body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { transport, close } = openTransport(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, undefined);
  onTestFinished(async () => {
    await close();
    server.closeAllConnections();
    server.close();
  });
  const response = await transport({ method: "GET", path: "/", headers: {}, ...request }, signal);
  if (seen === undefined) throw new Error("nothing arrived");
  return { response, ...seen };
}

test("method, path and headers arrive as they are", async () => {
  const { request } = await exchange({
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
])("a body of %s arrives whole, with its length", async (_, sent, arrives) => {
  const { request, body } = await exchange({ method: "POST", body: sent });
  expect(body).toEqual(Buffer.from(arrives));
  expect(request.headers["content-length"]).toBe(String(body.length));
});

test("a large body arrives whole, in pieces, with its length", async () => {
  const sent = Buffer.alloc(200_000, "abc");
  const { request, body } = await exchange({ method: "POST", body: sent });
  expect(body.equals(sent)).toBe(true);
  expect(request.headers).toMatchObject({ "content-length": "200000" });
  expect(request.headers).not.toHaveProperty("transfer-encoding");
});

test("a body may go without its length", async () => {
  const { request, body } = await exchange({ method: "POST", body: "abc", chunked: true });
  expect(body.toString()).toBe("abc");
  expect(request.headers).toMatchObject({ "transfer-encoding": "chunked" });
  expect(request.headers).not.toHaveProperty("content-length");
});

test("an answer is its status, every header and its body", async () => {
  const { response } = await exchange({}, (_, response) => {
    response.writeHead(418, { "set-cookie": ["a=1", "b=2"], "x-a": "1" }).end("é");
  });
  expect(response).toMatchObject({ status: 418, body: "é" });
  expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect(response.headers.get("x-a")).toBe("1");
});

test("who is told not to wait does not", async () => {
  const signal = AbortSignal.timeout(20);
  await expect(exchange({}, () => undefined, signal)).rejects.toMatchObject({ name: "TimeoutError" });
});
