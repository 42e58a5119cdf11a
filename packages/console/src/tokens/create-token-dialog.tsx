import type { CreateTokenRequest, TokenScope } from "@agent-webhooks/types/delivery";
import { TokenScopeSchema } from "@agent-webhooks/types/delivery/schemas";
import { type ReactElement, useState } from "react";
import { delivery } from "../api/clients.ts";
import { issuesOf } from "../api/errors.ts";
import { useChange } from "../api/queries.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Choices, Field } from "../ui/field.tsx";
import { fromLocal } from "../ui/filter-bar.tsx";
import { Code, CopyButton } from "../ui/text.tsx";

export function CreateTokenDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const [organization, setOrganization] = useState("");
  const [scopes, setScopes] = useState<TokenScope[]>([]);
  const [expires, setExpires] = useState("");
  const create = useChange((request: CreateTokenRequest) => delivery.createToken(request));
  if (create.data) {
    return (
      <Dialog title="Token created" onClose={onClose}>
        <p>
          <Code text={create.data.token} /> <CopyButton text={create.data.token} what="token" />
        </p>
        <p>Copy it now: it is not shown again.</p>
        <div className="dialog-actions">
          <Button kind="primary" onClick={onClose}>
            Done
          </Button>
        </div>
      </Dialog>
    );
  }
  const confirm = () =>
    create.mutate({
      // A pasted space would create another organization.
      organization_id: organization.trim(),
      scopes,
      ...(expires !== "" && { expires_at: fromLocal(expires) }),
    });
  return (
    <ConfirmDialog
      title="Create token"
      action="Create token"
      isBusy={create.isPending}
      error={create.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Field
        label="Organization"
        description="What the token gives access to. A new ID creates an organization."
        error={issuesOf(create.error, "organization_id")}
      >
        {(control) => (
          <input
            {...control}
            className="input input-code"
            required
            spellCheck={false}
            value={organization}
            onChange={({ target }) => setOrganization(target.value)}
          />
        )}
      </Field>
      <Choices
        legend="Scopes"
        choices={TokenScopeSchema.enum}
        chosen={scopes}
        onChange={setScopes}
        error={issuesOf(create.error, "scopes")}
      />
      <Field label="Expires" description="Empty: never" error={issuesOf(create.error, "expires_at")}>
        {(control) => (
          <input
            {...control}
            className="input"
            type="datetime-local"
            value={expires}
            onChange={({ target }) => setExpires(target.value)}
          />
        )}
      </Field>
    </ConfirmDialog>
  );
}
