import type { Webhook } from "@agent-webhooks/client";
import { type ReactElement, useState } from "react";
import { delivery } from "../api/clients.ts";
import { useChange } from "../api/queries.ts";
import { Button } from "../ui/button.tsx";
import { notify } from "../ui/notices.tsx";
import { Failure } from "../ui/states.tsx";
import { DeleteWebhookDialog } from "./delete-webhook-dialog.tsx";
import { DeliverySettingsDialog } from "./delivery-settings-dialog.tsx";
import { DisableWebhookDialog } from "./disable-webhook-dialog.tsx";
import { EventFilterDialog } from "./event-filter-dialog.tsx";
import { RecoverWebhookDialog } from "./recover-webhook-dialog.tsx";
import { RotateSecretDialog } from "./rotate-secret-dialog.tsx";
import { SendTestDialog } from "./send-test-dialog.tsx";

/** What opens a dialog, in the order of the buttons. */
const dialogs = {
  "Send a test": SendTestDialog,
  "Edit filter": EventFilterDialog,
  "Set limits": DeliverySettingsDialog,
  Recover: RecoverWebhookDialog,
  "Rotate secret": RotateSecretDialog,
  Disable: DisableWebhookDialog,
  Delete: DeleteWebhookDialog,
} as const;

type Action = keyof typeof dialogs;

/** Actions that need a webhook that is enabled. */
const needEnabled: ReadonlySet<Action> = new Set(["Send a test", "Recover", "Disable"]);

const actionsOf = ({ enabled }: Webhook) =>
  (Object.keys(dialogs) as Action[]).filter((action) => enabled || !needEnabled.has(action));

/** Without a webhook there are no buttons. A dialog stays open: after a new sign-in, the webhook is fetched again. */
export function WebhookActions({ webhook }: { readonly webhook: Webhook | undefined }): ReactElement {
  const [open, setOpen] = useState<{ readonly action: Action; readonly webhook: Webhook }>();
  const enable = useChange((id: string) => delivery.enableWebhook(id));
  const OpenDialog = open && dialogs[open.action];
  return (
    <>
      {webhook && !webhook.enabled && (
        <Button
          kind="primary"
          isBusy={enable.isPending}
          onClick={() => enable.mutate(webhook.webhook_id, { onSuccess: () => notify("Webhook enabled.") })}
        >
          Enable
        </Button>
      )}
      {webhook &&
        actionsOf(webhook).map((action, index) => (
          <Button
            key={action}
            kind={index === 0 && webhook.enabled ? "primary" : action === "Delete" ? "danger" : "plain"}
            onClick={() => setOpen({ action, webhook })}
          >
            {action}
          </Button>
        ))}
      {enable.error && <Failure error={enable.error} />}
      {open && OpenDialog && <OpenDialog webhook={open.webhook} onClose={() => setOpen(undefined)} />}
    </>
  );
}
