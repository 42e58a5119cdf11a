import type { RequestListener } from "node:http";
import express from "express";
import Fastify from "fastify";
import { Hono } from "hono";
import { describe, expect, onTestFinished, test } from "vitest";
import { createReceiver, type Receiver } from "../src/index.ts";
import { sampleEvent, sign, signedRequest } from "../src/testing.ts";
import { otherSecret, secret, serve } from "./support.ts";

const event = sampleEvent("message.received", { message: { subject: "Grüße 🚀" } });

const create = () => {
  const errors: unknown[] = [];
  const subjects: (string | undefined)[] = [];
  const receiver = createReceiver({ secrets: secret, onError: (error) => errors.push(error) });
  receiver.on("message.received", ({ message }) => subjects.push(message.subject));
  receiver.on("message.bounced", () => Promise.reject(new Error("hunter2")));
  return { receiver, errors, subjects };
};

const serveFastify = async (receiver: Receiver, settle: "raw" | "parsed"): Promise<string> => {
  const app = Fastify();
  onTestFinished(() => app.close());
  const handle = receiver.nodeHandler();
  app.register(async (hooks) => {
    if (settle === "raw") {
      hooks.removeAllContentTypeParsers();
      hooks.addContentTypeParser("*", (_request, _payload, done) => done(null));
    }
    hooks.post("/hooks", (request, reply) => {
      reply.hijack();
      return handle(request.raw, reply.raw);
    });
  });
  app.post("/json", async (request) => request.body);
  return `${await app.listen({ port: 0, host: "127.0.0.1" })}/hooks`;
};

const frameworks: [string, (receiver: Receiver) => Promise<(request: Request) => Response | Promise<Response>>][] = [
  ["node:http", async (receiver) => over(await serve(receiver.nodeHandler()))],
  ["Express: app.use", async (receiver) => over(await serve(express().use(receiver.nodeHandler())))],
  [
    "Express: app.use with a path, before express.json()",
    async (receiver) => over(await serve(express().use("/hooks", receiver.nodeHandler()).use(express.json()))),
  ],
  ["Express: app.post", async (receiver) => over(await serve(express().post("/hooks", receiver.nodeHandler())))],
  [
    "Express: after express.raw()",
    async (receiver) =>
      over(
        await serve(
          express()
            .use(express.raw({ type: "*/*", limit: "2mb" }))
            .use(receiver.nodeHandler()),
        ),
      ),
  ],
  [
    "Express: after express.text()",
    async (receiver) =>
      over(
        await serve(
          express()
            .use(express.text({ type: "*/*", limit: "2mb" }))
            .use(receiver.nodeHandler()),
        ),
      ),
  ],
  [
    "Express: after express.json() that keeps rawBody",
    async (receiver) => {
      const json = express.json({
        limit: "2mb",
        verify: (request, _response, bytes) => {
          request.rawBody = bytes;
        },
      });
      // Express answers itself when the parser fails.
      const quiet = (
        _error: unknown,
        _request: unknown,
        response: { writeHead(status: number): { end(): void } },
        _next: unknown,
      ) => response.writeHead(400).end();
      return over(await serve(express().use(json).use(receiver.nodeHandler()).use(quiet) satisfies RequestListener));
    },
  ],
  ["Fastify", async (receiver) => over(await serveFastify(receiver, "raw"))],
  [
    "Hono: app.request",
    async (receiver) => {
      const handle = receiver.fetchHandler();
      const app = new Hono().post("/hooks", (context) => handle(context.req.raw));
      return (request) => app.request(request);
    },
  ],
  [
    "Hono: app.fetch, any method",
    async (receiver) => {
      const handle = receiver.fetchHandler();
      return new Hono().all("/hooks", (context) => handle(context.req.raw)).fetch;
    },
  ],
];

/** Sends a request to a server that listens at `url`. */
const over = (url: string) => async (request: Request) =>
  fetch(url, { method: request.method, headers: request.headers, body: await request.arrayBuffer() });

describe.each(frameworks)("%s", (_, mount) => {
  const url = "http://localhost/hooks";

  test("accepts what holds, and refuses what does not", async () => {
    const { receiver, subjects } = create();
    const send = await mount(receiver);
    expect((await send(await signedRequest(url, event, { secret }))).status).toBe(200);
    const indented = JSON.stringify(event, null, 2);
    expect((await send(await signedRequest(url, indented, { secret }))).status).toBe(200);
    const headers = { "content-type": "application/json; charset=utf-8" };
    expect((await send(await signedRequest(url, event, { secret, headers }))).status).toBe(200);
    expect(subjects).toEqual(Array(3).fill("Grüße 🚀"));

    expect((await send(await signedRequest(url, event, { secret: otherSecret }))).status).toBe(400);
    expect((await send(await signedRequest(url, "not JSON", { secret }))).status).toBe(400);
    expect((await send(await signedRequest(url, { event_type: "message.opened" }, { secret }))).status).toBe(200);
    expect(subjects).toHaveLength(3);
  });

  test("takes 1 MiB", async () => {
    const { receiver, subjects } = create();
    const send = await mount(receiver);
    const large = sampleEvent("message.received", { message: { text: "x".repeat(1_040_000) } });
    expect((await send(await signedRequest(url, large, { secret }))).status).toBe(200);
    expect(subjects).toHaveLength(1);
  });

  test("answers 500 when a handler fails, and shows nothing of it", async () => {
    const { receiver, errors } = create();
    const send = await mount(receiver);
    const response = await send(await signedRequest(url, sampleEvent("message.bounced"), { secret }));
    expect(response.status).toBe(500);
    expect(await response.text()).toBe("");
    expect(String(errors)).toContain("hunter2");
  });
});

describe("behind a parser that leaves no bytes", () => {
  test("Express answers 500, and onError says what to do", async () => {
    const { receiver, errors } = create();
    const send = over(await serve(express().use(express.json()).use(receiver.nodeHandler())));
    expect((await send(await signedRequest("http://localhost/hooks", event, { secret }))).status).toBe(500);
    expect(errors).toMatchObject([{ code: "body_not_raw" }]);
  });

  test("Fastify answers 500, and onError says what to do", async () => {
    const { receiver, errors } = create();
    const send = over(await serveFastify(receiver, "parsed"));
    expect((await send(await signedRequest("http://localhost/hooks", event, { secret }))).status).toBe(500);
    expect(errors).toMatchObject([{ code: "body_not_raw" }]);
  });
});

test("Fastify's other routes keep their parsers", async () => {
  const { receiver } = create();
  const url = (await serveFastify(receiver, "raw")).replace("/hooks", "/json");
  const response = await fetch(url, {
    method: "POST",
    body: '{"a":1}',
    headers: { "content-type": "application/json", ...(await sign("", { secret })) },
  });
  expect(await response.json()).toEqual({ a: 1 });
});
