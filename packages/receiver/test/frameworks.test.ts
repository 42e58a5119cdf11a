import type { RequestListener } from "node:http";
import express from "express";
import Fastify from "fastify";
import { Hono } from "hono";
import { describe, expect, onTestFinished, test } from "vitest";
import type { NodeHandler, Receiver } from "../src/index.ts";
import { sampleEvent, signedRequest } from "../src/testing.ts";
import { createWithErrors, otherSecret, type Send, secret, sendTo, serve } from "./support.ts";

const url = "http://localhost/hooks";
const event = sampleEvent("message.received", { message: { subject: "Grüße 🚀" } });

type Mount = (receiver: Receiver) => Promise<Send>;

function served(createListener: (handler: NodeHandler) => RequestListener): Mount {
  return async (receiver) => sendTo(await serve(createListener(receiver.nodeHandler())));
}

async function serveFastify(receiver: Receiver, body: "raw" | "parsed"): Promise<string> {
  const app = Fastify();
  onTestFinished(() => app.close());
  const handle = receiver.nodeHandler();
  app.register(async (hooks) => {
    if (body === "raw") {
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
}

const anyBody = { type: "*/*", limit: "2mb" };
const keepRawBody = express.json({
  limit: "2mb",
  verify: (request, _response, bytes) => {
    request.rawBody = bytes;
  },
});
// Express responds itself if a parser fails.
type ErrorResponse = { writeHead(status: number): { end(): void } };
const respond400 = (_error: unknown, _request: unknown, response: ErrorResponse, _next: unknown) =>
  response.writeHead(400).end();

const frameworks: [name: string, mount: Mount][] = [
  ["Express: app.use", served((handler) => express().use(handler))],
  [
    "Express: app.use with a path, before express.json()",
    served((handler) => express().use("/hooks", handler).use(express.json())),
  ],
  ["Express: app.post", served((handler) => express().post("/hooks", handler))],
  ["Express: after express.raw()", served((handler) => express().use(express.raw(anyBody)).use(handler))],
  ["Express: after express.text()", served((handler) => express().use(express.text(anyBody)).use(handler))],
  [
    "Express: after express.json() that keeps rawBody",
    served((handler) => express().use(keepRawBody).use(handler).use(respond400)),
  ],
  ["Fastify", async (receiver) => sendTo(await serveFastify(receiver, "raw"))],
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

test.each(frameworks)("%s", async (_, mount) => {
  const { receiver, errors } = createWithErrors();
  const subjects: unknown[] = [];
  receiver.on("message.received", ({ message }) => subjects.push(message.subject));
  receiver.on("message.bounced", () => Promise.reject(new Error("hunter2")));
  const send = await mount(receiver);

  const contentType = { "content-type": "application/json; charset=utf-8" };
  const large = sampleEvent("message.received", { message: { subject: "1 MiB", text: "x".repeat(1_040_000) } });
  for (const [status, request] of [
    [200, await signedRequest(url, event, { secret })],
    [200, await signedRequest(url, JSON.stringify(event, null, 2), { secret })],
    [200, await signedRequest(url, event, { secret, headers: contentType })],
    [200, await signedRequest(url, { event_type: "message.opened" }, { secret })],
    [200, await signedRequest(url, large, { secret })],
    [400, await signedRequest(url, event, { secret: otherSecret })],
    [400, await signedRequest(url, "not JSON", { secret })],
  ] as const) {
    expect((await send(request)).status).toBe(status);
  }
  expect(subjects).toEqual(["Grüße 🚀", "Grüße 🚀", "Grüße 🚀", "1 MiB"]);

  const failed = await send(await signedRequest(url, sampleEvent("message.bounced"), { secret }));
  expect(failed.status).toBe(500);
  expect(await failed.text()).toBe("");
  expect(String(errors)).toContain("hunter2");
});

describe("behind a parser that keeps no bytes", () => {
  test.each<[string, Mount]>([
    ["Express", served((handler) => express().use(express.json()).use(handler))],
    ["Fastify", async (receiver) => sendTo(await serveFastify(receiver, "parsed"))],
  ])("%s responds with 500, and onError is told why", async (_, mount) => {
    const { receiver, errors } = createWithErrors();
    const send = await mount(receiver);
    expect((await send(await signedRequest(url, event, { secret }))).status).toBe(500);
    expect(errors).toMatchObject([{ code: "body_not_raw" }]);
  });
});

test("Fastify's other routes keep their parsers", async () => {
  const { receiver } = createWithErrors();
  const other = (await serveFastify(receiver, "raw")).replace("/hooks", "/json");
  const response = await sendTo(other)(await signedRequest(url, { a: 1 }, { secret }));
  expect(await response.json()).toEqual({ a: 1 });
});
