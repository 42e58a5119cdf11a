import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { SecretBox } from "../crypto/secret-box.ts";

const maxCachedKeys = 10_000;

/** What to sign, and with which secrets. */
export interface Signable {
  readonly webhookId: string;
  /** Encrypted, newest first. Each of them signs. */
  readonly sealedSecrets: readonly Uint8Array[];
  readonly eventId: string;
  readonly body: Uint8Array;
}

/** Signs deliveries. Keys are cached, because to decrypt a secret takes longer than to sign. */
export class Signer {
  readonly #secretBox: SecretBox;
  /** By webhook and encrypted secret, so that a rotated secret has a new entry. */
  readonly #keys = new LRUCache<string, KeyObject>({ max: maxCachedKeys });

  constructor(secretBox: SecretBox) {
    this.#secretBox = secretBox;
  }

  /**
   * Returns the headers of Standard Webhooks, and the same values under Svix's names. Previous secrets that cannot be
   * decrypted do not sign.
   *
   * @throws UnreadableSecretError if the current secret cannot be decrypted
   * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
   */
  sign({ webhookId, sealedSecrets, eventId, body }: Signable, at: Date): Record<string, string> {
    const timestamp = String(Math.floor(at.getTime() / 1000));
    const signature = sealedSecrets
      .flatMap((sealed, index) => this.#keyOf(sealed, webhookId, { isCurrent: index === 0 }) ?? [])
      .map((key) => createHmac("sha256", key))
      .map((hmac) => `v1,${hmac.update(`${eventId}.${timestamp}.`).update(body).digest("base64")}`)
      .join(" ");
    return {
      "webhook-id": eventId,
      "webhook-timestamp": timestamp,
      "webhook-signature": signature,
      "svix-id": eventId,
      "svix-timestamp": timestamp,
      "svix-signature": signature,
    };
  }

  #keyOf(sealed: Uint8Array, webhookId: string, { isCurrent }: { readonly isCurrent: boolean }): KeyObject | undefined {
    const name = `${webhookId} ${Buffer.from(sealed).toString("latin1")}`;
    const cached = this.#keys.get(name);
    if (cached !== undefined) return cached;
    try {
      const secret = this.#secretBox.open(sealed, webhookId);
      const key = createSecretKey(secret.slice("whsec_".length), "base64");
      this.#keys.set(name, key);
      return key;
    } catch (error) {
      if (isCurrent) throw error;
      return undefined;
    }
  }
}
