import type { StoredEvent } from "@agent-webhooks/client";
import { listEvents } from "@agent-webhooks/types/delivery/routes";
import { DeliveryStatusSchema } from "@agent-webhooks/types/delivery/schemas";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { delivery } from "../api/clients.ts";
import { useLiveList } from "../api/live-list.ts";
import { keys } from "../api/queries.ts";
import { Heading } from "../layout/heading.tsx";
import { Button } from "../ui/button.tsx";
import { FilterBar } from "../ui/filter-bar.tsx";
import { type Column, LiveTable } from "../ui/live-table.tsx";
import { Empty } from "../ui/states.tsx";
import { Foreign, formatNumber, Time } from "../ui/text.tsx";
import { eventFilters, readEventFilters } from "./filters.ts";

const columns: readonly Column<StoredEvent>[] = [
  {
    id: "event",
    header: "Event",
    cell: ({ event_id, event_type }) => (
      <Link to="/events/$eventId" params={{ eventId: event_id }} className="row-link">
        {event_type} <Foreign text={event_id} className="id" />
      </Link>
    ),
  },
  { id: "inbox", header: "Inbox", cell: ({ inbox_id = "" }) => <Foreign text={inbox_id} /> },
  { id: "counts", header: "Deliveries", cell: ({ deliveries }) => describeCounts(deliveries) },
  { id: "created", header: "Published", cell: ({ published_at }) => <Time at={published_at} /> },
];

/** `2 succeeded, 1 failed`; statuses without deliveries are left out. */
function describeCounts(counts: StoredEvent["deliveries"]): string {
  const parts = DeliveryStatusSchema.enum.flatMap((status) =>
    counts[status] > 0 ? [`${formatNumber(counts[status])} ${status}`] : [],
  );
  return parts.length === 0 ? "None" : parts.join(", ") + (counts.more ? " or more" : "");
}

const idOf = ({ event_id }: StoredEvent) => event_id;

export function EventsPage(): ReactElement {
  const filters = useSearch({ from: "/events" });
  const navigate = useNavigate();
  const limitTo = (values: Record<string, string>) =>
    void navigate({ to: "/events", search: readEventFilters(values), replace: true });
  const list = useLiveList({
    key: [...keys.events, filters],
    idOf,
    async fetchPage(page_token, signal) {
      const query = { ...filters, limit: listEvents.pages.max, ...(page_token !== undefined && { page_token }) };
      const { events: items, next_page_token: next } = await delivery.listEvents(query, { signal });
      return { items, next };
    },
  });
  return (
    <>
      <Heading title="Events" />
      <FilterBar filters={eventFilters} values={filters} onChange={limitTo} />
      <LiveTable
        name="events"
        list={list}
        columns={columns}
        empty={
          Object.keys(filters).length > 0 ? (
            <Empty title="No event matches.">
              <Button onClick={() => limitTo({})}>Show all events</Button>
            </Empty>
          ) : (
            <Empty title="There are no events yet.">
              <p>
                <Link to="/publish">Publish a sample</Link> to see one.
              </p>
            </Empty>
          )
        }
      />
    </>
  );
}
