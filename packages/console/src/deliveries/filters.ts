import type { ListDeliveriesQuery } from "@agent-webhooks/client";
import { operations } from "@agent-webhooks/types/delivery";
import { type Filter, filtersOf, pickFilters } from "../api/filters.ts";

/** What deliveries can be limited to, as the spec has it. */
export const deliveryFilters: readonly Filter[] = filtersOf(operations.listDeliveries);

/** The filters of deliveries, in the address of a page. */
export type DeliveryFilters = Omit<ListDeliveriesQuery, "limit" | "page_token" | "ascending">;

export const readFilters = (search: Record<string, unknown>): DeliveryFilters => pickFilters(deliveryFilters, search);
