import { createSecretKey, hkdfSync, type KeyObject } from "node:crypto";

/** Length of an encryption key in bytes. */
export const encryptionKeyBytes = 32;

/** One key for each purpose, all derived from an encryption key. */
export interface Keys {
  /** Names the encryption key without telling anything about it. */
  readonly id: Buffer;
  /** Encrypts what is secret at rest. */
  readonly secrets: KeyObject;
  /** Authenticates page tokens. */
  readonly pageTokens: KeyObject;
}

/** The keys of every encryption key that is set, newest first: what is new is made with the first, the others read. */
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
    // Objects: of bytes, each use would first make one, which takes three times as long as to decrypt a secret.
    secrets: createSecretKey(derive("secrets", 32)),
    pageTokens: createSecretKey(derive("page-tokens", 32)),
  };
}

/** An encryption key from its base64 text; `undefined` when it is not one. */
export function parseEncryptionKey(text: string): Buffer | undefined {
  const key = Buffer.from(text, "base64");
  return key.length === encryptionKeyBytes && key.toString("base64") === text ? key : undefined;
}

/** Encryption keys, newest first, with commas or white space between them; `undefined` when one is not one, or twice. */
export function parseEncryptionKeys(text: string): readonly [Buffer, ...Buffer[]] | undefined {
  const texts = text.split(/[\s,]+/).filter((part) => part !== "");
  const keys = texts.map(parseEncryptionKey).filter((key) => key !== undefined);
  const [newest, ...older] = keys;
  if (newest === undefined || keys.length < texts.length || new Set(texts).size < texts.length) return undefined;
  return [newest, ...older];
}
