import { type EventType, eventTypes } from "@agent-webhooks/types";
import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { delivery } from "../api/clients.ts";
import { useChange } from "../api/queries.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Field } from "../ui/field.tsx";
import { notify } from "../ui/notices.tsx";
import type { WebhookDialogProps } from "./webhook-dialog.ts";

export function SendTestDialog({
  webhook: { webhook_id, event_types = [] },
  onClose,
}: WebhookDialogProps): ReactElement {
  const navigate = useNavigate();
  const [type, setType] = useState<EventType>(event_types[0] ?? eventTypes[0]);
  const send = useChange((event_type: EventType) => delivery.sendTestEvent(webhook_id, { event_type }));
  const onSuccess = ({ delivery_id }: { delivery_id: string }) => {
    notify("Test event sent.");
    void navigate({ to: "/deliveries/$deliveryId", params: { deliveryId: delivery_id } });
  };
  return (
    <ConfirmDialog
      title="Send a test"
      action="Send"
      isBusy={send.isPending}
      error={send.error}
      onConfirm={() => send.mutate(type, { onSuccess })}
      onClose={onClose}
    >
      <Field
        label="Event type"
        description="The example of the contract is sent, also if the webhook does not subscribe to it."
      >
        {(control) => (
          <select
            {...control}
            className="input"
            value={type}
            onChange={({ target }) => setType(target.value as EventType)}
          >
            {eventTypes.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        )}
      </Field>
    </ConfirmDialog>
  );
}
