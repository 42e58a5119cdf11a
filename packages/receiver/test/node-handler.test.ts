import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  BodyNotRawError,
  BodyTooLargeError,
  createReceiver,
  type NodeHandler,
  type NodeRequest,
  type ReceiverOptions,
} from "../src/index.ts";
import { sampleEvent, sign } from "../src/testing.ts";
import { deferred, eventually, otherSecret, secret, serve } from "./support.ts";

const event = sampleEvent("message.sent");
const body = JSON.stringify(event);

const create = (options: Partial<ReceiverOptions> = {}) => {
  const errors: unknown[] = [];
  const receiver = createReceiver({ secrets: secret, onError: (error) => errors.push(error), ...options });
  return { receiver, errors, handle: receiver.nodeHandler() };
};
const post = async (url: string, payload: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
  fetch(url, { method: "POST", body: payload, headers: { "content-type": "application/json", ...headers } });

// Nothing that a client does may reach the process.
const escaped: unknown[] = [];
const keep = (error: unknown) => escaped.push(error);
beforeEach(() => {
  escaped.length = 0;
  process.on("unhandledRejection", keep);
});
afterEach(() => {
  process.off("unhandledRejection", keep);
  expect(escaped).toEqual([]);
});

describe("as the listener of http.createServer", () => {
  test("verifies, hands the event to its handlers, and answers 200", async () => {
    const { receiver, handle } = create();
    const subjects: (string | undefined)[] = [];
    receiver.on("message.received", (received) => subjects.push(received.message.subject));
    const sent = sampleEvent("message.received", { message: { subject: "Grüße 🚀" } });
    const response = await post(await serve(handle), JSON.stringify(sent), await sign(sent, { secret }));
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
    expect(subjects).toEqual(["Grüße 🚀"]);
  });

  test("takes 1 MiB, which arrives in many pieces", async () => {
    const { receiver, handle } = create();
    let length = 0;
    receiver.on("message.received", ({ message }) => {
      length = message.text?.length ?? 0;
    });
    const sent = JSON.stringify(sampleEvent("message.received", { message: { text: "x".repeat(1_040_000) } }));
    expect((await post(await serve(handle), sent, await sign(sent, { secret }))).status).toBe(200);
    expect(length).toBe(1_040_000);
  });

  test("answers 400 without a word to what must not be trusted", async () => {
    const { receiver, errors, handle } = create();
    receiver.on("*", () => expect.unreachable());
    const url = await serve(handle);
    for (const [payload, headers, code] of [
      [body, {}, "missing_header"],
      [body, await sign(body, { secret: otherSecret }), "no_matching_signature"],
      [`${body} `, await sign(body, { secret }), "no_matching_signature"],
      [body, await sign(body, { secret, timestamp: 1 }), "timestamp_too_old"],
      ["hello", await sign("hello", { secret }), "malformed_body"],
      ["", await sign("", { secret }), "malformed_body"],
    ] as const) {
      const response = await post(url, payload, { ...headers });
      expect(response.status).toBe(400);
      expect(await response.text()).toBe("");
      expect(errors.pop()).toMatchObject({ code });
    }
  });

  test.each(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])("answers 405 with Allow to %s", async (method) => {
    const { handle } = create();
    const response = await fetch(await serve(handle), { method, headers: { ...(await sign(body, { secret })) } });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
  });

  test("answers 500 when a handler fails, and shows nothing of it", async () => {
    const { receiver, errors, handle } = create();
    const failure = Object.assign(new Error("hunter2"), { status: 404 });
    receiver.on("message.sent", () => Promise.reject(failure));
    const response = await post(await serve(handle), body, await sign(body, { secret }));
    expect(response.status).toBe(500);
    expect(await response.text()).toBe("");
    expect(JSON.stringify([...response.headers])).not.toContain("hunter2");
    expect(errors).toEqual([failure]);
  });

  test("answers 413 to a body that is too large, and the connection stays good", async () => {
    const { errors, handle } = create({ maxBodyBytes: 1000 });
    const url = await serve(handle);
    const large = new Uint8Array(500_000).fill(0x20);
    expect((await post(url, large, await sign(large, { secret }))).status).toBe(413);
    expect(errors[0]).toBeInstanceOf(BodyTooLargeError);
    expect((await post(url, body, await sign(body, { secret }))).status).toBe(200);
  });

  test("answers 413 before an endless body ends", async () => {
    const { handle } = create({ maxBodyBytes: 1000 });
    const { hostname, port } = new URL(await serve(handle));
    const socket = connect(Number(port), hostname);
    socket.write("POST /hooks HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
    socket.write(`400\r\n${"x".repeat(1024)}\r\n`);
    const [answer] = await once(socket, "data");
    expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  test("reads text, too, when something has set an encoding", async () => {
    const { handle } = create();
    const url = await serve((request, response) => {
      request.setEncoding("utf8");
      void handle(request, response);
    });
    const text = JSON.stringify({ ...event, note: "Grüße 🚀".repeat(20_000) });
    expect((await post(url, text, await sign(text, { secret }))).status).toBe(200);
  });

  test("says nothing when something else has answered meanwhile", async () => {
    const { receiver, handle } = create();
    const gate = deferred();
    receiver.on("message.sent", () => gate.promise);
    let handled: Promise<void> | undefined;
    const url = await serve((request, response) => {
      handled = handle(request, response);
      response.writeHead(503).end();
    });
    expect((await post(url, body, await sign(body, { secret }))).status).toBe(503);
    gate.resolve();
    await handled;
  });
});

describe("a request that is aborted", () => {
  test("while its body comes ends the handler, and the server goes on", async () => {
    const { errors, handle } = create();
    let handled: Promise<void> | undefined;
    const url = await serve((request, response) => {
      handled = handle(request, response);
    });
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write("POST /hooks HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nhalf");
    await eventually(() => handled !== undefined);
    socket.destroy();
    await handled;
    expect(errors).toHaveLength(1);
    expect((await post(url, body, await sign(body, { secret }))).status).toBe(200);
  });

  test("while its event is handled does not stop the handlers", async () => {
    const { receiver, errors, handle } = create();
    const gate = deferred();
    let began = false;
    let ended = false;
    receiver.on("message.sent", async () => {
      began = true;
      await gate.promise;
      ended = true;
    });
    let handled: Promise<void> | undefined;
    const url = await serve((request, response) => {
      handled = handle(request, response);
    });
    const abort = new AbortController();
    const headers = { ...(await sign(body, { secret })) };
    const sent = fetch(url, { method: "POST", body, headers, signal: abort.signal }).catch(() => "aborted");
    await eventually(() => began);
    abort.abort();
    expect(await sent).toBe("aborted");
    gate.resolve();
    await handled;
    expect(ended).toBe(true);
    expect(errors).toEqual([]);
  });
});

describe("a body that something has read before", () => {
  /** Reads the stream as a parser does, and leaves what it made of it. */
  const readBefore = async (handle: NodeHandler, left: (bytes: Buffer) => object) =>
    serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      await handle(Object.assign(request, left(Buffer.concat(chunks))) as NodeRequest, response);
    });

  test.each<[string, (bytes: Buffer) => object]>([
    ["rawBody as a Buffer", (rawBody) => ({ rawBody, body: JSON.parse(String(rawBody)) })],
    ["rawBody as text", (bytes) => ({ rawBody: String(bytes), body: {} })],
    ["body as a Buffer", (bytes) => ({ body: bytes })],
    ["body as a Uint8Array", (bytes) => ({ body: new Uint8Array(bytes) })],
    ["body as text", (bytes) => ({ body: String(bytes) })],
  ])("is taken from %s", async (_, left) => {
    const { receiver, handle } = create();
    let calls = 0;
    receiver.on("message.sent", () => calls++);
    const url = await readBefore(handle, left);
    expect((await post(url, body, await sign(body, { secret }))).status).toBe(200);
    expect((await post(url, body, await sign(body, { secret: otherSecret }))).status).toBe(400);
    expect(calls).toBe(1);
  });

  test("is taken from where a platform left it that shows an empty stream", async () => {
    const { handle } = create();
    const answers: number[] = [];
    const request = {
      method: "POST",
      headers: await sign(body, { secret }),
      rawBody: Buffer.from(body),
      async *[Symbol.asyncIterator]() {},
    };
    const response = {
      headersSent: false,
      writeHead(status: number) {
        answers.push(status);
        return { end() {} };
      },
    };
    await handle(request, response);
    await handle({ ...request, rawBody: undefined }, response);
    expect(answers).toEqual([200, 400]);
  });

  test.each<[string, (bytes: Buffer) => object]>([
    ["nothing", () => ({})],
    ["a parsed body", (bytes) => ({ body: JSON.parse(String(bytes)) })],
    ["null", () => ({ body: null })],
  ])("of which %s is left is answered 500, and onError says what to do", async (_, left) => {
    const { receiver, errors, handle } = create();
    receiver.on("*", () => expect.unreachable());
    const response = await post(await readBefore(handle, left), body, await sign(body, { secret }));
    expect(response.status).toBe(500);
    expect(errors[0]).toBeInstanceOf(BodyNotRawError);
    expect(String(errors[0])).toContain("mount the receiver before express.json()");
  });
});
