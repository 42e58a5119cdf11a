import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";

export interface Values {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
}

export type Event = Record<string, unknown>;

/** How a receiver does its work, one decision after the other. A status ends it; a throw is a 500. */
export interface Steps {
  method(method: string | undefined): number | undefined;
  contentType(type: string | undefined): number | undefined;
  read(request: IncomingMessage): Promise<Buffer>;
  body(body: Buffer, request: IncomingMessage): number | undefined;
  values(request: IncomingMessage): Partial<Values>;
  /** Whether all that is needed is there. */
  isComplete(values: Partial<Values>): boolean;
  isFresh(timestamp: string): boolean;
  key(secret: string): Buffer;
  /** What the signature is over. */
  signedBytes(values: Values, body: Buffer): (string | Buffer)[];
  expected(key: Buffer, signed: readonly (string | Buffer)[]): string;
  matches(expected: string, signature: string): boolean;
  parse(body: Buffer): Event;
  handle(event: Event, values: Values): number | Promise<number>;
  /** Answers what the other steps led to. */
  answer(status: number, response: ServerResponse, request: IncomingMessage): void;
  /** Around everything between reading and answering. */
  judge(next: () => Promise<number>, values: Partial<Values>, body: Buffer): Promise<number>;
  /** The status of each kind of refusal. */
  readonly refusal: { readonly headers: number; readonly signature: number; readonly json: number };
}

export type StartReceiver = (secret: string) => RequestListener;

/** A correct receiver as somebody may write it by hand, which reads `webhook-*`. */
export const reference: Steps = {
  method: (method) => (method === "POST" ? undefined : 405),
  contentType: (type) => (type?.startsWith("application/json") ? undefined : 415),
  async read(request) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    return Buffer.concat(chunks);
  },
  body: () => undefined,
  values: (request) => headers(request, "webhook"),
  isComplete: ({ id, timestamp, signature }) => Boolean(id && timestamp && signature),
  isFresh: (timestamp) => /^\d+$/.test(timestamp) && Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300,
  key: (secret) => Buffer.from(secret.slice("whsec_".length), "base64"),
  signedBytes: ({ id, timestamp }, body) => [`${id}.${timestamp}.`, body],
  expected: (key, signed) =>
    signed.reduce((hmac, part) => hmac.update(part), createHmac("sha256", key)).digest("base64"),
  matches: (expected, signature) => signature.split(" ").some((entry) => equals(entry, `v1,${expected}`)),
  parse: (body) => JSON.parse(body.toString()),
  handle: () => 200,
  answer: (status, response) => response.writeHead(status).end(),
  judge: (next) => next(),
  refusal: { headers: 400, signature: 401, json: 400 },
};

/** The receiver that takes other steps than the reference. */
export function receiver(changes: Partial<Steps> = {}): StartReceiver {
  const steps: Steps = { ...reference, ...changes };
  return (secret) => async (request, response) => {
    let status = 500;
    try {
      status = steps.method(request.method) ?? (await judge(steps, secret, request));
    } catch {
      // A bug of its own.
    }
    steps.answer(status, response, request);
  };
}

async function judge(steps: Steps, secret: string, request: IncomingMessage): Promise<number> {
  const refused = steps.contentType(request.headers["content-type"]);
  if (refused !== undefined) return refused;
  const body = await steps.read(request);
  const given = steps.values(request);
  const values: Values = { id: "", timestamp: "", signature: "", ...given };
  const next = async () => {
    const tooMuch = steps.body(body, request);
    if (tooMuch !== undefined) return tooMuch;
    if (!steps.isComplete(given) || !steps.isFresh(values.timestamp)) return steps.refusal.headers;
    const expected = steps.expected(steps.key(secret), steps.signedBytes(values, body));
    if (!steps.matches(expected, values.signature)) return steps.refusal.signature;
    let event: Event;
    try {
      event = steps.parse(body);
    } catch {
      return steps.refusal.json;
    }
    return steps.handle(event, values);
  };
  return steps.judge(next, given, body);
}

export function headers(request: IncomingMessage, family: "webhook" | "svix"): Partial<Values> {
  const values: Record<string, string> = {};
  for (const name of ["id", "timestamp", "signature"]) {
    const value = request.headers[`${family}-${name}`];
    if (typeof value === "string") values[name] = value;
  }
  return values;
}

export function equals(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
