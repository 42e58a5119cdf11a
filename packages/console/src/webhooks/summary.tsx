import type { WebhookHealth } from "@agent-webhooks/client";
import { SummarySchema } from "@agent-webhooks/types/delivery/schemas";
import type { ReactElement } from "react";
import { useSummary } from "../api/queries.ts";
import { Facts } from "../ui/facts.tsx";
import { formatNumber, Time } from "../ui/text.tsx";

/** The health of all webhooks together; nothing without permission to read it. */
export function Summary(): ReactElement | null {
  const { data } = useSummary();
  if (data === undefined || data.webhooks.total === 0) return null;
  const { webhooks, oldest_due_at, attempts_by_hour } = data;
  const count = (of: "succeeded" | "failed") => attempts_by_hour.reduce((sum, hour) => sum + hour[of], 0);
  return (
    <section className="panel" aria-label="Summary">
      <Facts
        facts={{
          Webhooks: `${webhooks.total}, of which ${webhooks.failing} failing, ${webhooks.paused} paused, ${webhooks.disabled} disabled`,
          Pending: describePending(data),
          "Oldest due": oldest_due_at && <Time at={oldest_due_at} />,
          "Attempts in 24 hours": `${count("succeeded")} succeeded, ${count("failed")} failed`,
        }}
      />
    </section>
  );
}

/** The numbers of pending and due deliveries. The service counts each up to the maximum of the spec. */
export function describePending({ pending, due }: Pick<WebhookHealth, "pending" | "due">): string {
  const { properties } = SummarySchema;
  return `${formatCount(pending, properties.pending)}, of which ${formatCount(due, properties.due)} are due`;
}

const formatCount = (count: number, { maximum }: { readonly maximum: number }) =>
  count < maximum ? formatNumber(count) : `${formatNumber(count)} or more`;
