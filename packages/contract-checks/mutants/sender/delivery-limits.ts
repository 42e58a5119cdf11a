import { setTimeout as delay } from "node:timers/promises";
import type { DeliverySettings } from "@agent-webhooks/types/delivery";

/** How often a waiting attempt looks whether it may begin, in milliseconds. */
const pollMs = 5;

/** Makes the attempts of each webhook wait as its delivery settings say. */
export class DeliveryLimits {
  readonly #webhooks = new Map<string, { inFlight: number; nextAt: number }>();

  /** Runs an attempt when it may begin. @param readSettings those of the webhook now */
  async run(webhookId: string, readSettings: () => DeliverySettings, attempt: () => Promise<void>): Promise<void> {
    const webhook = this.#webhooks.get(webhookId) ?? { inFlight: 0, nextAt: 0 };
    this.#webhooks.set(webhookId, webhook);
    while (webhook.inFlight >= (readSettings().max_in_flight ?? Infinity) || webhook.nextAt > Date.now()) {
      await delay(pollMs);
    }
    const { max_per_second } = readSettings();
    if (max_per_second !== undefined) webhook.nextAt = Date.now() + 1000 / max_per_second;
    webhook.inFlight++;
    try {
      await attempt();
    } finally {
      webhook.inFlight--;
    }
  }
}
