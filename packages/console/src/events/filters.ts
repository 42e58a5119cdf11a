import type { ListEventsQuery } from "@agent-webhooks/client";
import { operations } from "@agent-webhooks/types/delivery";
import { type Filter, filtersOf, pickFilters } from "../api/filters.ts";

/** What events can be limited to, as the spec has it. */
export const eventFilters: readonly Filter[] = filtersOf(operations.listEvents);

/** The filters of events, in the address of a page. */
export type EventFilters = Omit<ListEventsQuery, "limit" | "page_token" | "ascending">;

export const readEventFilters = (search: Record<string, unknown>): EventFilters => pickFilters(eventFilters, search);
