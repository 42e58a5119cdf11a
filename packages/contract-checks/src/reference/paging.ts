import type { OperationId } from "@agent-webhooks/types/delivery";
import { readTime } from "./delivery-rules.ts";
import { InvalidRequestError } from "./errors.ts";
import type { Rules } from "./rules.ts";
import type { Listed } from "./state.ts";

/** A page of a list, before its items are rendered. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** The other fields of the response. */
  readonly fields: { readonly count: number; readonly limit: number; readonly next_page_token?: string };
}

/**
 * One page of a list.
 *
 * @param owner the organization, and which of its lists: a page token is valid in no other
 * @param filter which items the list has
 * @throws InvalidRequestError when a parameter is invalid
 */
export function listPage<Item>(
  rules: Rules,
  query: URLSearchParams,
  owner: string,
  items: Iterable<Item>,
  filter: (item: Item) => boolean,
  listed: (item: Item) => Listed,
): Page<Item> {
  const read = rules.readQuery(query);
  const { ascending, pageToken, limit } = read;
  const isAfter = pageToken === undefined ? () => true : rules.readToken(pageToken, ascending, owner);
  const left = [...items]
    .filter(filter)
    .map((item) => ({ item, listed: listed(item) }))
    .filter((entry) => isAfter(entry.listed, rules))
    .sort((a, b) => rules.compare(a.listed, b.listed) * (ascending ? 1 : -1));
  const size = rules.pageSize(read);
  const page = left.slice(0, size);
  const last = page.at(-1);
  const next =
    last !== undefined && rules.hasNext(left.length, size)
      ? { next_page_token: rules.issueToken(last.listed, ascending, owner) }
      : {};
  return { items: page.map(({ item }) => item), fields: { count: page.length, limit, ...next } };
}

/** The filters that lists of events and of deliveries have. */
export const eventFilters = ["event_type", "inbox_id", "since", "until"] as const;

/** The filters in a query. @throws InvalidRequestError when one is invalid */
export function readFilters<Name extends string>(
  rules: Rules,
  operation: OperationId,
  query: URLSearchParams,
  names: readonly Name[],
): Record<Name, string | null> {
  const issues = rules.filterIssues(operation, query);
  if (Object.keys(issues).length > 0) throw new InvalidRequestError(issues);
  const [since, until] = ["since", "until"].map((name) => {
    const text = query.get(name);
    return text === null ? undefined : readTime(name, text);
  });
  if (since !== undefined && until !== undefined && until <= since) {
    throw new InvalidRequestError({ until: ["must be after since"] });
  }
  return Object.fromEntries(names.map((name) => [name, query.get(name)])) as Record<Name, string | null>;
}
