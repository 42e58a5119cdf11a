import { isObject } from "@agent-webhooks/types/json-schema";
import { type AnyOperationId, allOperations } from "../spec/operations.ts";
import { operationPointer } from "../spec/pointer.ts";
import { maxPageSize } from "../spec/schema.ts";
import type { ListQuery, ProviderClient } from "./client.ts";
import { expectStatus, expectThat } from "./expect.ts";
import type { TargetResponse } from "./response.ts";

/** A list of the contract that has pages. */
export interface PagedList {
  readonly operation: AnyOperationId;
  /** The field of a response that has the items, and the field of an item that has its id. */
  readonly items: string;
  readonly id: string;
  /** The field of an item that has the time by which the list is ordered. */
  readonly time: "created_at" | "published_at";
}

export const eventList: PagedList = {
  operation: "listEvents",
  items: "events",
  id: "event_id",
  time: "published_at",
};
export const deliveryList: PagedList = {
  operation: "listDeliveries",
  items: "deliveries",
  id: "delivery_id",
  time: "created_at",
};
export const tokenList: PagedList = { operation: "listTokens", items: "tokens", id: "token_id", time: "created_at" };

/** An item of a list: only its id is certain to be there. */
export type ObservedItem = Readonly<Record<string, unknown>> & {
  readonly created_at?: string;
  readonly published_at?: string;
};

export type Filters = Readonly<Record<string, string>>;

/** The names of filters: their values differ from run to run. */
export function namesOf(filters: Filters): string {
  return Object.keys(filters).join(" and ");
}

/** A page of a list. */
export interface ListedPage {
  readonly response: TargetResponse;
  readonly items: readonly ObservedItem[];
  readonly ids: readonly string[];
  readonly count: unknown;
  readonly limit: unknown;
  readonly next: string | undefined;
}

/** A list is taken to be endless after so many pages. */
const maxPages = 1000;

/** Requests a page, validly or not. */
export function requestPage(
  client: ProviderClient,
  { operation }: PagedList,
  query: ListQuery,
  filters: Filters = {},
): Promise<TargetResponse> {
  const given = Object.entries(query).filter((entry) => entry[1] !== undefined);
  return client.call(operation, { query: { ...filters, ...Object.fromEntries(given) } });
}

/** The page in a response. @throws CheckFailedError when the response is not a page */
export function readPage(response: TargetResponse, { operation, items, id }: PagedList, because?: string): ListedPage {
  const { success } = allOperations[operation];
  expectStatus(response, success, because ?? "the request is valid");
  const json = isObject(response.json) ? response.json : {};
  const listed: readonly unknown[] = Array.isArray(json[items]) ? json[items] : [{}];
  const ids = listed.map((item) => (isObject(item) ? item[id] : undefined));
  const isPage = ids.every((found) => typeof found === "string");
  expectThat(response, isPage, `the response is not a page of ${items}`, `${items}, each with its ${id}`);
  const { count, limit, next_page_token: next } = json;
  return {
    response,
    items: listed as ObservedItem[],
    ids: ids as string[],
    count,
    limit,
    next: typeof next === "string" ? next : undefined,
  };
}

/**
 * The pages of a list, each checked: it is within its limit, `count` is the number of its items, nothing is listed twice,
 * and its page token is another than the one before.
 *
 * @throws CheckFailedError
 */
export async function* walkPages(
  client: ProviderClient,
  list: PagedList,
  query: ListQuery,
  filters: Filters = {},
): AsyncGenerator<ListedPage> {
  const seen = new Set<string>();
  let { page_token } = query;
  for (let pages = 0; pages < maxPages; pages++) {
    const page = readPage(await requestPage(client, list, { ...query, page_token }, filters), list);
    const { response, ids, count, next } = page;
    const { length } = ids;
    const { limit = length } = query;
    expectThat(response, length <= limit, "a page exceeds its limit", `at most ${limit}`, `${length} ${list.items}`);
    expectThat(response, count === length, "count is not the number of items", `${length}`, `${count}`);
    for (const id of ids) {
      expectThat(response, !seen.has(id), "an item is listed twice", `each of the ${list.items} once`, id);
      seen.add(id);
    }
    yield page;
    if (next === undefined) return;
    const pointer = operationPointer(allOperations[list.operation]);
    expectThat(response, next !== page_token, "the page token repeats", `another page token, or none (${pointer})`);
    page_token = next;
  }
}

/** All items of a list, newest first. @throws CheckFailedError when the list is not as it must be */
export async function listAll(
  client: ProviderClient,
  list: PagedList,
  filters: Filters,
): Promise<{ response: TargetResponse; items: readonly ObservedItem[] }> {
  const items: ObservedItem[] = [];
  let last: TargetResponse | undefined;
  for await (const page of walkPages(client, list, { limit: maxPageSize }, filters)) {
    items.push(...page.items);
    last = page.response;
  }
  return { response: last ?? (await requestPage(client, list, {}, filters)), items };
}
