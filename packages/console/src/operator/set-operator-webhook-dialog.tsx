import { type ReactElement, useState } from "react";
import { delivery } from "../api/clients.ts";
import { issuesOf } from "../api/errors.ts";
import { useChange } from "../api/queries.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Field } from "../ui/field.tsx";
import { notify } from "../ui/notices.tsx";

interface SetOperatorWebhookDialogProps {
  /** The present URL. */
  readonly url: string | undefined;
  readonly onClose: () => void;
}

export function SetOperatorWebhookDialog({ url = "", onClose }: SetOperatorWebhookDialogProps): ReactElement {
  const [typed, setTyped] = useState(url);
  const change = useChange(() => delivery.setOperatorWebhook({ url: typed.trim() }));
  const onSuccess = () => {
    notify("Operator webhook set.");
    onClose();
  };
  return (
    <ConfirmDialog
      title="Operator webhook"
      action="Save"
      isBusy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate(undefined, { onSuccess })}
      onClose={onClose}
    >
      <p>A secret signs the events. It stays the same when the URL changes. Saving enables the operator webhook.</p>
      <Field
        label="URL"
        description="Operator events are sent here, as POST requests."
        error={issuesOf(change.error, "url")}
      >
        {(control) => (
          <input
            {...control}
            className="input input-code"
            inputMode="url"
            required
            spellCheck={false}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}
