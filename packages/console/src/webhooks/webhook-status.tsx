import type { Webhook } from "@agent-webhooks/client";
import type { ReactElement } from "react";
import { Badge } from "../ui/badge.tsx";

export function WebhookStatus({ webhook }: { readonly webhook: Pick<Webhook, "enabled"> }): ReactElement {
  return webhook.enabled ? (
    <Badge tone="good" icon="check">
      Enabled
    </Badge>
  ) : (
    <Badge tone="off" icon="pause">
      Disabled
    </Badge>
  );
}
