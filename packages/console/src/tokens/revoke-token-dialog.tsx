import type { Token } from "@agent-webhooks/client";
import type { ReactElement } from "react";
import { delivery } from "../api/clients.ts";
import { keys, useChange } from "../api/queries.ts";
import { removeFromLists } from "../api/query-client.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { notify } from "../ui/notices.tsx";
import { Code } from "../ui/text.tsx";

interface RevokeTokenDialogProps {
  readonly token: Token;
  readonly onClose: () => void;
}

export function RevokeTokenDialog({ token, onClose }: RevokeTokenDialogProps): ReactElement {
  const revoke = useChange(async () => {
    await delivery.revokeToken(token.token_id);
    removeFromLists<Token>(keys.tokens, ({ token_id }) => token_id === token.token_id);
  });
  const onSuccess = () => {
    notify("Token revoked.");
    onClose();
  };
  return (
    <ConfirmDialog
      title="Revoke token"
      action="Revoke token"
      kind="danger"
      isBusy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate(undefined, { onSuccess })}
      onClose={onClose}
    >
      <p>
        Requests with <Code text={token.token_id} /> of <Code text={token.organization_id} /> are rejected. This cannot
        be undone. If it is the token of this page, you have to sign in again.
      </p>
    </ConfirmDialog>
  );
}
