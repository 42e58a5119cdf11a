import type { webhooks } from "@agent-webhooks/types";

type Delivery = webhooks["message.received"]["post"];
type ContentType = keyof Delivery["requestBody"]["content"];
type Name = keyof Delivery["parameters"]["header"] | "content-type";

/**
 * The headers of the request of a delivery that follow from its event and the time of the attempt. The signature also depends
 * on the secrets of that time.
 */
export function requestHeaders(eventId: string, at: Date) {
  return {
    "content-type": "application/json" satisfies ContentType,
    "webhook-id": eventId,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
  } satisfies Partial<Record<Name, string>>;
}

/** The header of the signature. */
export const signatureHeader = "webhook-signature" satisfies Name;
