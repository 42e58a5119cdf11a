import { Link, useParams } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { useEvent } from "../api/queries.ts";
import { DeliveriesTable } from "../deliveries/deliveries-table.tsx";
import { Heading } from "../layout/heading.tsx";
import { Button } from "../ui/button.tsx";
import { Facts } from "../ui/facts.tsx";
import { Empty, Failure, Loading } from "../ui/states.tsx";
import { Code, CopyButton, Time } from "../ui/text.tsx";
import { EraseEventDialog } from "./erase-event-dialog.tsx";
import { Payload } from "./payload.tsx";

export function EventPage(): ReactElement {
  const { eventId } = useParams({ from: "/events/$eventId" });
  const { data, error, refetch } = useEvent(eventId);
  const [isErasing, setErasing] = useState(false);
  return (
    <>
      <Heading title="Event">
        {data && (
          <Button kind="danger" onClick={() => setErasing(true)}>
            Erase
          </Button>
        )}
      </Heading>
      {data ? (
        <>
          <section className="panel" aria-label="Event">
            <Facts
              facts={{
                "Event type": data.details.event_type,
                "Event ID": (
                  <>
                    <Code text={data.details.event_id} /> <CopyButton text={data.details.event_id} what="event ID" />
                  </>
                ),
                Inbox: data.details.inbox_id && <Code text={data.details.inbox_id} />,
                Pod: data.details.pod_id && <Code text={data.details.pod_id} />,
                Published: <Time at={data.details.published_at} />,
              }}
            />
          </section>
          <section aria-labelledby="payload">
            <h2 id="payload">Payload</h2>
            <Payload text={data.text} />
          </section>
        </>
      ) : error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading />
      )}
      <section aria-labelledby="deliveries">
        <h2 id="deliveries">Deliveries</h2>
        <DeliveriesTable
          filters={{ event_id: eventId }}
          empty={
            <Empty title="No webhook matched this event.">
              <p>
                <Link to="/webhooks">Webhooks</Link> get an event if they have its type, and its inbox or pod if they
                are limited.
              </p>
            </Empty>
          }
        />
      </section>
      {isErasing && <EraseEventDialog eventId={eventId} onClose={() => setErasing(false)} />}
    </>
  );
}
