import { createHmac, createSecretKey, type KeyObject } from "node:crypto";

/** What is signed with: the base64 of a secret, decoded. */
export function keyOf(secret: string): KeyObject {
  return createSecretKey(secret.slice("whsec_".length), "base64");
}

/**
 * The headers that sign a delivery, after Standard Webhooks; the same values under the names that Svix has for them.
 *
 * @param keys the newest first; each signs
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signedHeaders(
  keys: readonly KeyObject[],
  { id, at, body }: { readonly id: string; readonly at: Date; readonly body: Uint8Array },
): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = keys
    .map((key) => `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64")}`)
    .join(" ");
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signature,
    "svix-id": id,
    "svix-timestamp": timestamp,
    "svix-signature": signature,
  };
}
