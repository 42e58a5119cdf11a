import { deliveryList, eventList, type PagedList, tokenList } from "../../../src/provider/lists.ts";
import { ok } from "../../../src/reference/handler.ts";
import { rules } from "../../../src/reference/rules.ts";
import { eventKey, type ReferenceState } from "../../../src/reference/state.ts";
import { defaultPageSize } from "../../../src/spec/schema.ts";
import { changingResponse, type Deviation, mutantsOf, type ProviderMutant, withRules } from "../mutant.ts";
import { equalTimesOneWay, equalTimesSkipped, lastRepeated, listFaults, position, reading } from "../pagination.ts";
import { handling } from "./handlers.ts";

interface Page {
  readonly next_page_token?: string;
  readonly count: number;
  readonly limit: number;
  readonly [items: string]: unknown;
}

const offsets = (): Deviation => {
  let [offset, limit] = [0, 0];
  return {
    rules: {
      readQuery: (query) => {
        const { pageToken, ...rest } = rules.readQuery(query);
        offset = Number(pageToken ?? 0);
        limit = rest.limit;
        return { ...rest, pageToken };
      },
      issueToken: () => String(offset + limit),
      readToken: () => {
        let left = offset;
        return () => left-- <= 0;
      },
    },
  };
};

/** Mutants of the pages of a list. */
function pageMutants(list: PagedList, prefix: string): ProviderMutant[] {
  const changingPage = (change: (page: Page, path: string) => object) =>
    changingResponse(list.operation, 200, (response, { path }) => {
      return { ...response, body: { ...(response.body as object), ...change(response.body as Page, path) } };
    });
  const itemsOf = (page: Page) => page[list.items] as readonly object[];
  const named = (mutants: Readonly<Record<string, () => Deviation>>) =>
    Object.fromEntries(Object.entries(mutants).map(([id, apply]) => [`${prefix}_${id}`, apply]));
  return mutantsOf(`${prefix} pages`, {
    [`${prefix}_pages_whole`]: named({
      no_tokens: changingPage(() => ({ next_page_token: undefined })),
      first_skipped: changingPage((page, path) => {
        const items = path.includes("page_token") ? itemsOf(page).slice(1) : itemsOf(page);
        return { [list.items]: items, count: items.length };
      }),
      last_repeated: lastRepeated,
      equal_times_skipped: equalTimesSkipped(60_000),
      count_of_all: changingPage(() => ({ count: 1000 })),
      wrong_direction_of_ties: equalTimesOneWay(60_000),
    }),
    [`${prefix}_pages_order`]: named({
      oldest_first: reading(({ ascending }) => ({ ascending: !ascending })),
      ...listFaults.order,
    }),
    [`${prefix}_pages_limit`]: named({
      ...listFaults.limit,
      limit_told_always_20: changingPage(() => ({ limit: defaultPageSize })),
      limit_told_as_asked: changingPage((page, path) => ({
        limit: Number(/limit=(\d+)/.exec(path)?.[1] ?? page.limit),
      })),
    }),
    [`${prefix}_page_tokens`]: named(listFaults.tokens),
    [`${prefix}_pages_end`]: named({
      // With filters, a page token may lead to an empty page.
      ...(list === tokenList && {
        never_ends: withRules({ hasNext: () => true }),
        token_on_full_last_page: withRules({ hasNext: (left, size) => left >= size }),
      }),
      ends_early: withRules({ hasNext: (left, size) => left > size + 1 }),
    }),
    [`${prefix}_pages_stable`]: named({ offset_tokens: offsets }),
  });
}

/** A page token is valid in each list of the same key. */
const sharing = (keyOf: (owner: string) => string) =>
  withRules({
    issueToken: (last, ascending, owner) => rules.issueToken(last, ascending, keyOf(owner)),
    readToken: (token, ascending, owner) => rules.readToken(token, ascending, keyOf(owner)),
  });

/** Of lists with filters: the organization, the name of the list, and its filters. */
const partsOf = (owner: string): unknown[] | undefined => (owner.startsWith("[") ? JSON.parse(owner) : undefined);

const anyFilter = sharing((owner) => String(partsOf(owner)?.[0] ?? owner));
const anyTime = sharing((owner) => owner.replace(/"(since|until)":"[^"]*"/g, '"$1":null'));
const anyList = sharing((owner) => {
  const [organization, , filters] = partsOf(owner) ?? [owner];
  return JSON.stringify([organization, Object.entries(filters ?? {}).filter(([, value]) => value !== null)]);
});

/** Rejects a page token when the item that it points at is gone. */
const needingItem = (
  operation: "listEvents" | "listTokens",
  isGone: (state: ReferenceState, organization: string, id: string) => boolean,
) =>
  handling(operation, (next, { query, identity }, state) => {
    let id: string | undefined;
    try {
      [, id] = position(query.get("page_token") ?? "");
    } catch {}
    if (id === undefined || !isGone(state, identity.organization, id)) return next();
    const body = { name: "ValidationError", errors: { page_token: ["is not known"] } };
    return { ...ok(body), status: 400 };
  });

const tokenMutants: readonly ProviderMutant[] = mutantsOf("delivery pages", {
  delivery_page_tokens: {
    delivery_token_any_filter: anyFilter,
    delivery_token_any_time: anyTime,
    delivery_token_any_list: anyList,
  },
  event_page_tokens: {
    event_token_any_filter: anyFilter,
    event_token_any_time: anyTime,
  },
  event_pages_stable: {
    event_token_needs_its_event: needingItem("listEvents", ({ events }, organization, id) => {
      return events.get(eventKey(organization, id))?.isErased === true;
    }),
  },
  token_pages_stable: {
    token_token_needs_its_token: needingItem("listTokens", ({ tokens }, _, id) => !tokens.has(id)),
  },
});

export const deliveryPageMutants: readonly ProviderMutant[] = [
  ...pageMutants(eventList, "event"),
  ...pageMutants(deliveryList, "delivery"),
  ...tokenMutants,
  ...pageMutants(tokenList, "token"),
];
