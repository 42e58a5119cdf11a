import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactElement } from "react";
import { Heading } from "../layout/heading.tsx";
import { Button } from "../ui/button.tsx";
import { FilterBar } from "../ui/filter-bar.tsx";
import { Empty } from "../ui/states.tsx";
import { DeliveriesTable } from "./deliveries-table.tsx";
import { deliveryFilters, readFilters } from "./filters.ts";

export function DeliveriesPage(): ReactElement {
  const filters = useSearch({ from: "/deliveries" });
  const navigate = useNavigate();
  const limitTo = (values: Record<string, string>) =>
    void navigate({ to: "/deliveries", search: readFilters(values), replace: true });
  return (
    <>
      <Heading title="Deliveries" />
      <FilterBar filters={deliveryFilters} values={filters} onChange={limitTo} />
      <DeliveriesTable
        filters={filters}
        empty={
          Object.keys(filters).length > 0 ? (
            <Empty title="No delivery matches.">
              <Button onClick={() => limitTo({})}>Show all deliveries</Button>
            </Empty>
          ) : (
            <Empty title="There are no deliveries yet.">
              <p>
                <Link to="/publish">Publish a sample event</Link> to a webhook to see one.
              </p>
            </Empty>
          )
        }
      />
    </>
  );
}
