import type { FastifyBaseLogger } from "fastify";
import type { ClaimedDelivery } from "../worker/queue.ts";
import type { MadeAttempt } from "../worker/record.ts";

/** What the delivery of events writes to the log: ids and outcomes, never bodies, secrets or URLs. */
export interface DeliveryLog {
  attempted(delivery: ClaimedDelivery, attempt: MadeAttempt): void;
  disabled(webhookId: string): void;
  leaseLost(delivery: ClaimedDelivery): void;
  failed(what: string, error: unknown): void;
}

export function createDeliveryLog(log: FastifyBaseLogger): DeliveryLog {
  return {
    attempted({ delivery_id, event_id, webhook_id }, { outcome, statusCode, durationMs }) {
      log.info(
        { delivery_id, event_id, webhook_id, outcome, status_code: statusCode, duration_ms: durationMs },
        "attempt",
      );
    },
    disabled: (webhook_id) => log.warn({ webhook_id }, "webhook disabled"),
    leaseLost({ delivery_id, event_id, webhook_id }) {
      log.warn({ delivery_id, event_id, webhook_id }, "lease lost: somebody else goes on with the delivery");
    },
    failed: (what, error) => log.error({ err: error }, what),
  };
}
