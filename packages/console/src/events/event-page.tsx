import { Link, useParams } from "@tanstack/react-router";
import { type ReactElement, useState } from "react";
import { useEvent } from "../api/queries.ts";
import { DeliveriesTable } from "../deliveries/deliveries-table.tsx";
import { Heading } from "../layout/heading.tsx";
import { Button } from "../ui/button.tsx";
import { Facts } from "../ui/facts.tsx";
import { Empty, Fetched } from "../ui/states.tsx";
import { Code, CopyButton, Time } from "../ui/text.tsx";
import { EraseEventDialog } from "./erase-event-dialog.tsx";
import { Payload } from "./payload.tsx";
import type { StoredPayload } from "./stored-event.ts";

export function EventPage(): ReactElement {
  const { eventId } = useParams({ from: "/events/$eventId" });
  const live = useEvent(eventId);
  const [isErasing, setErasing] = useState(false);
  return (
    <>
      <Heading title="Event">
        {live.data && (
          <Button kind="danger" onClick={() => setErasing(true)}>
            Erase
          </Button>
        )}
      </Heading>
      <Fetched live={live}>{(event) => <Details event={event} />}</Fetched>
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

function Details({ event: { details, text } }: { readonly event: StoredPayload }): ReactElement {
  const { event_type, event_id, inbox_id, pod_id, published_at } = details;
  return (
    <>
      <section className="panel" aria-label="Event">
        <Facts
          facts={{
            "Event type": event_type,
            "Event ID": (
              <>
                <Code text={event_id} /> <CopyButton text={event_id} what="event ID" />
              </>
            ),
            Inbox: inbox_id && <Code text={inbox_id} />,
            Pod: pod_id && <Code text={pod_id} />,
            Published: <Time at={published_at} />,
          }}
        />
      </section>
      <section aria-labelledby="payload">
        <h2 id="payload">Payload</h2>
        <Payload text={text} />
      </section>
    </>
  );
}
