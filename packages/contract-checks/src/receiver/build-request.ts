import { createHmac } from "node:crypto";

/** The values of the three headers of a delivery. They are sent as `webhook-*` and as `svix-*`. */
export interface HeaderValues {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
}

/** What is sent instead of the signed values and body. A header that is `undefined` is not sent. */
export type Overrides = { readonly [name in keyof HeaderValues]?: string | undefined } & { readonly body?: string };

/** Returns the base64 signature of the delivery, or of the delivery with some of its inputs replaced. */
export type Sign = (replaced?: {
  readonly key?: Uint8Array;
  readonly id?: string;
  readonly timestamp?: string;
  readonly body?: string;
}) => string;

/** A delivery to send. It is signed when it is sent, so that its timestamp is right however long it waits. */
export interface TestDelivery {
  /** Type of the event in the body, for findings. */
  readonly eventType: string;
  readonly id: string;
  readonly body: string;
  /** A GET has no body. @default "POST" */
  readonly method?: "POST" | "GET";
  /** @default "application/json" */
  readonly contentType?: string;
  /** Seconds added to the current time to get the timestamp. @default 0 */
  readonly timestampOffset?: number;
  /** Changes the request after it was signed, as a secret rotation or an attacker does. */
  readonly override?: (signed: HeaderValues, sign: Sign) => Overrides;
  /** Sends the body in two chunks, the first one of this many bytes. */
  readonly firstChunkBytes?: number;
  /** Sends the body without its length, in the chunked transfer coding. @default false */
  readonly isChunked?: boolean;
}

/** Removes all three headers. */
export const withoutHeaders: Overrides = { id: undefined, timestamp: undefined, signature: undefined };

/** A request, byte for byte. */
export interface RawRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly firstChunkBytes?: number | undefined;
}

/** The key in a secret (`whsec_` and base64). */
export function decodeSecret(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ""), "base64");
}

/**
 * Signs a delivery (https://www.standardwebhooks.com) and returns its request.
 *
 * Does not use the receiver package, which is one of the implementations that are checked.
 *
 * @param now Unix seconds
 */
export function buildRequest(delivery: TestDelivery, key: Uint8Array, now: number): RawRequest {
  const { id, method = "POST", contentType = "application/json", override, firstChunkBytes } = delivery;
  const framing = (length: number): Record<string, string> =>
    delivery.isChunked ? { "transfer-encoding": "chunked" } : { "content-length": `${length}` };
  const timestamp = `${now + (delivery.timestampOffset ?? 0)}`;
  const sign: Sign = (replaced) => {
    const signed = { key, id, timestamp, body: delivery.body, ...replaced };
    return createHmac("sha256", signed.key).update(`${signed.id}.${signed.timestamp}.${signed.body}`).digest("base64");
  };
  const values = { id, timestamp, signature: `v1,${sign()}` };
  const { body = delivery.body, ...others } = override?.(values, sign) ?? {};
  const bytes = Buffer.from(method === "POST" ? body : "");
  return {
    method,
    headers: {
      "user-agent": "webhooks-contract",
      accept: "*/*",
      ...(method === "POST" && { "content-type": contentType, ...framing(bytes.length) }),
      ...headersOf({ ...values, ...others }),
    },
    body: bytes,
    firstChunkBytes,
  };
}

const valueNames = ["id", "timestamp", "signature"] as const;

/** The headers of a delivery, in the order of the spec. */
export const headerNames: readonly string[] = ["webhook", "svix"].flatMap((family) =>
  valueNames.map((name) => `${family}-${name}`),
);

/** A receiver may read either family, so both have the same values. */
function headersOf(values: Omit<Overrides, "body">): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [index, header] of headerNames.entries()) {
    const value = values[valueNames[index % valueNames.length] ?? "id"];
    if (value !== undefined) headers[header] = value;
  }
  return headers;
}
