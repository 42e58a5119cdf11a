import { setTimeout as delay } from "node:timers/promises";
import type { DeliveryDetails } from "@agent-webhooks/types/delivery";
import type { Endpoint } from "./endpoint.ts";
import { now } from "./listener.ts";
import type { SenderTarget } from "./target.ts";
import type { TriggeredEvent } from "./trigger.ts";

/** A delivery as the provider shows it. */
export type ShownDelivery = Partial<DeliveryDetails>;

/** How often a delivery is read until it is ready. */
const pollMs = 100;

/**
 * The delivery of a published event to the webhook of an endpoint, when it is ready, or else at the end of the run's patience.
 * Lists may lag behind. `undefined` if there is none.
 *
 * @throws NotRunError when the provider does not show deliveries, or not to this token
 */
export async function readDelivery(
  { api, patienceMs }: Pick<SenderTarget, "api" | "patienceMs">,
  { webhookId }: Pick<Endpoint, "webhookId">,
  { published }: Pick<TriggeredEvent, "published">,
  isReady: (delivery: ShownDelivery) => boolean,
): Promise<ShownDelivery | undefined> {
  const until = now() + patienceMs;
  for (;;) {
    const delivery = await api.findDelivery(webhookId, published?.id ?? "");
    if ((delivery !== undefined && isReady(delivery)) || now() >= until) return delivery;
    await delay(pollMs);
  }
}

export function isSettled({ status }: ShownDelivery): boolean {
  return status !== "pending";
}
