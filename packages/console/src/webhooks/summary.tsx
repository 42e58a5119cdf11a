import type { ReactElement } from "react";
import { useSummary } from "../api/queries.ts";
import { Facts } from "../ui/facts.tsx";
import { Time } from "../ui/text.tsx";

/** How the deliveries of the organization go. Nothing without permission to see it: the list of webhooks stands below. */
export function Summary(): ReactElement | null {
  const { data } = useSummary();
  if (data === undefined || data.webhooks.total === 0) return null;
  const { webhooks, pending, due, oldest_due_at, attempts_by_hour } = data;
  const count = (of: "succeeded" | "failed") => attempts_by_hour.reduce((sum, hour) => sum + hour[of], 0);
  return (
    <section className="panel" aria-label="Summary">
      <Facts
        facts={{
          Webhooks: `${webhooks.total}, of which ${webhooks.failing} failing, ${webhooks.paused} paused, ${webhooks.disabled} disabled`,
          Pending: `${pending}, of which ${due} are due`,
          "Longest due since": oldest_due_at && <Time at={oldest_due_at} />,
          "Attempts in 24 hours": `${count("succeeded")} succeeded, ${count("failed")} failed`,
        }}
      />
    </section>
  );
}
