import { eventTypes, type Webhook } from "@agent-webhooks/types";
import type { Flag, RequiredText } from "../../command.ts";
import type { Output } from "../../io.ts";
import type { Paints } from "../../output/color.ts";
import { details } from "../../output/table.ts";

/** What the commands that are about one webhook take. */
export const webhookId: { readonly webhook_id: RequiredText } = {
  webhook_id: { type: "string", demandOption: true, describe: "ID of the webhook" },
};

/** Screens are shared and terminals keep what they showed: secrets are shown when they are asked for. */
export const showSecrets: Flag = {
  type: "boolean",
  default: false,
  describe: "Show secrets (JSON has them always)",
};

/** The types of the events that it gets. */
export function eventTypesOf({ event_types = [] }: Webhook): string {
  return event_types.length === eventTypes.length ? "all" : event_types.join(", ");
}

/** A webhook, field by field. */
export function webhookDetails(
  webhook: Webhook,
  output: Output,
  { green, yellow, dim }: Paints,
  secret: boolean,
): string {
  const { inbox_ids, pod_ids, enabled } = webhook;
  const scope = inbox_ids?.[0] ?? pod_ids?.[0];
  return details(
    [
      ["webhook_id", webhook.webhook_id],
      ["url", webhook.url],
      ["enabled", enabled ? "yes" : "no", enabled ? green : yellow],
      ["event_types", eventTypesOf(webhook)],
      ["inbox_ids", scope === undefined ? "all" : inbox_ids?.join(", ")],
      ["pod_ids", pod_ids?.join(", ")],
      ["client_id", webhook.client_id],
      secret ? ["secret", webhook.secret] : ["secret", "hidden; --show-secrets shows it", dim],
      ["created_at", webhook.created_at],
      ["updated_at", webhook.updated_at],
    ],
    output,
  );
}
