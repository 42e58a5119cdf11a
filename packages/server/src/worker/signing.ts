import type { KeyObject } from "node:crypto";
import type { SecretBox } from "../crypto/secret-box.ts";
import { keyOf } from "./signature.ts";
import type { LoadedWebhook } from "./webhook-loader.ts";

const maxKept = 10_000;

/** The keys that sign for webhooks. Those in use are kept: to open a secret anew for each claim takes longer than to sign. */
export class SigningKeys {
  readonly #secretBox: SecretBox;
  /** By webhook and sealed secret: one that was rotated is another one. */
  readonly #kept = new Map<string, KeyObject>();

  constructor(secretBox: SecretBox) {
    this.#secretBox = secretBox;
  }

  /** Newest first. */
  of({ webhook_id, secret, previous_secrets }: LoadedWebhook): readonly KeyObject[] {
    return [secret, ...previous_secrets].map((sealed) => this.#keyOf(sealed, webhook_id));
  }

  #keyOf(sealed: Uint8Array, webhookId: string): KeyObject {
    const name = `${webhookId} ${Buffer.from(sealed).toString("latin1")}`;
    const kept = this.#kept.get(name);
    if (kept !== undefined) return kept;
    const key = keyOf(this.#secretBox.open(sealed, webhookId));
    if (this.#kept.size === maxKept) this.#kept.clear();
    this.#kept.set(name, key);
    return key;
  }
}
