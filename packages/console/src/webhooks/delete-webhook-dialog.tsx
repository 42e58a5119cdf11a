import type { Webhook } from "@agent-webhooks/client";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { webhooks } from "../api/clients.ts";
import { keys, useChange } from "../api/queries.ts";
import { removeFromLists } from "../api/query-client.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { notify } from "../ui/notices.tsx";
import { Code } from "../ui/text.tsx";
import type { WebhookDialogProps } from "./webhook-dialog.ts";

export function DeleteWebhookDialog({ webhook: { webhook_id, url }, onClose }: WebhookDialogProps): ReactElement {
  const navigate = useNavigate();
  const remove = useChange(async () => {
    await webhooks.delete(webhook_id);
    removeFromLists<Webhook>(keys.webhooks, (each) => each.webhook_id === webhook_id);
  });
  const onSuccess = () => {
    notify("Webhook deleted.");
    void navigate({ to: "/webhooks" });
  };
  return (
    <ConfirmDialog
      title="Delete webhook"
      action="Delete webhook"
      kind="danger"
      typed={{ label: "Type the webhook ID to confirm", text: webhook_id }}
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined, { onSuccess })}
      onClose={onClose}
    >
      <p>
        Nothing more is sent to <Code text={url} />. Its pending deliveries are cancelled. This cannot be undone.
      </p>
      <p>
        <Code text={webhook_id} />
      </p>
    </ConfirmDialog>
  );
}
