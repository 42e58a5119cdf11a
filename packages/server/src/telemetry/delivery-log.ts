import type { FastifyBaseLogger } from "fastify";
import type { Attempt } from "../worker/state.ts";

export interface DeliveryIds {
  readonly deliveryId: string;
  readonly eventId: string;
  readonly webhookId: string;
}

/** What delivering events writes to the log: ids and outcomes, never bodies, secrets or URLs. */
export interface DeliveryLog {
  attempted(delivery: DeliveryIds, attempt: Attempt): void;
  disabled(webhookId: string): void;
  leaseLost(delivery: DeliveryIds): void;
  failed(message: string, error: unknown): void;
}

export function createDeliveryLog(log: FastifyBaseLogger): DeliveryLog {
  const idsOf = ({ deliveryId, eventId, webhookId }: DeliveryIds) => ({
    delivery_id: deliveryId,
    event_id: eventId,
    webhook_id: webhookId,
  });
  return {
    attempted: (delivery, { outcome, statusCode, durationMs }) =>
      log.info({ ...idsOf(delivery), outcome, status_code: statusCode, duration_ms: durationMs }, "attempt"),
    disabled: (webhookId) => log.warn({ webhook_id: webhookId }, "webhook disabled"),
    leaseLost: (delivery) => log.warn(idsOf(delivery), "lease lost: another process has taken over the delivery"),
    failed: (message, error) => log.error({ err: error }, message),
  };
}
