/**
 * For tests of a service that receives webhooks: signs payloads as the sender does. Web standards only.
 *
 * @example
 * const response = await handler(await signedRequest("https://example.com/hooks", sampleEvent("message.received"), { secret }));
 */
import type { WebhookEvents } from "@agent-webhooks/types";
import { eventExamples } from "@agent-webhooks/types/examples";
import { isRaw, join, type RawBody, toSignable } from "./body.ts";
import { createSign } from "./signature.ts";

export interface SignOptions {
  /** Signs: `whsec_` + base64. Several sign one after the other, as while a secret is rotated. */
  secret: string | readonly string[];
  /** The id of the delivery. @default the payload's `event_id`, as senders do; a fresh one when it has none */
  id?: string;
  /** When it is signed, in Unix seconds. @default now */
  timestamp?: number;
}

/** The headers of a delivery, in both families. */
export type DeliveryHeaders = Record<`${"webhook" | "svix"}-${"id" | "timestamp" | "signature"}`, string>;

/** Raw bytes or text, or an object that stands for `JSON.stringify` of it. */
export type Payload = RawBody | object;

/**
 * The headers under which a sender would deliver the payload.
 *
 * @throws InvalidSecretError
 * @example
 * const body = JSON.stringify(sampleEvent("message.sent"));
 * await fetch(url, { method: "POST", body, headers: await sign(body, { secret }) });
 */
export const sign = async (payload: Payload, options: SignOptions): Promise<DeliveryHeaders> => {
  const body = serialize(payload);
  const id = options.id ?? eventIdOf(body) ?? freshId("msg_");
  const timestamp = `${options.timestamp ?? Math.floor(Date.now() / 1000)}`;
  const signatures: string[] = [];
  for (const [index, secret] of [options.secret].flat().entries()) {
    signatures.push(`v1,${await createSign(secret, index)(`${id}.${timestamp}.`, body)}`);
  }
  const signature = signatures.join(" ");
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signature,
    "svix-id": id,
    "svix-timestamp": timestamp,
    "svix-signature": signature,
  };
};

export interface SignedRequestOptions extends SignOptions {
  /** Headers to add, or to put in the place of those that belong there. */
  headers?: Readonly<Record<string, string>>;
}

/**
 * A delivery as a `Request`: POST, JSON, signed.
 *
 * @throws InvalidSecretError
 * @example
 * const response = await receiver.fetchHandler()(await signedRequest("https://example.com/hooks", event, { secret }));
 */
export const signedRequest = async (
  url: string | URL,
  payload: Payload,
  { headers, ...options }: SignedRequestOptions,
): Promise<Request> =>
  new Request(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(await sign(payload, options)), ...headers },
    body: await join([serialize(payload)], Number.POSITIVE_INFINITY),
  });

/** Some fields of an event, at any depth. Arrays are given whole. */
export type Overrides<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [Field in keyof T]?: Overrides<T[Field]> }
    : T;

/**
 * An event of this type: the spec's example under a fresh `event_id`, with the given fields in it.
 *
 * @example
 * sampleEvent("message.received", { message: { subject: "Hello" } });
 */
export const sampleEvent = <Type extends keyof WebhookEvents>(
  type: Type,
  overrides?: Overrides<WebhookEvents[Type]>,
): WebhookEvents[Type] => {
  // The first example of a type is its full one. Each is valid by its schema, which the types package tests.
  const [example] = Object.values(eventExamples[type]);
  return merge({ ...example, event_id: freshId("evt_") }, overrides) as WebhookEvents[Type];
};

const serialize = (payload: Payload): string | Uint8Array =>
  isRaw(payload) ? toSignable(payload) : JSON.stringify(payload);

const eventIdOf = (body: string | Uint8Array): string | undefined => {
  try {
    const { event_id: id } = JSON.parse(typeof body === "string" ? body : new TextDecoder().decode(body));
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
};

const freshId = (prefix: string): string => prefix + crypto.randomUUID().replaceAll("-", "");

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A deep copy of `base` with what `changes` has in its place. */
const merge = (base: unknown, changes: unknown): unknown => {
  if (!isObject(base) || !isObject(changes)) return structuredClone(changes ?? base);
  const merged: Record<string, unknown> = structuredClone(base);
  for (const [field, value] of Object.entries(changes)) merged[field] = merge(base[field], value);
  return merged;
};
