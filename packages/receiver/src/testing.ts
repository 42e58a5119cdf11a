/**
 * For tests of a service that receives webhooks: signs payloads as the service that sends them does. Uses web
 * standards only.
 *
 * @example
 * const response = await handler(await signedRequest("https://example.com/hooks", sampleEvent("message.received"), { secret }));
 */
import type { WebhookEvents } from "@agent-webhooks/types";
import { eventExamples } from "@agent-webhooks/types/examples";
import { isObject } from "@agent-webhooks/types/json-schema";
import type { RawBody } from "./http-types.ts";
import { isRawBody, readChunks, toTextOrBytes } from "./internal/body.ts";
import { createSign } from "./internal/signature.ts";

export interface SignOptions {
  /** Secret to sign with: `whsec_` followed by base64. Several secrets produce several signatures, as during a rotation. */
  secret: string | readonly string[];
  /** Id of the delivery. @default the payload's `event_id`, or a new id if it has none */
  id?: string | undefined;
  /** Time of signing in Unix seconds. @default now */
  timestamp?: number | undefined;
}

/** The headers of a delivery, in both families. */
export type DeliveryHeaders = Record<`${"webhook" | "svix"}-${"id" | "timestamp" | "signature"}`, string>;

/** Raw bytes or text, or an object that is serialized with `JSON.stringify`. */
export type Payload = RawBody | object;

/**
 * Returns the headers for a delivery of the payload.
 *
 * @throws InvalidSecretError
 * @example
 * const body = JSON.stringify(sampleEvent("message.sent"));
 * await fetch(url, { method: "POST", body, headers: await sign(body, { secret }) });
 */
export async function sign(payload: Payload, options: SignOptions): Promise<DeliveryHeaders> {
  const body = serialize(payload);
  const id = options.id ?? eventIdOf(body) ?? createId("msg_");
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
}

export interface SignedRequestOptions extends SignOptions {
  /** Additional headers. They replace generated headers of the same name, in any case. */
  headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * Returns a delivery as a `Request`: a signed POST with a JSON body.
 *
 * @throws InvalidSecretError
 * @example
 * const response = await receiver.fetchHandler()(await signedRequest("https://example.com/hooks", event, { secret }));
 */
export async function signedRequest(
  url: string | URL,
  payload: Payload,
  { headers, ...options }: SignedRequestOptions,
): Promise<Request> {
  const allHeaders = new Headers({ "content-type": "application/json", ...(await sign(payload, options)) });
  // Set one by one: names that differ in case only would be combined into one header with both values.
  for (const [name, value] of Object.entries(headers ?? {})) allHeaders.set(name, value);
  return new Request(url, {
    method: "POST",
    headers: allHeaders,
    body: await readChunks([serialize(payload)], Number.POSITIVE_INFINITY),
  });
}

/** Some fields of an event, at any depth. Arrays are replaced as a whole. */
export type Overrides<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [Field in keyof T]?: Overrides<T[Field]> }
    : T;

/**
 * Returns an event of the given type: the spec's example with a new `event_id` and the given fields.
 *
 * @example
 * sampleEvent("message.received", { message: { subject: "Hello" } });
 */
export function sampleEvent<Type extends keyof WebhookEvents>(
  type: Type,
  overrides?: Overrides<WebhookEvents[Type]>,
): WebhookEvents[Type] {
  // The first example of a type has all fields. The tests of the types package validate every example.
  const [example] = Object.values(eventExamples[type]);
  return merge({ ...example, event_id: createId("evt_") }, overrides) as WebhookEvents[Type];
}

function serialize(payload: Payload): string | Uint8Array {
  return isRawBody(payload) ? toTextOrBytes(payload) : JSON.stringify(payload);
}

function eventIdOf(body: string | Uint8Array): string | undefined {
  try {
    const { event_id: id } = JSON.parse(typeof body === "string" ? body : new TextDecoder().decode(body));
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
}

function createId(prefix: string): string {
  return prefix + crypto.randomUUID().replaceAll("-", "");
}

/** Returns a deep copy of `base` with the given changes. */
function merge(base: unknown, changes: unknown): unknown {
  if (!isObject(base) || !isObject(changes)) return structuredClone(changes ?? base);
  const merged: Record<string, unknown> = structuredClone(base);
  for (const [field, value] of Object.entries(changes)) merged[field] = merge(base[field], value);
  return merged;
}
