import type { Webhook } from "@agent-webhooks/client";
import { useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { useWebhook } from "../api/queries.ts";
import { DeliveriesTable } from "../deliveries/deliveries-table.tsx";
import { Heading } from "../layout/heading.tsx";
import { Facts } from "../ui/facts.tsx";
import { Icon } from "../ui/icons.tsx";
import { Secret } from "../ui/secret.tsx";
import { Empty, Failure, Loading } from "../ui/states.tsx";
import { Code, CopyButton, Time } from "../ui/text.tsx";
import { Health } from "./health.tsx";
import { RecoveryProgress } from "./recovery-progress.tsx";
import { WebhookActions } from "./webhook-actions.tsx";
import { WebhookStatus } from "./webhook-status.tsx";

export function WebhookPage(): ReactElement {
  const { webhookId } = useParams({ from: "/webhooks/$webhookId" });
  const { data, error, refetch } = useWebhook(webhookId);
  return (
    <>
      <Heading title="Webhook">{data && <WebhookActions webhook={data} />}</Heading>
      {data ? (
        <Details webhook={data} />
      ) : error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading />
      )}
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

function Details({ webhook }: { readonly webhook: Webhook }): ReactElement {
  const { webhook_id, url, client_id, event_types = [], inbox_ids = [], pod_ids = [] } = webhook;
  const isUnlimited = inbox_ids.length + pod_ids.length === 0;
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
      <Facts
        facts={{
          "Webhook ID": (
            <>
              <Code text={webhook_id} /> <CopyButton text={webhook_id} what="webhook ID" />
            </>
          ),
          "Client ID": client_id && <Code text={client_id} />,
          "Event types": event_types.join(", "),
          Inboxes: isUnlimited ? "All" : inbox_ids.length > 0 && <Ids ids={inbox_ids} />,
          Pods: isUnlimited ? "All" : pod_ids.length > 0 && <Ids ids={pod_ids} />,
          Secret: webhook.secret_unreadable ? undefined : <Secret secret={webhook.secret} />,
          Created: <Time at={webhook.created_at} />,
          Updated: <Time at={webhook.updated_at} />,
        }}
      />
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
