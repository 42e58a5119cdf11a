import type { RecoveredWebhook, RecoverWebhookRequest } from "@agent-webhooks/types/delivery";
import { type ReactElement, useState } from "react";
import { delivery } from "../api/clients.ts";
import { issuesOf } from "../api/errors.ts";
import { useChange } from "../api/queries.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Field } from "../ui/field.tsx";
import { fromLocal, toLocal } from "../ui/filter-bar.tsx";
import { notify } from "../ui/notices.tsx";
import { formatNumber } from "../ui/text.tsx";
import type { WebhookDialogProps } from "./webhook-dialog.ts";

const dayMs = 86_400_000;

/** First counts, then sends again what failed and what was missed. */
export function RecoverWebhookDialog({ webhook: { webhook_id }, onClose }: WebhookDialogProps): ReactElement {
  const [since, setSince] = useState(() => toLocal(new Date(Date.now() - dayMs).toISOString()));
  const [until, setUntil] = useState("");
  const recover = useChange((request: RecoverWebhookRequest) => delivery.recoverWebhook(webhook_id, request));
  const range = { since: fromLocal(since), ...(until !== "" && { until: fromLocal(until) }) };
  // Counts are those of the range that they were made for.
  const [counted, setCounted] = useState<{ readonly range: string; readonly result: RecoveredWebhook }>();
  const counts = counted?.range === JSON.stringify(range) ? counted.result : undefined;

  const confirm = () => {
    if (counts === undefined) {
      recover.mutate(
        { ...range, dry_run: true },
        { onSuccess: (result) => setCounted({ range: JSON.stringify(range), result }) },
      );
      return;
    }
    recover.mutate(range, {
      onSuccess: (result) => {
        notify(`${formatCount(result.count, result)} deliveries are sent again.`);
        onClose();
      },
    });
  };

  return (
    <ConfirmDialog
      title="Recover"
      action={counts === undefined ? "Count" : `Send ${formatCount(counts.count, counts)}`}
      isBusy={recover.isPending}
      isDisabled={counts?.count === 0 && !counts.more}
      error={recover.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <p>Sends the failed events of a time range again, and those that the webhook missed while it was disabled.</p>
      <div className="field-pair">
        <Field label="Published since" error={issuesOf(recover.error, "since")}>
          {(control) => (
            <input
              {...control}
              className="input"
              type="datetime-local"
              required
              value={since}
              onChange={({ target }) => setSince(target.value)}
            />
          )}
        </Field>
        <Field label="Until" description="Empty: now" error={issuesOf(recover.error, "until")}>
          {(control) => (
            <input
              {...control}
              className="input"
              type="datetime-local"
              value={until}
              onChange={({ target }) => setUntil(target.value)}
            />
          )}
        </Field>
      </div>
      <p role="status">{counts && describeCounts(counts)}</p>
    </ConfirmDialog>
  );
}

const formatCount = (count: number, { more }: RecoveredWebhook) => `${formatNumber(count)}${more ? " or more" : ""}`;

function describeCounts(counts: RecoveredWebhook): string {
  const { count, failed, missed, more } = counts;
  if (count === 0 && !more) return "Nothing failed and nothing was missed in this time.";
  return `${formatCount(failed, counts)} failed, ${formatCount(missed, counts)} missed.`;
}
