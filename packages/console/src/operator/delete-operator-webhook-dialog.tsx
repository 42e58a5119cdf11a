import { useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { delivery } from "../api/clients.ts";
import { keys, useChange } from "../api/queries.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { notify } from "../ui/notices.tsx";
import { Code } from "../ui/text.tsx";

interface DeleteOperatorWebhookDialogProps {
  readonly url: string;
  readonly onClose: () => void;
}

export function DeleteOperatorWebhookDialog({ url, onClose }: DeleteOperatorWebhookDialogProps): ReactElement {
  const queries = useQueryClient();
  const remove = useChange(() => delivery.deleteOperatorWebhook());
  const onSuccess = () => {
    notify("Operator webhook deleted.");
    onClose();
    void queries.resetQueries({ queryKey: keys.operatorWebhook });
  };
  return (
    <ConfirmDialog
      title="Delete operator webhook"
      action="Delete operator webhook"
      kind="danger"
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined, { onSuccess })}
      onClose={onClose}
    >
      <p>
        No more operator events are sent to <Code text={url} />. Those that are pending are cancelled.
      </p>
    </ConfirmDialog>
  );
}
