import { describe, expect, test } from "vitest";
import {
  BodyNotRawError,
  BodyTooLargeError,
  createReceiver,
  type ReceiverOptions,
  VerificationError,
} from "../src/index.ts";
import { sampleEvent, signedRequest } from "../src/testing.ts";
import { otherSecret, secret } from "./support.ts";

const url = "https://example.com/hooks";
const event = sampleEvent("message.sent");

const create = (options: Partial<ReceiverOptions> = {}) => {
  const errors: unknown[] = [];
  const receiver = createReceiver({ secrets: secret, onError: (error) => errors.push(error), ...options });
  return { receiver, errors, handle: receiver.fetchHandler() };
};

/** A signed delivery whose body comes in these pieces; tells how many were asked for, and whether it was cancelled. */
const streamed = async (pieces: readonly Uint8Array[], more = false) => {
  const whole = Buffer.concat(pieces);
  const { headers } = await signedRequest(url, whole, { secret });
  const state = { pulled: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const piece = pieces[state.pulled % pieces.length];
        if (piece && (more || state.pulled < pieces.length)) controller.enqueue(piece);
        else controller.close();
        state.pulled++;
      },
      cancel() {
        state.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { request: new Request(url, { method: "POST", headers, body, duplex: "half" }), state };
};

describe("a delivery", () => {
  test("that holds is answered 200 with nothing in it", async () => {
    const { handle, errors } = create();
    const response = await handle(await signedRequest(url, event, { secret }));
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
    expect(errors).toEqual([]);
  });

  test.each([
    "application/json",
    "application/json; charset=utf-8",
    "APPLICATION/JSON;profile=x",
    "text/plain",
    "application/octet-stream",
    "",
  ])("may have the content type %j", async (type) => {
    const { handle } = create();
    expect((await handle(await signedRequest(url, event, { secret, headers: { "content-type": type } }))).status).toBe(
      200,
    );
  });

  test("may come in pieces of any size", async () => {
    const bytes = new TextEncoder().encode(JSON.stringify({ ...event, note: "Grüße 🚀" }));
    for (const size of [1, 7, 64, bytes.length]) {
      const pieces: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
      const { handle, receiver } = create();
      let note: unknown;
      receiver.on("*", (seen) => {
        note = "note" in seen && seen.note;
      });
      const { request } = await streamed(pieces);
      expect((await handle(request)).status).toBe(200);
      expect(note).toBe("Grüße 🚀");
    }
  });
});

describe("what must not be trusted", () => {
  const refusals: [string, string, Partial<Parameters<typeof signedRequest>[2]>, (object | string)?][] = [
    ["a wrong signature", "no_matching_signature", { secret: otherSecret }],
    ["a stale timestamp", "timestamp_too_old", { timestamp: Math.floor(Date.now() / 1000) - 330 }],
    ["a timestamp ahead", "timestamp_too_new", { timestamp: Math.floor(Date.now() / 1000) + 330 }],
    ["a malformed timestamp", "malformed_header", { timestamp: "soon" as never }],
    ["no id", "missing_header", { headers: { "webhook-id": "", "svix-id": "" } }],
    ["no signature", "missing_header", { headers: { "webhook-signature": "", "svix-signature": "" } }],
    ["a body that is not JSON", "malformed_body", {}, "hello"],
    ["an empty body", "malformed_body", {}, ""],
    ["a body that is no event", "malformed_body", {}, "[]"],
  ];

  test.each(refusals)("%s is answered 400 without a word, and onError gets %s", async (_, code, options, payload) => {
    const { handle, errors, receiver } = create();
    receiver.on("*", () => expect.unreachable());
    const response = await handle(await signedRequest(url, payload ?? event, { secret, ...options }));
    expect(response.status).toBe(400);
    expect(await response.text()).toBe("");
    expect([...response.headers.keys()]).toEqual(["allow"]);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toBeInstanceOf(VerificationError);
    expect(errors[0]).toMatchObject({ code });
  });

  test("a request without a body is 400", async () => {
    const { handle } = create();
    expect((await handle(new Request(url, { method: "POST" }))).status).toBe(400);
  });

  test.each(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])("%s is answered 405 with Allow", async (method) => {
    const { handle, receiver, errors } = create();
    receiver.on("*", () => expect.unreachable());
    const { headers } = await signedRequest(url, event, { secret });
    const response = await handle(new Request(url, { method, headers }));
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
    expect(errors).toEqual([]);
  });
});

describe("a body that is too large", () => {
  test("is answered 413 as soon as it is, without reading on", async () => {
    const { handle, errors } = create({ maxBodyBytes: 1000 });
    const { request, state } = await streamed([new Uint8Array(300).fill(0x20)], true);
    expect((await handle(request)).status).toBe(413);
    expect(state).toEqual({ pulled: 4, cancelled: true });
    expect(errors[0]).toBeInstanceOf(BodyTooLargeError);
    expect(errors[0]).toMatchObject({ code: "body_too_large", status: 413 });
    expect(String(errors[0])).toContain("1000 bytes");
  });

  test("is one of more than 2 MiB by default", async () => {
    const { handle } = create();
    const body = JSON.stringify(event);
    expect((await handle(await signedRequest(url, body.padEnd(2 ** 21), { secret }))).status).toBe(200);
    expect((await handle(await signedRequest(url, body.padEnd(2 ** 21 + 1), { secret }))).status).toBe(413);
  });

  test("is judged by what comes, not by what content-length says", async () => {
    const { handle } = create({ maxBodyBytes: 1000 });
    const { request } = await streamed([new Uint8Array(300)], true);
    request.headers.set("content-length", "10");
    expect((await handle(request)).status).toBe(413);
  });

  test("is counted in bytes", async () => {
    const body = JSON.stringify({ event_type: "message.sent", note: "ü".repeat(100) });
    const bytes = new TextEncoder().encode(body).length;
    expect((await create({ maxBodyBytes: bytes }).handle(await signedRequest(url, body, { secret }))).status).toBe(200);
    expect((await create({ maxBodyBytes: bytes - 1 }).handle(await signedRequest(url, body, { secret }))).status).toBe(
      413,
    );
  });
});

describe("a failure on this side is answered 500, so that the event comes again", () => {
  const secretive = Object.assign(new Error("password=hunter2"), {
    status: 404,
    statusCode: 410,
    code: "missing_header",
  });

  test.each([
    [
      "throws",
      () => {
        throw secretive;
      },
    ],
    ["rejects", () => Promise.reject(secretive)],
  ])("a handler that %s; onError gets its error, and the answer shows nothing of it", async (_, handler) => {
    const { handle, errors, receiver } = create();
    receiver.on("message.sent", handler);
    const response = await handle(await signedRequest(url, event, { secret }));
    expect(response.status).toBe(500);
    expect(await response.text()).toBe("");
    expect([...response.headers.keys()]).toEqual(["allow"]);
    expect(errors).toEqual([secretive]);
  });

  test("a handler that throws an error of this package", async () => {
    const { handle, receiver } = create();
    receiver.on("message.sent", () => receiver.verify("", {}));
    expect((await handle(await signedRequest(url, event, { secret }))).status).toBe(500);
  });

  test("a body that something else has read", async () => {
    const { handle, errors } = create();
    const request = await signedRequest(url, event, { secret });
    await request.json();
    expect((await handle(request)).status).toBe(500);
    expect(errors[0]).toBeInstanceOf(BodyNotRawError);
  });

  test("a body that breaks off", async () => {
    const { handle, errors } = create();
    const { headers } = await signedRequest(url, event, { secret });
    const broken = new Error("the connection broke");
    const body = new ReadableStream({ pull: (controller) => controller.error(broken) });
    expect((await handle(new Request(url, { method: "POST", headers, body, duplex: "half" }))).status).toBe(500);
    expect(errors).toEqual([broken]);
  });

  test.each([
    ["is not there", undefined],
    [
      "throws",
      () => {
        throw new Error("the logger is down");
      },
    ],
    ["rejects", () => Promise.reject(new Error("the logger is down"))],
  ])("an onError that %s changes nothing", async (_, onError) => {
    const receiver = createReceiver({ secrets: secret, ...(onError && { onError }) });
    receiver.on("message.sent", () => {
      throw new Error("no");
    });
    const handle = receiver.fetchHandler();
    expect((await handle(await signedRequest(url, event, { secret }))).status).toBe(500);
    expect((await handle(await signedRequest(url, event, { secret: otherSecret }))).status).toBe(400);
  });
});
