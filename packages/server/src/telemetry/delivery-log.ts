import type { FastifyBaseLogger } from "fastify";
import { LRUCache } from "lru-cache";
import type { Attempt, InternalErrorCause } from "../worker/state-transitions.ts";

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
  /** Logged once for each webhook and cause. */
  internalError(webhookId: string, cause: InternalErrorCause, error: unknown): void;
}

/** Internal errors to remember. */
const maxLogged = 1_000;

export function createDeliveryLog(log: FastifyBaseLogger): DeliveryLog {
  const idsOf = ({ deliveryId, eventId, webhookId }: DeliveryIds) => ({
    delivery_id: deliveryId,
    event_id: eventId,
    webhook_id: webhookId,
  });
  const logged = new LRUCache<string, true>({ max: maxLogged });
  return {
    attempted: (delivery, { outcome, statusCode, durationMs }) =>
      log.info({ ...idsOf(delivery), outcome, status_code: statusCode, duration_ms: durationMs }, "attempt"),
    disabled: (webhookId) => log.warn({ webhook_id: webhookId }, "webhook disabled"),
    leaseLost: (delivery) => log.warn(idsOf(delivery), "lease lost: another process has taken over the delivery"),
    internalError: (webhookId, cause, error) => {
      const key = `${cause} ${webhookId}`;
      if (logged.has(key)) return;
      logged.set(key, true);
      log.error({ err: error, webhook_id: webhookId, cause }, "internal error");
    },
    failed: (message, error) => log.error({ err: error }, message),
  };
}
