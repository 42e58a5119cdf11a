import { createSecretKey, hkdfSync, type KeyObject } from "node:crypto";

/** Length of ENCRYPTION_KEY in bytes. */
export const encryptionKeyBytes = 32;

/** One key for each purpose, all derived from ENCRYPTION_KEY. */
export interface Keys {
  /** Names the encryption key without telling anything about it. */
  readonly id: Buffer;
  /** Encrypts what is secret at rest. */
  readonly secrets: KeyObject;
  /** Authenticates page tokens. */
  readonly pageTokens: Buffer;
}

/** Derives the keys with HKDF-SHA-256 (RFC 5869). The same encryption key gives the same keys in every process. */
export function deriveKeys(encryptionKey: Buffer): Keys {
  const derive = (purpose: string, bytes: number) =>
    Buffer.from(hkdfSync("sha256", encryptionKey, "", `agent-webhooks/${purpose}`, bytes));
  return {
    id: derive("key-id", 4),
    // An object: of bytes, each cipher would first make one, which takes three times as long as to decrypt a secret.
    secrets: createSecretKey(derive("secrets", 32)),
    pageTokens: derive("page-tokens", 32),
  };
}
