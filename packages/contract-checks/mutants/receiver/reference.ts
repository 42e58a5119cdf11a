import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

export interface Values {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
}

export type Event = Record<string, unknown>;

/** The steps of a receiver, in order. A returned status ends the request; an exception is a 500. */
export interface Steps {
  method(method: string | undefined): number | undefined;
  contentType(type: string | undefined): number | undefined;
  read(request: IncomingMessage): Promise<Buffer>;
  body(body: Buffer, request: IncomingMessage): number | undefined;
  values(request: IncomingMessage): Partial<Values>;
  /** Whether all headers are present. */
  isComplete(values: Partial<Values>): boolean;
  isFresh(timestamp: string): boolean;
  key(secret: string): Buffer;
  /** The signed content, in parts. */
  signedBytes(values: Values, body: Buffer): (string | Buffer)[];
  expected(key: Buffer, signed: readonly (string | Buffer)[]): string;
  matches(expected: string, signature: string): boolean;
  parse(body: Buffer): Event;
  handle(event: Event, values: Values): number | Promise<number>;
  /** Sends the response. */
  respond(status: number, response: ServerResponse, request: IncomingMessage): void;
  /** Wraps everything between reading the body and responding. */
  around(next: () => Promise<number>, values: Partial<Values>, body: Buffer): Promise<number>;
  /** The status of each kind of rejection. */
  readonly rejection: { readonly headers: number; readonly signature: number; readonly json: number };
}

export type StartReceiver = (secret: string) => RequestListener;

/** A correct hand-written receiver. It reads the `webhook-*` headers. */
export const reference: Steps = {
  method: (method) => (method === "POST" ? undefined : 405),
  contentType: (type) => (type?.startsWith("application/json") ? undefined : 415),
  async read(request) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    return Buffer.concat(chunks);
  },
  body: () => undefined,
  values: (request) => readHeaders(request, "webhook"),
  isComplete: ({ id, timestamp, signature }) => Boolean(id && timestamp && signature),
  isFresh: (timestamp) => /^\d+$/.test(timestamp) && Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300,
  key: (secret) => Buffer.from(secret.slice("whsec_".length), "base64"),
  signedBytes: ({ id, timestamp }, body) => [`${id}.${timestamp}.`, body],
  expected: (key, signed) =>
    signed.reduce((hmac, part) => hmac.update(part), createHmac("sha256", key)).digest("base64"),
  matches: (expected, signature) => signature.split(" ").some((entry) => equalsInConstantTime(entry, `v1,${expected}`)),
  parse: (body) => JSON.parse(body.toString()),
  handle: () => 200,
  respond: (status, response) => response.writeHead(status).end(),
  around: (next) => next(),
  rejection: { headers: 400, signature: 401, json: 400 },
};

/** A receiver that differs from the reference in some steps. */
export function receiver(changes: Partial<Steps> = {}): StartReceiver {
  const steps: Steps = { ...reference, ...changes };
  return (secret) => async (request, response) => {
    let status = 500;
    try {
      status = steps.method(request.method) ?? (await processRequest(steps, secret, request));
    } catch {
      // Then the status stays 500.
    }
    steps.respond(status, response, request);
  };
}

async function processRequest(steps: Steps, secret: string, request: IncomingMessage): Promise<number> {
  const rejected = steps.contentType(request.headers["content-type"]);
  if (rejected !== undefined) return rejected;
  const body = await steps.read(request);
  const given = steps.values(request);
  const values: Values = { id: "", timestamp: "", signature: "", ...given };
  const next = async () => {
    const tooMuch = steps.body(body, request);
    if (tooMuch !== undefined) return tooMuch;
    if (!steps.isComplete(given) || !steps.isFresh(values.timestamp)) return steps.rejection.headers;
    const expected = steps.expected(steps.key(secret), steps.signedBytes(values, body));
    if (!steps.matches(expected, values.signature)) return steps.rejection.signature;
    let event: Event;
    try {
      event = steps.parse(body);
    } catch {
      return steps.rejection.json;
    }
    return steps.handle(event, values);
  };
  return steps.around(next, given, body);
}

export function readHeaders(request: IncomingMessage, family: "webhook" | "svix"): Partial<Values> {
  const values: Record<string, string> = {};
  for (const name of ["id", "timestamp", "signature"]) {
    const value = request.headers[`${family}-${name}`];
    if (typeof value === "string") values[name] = value;
  }
  return values;
}

export function equalsInConstantTime(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
