import type { DeliveryDetails } from "@agent-webhooks/client";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { delivery as client } from "../api/clients.ts";
import { useChange, useDelivery, useEvent, useWebhook } from "../api/queries.ts";
import { curlOf } from "../events/curl.ts";
import { Payload } from "../events/payload.tsx";
import { Heading } from "../layout/heading.tsx";
import { Button } from "../ui/button.tsx";
import { Facts } from "../ui/facts.tsx";
import { notify } from "../ui/notices.tsx";
import { Failure, Fetched } from "../ui/states.tsx";
import { Code, CopyButton, Foreign, labelOf, Time } from "../ui/text.tsx";
import { AttemptList } from "./attempt-list.tsx";
import { DeliveryStatus } from "./delivery-status.tsx";

export function DeliveryPage(): ReactElement {
  const { deliveryId } = useParams({ from: "/deliveries/$deliveryId" });
  const live = useDelivery(deliveryId);
  const { data } = live;
  const resend = useChange(() => client.resendDelivery(deliveryId));
  const resendNow = () => resend.mutate(undefined, { onSuccess: () => notify("The delivery is sent again.") });
  return (
    <>
      <Heading title="Delivery">
        {data && (
          <Button kind="primary" isBusy={resend.isPending} disabled={data.status === "pending"} onClick={resendNow}>
            Resend
          </Button>
        )}
      </Heading>
      {resend.error && <Failure error={resend.error} />}
      <Fetched live={live}>{(delivery) => <Details delivery={delivery} />}</Fetched>
    </>
  );
}

function Details({ delivery }: { readonly delivery: DeliveryDetails }): ReactElement {
  const { delivery_id, event_id, event_type, webhook_id, reason, explanation, created_at, next_attempt_at } = delivery;
  return (
    <>
      <section className="panel" aria-label="Status">
        <p className="lead">
          <DeliveryStatus delivery={delivery} /> <Foreign text={explanation} />
        </p>
        <Facts
          facts={{
            Event: (
              <>
                {event_type}{" "}
                <Link to="/events/$eventId" params={{ eventId: event_id }}>
                  <Code text={event_id} />
                </Link>{" "}
                <CopyButton text={event_id} what="event ID" />
              </>
            ),
            Webhook: (
              <Link to="/webhooks/$webhookId" params={{ webhookId: webhook_id }}>
                <Code text={webhook_id} />
              </Link>
            ),
            Delivery: (
              <>
                <Code text={delivery_id} /> <CopyButton text={delivery_id} what="delivery ID" />
              </>
            ),
            Reason: reason && labelOf(reason),
            Created: <Time at={created_at} />,
            "Next attempt": next_attempt_at && <Time at={next_attempt_at} />,
          }}
        />
      </section>
      <section aria-labelledby="attempts">
        <h2 id="attempts">Attempts</h2>
        <AttemptList eventId={event_id} attempts={delivery.attempts} />
      </section>
      <DeliveryPayload eventId={event_id} webhookId={webhook_id} />
    </>
  );
}

/** What was sent. A token may read deliveries and not events. */
function DeliveryPayload({
  eventId,
  webhookId,
}: {
  readonly eventId: string;
  readonly webhookId: string;
}): ReactElement {
  const event = useEvent(eventId);
  const { data } = event;
  const webhook = useWebhook(webhookId).data;
  return (
    <section aria-labelledby="payload">
      <div className="section-head">
        <h2 id="payload">Payload</h2>
        {data && webhook && !webhook.secret_unreadable && (
          <CopyButton
            text={() => curlOf(webhook, eventId, data.text)}
            what="curl command"
            label="Copy as curl, signed now"
          />
        )}
      </div>
      <Fetched live={event}>{({ text }) => <Payload text={text} />}</Fetched>
    </section>
  );
}
