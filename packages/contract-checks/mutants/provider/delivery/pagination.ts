import { deliveryList, eventList, type PagedList, tokenList } from "../../../src/provider/lists.ts";
import { type Query, rules } from "../../../src/reference/rules.ts";
import { defaultPageSize } from "../../../src/spec/schema.ts";
import { changingResponse, type Deviation, mutantsOf, type ProviderMutant, withRules } from "../mutant.ts";

interface Page {
  readonly next_page_token?: string;
  readonly count: number;
  readonly limit: number;
  readonly [items: string]: unknown;
}

/** Reads a query, and changes something about it. */
const reading = (change: (read: Query, query: URLSearchParams) => Partial<Query>) =>
  withRules({
    readQuery: (query) => {
      const read = rules.readQuery(query);
      return { ...read, ...change(read, query) };
    },
  });

const position = (token: string): [created_at: number, id: string, ascending: boolean] =>
  JSON.parse(JSON.parse(Buffer.from(token, "base64url").toString())[0]);

/** Page tokens with state: each is valid once, or keeps its limit. */
const tokenOnce = (): Deviation => {
  const used = new Set<string>();
  return {
    rules: {
      readToken: (token, ascending, owner) => {
        if (used.has(token)) return rules.readToken("", ascending, owner);
        used.add(token);
        return rules.readToken(token, ascending, owner);
      },
    },
  };
};

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
      last_repeated: withRules({
        readToken: (token, ascending, owner) => {
          const isBehind = rules.readToken(token, ascending, owner);
          const [, id] = position(token);
          return (stored, all) => stored.id === id || isBehind(stored, all);
        },
      }),
      equal_times_skipped: withRules({
        now: () => Math.floor(Date.now() / 60_000) * 60_000,
        readToken: (token, ascending, owner) => {
          rules.readToken(token, ascending, owner);
          const [created_at] = position(token);
          return (stored) => (ascending ? stored.created_at > created_at : stored.created_at < created_at);
        },
      }),
      count_of_all: changingPage(() => ({ count: 1000 })),
      wrong_direction_of_ties: () => {
        let sign = 1;
        return {
          rules: {
            now: () => Math.floor(Date.now() / 60_000) * 60_000,
            readQuery: (query) => {
              const read = rules.readQuery(query);
              sign = read.ascending ? 1 : -1;
              return read;
            },
            compare: (left, right) => left.created_at - right.created_at || (left.id < right.id ? -sign : sign),
          },
        };
      },
    }),
    [`${prefix}_pages_order`]: named({
      oldest_first: reading(({ ascending }) => ({ ascending: !ascending })),
      ascending_ignored: reading(() => ({ ascending: false })),
      order_by_id: withRules({ compare: (left, right) => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0) }),
    }),
    [`${prefix}_pages_limit`]: named({
      limit_ignored: withRules({ pageSize: () => defaultPageSize }),
      limit_minus_1: withRules({ pageSize: ({ limit }) => Math.max(1, limit - 1) }),
      limit_at_most_50: withRules({ pageSize: ({ limit }) => Math.min(limit, 50) }),
      limit_unlimited: reading((_, query) => ({ limit: Number(query.get("limit") ?? defaultPageSize) })),
      limit_usually_10: reading((_, query) => (query.has("limit") ? {} : { limit: 10 })),
      limit_told_always_20: changingPage(() => ({ limit: defaultPageSize })),
      limit_told_as_asked: changingPage((page, path) => ({
        limit: Number(/limit=(\d+)/.exec(path)?.[1] ?? page.limit),
      })),
    }),
    [`${prefix}_page_tokens`]: named({
      token_once: tokenOnce,
      token_not_checked: withRules({
        readToken: (token, ascending, owner) => {
          try {
            return rules.readToken(token, ascending, owner);
          } catch {
            return () => true;
          }
        },
      }),
      token_any_direction: withRules({
        readToken: (token, ascending, owner) => {
          let issued = ascending;
          try {
            [, , issued] = position(token);
          } catch {}
          rules.readToken(token, issued, owner);
          const [created_at, id] = position(token);
          return (stored, all) => all.compare(stored, { ...stored, created_at, id }) > 0 === ascending;
        },
      }),
    }),
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

/** A page token is valid with every filter. */
const anyFilter: ProviderMutant[] = mutantsOf("delivery pages", {
  delivery_page_tokens: {
    delivery_token_any_filter: withRules({
      issueToken: (last, ascending, owner) => rules.issueToken(last, ascending, ownerOf(owner)),
      readToken: (token, ascending, owner) => rules.readToken(token, ascending, ownerOf(owner)),
    }),
  },
  event_page_tokens: {
    event_token_any_filter: withRules({
      issueToken: (last, ascending, owner) => rules.issueToken(last, ascending, ownerOf(owner)),
      readToken: (token, ascending, owner) => rules.readToken(token, ascending, ownerOf(owner)),
    }),
  },
});

function ownerOf(list: string): string {
  return list.startsWith("[") ? String(JSON.parse(list)[0]) : list;
}

export const deliveryPageMutants: readonly ProviderMutant[] = [
  ...pageMutants(eventList, "event"),
  ...pageMutants(deliveryList, "delivery"),
  ...anyFilter,
  ...pageMutants(tokenList, "token"),
];
