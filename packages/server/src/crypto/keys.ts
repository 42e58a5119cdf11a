import { createSecretKey, hkdfSync, type KeyObject } from "node:crypto";

/** Length of an encryption key in bytes. */
export const encryptionKeyBytes = 32;

/** The keys derived from an encryption key, one for each purpose. */
export interface Keys {
  /** Identifies the encryption key without revealing it. */
  readonly id: Buffer;
  /** Encrypts secrets at rest. */
  readonly secrets: KeyObject;
  /** Authenticates page tokens. */
  readonly pageTokens: KeyObject;
}

/** The keys of every configured encryption key, newest first: the first encrypts, all decrypt. */
export type KeyRing = readonly [Keys, ...Keys[]];

/** Derives the keys of each encryption key. */
export function deriveKeyRing([newest, ...older]: readonly [Buffer, ...Buffer[]]): KeyRing {
  return [deriveKeys(newest), ...older.map(deriveKeys)];
}

/** Derives the keys with HKDF-SHA-256 (RFC 5869). The same encryption key gives the same keys in every process. */
function deriveKeys(encryptionKey: Buffer): Keys {
  const derive = (purpose: string, bytes: number) =>
    Buffer.from(hkdfSync("sha256", encryptionKey, "", `agent-webhooks/${purpose}`, bytes));
  return {
    id: derive("key-id", 4),
    // Key objects: creating one from bytes at each use takes three times as long as decrypting a secret.
    secrets: createSecretKey(derive("secrets", 32)),
    pageTokens: createSecretKey(derive("page-tokens", 32)),
  };
}

/** Parses the base64 of an encryption key; returns `undefined` when it is invalid. */
export function parseEncryptionKey(text: string): Buffer | undefined {
  const key = Buffer.from(text, "base64");
  return key.length === encryptionKeyBytes && key.toString("base64") === text ? key : undefined;
}

/** Parses encryption keys, separated by commas or white space; returns `undefined` for an invalid or repeated key. */
export function parseEncryptionKeys(text: string): readonly [Buffer, ...Buffer[]] | undefined {
  const texts = text.split(/[\s,]+/).filter((part) => part !== "");
  const keys = texts.map(parseEncryptionKey).filter((key) => key !== undefined);
  const [newest, ...older] = keys;
  if (newest === undefined || keys.length < texts.length || new Set(texts).size < texts.length) return undefined;
  return [newest, ...older];
}
