import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { connect, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { SetupError } from "../../src/run/errors.ts";
import { wrongNameCertificate } from "../../src/sender/certificate.ts";
import {
  type Listener,
  type ListenerOptions,
  now,
  type ReceivedRequest,
  type Reply,
  startListener,
} from "../../src/sender/listener.ts";

interface Started {
  readonly listener: Listener;
  readonly requests: ReceivedRequest[];
  /** Paths of the requests whose headers have arrived. */
  readonly started: string[];
}

/** A listener that always responds the same. */
async function start(reply: Reply = { status: 204 }, options: Partial<ListenerOptions> = {}): Promise<Started> {
  const [requests, started]: [ReceivedRequest[], string[]] = [[], []];
  const listener = await startListener({
    host: "127.0.0.1",
    port: 0,
    handle: (request) => {
      requests.push(request);
      return reply;
    },
    onStart: (url) => void started.push(url),
    ...options,
  });
  onTestFinished(() => listener.close());
  return { listener, requests, started };
}

/** Sends a request; `received` is its response. */
function send({ port }: Listener, body: string | Buffer = "{}", options: http.RequestOptions = {}) {
  const request = http.request({ host: "127.0.0.1", port, method: "POST", path: "/a?b=c", agent: false, ...options });
  const received = once(request, "response").then(([response]: IncomingMessage[]) => response as IncomingMessage);
  received.catch(() => {});
  request.end(body);
  return { request, received };
}

/** Sends a request as text, and collects everything that comes back. */
function sendRaw({ port }: Listener, text = "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n") {
  const socket: Socket = connect(port, "127.0.0.1", () => socket.write(text));
  onTestFinished(() => void socket.destroy());
  // Not `once`, which rejects if the connection is reset: a listener that closes need not have read the request.
  const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
  const back = { socket, closed, text: "", error: undefined as Error | undefined };
  socket.setEncoding("latin1").on("data", (text: string) => {
    back.text += text;
  });
  socket.on("error", (error) => {
    back.error = error;
  });
  return back;
}

describe("a request", () => {
  test("is recorded as it arrived", async () => {
    const { listener, requests, started } = await start();
    const before = now();
    const { received } = send(listener, Buffer.from([0xff, 0x00]), { headers: { "X-Name": "Value" } });
    await received;
    expect(requests).toEqual([
      expect.objectContaining({ method: "POST", url: "/a?b=c", body: Buffer.from([0xff, 0x00]), status: undefined }),
    ]);
    expect(requests[0]?.headers).toMatchObject({ "x-name": "Value" });
    expect(requests[0]?.at).toBeGreaterThanOrEqual(before);
    expect(requests[0]?.respondedAt).toBeGreaterThanOrEqual(requests[0]?.at ?? Number.NaN);
    expect(started).toEqual(["/a?b=c"]);
  });

  test("is recorded with a body of several chunks once it is complete", async () => {
    const { listener, requests, started } = await start();
    const { socket } = sendRaw(listener, "POST /x HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nab");
    await expect.poll(() => started).toEqual(["/x"]);
    expect(requests).toEqual([]);
    socket.write("cd");
    await expect.poll(() => requests.map(({ body }) => String(body))).toEqual(["abcd"]);
  });

  test("is not recorded when its connection is closed before the end of its body", async () => {
    const { listener, requests, started } = await start();
    const { socket } = sendRaw(listener, "POST /x HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nab");
    await expect.poll(() => started).toEqual(["/x"]);
    socket.destroy();
    await expect.poll(() => listener.connections()).toEqual({ total: 1, open: 0 });
    expect(requests).toEqual([]);
  });

  test("of 8 MiB is recorded, and a larger one is cut off", async () => {
    const { listener, requests } = await start();
    const largest = Buffer.alloc(8 * 1024 * 1024);
    expect((await send(listener, largest).received).statusCode).toBe(204);
    await expect(send(listener, Buffer.concat([largest, Buffer.alloc(1)])).received).rejects.toThrow();
    expect(requests.map(({ body }) => body.length)).toEqual([largest.length]);
  });

  test("needs no listener for its start", async () => {
    const listener = await startListener({ host: "127.0.0.1", port: 0, handle: () => ({ status: 201 }) });
    onTestFinished(() => listener.close());
    expect((await send(listener).received).statusCode).toBe(201);
  });
});

describe("the response", () => {
  test("has the status, headers and body", async () => {
    const { listener } = await start({ status: 429, headers: { "retry-after": "1" }, body: "later" });
    const response = await send(listener).received;
    expect(response).toMatchObject({ statusCode: 429, headers: { "retry-after": "1" } });
    expect(String(await buffer(response))).toBe("later");
  });

  test("is empty by default", async () => {
    const { listener } = await start({ status: 200 });
    expect(await buffer(await send(listener).received)).toHaveLength(0);
  });

  test("breaks off when its content-length counts more bytes than its body has", async () => {
    const headers = { "content-length": "100", connection: "close" };
    const back = sendRaw((await start({ status: 200, headers, body: Buffer.from("ok") })).listener);
    await back.closed;
    expect(back.text).toMatch(/^HTTP\/1\.1 200 OK\r\ncontent-length: 100\r\n.*\r\n\r\nok$/s);
  });

  /** A request whose response is delayed by 1000 ms, of a time that only the test moves. */
  async function sendDelayed() {
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const arrived = Promise.withResolvers<ReceivedRequest>();
    const handle = (request: ReceivedRequest) => {
      // When the handler has returned, too.
      setImmediate(() => arrived.resolve(request));
      return { status: 200, delayMs: 1000 };
    };
    const { listener } = await start(undefined, { handle });
    const { received } = send(listener);
    return { received, request: await arrived.promise };
  }

  test("comes after the delay", async () => {
    const { received, request } = await sendDelayed();
    vi.advanceTimersByTime(999);
    expect(request.respondedAt).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(request.respondedAt).toBeGreaterThanOrEqual(request.at);
    expect((await received).statusCode).toBe(200);
  });

  test("is not made when the connection was closed meanwhile", async () => {
    const { received, request } = await sendDelayed();
    request.socket.destroy();
    await expect(received).rejects.toThrow("socket hang up");
    vi.advanceTimersByTime(1000);
    expect(request.respondedAt).toBeUndefined();
  });

  test.each([
    ["slow", 1],
    ["fast", 64 * 1024],
  ] as const)("never ends, %s: part after part", async (endlessBody, size) => {
    const { listener } = await start({ status: 200, endlessBody });
    const { request, received } = send(listener);
    const response = await received;
    let length = 0;
    response.on("data", (chunk: Buffer) => {
      length += chunk.length;
    });
    response.on("error", () => {});
    await expect.poll(() => length).toBeGreaterThanOrEqual(2 * size);
    expect(length % size).toBe(0);
    // Far fewer bytes than a part of the other.
    if (size === 1) expect(length).toBeLessThan(100);
    request.destroy();
    await expect.poll(() => listener.connections().open).toBe(0);
  });

  test("never comes", async () => {
    const { listener, requests } = await start("silent");
    const back = sendRaw(listener);
    await expect.poll(() => requests).toHaveLength(1);
    expect(listener.connections()).toEqual({ total: 1, open: 1 });
    expect(back.text).toBe("");
  });

  test("has headers that never end", async () => {
    const { listener } = await start("drip");
    const back = sendRaw(listener);
    await expect.poll(() => back.text).toMatch(/^HTTP\/1\.1 200 OK\r\nx-slow: xx/);
    expect(listener.connections().open).toBe(1);
  });

  test("is a reset, a close, or not HTTP", async () => {
    const ofReset = sendRaw((await start("reset")).listener);
    await expect.poll(() => ofReset.error).toMatchObject({ code: "ECONNRESET" });
    for (const [reply, text] of [
      ["close", ""],
      ["garbage", "SMTP/1.0 250 What?\r\n\r\n"],
    ] as const) {
      const back = sendRaw((await start(reply)).listener);
      await back.closed;
      expect(back).toMatchObject({ text, error: undefined });
    }
  });
});

describe("a listener", () => {
  test("counts its connections, and those that are open", async () => {
    const { listener } = await start("silent");
    const [first] = [sendRaw(listener), sendRaw(listener)];
    await expect.poll(() => listener.connections()).toEqual({ total: 2, open: 2 });
    first?.socket.destroy();
    await expect.poll(() => listener.connections()).toEqual({ total: 2, open: 1 });
  });

  test("closes with its connections, also those that wait for a response", async () => {
    const { listener } = await start("silent");
    const { closed } = sendRaw(listener);
    await expect.poll(() => listener.connections().open).toBe(1);
    await listener.close();
    await closed;
    await expect(send(listener).received).rejects.toThrow("ECONNREFUSED");
  });

  test("closes with connections whose TLS handshake has not begun", { timeout: 30_000 }, async () => {
    const { listener } = await start({ status: 204 }, { tls: wrongNameCertificate });
    const socket = connect(listener.port, "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    socket.on("error", () => {});
    await expect.poll(() => listener.connections().open).toBe(1);
    await listener.close();
    await expect.poll(() => listener.connections()).toEqual({ total: 1, open: 0 });
  });

  test("announces no time after which it closes idle connections", async () => {
    const back = sendRaw((await start()).listener);
    await expect.poll(() => back.text).toMatch(/^HTTP\/1\.1 204 .*\r\n\r\n$/s);
    expect(back.text).toMatch(/^connection: keep-alive\r$/im);
    expect(back.text).not.toMatch(/^keep-alive:/im);
  });

  test("serves https with a certificate", async () => {
    const { listener, requests } = await start({ status: 204 }, { tls: wrongNameCertificate });
    const { port } = listener;
    const request = https.request({ host: "127.0.0.1", port, rejectUnauthorized: false, agent: false });
    request.end();
    await once(request, "response");
    expect(requests).toHaveLength(1);
  });

  test("fails where it cannot listen", async () => {
    const { port } = (await start()).listener;
    const second = startListener({ host: "127.0.0.1", port, handle: () => "silent" });
    await expect(second).rejects.toThrow(SetupError);
    await expect(second).rejects.toThrow(`cannot listen on 127.0.0.1:${port}: `);
  });
});
