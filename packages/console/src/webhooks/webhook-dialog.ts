import type { Webhook } from "@agent-webhooks/client";

/** What every dialog of a webhook gets. */
export interface WebhookDialogProps {
  readonly webhook: Webhook;
  readonly onClose: () => void;
}
