import type { DeliveryRequest } from "../../src/sender/listener.ts";
import { signatureOf } from "../../src/sender/signature.ts";

export const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
export const url = "https://example.com/hooks?key=a%2Fb";

/** Unix milliseconds at which the requests arrive. */
export const at: number = Date.parse("2026-01-16T09:21:00.750Z");

export interface RequestOptions {
  /** @default `{"event_id":"evt_1"}` */
  readonly body?: string | Buffer;
  /** @default the `event_id` of the body */
  readonly id?: string;
  /** @default the time of arrival */
  readonly timestamp?: string;
  /** @default the right one */
  readonly signature?: string;
  /** Headers that are added or changed; `undefined` removes one. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly method?: string;
  readonly url?: string;
}

/** A correct delivery to `url`, signed with `secret`, with changes. */
export function deliveryRequest({
  body = '{"event_id":"evt_1"}',
  id = "evt_1",
  timestamp = String(Math.floor(at / 1000)),
  signature,
  headers,
  ...changes
}: RequestOptions = {}): DeliveryRequest {
  const bytes = Buffer.from(body);
  const values = {
    id,
    timestamp,
    signature: signature ?? `v1,${signatureOf({ id, timestamp, body: bytes }, secret)}`,
  };
  const signed = ["webhook", "svix"].flatMap((family) =>
    Object.entries(values).map(([name, value]) => [`${family}-${name}`, value] as const),
  );
  const all: Record<string, string | undefined> = {
    host: "example.com",
    "content-type": "application/json",
    ...Object.fromEntries(signed),
    ...headers,
  };
  const sent = Object.entries(all).filter(([, value]) => value !== undefined);
  return { at, method: "POST", url: "/hooks?key=a%2Fb", headers: Object.fromEntries(sent), body: bytes, ...changes };
}
