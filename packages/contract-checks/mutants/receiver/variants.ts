import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createReceiver, memoryDedupe } from "@agent-webhooks/receiver";
import express from "express";
import Fastify from "fastify";
import { Hono } from "hono";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import { readHeaders, receiver, reference, type StartReceiver } from "./reference.ts";

/** Correct receivers, by name. Each uses a freedom that the contract leaves. */
const variants: Readonly<Record<string, StartReceiver>> = {
  hand_written: receiver(),

  ours_for_node: (secret) => createReceiver({ secrets: secret }).nodeHandler(),

  ours_with_dedupe_and_two_secrets: (secret) =>
    createReceiver({ secrets: [`whsec_${btoa("another secret")}`, secret], dedupe: memoryDedupe() })
      .on("*", () => {})
      .nodeHandler(),

  ours_for_fetch: (secret) => {
    const handle = createReceiver({ secrets: secret }).fetchHandler();
    return toRequestListener(handle);
  },

  ours_in_hono: (secret) => {
    const handle = createReceiver({ secrets: secret }).fetchHandler();
    return toRequestListener(new Hono().post("/*", (context) => handle(context.req.raw)).fetch);
  },

  svix_behind_express: (secret) =>
    express().post("/{*path}", express.raw({ type: "*/*", limit: "2mb" }), (request, response) => {
      try {
        const body = request.body.toString();
        new SvixWebhook(secret).verify(body, request.headers as Record<string, string>);
        JSON.parse(body);
        response.status(204).end();
      } catch {
        response.status(400).json({ error: "not verified" });
      }
    }),

  svix_in_fastify: (secret) => {
    const app = Fastify();
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("application/json", { parseAs: "string" }, (_, body, done) => done(null, body));
    app.post("/hooks", async (request, reply) => {
      try {
        new SvixWebhook(secret).verify(String(request.body), request.headers as Record<string, string>);
        JSON.parse(String(request.body));
        return reply.code(202).send({ ok: true });
      } catch {
        return reply.code(401).send({ ok: false });
      }
    });
    const ready = app.ready();
    return async (request, response) => {
      await ready;
      app.routing(request, response);
    };
  },

  standardwebhooks: (secret) => async (request, response) => {
    const body = (await reference.read(request)).toString();
    try {
      if (request.method !== "POST") throw new Error("not a POST");
      new StandardWebhook(secret).verify(body, request.headers as Record<string, string>);
      response.writeHead(202, { "content-type": "text/plain" }).end("queued");
    } catch {
      response.writeHead(403).end("no");
    }
  },

  reads_svix_only: receiver({ values: (request) => readHeaders(request, "svix") }),

  rejects_with_404: receiver({ method: () => undefined, rejection: { headers: 404, signature: 404, json: 404 } }),

  tolerance_of_4_minutes: receiver({
    isFresh: (timestamp) => /^\d+$/.test(timestamp) && Math.abs(Date.now() / 1000 - Number(timestamp)) <= 240,
  }),

  compares_bytes: receiver({
    matches: (expected, signature) =>
      signature
        .split(" ")
        .filter((entry) => entry.startsWith("v1,"))
        .some((entry) => Buffer.from(entry.slice(3), "base64").equals(Buffer.from(expected, "base64"))),
  }),

  reads_text: receiver({ signedBytes: ({ id, timestamp }, body) => [`${id}.${timestamp}.${body.toString()}`] }),

  slow: receiver({
    async handle() {
      await new Promise((resolve) => setTimeout(resolve, 120));
      return 200;
    },
  }),

  answers_with_a_body_that_never_ends: receiver({
    respond(status, response) {
      response.writeHead(status).write("and so on");
    },
  }),

  answers_before_it_has_read: receiver({
    // Like servers that close the connection before they have read the body.
    contentType: (type) => (type === undefined ? 411 : reference.contentType(type)),
    respond: (status, response) => response.writeHead(status, { connection: "close" }).end(),
  }),

  throttles: (secret) => {
    const handle = receiver()(secret);
    let count = 0;
    return (request, response) => {
      if (++count % 100 !== 0) return handle(request, response);
      request.resume();
      response.writeHead(429, { "retry-after": "0" }).end();
    };
  },
};

export const receiverVariants: readonly { readonly id: string; readonly start: StartReceiver }[] = Object.entries(
  variants,
).map(([id, start]) => ({ id, start }));

/** Wraps a fetch handler as a handler for a Node server. */
function toRequestListener(handle: (request: Request) => Response | Promise<Response>): RequestListener {
  return async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = incoming.method === "GET" ? null : await reference.read(incoming);
    const request = new Request(`http://127.0.0.1${incoming.url}`, {
      method: incoming.method ?? "GET",
      headers: incoming.headers as Record<string, string>,
      body: body === null ? null : new Uint8Array(body),
    });
    const response = await handle(request);
    outgoing.writeHead(response.status).end(await response.text());
  };
}
