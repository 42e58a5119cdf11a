import { decode, toSignable } from "./body.ts";
import { HeaderError, MalformedBodyError, SignatureError, TimestampError, type VerificationError } from "./errors.ts";
import type { AnyEvent } from "./events.ts";
import { readHeader, type WebhookHeaders } from "./headers.ts";
import { createSign, equals } from "./signature.ts";

/** A delivery whose signature holds. `id` is the one that was signed. */
export interface Delivery {
  id: string;
  event: AnyEvent;
}

/** Answers the delivery of a raw body and its headers, or throws. */
export type Verify = (rawBody: unknown, headers: WebhookHeaders) => Promise<Delivery>;

/** Makes the check of Standard Webhooks (https://www.standardwebhooks.com), symmetric signatures. */
export const createVerify = (secrets: string | readonly string[], toleranceSeconds: number): Verify => {
  // An empty list is one empty secret, and refused as such.
  const signs = (secrets.length ? [secrets].flat() : [""]).map(createSign);

  const parse = (body: string | Uint8Array): AnyEvent => {
    let event: AnyEvent | undefined;
    try {
      event = JSON.parse(typeof body === "string" ? body : decode(body));
    } catch {
      // Without a cause: its message quotes the body.
    }
    if (typeof event?.event_type !== "string") throw new MalformedBodyError();
    return event;
  };

  return async (rawBody, headers) => {
    const body = toSignable(rawBody);
    let failure: VerificationError | undefined;
    // One family after the other, each alone: parts of two families never make one signature.
    for (const family of ["webhook-", "svix-"]) {
      const header = (name: string): string => readHeader(headers, family + name);
      const signatures = header("signature");
      if (!signatures) continue;
      const id = header("id");
      const timestamp = header("timestamp");
      const age = Math.floor(Date.now() / 1000) - Number(timestamp);
      if (!id || !/^\d+$/.test(timestamp)) {
        failure ??= new HeaderError(family + (id ? "timestamp" : "id"), id && timestamp);
      } else if (!(Math.abs(age) <= toleranceSeconds)) {
        // Not `>`: a tolerance that is no number must refuse everything.
        failure ??= new TimestampError(age);
      } else {
        for (const sign of signs) {
          const signed = sign(`${id}.${timestamp}.`, body);
          const expected = `v1,${typeof signed === "string" ? signed : await signed}`;
          // Several header lines arrive joined by a comma. Every entry is compared, so that the delay does not tell
          // which one was right; one of another version equals nothing.
          if (signatures.split(/,? /).filter((given) => equals(expected, given))[0]) {
            return { id, event: parse(body) };
          }
        }
        failure ??= new SignatureError();
      }
    }
    throw failure ?? new HeaderError("webhook-signature");
  };
};
