import type { Webhook } from "@agent-webhooks/client";
import { requestHeaders, signatureHeader } from "./request-headers.ts";

/**
 * A curl command that repeats the request of a delivery, signed now (Standard Webhooks), so that a receiver accepts it.
 *
 * @param payload the exact body
 */
export async function curlOf({ url, secret }: Webhook, eventId: string, payload: string): Promise<string> {
  const signed = requestHeaders(eventId, new Date());
  const bytes = (text: string) => new TextEncoder().encode(text);
  const keyBytes = Uint8Array.from(atob(secret.replace(/^whsec_/, "")), (character) => character.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", keyBytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const signature = await crypto.subtle.sign(
    "HMAC",
    key,
    bytes(`${eventId}.${signed["webhook-timestamp"]}.${payload}`),
  );
  const headers = {
    ...signed,
    [signatureHeader]: `v1,${btoa(String.fromCharCode(...new Uint8Array(signature)))}`,
  };
  return [
    // Brackets and braces in the URL are not patterns.
    `curl --globoff ${quote(url)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    `--data-binary ${quote(payload)}`,
  ].join(" \\\n  ");
}

/** A word of a shell. */
const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
