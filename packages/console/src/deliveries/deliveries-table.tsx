import type { Delivery } from "@agent-webhooks/client";
import { listDeliveries } from "@agent-webhooks/types/delivery/routes";
import { Link } from "@tanstack/react-router";
import type { ReactElement, ReactNode } from "react";
import { delivery } from "../api/clients.ts";
import { useLiveList } from "../api/live-list.ts";
import { keys } from "../api/queries.ts";
import { type Column, LiveTable } from "../ui/live-table.tsx";
import { Foreign, Time } from "../ui/text.tsx";
import { DeliveryStatus } from "./delivery-status.tsx";
import type { DeliveryFilters } from "./filters.ts";

const columns: readonly Column<Delivery>[] = [
  { id: "status", header: "Status", cell: (item) => <DeliveryStatus delivery={item} /> },
  {
    id: "event",
    header: "Event",
    cell: ({ delivery_id, event_type, event_id }) => (
      <Link to="/deliveries/$deliveryId" params={{ deliveryId: delivery_id }} className="row-link">
        {event_type} <Foreign text={event_id} className="id" />
      </Link>
    ),
  },
  { id: "explanation", header: "Explanation", cell: ({ explanation }) => <Foreign text={explanation} /> },
  { id: "created", header: "Created", cell: ({ created_at }) => <Time at={created_at} /> },
];

const idOf = ({ delivery_id }: Delivery) => delivery_id;

interface DeliveriesTableProps {
  readonly filters: DeliveryFilters;
  readonly empty: ReactNode;
}

export function DeliveriesTable({ filters, empty }: DeliveriesTableProps): ReactElement {
  const list = useLiveList({
    key: [...keys.deliveries, filters],
    idOf,
    async fetchPage(page_token, signal) {
      const query = { ...filters, limit: listDeliveries.pages.max, ...(page_token !== undefined && { page_token }) };
      const { deliveries: items, next_page_token: next } = await delivery.listDeliveries(query, { signal });
      return { items, next };
    },
  });
  return <LiveTable name="deliveries" list={list} columns={columns} empty={empty} />;
}
