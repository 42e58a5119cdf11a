import { randomBytes } from "node:crypto";

/** Makes a signing secret: `whsec_` and the base64 of 32 random bytes, as Standard Webhooks have it. */
export function makeSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}
