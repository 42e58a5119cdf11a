import { createHmac } from "node:crypto";

/** The values that both header families of a delivery carry. */
export interface DeliveryValues {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
}

/** Other values than were signed, and another body. `undefined`: the headers are not sent. */
export type Changes = { readonly [name in keyof DeliveryValues]?: string | undefined } & { readonly body?: string };

/** Signs as the sender does, or with one of its inputs replaced; answers base64. */
export type Sign = (instead?: {
  readonly key?: Uint8Array;
  readonly id?: string;
  readonly timestamp?: string;
  readonly body?: string;
}) => string;

/**
 * A delivery that has yet to be signed. It is signed whenever it is sent, so that its age is what it says however long
 * it waits.
 */
export interface Delivery {
  /** Of the event in its body; stands in findings. */
  readonly eventType: string;
  readonly id: string;
  readonly body: string;
  /** @default "POST". Others have no body. */
  readonly method?: "POST" | "GET";
  /** @default "application/json" */
  readonly contentType?: string;
  /** Seconds from the time it is sent to the time that it bears. @default 0 */
  readonly signedAfter?: number;
  /** What is done to it once it is signed: by a sender that is rotating its secret, or by an attacker. */
  readonly change?: (signed: DeliveryValues, sign: Sign) => Changes;
  /** Sent in two pieces, the first with this many bytes of the body. */
  readonly firstPiece?: number;
}

/** Takes all headers of the family away. */
export const unsigned: Changes = { id: undefined, timestamp: undefined, signature: undefined };

/** A request to the byte. */
export interface RawRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly firstPiece?: number | undefined;
}

/** The key that a secret stands for. */
export function keyOf(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ""), "base64");
}

/**
 * Signs a delivery at a time, in Unix seconds, and makes the request of it.
 *
 * The signature (https://www.standardwebhooks.com) is computed here and not with the receiver package: that one is
 * among what is judged.
 */
export function toRequest(delivery: Delivery, key: Uint8Array, now: number): RawRequest {
  const { id, method = "POST", contentType = "application/json", change, firstPiece } = delivery;
  const timestamp = `${now + (delivery.signedAfter ?? 0)}`;
  const sign: Sign = (instead) => {
    const signed = { key, id, timestamp, body: delivery.body, ...instead };
    return createHmac("sha256", signed.key).update(`${signed.id}.${signed.timestamp}.${signed.body}`).digest("base64");
  };
  const values = { id, timestamp, signature: `v1,${sign()}` };
  const { body = delivery.body, ...others } = change?.(values, sign) ?? {};
  const bytes = Buffer.from(method === "POST" ? body : "");
  return {
    method,
    headers: {
      "user-agent": "webhooks-contract",
      accept: "*/*",
      ...(method === "POST" && { "content-type": contentType, "content-length": `${bytes.length}` }),
      ...familyHeaders({ ...values, ...others }),
    },
    body: bytes,
    firstPiece,
  };
}

/** A receiver may read either family, so both always say the same. */
function familyHeaders(values: Omit<Changes, "body">): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const family of ["webhook", "svix"]) {
    for (const name of ["id", "timestamp", "signature"] as const) {
      const value = values[name];
      if (value !== undefined) headers[`${family}-${name}`] = value;
    }
  }
  return headers;
}
