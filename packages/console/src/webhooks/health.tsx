import type { WebhookHealth } from "@agent-webhooks/client";
import { Link } from "@tanstack/react-router";
import { type ReactElement, type ReactNode, useState } from "react";
import { useHealth } from "../api/queries.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { Facts } from "../ui/facts.tsx";
import type { IconName } from "../ui/icons.tsx";
import { Fetched } from "../ui/states.tsx";
import { Foreign, labelOf, Time } from "../ui/text.tsx";
import { AttemptCharts } from "./attempt-charts.tsx";
import { describePending } from "./summary.tsx";

const looks: Readonly<Record<WebhookHealth["state"], readonly [Tone, IconName]>> = {
  healthy: ["good", "check"],
  idle: ["off", "minus"],
  failing: ["bad", "cross"],
  paused: ["waiting", "clock"],
  disabled: ["off", "pause"],
};

const ranges = { "24 hours": "attempts_by_hour", "30 days": "attempts_by_day" } as const;
type Range = keyof typeof ranges;

/** The health of a webhook. */
export function Health({ webhookId }: { readonly webhookId: string }): ReactElement {
  const live = useHealth(webhookId);
  const [range, setRange] = useState<Range>("24 hours");
  return (
    <section aria-labelledby="health">
      <h2 id="health">Health</h2>
      <Fetched live={live}>
        {(health) => (
          <div className="panel">
            <p className="lead">
              <State health={health} /> <Foreign text={health.explanation} />
            </p>
            <Facts facts={factsOf(health)} />
            <div className="charts-head">
              <h3>Attempts</h3>
              <select
                className="input"
                aria-label="Time"
                value={range}
                onChange={({ target }) => setRange(target.value as Range)}
              >
                {Object.keys(ranges).map((each) => (
                  <option key={each} value={each}>
                    Last {each}
                  </option>
                ))}
              </select>
            </div>
            <AttemptCharts counts={health[ranges[range]]} isDaily={range === "30 days"} />
          </div>
        )}
      </Fetched>
    </section>
  );
}

function State({ health: { state } }: { readonly health: WebhookHealth }): ReactElement {
  const [tone, icon] = looks[state];
  return (
    <Badge tone={tone} icon={icon}>
      {labelOf(state)}
    </Badge>
  );
}

function factsOf(health: WebhookHealth): Readonly<Record<string, ReactNode>> {
  const { last_success_at, last_failure_at, last_failure, oldest_due_at } = health;
  return {
    Pending: describePending(health),
    "Oldest due": oldest_due_at && <Time at={oldest_due_at} />,
    "Last success": last_success_at && <Time at={last_success_at} />,
    "Last failure": last_failure_at && (
      <>
        <Time at={last_failure_at} />
        {last_failure && (
          <>
            {": "}
            <Link to="/deliveries/$deliveryId" params={{ deliveryId: last_failure.delivery_id }}>
              <Foreign text={last_failure.error ?? labelOf(last_failure.outcome)} />
            </Link>
          </>
        )}
      </>
    ),
  };
}
