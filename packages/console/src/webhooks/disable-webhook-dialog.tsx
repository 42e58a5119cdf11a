import type { ReactElement } from "react";
import { delivery } from "../api/clients.ts";
import { useChange } from "../api/queries.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { notify } from "../ui/notices.tsx";
import type { WebhookDialogProps } from "./webhook-dialog.ts";

export function DisableWebhookDialog({ webhook: { webhook_id }, onClose }: WebhookDialogProps): ReactElement {
  const disable = useChange(() => delivery.disableWebhook(webhook_id));
  const onSuccess = () => {
    notify("Webhook disabled.");
    onClose();
  };
  return (
    <ConfirmDialog
      title="Disable webhook"
      action="Disable"
      isBusy={disable.isPending}
      error={disable.error}
      onConfirm={() => disable.mutate(undefined, { onSuccess })}
      onClose={onClose}
    >
      <p>
        Nothing is sent to a disabled webhook. Its pending deliveries become failed. After you enable it again,
        “Recover” sends what it missed.
      </p>
    </ConfirmDialog>
  );
}
