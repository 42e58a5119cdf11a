import type { UpdateWebhookRequest } from "@agent-webhooks/types";
import { type ReactElement, useState } from "react";
import { webhooks } from "../api/clients.ts";
import { issuesOf } from "../api/errors.ts";
import { useChange } from "../api/queries.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { notify } from "../ui/notices.tsx";
import { changesOf } from "./event-filter.ts";
import { IdListField, idsOf } from "./id-list-field.tsx";
import type { WebhookDialogProps } from "./webhook-dialog.ts";

export function EventFilterDialog({ webhook, onClose }: WebhookDialogProps): ReactElement {
  const { webhook_id, inbox_ids = [], pod_ids = [] } = webhook;
  const [inboxes, setInboxes] = useState(inbox_ids.join("\n"));
  const [pods, setPods] = useState(pod_ids.join("\n"));
  const update = useChange((change: UpdateWebhookRequest) => webhooks.update(webhook_id, change));
  const error = (...fields: string[]) => fields.map((field) => issuesOf(update.error, field)).find(Boolean);
  const onSuccess = () => {
    notify("Event filter changed.");
    onClose();
  };
  return (
    <ConfirmDialog
      title="Edit event filter"
      action="Save"
      isBusy={update.isPending}
      error={update.error}
      onConfirm={() =>
        update.mutate(changesOf(webhook, { inbox_ids: idsOf(inboxes), pod_ids: idsOf(pods) }), { onSuccess })
      }
      onClose={onClose}
    >
      <p>The webhook gets events of these inboxes and pods. The last one cannot be removed: that would mean all.</p>
      <IdListField
        label="Inboxes"
        description="One ID a line."
        value={inboxes}
        error={error("add_inbox_ids", "remove_inbox_ids")}
        onChange={setInboxes}
      />
      <IdListField
        label="Pods"
        description="One ID a line."
        value={pods}
        error={error("add_pod_ids", "remove_pod_ids")}
        onChange={setPods}
      />
    </ConfirmDialog>
  );
}
