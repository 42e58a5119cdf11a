import type { ReactElement } from "react";
import { useRecovery } from "../api/queries.ts";
import { Icon } from "../ui/icons.tsx";
import { formatNumber, Time } from "../ui/text.tsx";

/** The recovery that runs in the background. */
export function RecoveryProgress({ webhookId }: { readonly webhookId: string }): ReactElement | null {
  const { data } = useRecovery(webhookId);
  if (data?.status !== "running") return null;
  return (
    <p className="notice-inline">
      <Icon name="clock" />
      <span>
        A recovery is running: {formatNumber(data.count)} deliveries queued
        {data.recovered_until && (
          <>
            , up to events of <Time at={data.recovered_until} />
          </>
        )}
        .
      </span>
    </p>
  );
}
