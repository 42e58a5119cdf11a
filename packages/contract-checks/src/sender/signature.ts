import { createHmac } from "node:crypto";
import { isObject } from "@agent-webhooks/types/json-schema";
import { decodeSecret } from "../receiver/build-request.ts";
import { addSpaces, escapeNonAscii } from "../receiver/data/json-encodings.ts";

/** What a signature covers. */
export interface SignedParts {
  readonly id: string;
  readonly timestamp: string;
  readonly body: Buffer;
}

/**
 * The base64 signature of a delivery (https://www.standardwebhooks.com).
 *
 * Does not use the receiver package, whose mistakes would otherwise be those of the check too.
 */
export function signatureOf({ id, timestamp, body }: SignedParts, secret: string): string {
  return hmac("sha256", decodeSecret(secret), `${id}.${timestamp}.`, body).toString("base64");
}

/** The signatures in a header, without their version; those of other versions are left out. */
export function signaturesIn(header: string): string[] {
  return header.split(" ").flatMap((entry) => (entry.startsWith("v1,") ? [entry.slice("v1,".length)] : []));
}

/** A mistake in making a signature, as what it does ("signs the body alone"), and what to do about it. */
export interface SigningMistake {
  readonly mistake: string;
  readonly advice: string;
}

interface Way {
  /** `undefined` when it is as the contract has it. */
  readonly mistake?: string;
  readonly advice?: string;
}

type Key = Way & { readonly key: Uint8Array };
type Body = Way & { readonly body: Buffer };
type Content = Way & { readonly write: (parts: SignedParts) => readonly [before: string, body: Buffer, after: string] };
type Output = Way & { readonly algorithm: string; readonly encoding: BufferEncoding };

const contents: readonly Content[] = [
  { write: ({ id, timestamp, body }) => [`${id}.${timestamp}.`, body, ""] },
  {
    mistake: "signs the body alone",
    advice: "Sign {webhook-id}.{webhook-timestamp}.{body}, not the body alone.",
    write: ({ body }) => ["", body, ""],
  },
  {
    mistake: "signs {webhook-timestamp}.{body}, without the id",
    advice: "Sign {webhook-id}.{webhook-timestamp}.{body}: the id comes first.",
    write: ({ timestamp, body }) => [`${timestamp}.`, body, ""],
  },
  {
    mistake: "signs {webhook-id}.{body}, without the timestamp",
    advice: "Sign {webhook-id}.{webhook-timestamp}.{body}: without the timestamp, a request can be replayed.",
    write: ({ id, body }) => [`${id}.`, body, ""],
  },
  {
    mistake: "signs the timestamp before the id",
    advice: "Sign {webhook-id}.{webhook-timestamp}.{body}, in this order.",
    write: ({ id, timestamp, body }) => [`${timestamp}.${id}.`, body, ""],
  },
  {
    mistake: "signs the parts without dots between them",
    advice: "Join {webhook-id}, {webhook-timestamp} and {body} with dots.",
    write: ({ id, timestamp, body }) => [`${id}${timestamp}`, body, ""],
  },
];

const outputs: readonly Output[] = [
  { algorithm: "sha256", encoding: "base64" },
  { algorithm: "sha256", encoding: "hex", mistake: "is in hex", advice: "Encode the signature in base64, not in hex." },
  {
    algorithm: "sha256",
    encoding: "base64url",
    mistake: "is in base64url",
    advice: "Encode the signature in standard base64, with + / and =.",
  },
  { algorithm: "sha1", encoding: "base64", mistake: "uses SHA-1", advice: "Use HMAC-SHA256." },
  { algorithm: "sha512", encoding: "base64", mistake: "uses SHA-512", advice: "Use HMAC-SHA256." },
];

function keysOf(secret: string): Key[] {
  const decode = "The key is the part of the secret after whsec_, decoded from base64.";
  return [
    { key: decodeSecret(secret) },
    { key: Buffer.from(secret), mistake: "uses the text of the secret as the key", advice: decode },
    {
      key: Buffer.from(secret.replace("whsec_", "")),
      mistake: "uses the base64 text of the secret as the key",
      advice: decode,
    },
    { key: Buffer.from(secret, "base64"), mistake: "uses whsec_ as part of the key", advice: decode },
    { key: Buffer.alloc(0), mistake: "uses an empty key", advice: decode },
  ];
}

const sameBytes = "Serialize the event once, then sign these bytes and send these bytes.";

/** The body, and other texts that a serializer makes of it. */
function bodiesOf(body: Buffer): Body[] {
  const texts: [mistake: string, text: string][] = [];
  try {
    const value: unknown = JSON.parse(body.toString());
    const compact = JSON.stringify(value);
    texts.push(
      ["signs re-serialized JSON", compact],
      ["signs re-serialized JSON with spaces", addSpaces(compact)],
      ["signs re-serialized JSON with spaces and escaped characters", addSpaces(escapeNonAscii(compact))],
      ["signs re-serialized JSON with escaped characters", escapeNonAscii(compact)],
      ["signs re-serialized JSON with sorted keys", JSON.stringify(sortKeys(value))],
      ["signs indented JSON", JSON.stringify(value, null, 2)],
    );
  } catch {
    // Then it is only the bytes that count.
  }
  const text = body.toString();
  texts.push(
    ["signs the body without surrounding whitespace", text.trim()],
    ["signs normalized text", text.normalize("NFC")],
    ["signs an empty body", ""],
  );
  const others = [
    ...texts.map(([mistake, text]) => ({ mistake, advice: sameBytes, body: Buffer.from(text) })),
    { mistake: "signs the body in Latin-1", advice: "Sign the bytes in UTF-8.", body: Buffer.from(text, "latin1") },
  ];
  return [{ body }, ...others.filter((other) => !other.body.equals(body))];
}

/**
 * Finds out how a wrong signature was made.
 *
 * @param otherTimestamps timestamps of earlier attempts
 * @returns `undefined` when it is none of the usual mistakes
 */
export function explainSignature(
  header: string,
  parts: SignedParts,
  secrets: readonly string[],
  otherTimestamps: readonly string[],
): SigningMistake | undefined {
  // Without padding, and without a name as in `sha256=…`.
  const given = new Set(header.split(/[ ,=]/));
  const timestamps = [
    { timestamp: parts.timestamp },
    ...otherTimestamps.map((timestamp) => ({
      timestamp,
      mistake: "signs the timestamp of an earlier attempt",
      advice: "Sign each attempt again, with the timestamp in its headers.",
    })),
    {
      timestamp: `${parts.timestamp}000`,
      mistake: "signs the timestamp in milliseconds",
      advice: "Sign the timestamp as it stands in the header, in seconds.",
    },
  ];
  for (const { key, ...keyWay } of secrets.flatMap(keysOf)) {
    for (const { body, ...bodyWay } of bodiesOf(parts.body)) {
      for (const { timestamp, ...timestampWay } of timestamps) {
        for (const { write, ...contentWay } of contents) {
          for (const { algorithm, encoding, ...outputWay } of outputs) {
            const digest = hmac(algorithm, key, ...write({ id: parts.id, timestamp, body })).toString(encoding);
            if (!given.has(digest.replaceAll("=", ""))) continue;
            return describe([bodyWay, contentWay, timestampWay, keyWay, outputWay]);
          }
        }
      }
    }
  }
  return undefined;
}

function describe(ways: readonly Way[]): SigningMistake {
  const mistakes = ways.flatMap(({ mistake }) => mistake ?? []);
  const advice = [...new Set(ways.flatMap(({ advice }) => advice ?? []))].join(" ");
  if (mistakes.length > 0) return { mistake: mistakes.join(" and "), advice };
  return {
    mistake: "is right, but the header is malformed",
    advice: "Write each signature as v1,<base64>, separated by spaces.",
  };
}

function hmac(algorithm: string, key: Uint8Array, ...content: readonly (string | Buffer)[]): Buffer {
  const hash = createHmac(algorithm, key);
  for (const part of content) hash.update(part);
  return hash.digest();
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]));
}
