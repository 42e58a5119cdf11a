import { RotateSecretRequestSchema } from "@agent-webhooks/types/delivery/schemas";
import { type ReactElement, useState } from "react";
import { delivery } from "../api/clients.ts";
import { issuesOf } from "../api/errors.ts";
import { useChange } from "../api/queries.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Code, CopyButton, Time } from "../ui/text.tsx";
import type { WebhookDialogProps } from "./webhook-dialog.ts";

const { minimum, maximum, default: byDefault } = RotateSecretRequestSchema.properties.overlap_seconds;

export function RotateSecretDialog({ webhook: { webhook_id }, onClose }: WebhookDialogProps): ReactElement {
  const [overlap, setOverlap] = useState(String(byDefault));
  const rotate = useChange((overlap_seconds: number) => delivery.rotateSecret(webhook_id, { overlap_seconds }));
  if (rotate.data) {
    const { secret, previous_expires_at } = rotate.data;
    return (
      <Dialog title="New secret" onClose={onClose}>
        <p>
          <Code text={secret} /> <CopyButton text={secret} what="secret" />
        </p>
        <p>
          Give it to the receiver. The previous secret also signs until <Time at={previous_expires_at} />.
        </p>
        <div className="dialog-actions">
          <Button kind="primary" onClick={onClose}>
            Done
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      title="Rotate secret"
      action="Rotate secret"
      isBusy={rotate.isPending}
      error={rotate.error}
      onConfirm={() => rotate.mutate(Number(overlap))}
      onClose={onClose}
    >
      <p>The webhook gets a new secret. Meanwhile the previous one signs too, so that no delivery is rejected.</p>
      <Field
        label="Seconds during which both secrets sign"
        description={`${minimum} to ${maximum}`}
        error={issuesOf(rotate.error, "overlap_seconds")}
      >
        {(control) => (
          <input
            {...control}
            className="input"
            type="number"
            required
            min={minimum}
            max={maximum}
            value={overlap}
            onChange={({ target }) => setOverlap(target.value)}
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}
