import { describe, expect, test } from "vitest";
import { BodyTooLargeError, createReceiver, type Receiver, VerificationError } from "../src/index.ts";
import { type SignedRequestOptions, sampleEvent, signedRequest } from "../src/testing.ts";
import { createWithErrors, otherSecret, type Send, secret, sendTo, serve } from "./support.ts";

const url = "https://example.com/hooks";
const event = sampleEvent("message.sent");

const handlers: [name: string, start: (receiver: Receiver) => Promise<Send>][] = [
  ["fetchHandler", async (receiver) => receiver.fetchHandler()],
  ["nodeHandler", async (receiver) => sendTo(await serve(receiver.nodeHandler()))],
];

/** Expects a response without a body, and without headers that reveal something. */
async function expectEmpty(response: Response, status: number): Promise<void> {
  expect(response.status).toBe(status);
  expect(await response.text()).toBe("");
  const ofServer = ["connection", "content-length", "date", "keep-alive", "transfer-encoding"];
  expect([...response.headers].filter(([name]) => !ofServer.includes(name))).toEqual([["allow", "POST"]]);
}

describe.each(handlers)("%s", (_, start) => {
  test("verifies the request, passes the event to its handlers and responds with 200", async () => {
    const { receiver, errors } = createWithErrors();
    const subjects: unknown[] = [];
    receiver.on("message.received", ({ message }) => subjects.push(message.subject));
    const send = await start(receiver);
    const sent = sampleEvent("message.received", { message: { subject: "Grüße 🚀" } });
    await expectEmpty(await send(await signedRequest(url, sent, { secret })), 200);
    expect(subjects).toEqual(["Grüße 🚀"]);
    expect(errors).toEqual([]);
  });

  test.each([
    "application/json",
    "application/json; charset=utf-8",
    "APPLICATION/JSON;profile=x",
    "text/plain",
    "application/octet-stream",
    "",
  ])("accepts the content type %j", async (type) => {
    const send = await start(createReceiver({ secrets: secret }));
    const request = await signedRequest(url, event, { secret, headers: { "content-type": type } });
    expect((await send(request)).status).toBe(200);
  });

  const seconds = () => Math.floor(Date.now() / 1000);
  test.each<[string, string, Partial<SignedRequestOptions>, (object | string)?]>([
    ["a wrong signature", "no_matching_signature", { secret: otherSecret }],
    ["an old timestamp", "timestamp_too_old", { timestamp: seconds() - 330 }],
    ["a timestamp in the future", "timestamp_too_new", { timestamp: seconds() + 330 }],
    ["a malformed timestamp", "malformed_header", { timestamp: "soon" as never }],
    ["no id", "missing_header", { headers: { "webhook-id": "", "svix-id": "" } }],
    ["no signature", "missing_header", { headers: { "webhook-signature": "", "svix-signature": "" } }],
    ["a body that is not JSON", "malformed_body", {}, "hello"],
    ["an empty body", "malformed_body", {}, ""],
    ["a body that is not an event", "malformed_body", {}, "[]"],
  ])("responds with 400 to %s and reports %s", async (_, code, options, payload = event) => {
    const { receiver, errors } = createWithErrors();
    receiver.on("*", () => expect.unreachable());
    const send = await start(receiver);
    await expectEmpty(await send(await signedRequest(url, payload, { secret, ...options })), 400);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toBeInstanceOf(VerificationError);
    expect(errors[0]).toMatchObject({ code });
  });

  test("responds with 400 to a request without a body", async () => {
    const send = await start(createReceiver({ secrets: secret }));
    expect((await send(new Request(url, { method: "POST" }))).status).toBe(400);
  });

  test.each(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])("responds with 405 to %s", async (method) => {
    const { receiver, errors } = createWithErrors();
    receiver.on("*", () => expect.unreachable());
    const { headers } = await signedRequest(url, event, { secret });
    const send = await start(receiver);
    await expectEmpty(await send(new Request(url, { method, headers })), 405);
    expect(errors).toEqual([]);
  });

  test("responds with 413 to a body that is too large and accepts the next one", async () => {
    const { receiver, errors } = createWithErrors({ maxBodyBytes: 1000 });
    const send = await start(receiver);
    const large = await signedRequest(url, new Uint8Array(500_000).fill(0x20), { secret });
    await expectEmpty(await send(large), 413);
    expect(errors[0]).toBeInstanceOf(BodyTooLargeError);
    expect(errors[0]).toMatchObject({ code: "body_too_large", status: 413 });
    expect(String(errors[0])).toContain("exceeds maxBodyBytes (1000)");
    expect((await send(await signedRequest(url, event, { secret }))).status).toBe(200);
  });

  test("accepts 2 MiB by default", async () => {
    const send = await start(createReceiver({ secrets: secret }));
    const body = JSON.stringify(event);
    expect((await send(await signedRequest(url, body.padEnd(2 ** 21), { secret }))).status).toBe(200);
    expect((await send(await signedRequest(url, body.padEnd(2 ** 21 + 1), { secret }))).status).toBe(413);
  });

  test("measures the body in bytes", async () => {
    const body = JSON.stringify({ event_type: "message.sent", note: "ü".repeat(100) });
    const size = new TextEncoder().encode(body).length;
    for (const [maxBodyBytes, status] of [
      [size, 200],
      [size - 1, 413],
    ] as const) {
      const send = await start(createReceiver({ secrets: secret, maxBodyBytes }));
      expect((await send(await signedRequest(url, body, { secret }))).status).toBe(status);
    }
  });

  const revealing = Object.assign(new Error("password=hunter2"), {
    status: 404,
    statusCode: 410,
    code: "missing_header",
  });
  test.each([
    [
      "throws",
      () => {
        throw revealing;
      },
    ],
    ["rejects", () => Promise.reject(revealing)],
  ])("responds with 500 if a handler %s, and reports its error", async (_, handler) => {
    const { receiver, errors } = createWithErrors();
    receiver.on("message.sent", handler);
    const send = await start(receiver);
    await expectEmpty(await send(await signedRequest(url, event, { secret })), 500);
    expect(errors).toEqual([revealing]);
  });

  test("responds with 500 if a handler throws a ReceiverError", async () => {
    const receiver = createReceiver({ secrets: secret });
    receiver.on("message.sent", () => receiver.verify("", {}));
    const send = await start(receiver);
    expect((await send(await signedRequest(url, event, { secret }))).status).toBe(500);
  });

  test.each([
    ["is missing", undefined],
    [
      "throws",
      () => {
        throw new Error("the logger is down");
      },
    ],
    ["rejects", () => Promise.reject(new Error("the logger is down"))],
  ])("responds the same if onError %s", async (_, onError) => {
    const receiver = createReceiver({ secrets: secret, ...(onError && { onError }) });
    receiver.on("message.sent", () => Promise.reject(new Error("no")));
    const send = await start(receiver);
    expect((await send(await signedRequest(url, event, { secret }))).status).toBe(500);
    expect((await send(await signedRequest(url, event, { secret: otherSecret }))).status).toBe(400);
  });
});
