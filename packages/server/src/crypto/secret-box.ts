import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { KeyRing, Keys } from "./keys.ts";

/** The first byte of everything that is sealed. */
export const sealedVersion = 1;
const ivBytes = 12;
const tagBytes = 16;

/** A secret cannot be decrypted: it was sealed with a key that this process does not have, or it is damaged. */
export class UnreadableSecretError extends Error {
  /** The id of the missing key. Any bytes, if the secret is damaged. */
  readonly missingKeyId: Buffer | undefined;

  constructor(message: string, options: ErrorOptions & { readonly missingKeyId?: Buffer } = {}) {
    super(message, options);
    this.name = "UnreadableSecretError";
    this.missingKeyId = options.missingKeyId;
  }
}

/** Encrypts secrets for storage. */
export interface SecretBox {
  /** Encrypts `text` with the newest key, bound to `owner` (as associated data). */
  seal(text: string, owner: string): Buffer;
  /**
   * Decrypts the result of `seal`.
   *
   * @throws UnreadableSecretError on an unknown key, another owner, or changed bytes
   */
  open(sealed: Uint8Array, owner: string): string;
}

/** The first bytes of everything that is sealed with these keys. */
export const sealedHeader = (keys: Keys): Buffer => Buffer.from([sealedVersion, ...keys.id]);

/** Length of `sealedHeader`. */
export const sealedHeaderBytes = 5;

/** AES-256-GCM. Format: version (1 byte), key id (4), IV (12), tag (16), ciphertext. */
export function createSecretBox(ring: KeyRing): SecretBox {
  const [newest] = ring;
  const byHeader = new Map(ring.map((keys) => [sealedHeader(keys).toString("hex"), keys]));
  const associatedData = (header: Buffer, owner: string) => Buffer.concat([header, Buffer.from(owner)]);
  return {
    seal(text, owner) {
      const header = sealedHeader(newest);
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv("aes-256-gcm", newest.secrets, iv, { authTagLength: tagBytes });
      cipher.setAAD(associatedData(header, owner));
      const ciphertext = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([header, iv, cipher.getAuthTag(), ciphertext]);
    },
    open(sealed, owner) {
      const bytes = Buffer.from(sealed);
      const header = bytes.subarray(0, sealedHeaderBytes);
      const keys = byHeader.get(header.toString("hex"));
      if (keys === undefined) {
        if (header[0] !== sealedVersion) throw new UnreadableSecretError("the stored secret is damaged");
        const missingKeyId = header.subarray(1);
        throw new UnreadableSecretError("the secret was sealed with another encryption key", { missingKeyId });
      }
      const iv = bytes.subarray(header.length, header.length + ivBytes);
      const tag = bytes.subarray(header.length + ivBytes, header.length + ivBytes + tagBytes);
      const ciphertext = bytes.subarray(header.length + ivBytes + tagBytes);
      try {
        const decipher = createDecipheriv("aes-256-gcm", keys.secrets, iv, { authTagLength: tagBytes });
        decipher.setAAD(associatedData(header, owner));
        decipher.setAuthTag(tag);
        return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString("utf8");
      } catch (cause) {
        throw new UnreadableSecretError("the stored secret is damaged", { cause });
      }
    },
  };
}
