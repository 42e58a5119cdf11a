import { HeaderError, MalformedBodyError, SignatureError, TimestampError, type VerificationError } from "../errors.ts";
import type { AnyEvent } from "../events.ts";
import type { WebhookHeaders } from "../http-types.ts";
import { decodeUtf8, toTextOrBytes } from "./body.ts";
import { createSign, timingSafeEqual } from "./signature.ts";

/** A delivery with a valid signature. */
export interface VerifiedDelivery {
  /** The id that was signed. */
  id: string;
  event: AnyEvent;
}

/** Verifies a raw body and its headers. Rejects with a `VerificationError` or `BodyNotRawError`. */
export type Verify = (rawBody: unknown, headers: WebhookHeaders) => Promise<VerifiedDelivery>;

/** Creates the check of symmetric signatures as specified by Standard Webhooks (https://www.standardwebhooks.com). */
export function createVerify(secrets: string | readonly string[], toleranceSeconds: number): Verify {
  // No secret, such as that of an environment variable that is not set, is treated as an empty one, which is rejected.
  const signs = (secrets?.length ? [secrets].flat() : [""]).map(createSign);

  return async (rawBody, headers) => {
    const body = toTextOrBytes(rawBody);
    let error: VerificationError | undefined;
    // Each family of headers is checked separately: headers of two families never make up one signature.
    for (const family of ["webhook-", "svix-"]) {
      const header = (name: string): string => readHeader(headers, family + name);
      const signatures = header("signature");
      if (!signatures) continue;
      const id = header("id");
      const timestamp = header("timestamp");
      const age = Math.floor(Date.now() / 1000) - +timestamp;
      if (!id || !/^\d+$/.test(timestamp)) {
        error ??= new HeaderError(family + (id ? "timestamp" : "id"), id && timestamp);
      } else if (!(Math.abs(age) <= toleranceSeconds)) {
        // Not `>`: a tolerance of NaN must reject everything.
        error ??= new TimestampError(age);
      } else {
        for (const sign of signs) {
          const signed = sign(`${id}.${timestamp}.`, body);
          const expected = `v1,${typeof signed === "string" ? signed : await signed}`;
          // Several header lines arrive joined by a comma. All entries are compared, so that the time taken does not
          // reveal which one matched. Entries of other versions never match.
          if (signatures.split(/,? /).filter((given) => timingSafeEqual(expected, given))[0]) {
            return { id, event: parseEvent(body) };
          }
        }
        error ??= new SignatureError();
      }
    }
    throw error ?? new HeaderError("webhook-signature");
  };
}

/** Returns a header by its lower-case name, `""` if it is absent. */
function readHeader(headers: WebhookHeaders, name: string): string {
  const value =
    (typeof headers.get === "function"
      ? headers.get(name)
      : ((headers as Record<string, string>)[name] ??
        Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1])) ?? "";
  return [value].flat().join(" ");
}

function parseEvent(body: string | Uint8Array): AnyEvent {
  let event: AnyEvent | undefined;
  try {
    event = JSON.parse(typeof body === "string" ? body : decodeUtf8(body));
  } catch {
    // No cause is kept: its message quotes the body.
  }
  if (typeof event?.event_type !== "string") throw new MalformedBodyError();
  return event;
}
