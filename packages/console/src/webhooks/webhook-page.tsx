import type { Webhook } from "@agent-webhooks/client";
import { useParams } from "@tanstack/react-router";
import type { ReactElement, ReactNode } from "react";
import { useWebhook } from "../api/queries.ts";
import { DeliveriesTable } from "../deliveries/deliveries-table.tsx";
import { Heading } from "../layout/heading.tsx";
import { Facts } from "../ui/facts.tsx";
import { Icon } from "../ui/icons.tsx";
import { Secret } from "../ui/secret.tsx";
import { Empty, Fetched } from "../ui/states.tsx";
import { Code, CopyButton, Time } from "../ui/text.tsx";
import { Health } from "./health.tsx";
import { RecoveryProgress } from "./recovery-progress.tsx";
import { WebhookActions } from "./webhook-actions.tsx";
import { WebhookStatus } from "./webhook-status.tsx";

export function WebhookPage(): ReactElement {
  const { webhookId } = useParams({ from: "/webhooks/$webhookId" });
  const live = useWebhook(webhookId);
  return (
    <>
      <Heading title="Webhook">
        <WebhookActions webhook={live.data} />
      </Heading>
      <Fetched live={live}>{(webhook) => <Details webhook={webhook} />}</Fetched>
      {/* A token may read the one without the other. Deliveries of a deleted webhook can still be read. */}
      <Health webhookId={webhookId} />
      <RecoveryProgress webhookId={webhookId} />
      <section aria-labelledby="deliveries">
        <h2 id="deliveries">Deliveries</h2>
        <DeliveriesTable
          filters={{ webhook_id: webhookId }}
          empty={
            <Empty title="Nothing was sent to this webhook yet.">
              <p>“Send a test” sends an example event to its URL.</p>
            </Empty>
          }
        />
      </section>
    </>
  );
}

/** Fields that are shown before the others. */
type LeadField = "url" | "enabled" | "secret_unreadable";

function Details({ webhook }: { readonly webhook: Webhook }): ReactElement {
  const { webhook_id, url, client_id, event_types = [], inbox_ids = [], pod_ids = [] } = webhook;
  const isUnlimited = inbox_ids.length + pod_ids.length === 0;
  const facts: Record<Exclude<keyof Webhook, LeadField>, { readonly name: string; readonly value: ReactNode }> = {
    webhook_id: {
      name: "Webhook ID",
      value: (
        <>
          <Code text={webhook_id} /> <CopyButton text={webhook_id} what="webhook ID" />
        </>
      ),
    },
    client_id: { name: "Client ID", value: client_id && <Code text={client_id} /> },
    event_types: { name: "Event types", value: event_types.join(", ") },
    inbox_ids: { name: "Inboxes", value: isUnlimited ? "All" : inbox_ids.length > 0 && <Ids ids={inbox_ids} /> },
    pod_ids: { name: "Pods", value: isUnlimited ? "All" : pod_ids.length > 0 && <Ids ids={pod_ids} /> },
    secret: { name: "Secret", value: webhook.secret_unreadable ? undefined : <Secret secret={webhook.secret} /> },
    created_at: { name: "Created", value: <Time at={webhook.created_at} /> },
    updated_at: { name: "Updated", value: <Time at={webhook.updated_at} /> },
  };
  return (
    <section className="panel" aria-label="Settings">
      <p className="lead">
        <WebhookStatus webhook={webhook} /> <Code text={url} /> <CopyButton text={url} what="URL" />
      </p>
      {webhook.secret_unreadable && (
        <p className="warning">
          <Icon name="warning" />
          The secret can no longer be decrypted, so nothing is sent. Rotate the secret, then enable the webhook.
        </p>
      )}
      <Facts facts={Object.fromEntries(Object.values(facts).map(({ name, value }) => [name, value]))} />
    </section>
  );
}

const Ids = ({ ids }: { readonly ids: readonly string[] }) => (
  <span className="ids">
    {ids.map((id) => (
      <Code key={id} text={id} />
    ))}
  </span>
);
