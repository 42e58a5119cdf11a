import type { Token } from "@agent-webhooks/client";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactElement } from "react";
import { delivery } from "../api/clients.ts";
import { keys, useChange } from "../api/queries.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { notify } from "../ui/notices.tsx";
import { Code } from "../ui/text.tsx";

interface RevokeTokenDialogProps {
  readonly token: Token;
  readonly onClose: () => void;
}

export function RevokeTokenDialog({ token, onClose }: RevokeTokenDialogProps): ReactElement {
  const queries = useQueryClient();
  const revoke = useChange(() => delivery.revokeToken(token.token_id));
  const onSuccess = () => {
    notify("Token revoked.");
    onClose();
    // The list may have it on any of its pages.
    void queries.resetQueries({ queryKey: keys.tokens });
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
