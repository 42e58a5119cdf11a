import type { StoredEvent } from "@agent-webhooks/client";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { delivery } from "../api/clients.ts";
import { keys, useChange } from "../api/queries.ts";
import { removeFromLists } from "../api/query-client.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { notify } from "../ui/notices.tsx";
import { Code } from "../ui/text.tsx";

interface EraseEventDialogProps {
  readonly eventId: string;
  readonly onClose: () => void;
}

export function EraseEventDialog({ eventId, onClose }: EraseEventDialogProps): ReactElement {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const erase = useChange(async () => {
    await delivery.eraseEvent(eventId);
    removeFromLists<StoredEvent>(keys.events, ({ event_id }) => event_id === eventId);
  });
  const onSuccess = async () => {
    notify("Event erased.");
    await navigate({ to: "/events" });
    queries.removeQueries({ queryKey: keys.event(eventId) });
  };
  return (
    <ConfirmDialog
      title="Erase event"
      action="Erase event"
      kind="danger"
      isBusy={erase.isPending}
      error={erase.error}
      onConfirm={() => erase.mutate(undefined, { onSuccess })}
      onClose={onClose}
    >
      <p>
        The payload of <Code text={eventId} /> is deleted, and pending deliveries of it are cancelled. What is recorded
        of its deliveries stays. This cannot be undone.
      </p>
    </ConfirmDialog>
  );
}
