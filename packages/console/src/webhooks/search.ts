import type { Webhook } from "@agent-webhooks/client";

/** What a list of webhooks is limited to, in the address of the page. */
export interface WebhookSearch {
  readonly search?: string;
  readonly enabled?: boolean;
}

export function readWebhookSearch({ search, enabled }: Record<string, unknown>): WebhookSearch {
  return {
    ...(search !== undefined && search !== "" && { search: String(search) }),
    ...(typeof enabled === "boolean" && { enabled }),
  };
}

/** Whether a webhook has all words of the search in its fields: its id, URL, event types and so on, but not the secret. */
export function matchesSearch(webhook: Webhook, { search = "", enabled }: WebhookSearch): boolean {
  if (enabled !== undefined && webhook.enabled !== enabled) return false;
  const { secret: _, created_at: __, updated_at: ___, ...searched } = webhook;
  const text = Object.values(searched).flat().join("\n").toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
