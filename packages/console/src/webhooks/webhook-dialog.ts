import type { Webhook } from "@agent-webhooks/client";

/** What every dialog of a webhook gets. */
export interface WebhookDialogProps {
  /** As it was when the dialog was opened. Compared with it as it is now, a change made meanwhile would be undone. */
  readonly webhook: Webhook;
  readonly onClose: () => void;
}
