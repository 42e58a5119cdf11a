import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { BodyNotRawError, createReceiver, type NodeHandler, type NodeRequest } from "../src/index.ts";
import { sampleEvent, sign, signedRequest } from "../src/testing.ts";
import { createWithErrors, deferred, otherSecret, secret, sendTo, serve } from "./support.ts";

const event = sampleEvent("message.sent");
const body = JSON.stringify(event);

async function post(url: string, payload: string | object, key = secret): Promise<Response> {
  return sendTo(url)(await signedRequest(url, payload, { secret: key }));
}

/** Starts a server and returns its URL, and a function that returns the promise of the last call of the handler. */
async function serveTracked(handle: NodeHandler): Promise<{ url: string; handled: () => Promise<void> | undefined }> {
  let last: Promise<void> | undefined;
  const url = await serve((request, response) => {
    last = handle(request, response);
  });
  return { url, handled: () => last };
}

function openSocket(url: string): Socket {
  const { hostname, port } = new URL(url);
  return connect(Number(port), hostname);
}

// Whatever a client does, no rejection may stay unhandled.
const unhandled: unknown[] = [];
const record = (error: unknown) => unhandled.push(error);
beforeEach(() => {
  unhandled.length = 0;
  process.on("unhandledRejection", record);
});
afterEach(() => {
  process.off("unhandledRejection", record);
  expect(unhandled).toEqual([]);
});

test("responds with 413 before an endless body ends", async () => {
  const handle = createReceiver({ secrets: secret, maxBodyBytes: 1000 }).nodeHandler();
  const socket = openSocket(await serve(handle));
  socket.write("POST /hooks HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
  socket.write(`400\r\n${"x".repeat(1024)}\r\n`);
  const [response] = await once(socket, "data");
  expect(String(response)).toMatch(/^HTTP\/1\.1 413 /);
  socket.destroy();
});

test.each([
  ["POST", "413 Payload Too Large"],
  ["PUT", "405 Method Not Allowed"],
])("reads the next request on a connection after a large %s with %s", async (method, status) => {
  const handle = createReceiver({ secrets: secret, maxBodyBytes: 1000 }).nodeHandler();
  const socket = openSocket(await serve(handle));
  const signed = Object.entries(await sign(body, { secret })).map(([name, value]) => `${name}: ${value}\r\n`);
  const size = 3 * 1024 * 1024;
  socket.write(`${method} /hooks HTTP/1.1\r\nhost: x\r\ncontent-length: ${size}\r\n\r\n${"x".repeat(size)}`);
  socket.write(`POST /hooks HTTP/1.1\r\nhost: x\r\n${signed.join("")}content-length: ${body.length}\r\n\r\n${body}`);
  let received = "";
  for await (const chunk of socket) {
    received += chunk;
    if ((received.match(/^HTTP/gm) ?? []).length === 2) break;
  }
  expect(received.match(/^HTTP.*/gm)).toEqual([`HTTP/1.1 ${status}`, "HTTP/1.1 200 OK"]);
});

test("reads a stream of text, for which an encoding was set", async () => {
  const handle = createReceiver({ secrets: secret }).nodeHandler();
  const url = await serve((request, response) => {
    request.setEncoding("utf8");
    void handle(request, response);
  });
  expect((await post(url, { ...event, note: "Grüße 🚀".repeat(20_000) })).status).toBe(200);
});

test("does not respond if other code has already responded", async () => {
  const gate = deferred();
  const handle = createReceiver({ secrets: secret })
    .on("message.sent", () => gate.promise)
    .nodeHandler();
  let handled: Promise<void> | undefined;
  const url = await serve((request, response) => {
    handled = handle(request, response);
    response.writeHead(503).end();
  });
  expect((await post(url, event)).status).toBe(503);
  gate.resolve();
  await handled;
});

describe("a request that is aborted", () => {
  test("during its body ends the handler, and the server accepts the next request", async () => {
    const { receiver, errors } = createWithErrors();
    const { url, handled } = await serveTracked(receiver.nodeHandler());
    const socket = openSocket(url);
    socket.write("POST /hooks HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nhalf");
    await vi.waitUntil(() => handled() !== undefined, 10_000);
    socket.destroy();
    await handled();
    expect(errors).toHaveLength(1);
    expect((await post(url, event)).status).toBe(200);
  });

  test("while its event is being handled does not stop the handlers", async () => {
    const { receiver, errors } = createWithErrors();
    const gate = deferred();
    const steps: string[] = [];
    receiver.on("message.sent", async () => {
      steps.push("started");
      await gate.promise;
      steps.push("completed");
    });
    const { url, handled } = await serveTracked(receiver.nodeHandler());
    const abort = new AbortController();
    const headers = await sign(body, { secret });
    const sent = fetch(url, { method: "POST", body, headers, signal: abort.signal }).catch(() => "aborted");
    await vi.waitUntil(() => steps.includes("started"), 10_000);
    abort.abort();
    expect(await sent).toBe("aborted");
    gate.resolve();
    await handled();
    expect(steps).toEqual(["started", "completed"]);
    expect(errors).toEqual([]);
  });
});

describe("a body that was already read", () => {
  /** Reads the stream like a parser and sets the given properties of the request. */
  const serveParsed = (handle: NodeHandler, parse: (bytes: Buffer) => object) =>
    serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      await handle(Object.assign(request, parse(Buffer.concat(chunks))) as NodeRequest, response);
    });

  test.each<[string, (bytes: Buffer) => object]>([
    ["rawBody as a Buffer", (rawBody) => ({ rawBody, body: JSON.parse(String(rawBody)) })],
    ["rawBody as a string", (bytes) => ({ rawBody: String(bytes), body: {} })],
    ["body as a Buffer", (bytes) => ({ body: bytes })],
    ["body as a Uint8Array", (bytes) => ({ body: new Uint8Array(bytes) })],
    ["body as a string", (bytes) => ({ body: String(bytes) })],
  ])("is taken from %s", async (_, parse) => {
    const handler = vi.fn();
    const receiver = createReceiver({ secrets: secret }).on("message.sent", handler);
    const url = await serveParsed(receiver.nodeHandler(), parse);
    expect((await post(url, event)).status).toBe(200);
    expect((await post(url, event, otherSecret)).status).toBe(400);
    expect(handler).toHaveBeenCalledOnce();
  });

  test("is taken from rawBody on a platform whose requests have an empty stream", async () => {
    const handle = createReceiver({ secrets: secret }).nodeHandler();
    const statuses: number[] = [];
    const headers = await sign(body, { secret });
    const createRequest = (rawBody?: Buffer) => Object.assign(Readable.from([]), { method: "POST", headers, rawBody });
    const response = {
      headersSent: false,
      writeHead(status: number) {
        statuses.push(status);
        return { end() {} };
      },
    };
    await handle(createRequest(Buffer.from(body)), response);
    await handle(createRequest(), response);
    expect(statuses).toEqual([200, 400]);
  });

  test.each<[string, (bytes: Buffer) => object]>([
    ["nothing", () => ({})],
    ["a parsed body", (bytes) => ({ body: JSON.parse(String(bytes)) })],
    // As bytes, it would have the length that the client names.
    ["a parsed body with the fields of bytes", () => ({ body: { byteLength: "1", length: "4" } })],
    ["null", () => ({ body: null })],
  ])("and left %s causes 500 and an error that says what to do", async (_, parse) => {
    const { receiver, errors } = createWithErrors();
    receiver.on("*", () => expect.unreachable());
    expect((await post(await serveParsed(receiver.nodeHandler(), parse), event)).status).toBe(500);
    expect(errors[0]).toBeInstanceOf(BodyNotRawError);
    expect(String(errors[0])).toContain("mount before express.json()");
  });
});
