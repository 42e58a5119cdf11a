import type { DeliverySettings, UpdateDeliverySettingsRequest } from "@agent-webhooks/client";
import { DeliverySettingsSchema } from "@agent-webhooks/types/delivery/schemas";
import { type ReactElement, useState } from "react";
import { delivery } from "../api/clients.ts";
import { issuesOf } from "../api/errors.ts";
import { useChange, useDeliverySettings } from "../api/queries.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Field } from "../ui/field.tsx";
import { notify } from "../ui/notices.tsx";
import { Loading } from "../ui/states.tsx";
import { formatNumber, labelOf } from "../ui/text.tsx";
import type { WebhookDialogProps } from "./webhook-dialog.ts";

type Limit = keyof DeliverySettings;
const limits = Object.entries(DeliverySettingsSchema.properties) as [Limit, { minimum: number; maximum: number }][];

/** Limits how fast events are sent. */
export function DeliverySettingsDialog({ webhook: { webhook_id }, onClose }: WebhookDialogProps): ReactElement {
  const settings = useDeliverySettings(webhook_id);
  const [typed, setTyped] = useState<Partial<Record<Limit, string>>>({});
  const update = useChange((change: UpdateDeliverySettingsRequest) =>
    delivery.updateDeliverySettings(webhook_id, change),
  );
  const textOf = (limit: Limit) => typed[limit] ?? String(settings.data?.[limit] ?? "");
  const confirm = () => {
    // Only what was typed: another limit may have been changed meanwhile.
    const change = Object.fromEntries(
      Object.entries(typed).map(([limit, text]) => [limit, text === "" ? null : Number(text)]),
    );
    update.mutate(change, {
      onSuccess: () => {
        notify("Limits changed.");
        onClose();
      },
    });
  };
  return (
    <ConfirmDialog
      title="Delivery limits"
      action="Save"
      isBusy={update.isPending}
      isDisabled={settings.data === undefined}
      error={update.error ?? settings.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>Limits how fast events are sent to the endpoint. Without limits, the service adapts to it.</p>
      {settings.isPending && <Loading />}
      {limits.map(([limit, { minimum, maximum }]) => (
        <Field
          key={limit}
          label={labelOf(limit)}
          description={`${formatNumber(minimum)} to ${formatNumber(maximum)}. Empty: no limit`}
          error={issuesOf(update.error, limit)}
        >
          {(control) => (
            <input
              {...control}
              className="input"
              type="number"
              min={minimum}
              max={maximum}
              value={textOf(limit)}
              onChange={({ target }) => setTyped({ ...typed, [limit]: target.value })}
            />
          )}
        </Field>
      ))}
    </ConfirmDialog>
  );
}
