import type { Delivery } from "@agent-webhooks/types/delivery";
import type { RequiredText } from "../../command.ts";
import type { Output } from "../../io.ts";
import type { Paint, Paints } from "../../output/color.ts";
import { details } from "../../output/table.ts";

/** What the commands that are about one delivery take. */
export const deliveryId: { readonly delivery_id: RequiredText } = {
  delivery_id: { type: "string", demandOption: true, describe: "ID of the delivery" },
};

/** How the status of a delivery is coloured. */
export function paintOfStatus({ status }: Pick<Delivery, "status">, { green, yellow, red, dim }: Paints): Paint {
  return { succeeded: green, pending: yellow, failed: red, cancelled: dim }[status];
}

/** A delivery, field by field. */
export function deliveryDetails(delivery: Delivery, output: Output, paints: Paints): string {
  return details(
    [
      ["delivery_id", delivery.delivery_id],
      ["status", delivery.status, paintOfStatus(delivery, paints)],
      ["reason", delivery.reason],
      ["explanation", delivery.explanation],
      ["event_type", delivery.event_type],
      ["event_id", delivery.event_id],
      ["webhook_id", delivery.webhook_id],
      ["created_at", delivery.created_at],
      ["next_attempt_at", delivery.next_attempt_at],
      ["breaker_open_until", delivery.breaker_open_until],
      ["webhook_disabled_because", delivery.webhook_disabled_because],
    ],
    output,
  );
}
