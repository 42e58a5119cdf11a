import { setTimeout } from "node:timers/promises";
import type { ListDeliveriesQuery } from "@agent-webhooks/client";
import type { Delivery } from "@agent-webhooks/types/delivery";
import type { ApiContext } from "./command.ts";
import { createStyles, toPrintable } from "./output/text.ts";

const pollMs = 1_000;

/** Prints the newest deliveries, then each that is new or has another status, until Ctrl-C. */
export async function watchDeliveries(
  query: ListDeliveriesQuery,
  { delivery: client, print, io }: ApiContext,
): Promise<void> {
  const signal = io.stopSignal();
  let known = new Map<string, string>();
  do {
    const { deliveries } = await client.listDeliveries(query);
    for (const delivery of deliveries.toReversed()) {
      if (known.get(delivery.delivery_id) !== stateOf(delivery))
        print.item(delivery, (output) => format(delivery, output));
    }
    known = new Map(deliveries.map((delivery) => [delivery.delivery_id, stateOf(delivery)]));
    await setTimeout(pollMs, undefined, { signal }).catch(() => undefined);
  } while (!signal.aborted);
}

const stateOf = ({ status, reason }: Delivery) => `${status} ${reason}`;

function format(delivery: Delivery, output: Parameters<typeof createStyles>[0]): string {
  const { created_at, delivery_id, status, event_type, webhook_id, reason } = delivery;
  const { green, yellow, red, dim } = createStyles(output);
  const style = { succeeded: green, pending: yellow, failed: red, cancelled: dim }[status];
  const [time, id, type, webhook, why] = [created_at, delivery_id, event_type, webhook_id, reason ?? ""].map(
    toPrintable,
  );
  return `${[time, id, style(status.padEnd("succeeded".length)), type, webhook, why].join("  ").trimEnd()}\n`;
}
