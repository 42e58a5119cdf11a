import type { Delivery, DeliveryStatus as Status } from "@agent-webhooks/client";
import type { ReactElement } from "react";
import { Badge, type Tone } from "../ui/badge.tsx";
import type { IconName } from "../ui/icons.tsx";
import { labelOf } from "../ui/text.tsx";

const looks: Readonly<Record<Status, readonly [Tone, IconName]>> = {
  pending: ["waiting", "clock"],
  succeeded: ["good", "check"],
  failed: ["bad", "cross"],
  cancelled: ["off", "minus"],
};

export function DeliveryStatus({ delivery }: { readonly delivery: Pick<Delivery, "status"> }): ReactElement {
  const [tone, icon] = looks[delivery.status];
  return (
    <Badge tone={tone} icon={icon}>
      {labelOf(delivery.status)}
    </Badge>
  );
}
