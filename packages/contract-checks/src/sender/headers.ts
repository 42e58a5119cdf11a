import type { DeliveryRequest } from "./listener.ts";
import type { SignedParts } from "./signature.ts";

/** Each header of a delivery is sent under both names. */
export const headerFamilies = ["webhook", "svix"] as const;
export const headerNames = ["id", "timestamp", "signature"] as const;

/** How far a timestamp may be off: receivers reject older and later ones. */
export const toleranceSeconds = 300;

/** The value of a header of a delivery, in the family that is there. */
export function headerValue({ headers }: DeliveryRequest, name: (typeof headerNames)[number]): string | undefined {
  const values = headerFamilies.flatMap((family) => headers[`${family}-${name}`] ?? []);
  return values[0];
}

/** What the signature of a request has to cover; `undefined` when a header is missing. */
export function signedPartsOf(request: DeliveryRequest): SignedParts | undefined {
  const [id, timestamp] = [headerValue(request, "id"), headerValue(request, "timestamp")];
  return id === undefined || timestamp === undefined ? undefined : { id, timestamp, body: request.body };
}

/** Parsed bodies: many checks look at each. */
const parsed = new WeakMap<DeliveryRequest, { readonly value: unknown }>();

/** The parsed body; `undefined` when it is not JSON in UTF-8. */
export function jsonOf(request: DeliveryRequest): unknown {
  const known = parsed.get(request) ?? { value: parseJson(request.body) };
  parsed.set(request, known);
  return known.value;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    return undefined;
  }
}
