import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Keys } from "./keys.ts";

const version = 1;
const ivBytes = 12;
const tagBytes = 16;

/** Encrypts secrets for storage. */
export interface SecretBox {
  /** Encrypts `text`. The result opens only together with the same `owner`. */
  seal(text: string, owner: string): Buffer;
  /** Decrypts what `seal` made. Throws when the key or the owner is another one, or a byte was changed. */
  open(sealed: Uint8Array, owner: string): string;
}

/**
 * AES-256-GCM. What is stored: version (1 byte), key id (4), IV (12), tag (16), ciphertext. Version and key id
 * stand in front so that a later version can tell which key or format a row needs.
 */
export function createSecretBox(keys: Keys): SecretBox {
  const header = Buffer.from([version, ...keys.id]);
  const associatedData = (owner: string) => Buffer.concat([header, Buffer.from(owner)]);
  return {
    seal(text, owner) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv("aes-256-gcm", keys.secrets, iv, { authTagLength: tagBytes });
      cipher.setAAD(associatedData(owner));
      const ciphertext = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([header, iv, cipher.getAuthTag(), ciphertext]);
    },
    open(sealed, owner) {
      const bytes = Buffer.from(sealed);
      if (!bytes.subarray(0, header.length).equals(header)) throw new Error("sealed with another encryption key");
      const iv = bytes.subarray(header.length, header.length + ivBytes);
      const tag = bytes.subarray(header.length + ivBytes, header.length + ivBytes + tagBytes);
      const decipher = createDecipheriv("aes-256-gcm", keys.secrets, iv, { authTagLength: tagBytes });
      decipher.setAAD(associatedData(owner));
      decipher.setAuthTag(tag);
      const ciphertext = bytes.subarray(header.length + ivBytes + tagBytes);
      return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString("utf8");
    },
  };
}
