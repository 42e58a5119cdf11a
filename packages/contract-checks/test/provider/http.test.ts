import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { type HttpRequest, openTransport } from "../../src/provider/http.ts";

async function send(
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
  await expect(send({}, () => undefined, signal)).rejects.toMatchObject({ name: "TimeoutError" });
});
