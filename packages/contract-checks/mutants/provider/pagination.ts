import { type Query, type Rules, rules } from "../../src/reference/rules.ts";
import type { Listed } from "../../src/reference/state.ts";
import { defaultPageSize } from "../../src/spec/schema.ts";
import {
  changingPage,
  changingResponse,
  type Deviation,
  mutantsOf,
  type ProviderMutant,
  withFields,
  withRules,
} from "./mutant.ts";

/** What a page token of the reference has. */
export const position = (token: string): [created_at: number, id: string, ascending: boolean] =>
  JSON.parse(JSON.parse(Buffer.from(token, "base64url").toString())[0]);
const byTime = (left: Listed, right: Listed) => left.created_at - right.created_at;
const byId = (left: Listed, right: Listed) => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0);
const byUpdate = (left: Listed, right: Listed) => left.updated_at - right.updated_at || byId(left, right);
/** A clock so coarse that many webhooks are created at the same time. */
const coarseClock = (ms: number) => () => Math.floor(Date.now() / ms) * ms;
/** Reads a query, and changes something about it. */
export const reading = (change: (read: Query, query: URLSearchParams) => Partial<Query>): (() => Deviation) =>
  withRules({
    readQuery: (query) => {
      const read = rules.readQuery(query);
      return { ...read, ...change(read, query) };
    },
  });

/** Faults that each list may have. */
export const listFaults: Readonly<Record<"limit" | "order" | "tokens", Record<string, () => Deviation>>> = {
  limit: {
    limit_ignored: withRules({ pageSize: () => defaultPageSize }),
    limit_minus_1: withRules({ pageSize: ({ limit }) => Math.max(1, limit - 1) }),
    limit_unlimited: reading((_, query) => ({ limit: Number(query.get("limit") ?? defaultPageSize) })),
    limit_at_most_50: withRules({ pageSize: ({ limit }) => Math.min(limit, 50) }),
    limit_usually_10: reading((_, query) => (query.has("limit") ? {} : { limit: 10 })),
  },
  order: {
    order_by_id: withRules({ compare: byId }),
    ascending_ignored: reading(() => ({ ascending: false })),
  },
  tokens: {
    token_once: () => {
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
    },
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
    token_not_checked: withRules({
      readToken: (token, ascending, owner) => {
        try {
          return rules.readToken(token, ascending, owner);
        } catch {
          return () => true;
        }
      },
    }),
  },
};

/** Lists the last item of a page again on the next one. */
export const lastRepeated: () => Deviation = withRules({
  readToken: (token, ascending, owner) => {
    const isBehind = rules.readToken(token, ascending, owner);
    const [, id] = position(token);
    return (stored, all) => stored.id === id || isBehind(stored, all);
  },
});

/** Skips what was created at the same time as the last item of a page. @param ms the step of the clock */
export const equalTimesSkipped = (ms: number): (() => Deviation) =>
  withRules({
    now: coarseClock(ms),
    readToken: (token, ascending, owner) => {
      rules.readToken(token, ascending, owner);
      const [created_at] = position(token);
      return (stored) => (ascending ? stored.created_at > created_at : stored.created_at < created_at);
    },
  });

/** Does not reverse what was created at the same time. @param ms the step of the clock */
export const equalTimesOneWay = (ms: number) => (): Deviation => {
  let sign = 1;
  return {
    rules: {
      now: coarseClock(ms),
      readQuery: (query) => {
        const read = rules.readQuery(query);
        sign = read.ascending ? 1 : -1;
        return read;
      },
      compare: (left, right) => byTime(left, right) || (left.id < right.id ? -sign : sign),
    },
  };
};

/** Page tokens that are an offset, as in many APIs. */
const byOffset = (): { rules: Partial<Rules> } => {
  let offset = 0;
  let limit = 0;
  return {
    rules: {
      readQuery: (query) => {
        const { pageToken, ...rest } = rules.readQuery(query);
        offset = pageToken === undefined ? 0 : Number(Buffer.from(pageToken, "base64url").toString());
        if (Number.isNaN(offset)) return rules.readQuery(query);
        limit = rest.limit;
        return { ...rest, pageToken };
      },
      issueToken: () => Buffer.from(String(offset + limit)).toString("base64url"),
      readToken: (token, ascending, organization) =>
        Number.isNaN(offset) ? rules.readToken(token, ascending, organization) : () => true,
    },
  };
};

/** The last page has a page token, which leads to the first page. */
const startsAgain = (): Deviation => ({
  rules: {
    readQuery: (query) => {
      const first = new URLSearchParams([...query].filter(([, value]) => value !== "again"));
      return rules.readQuery(first);
    },
  },
  transform: (response, _, operation) =>
    operation === "listWebhooks" && response.status === 200
      ? { ...response, body: { next_page_token: "again", ...(response.body as object) } }
      : response,
});

export const paginationMutants: readonly ProviderMutant[] = mutantsOf("pagination", {
  pages_limit: {
    ...listFaults.limit,
    limit_plus_1: withRules({ pageSize: ({ limit }) => limit + 1 }),
    limit_told_as_asked: changingPage((page, { path }) => ({
      ...page,
      limit: Number(/limit=(\d+)/.exec(path)?.[1] ?? page.limit),
    })),
    limit_told_always_20: changingResponse("listWebhooks", 200, withFields({ limit: defaultPageSize })),
    count_of_all: changingPage((page) => ({ ...page, count: 1000 })),
  },
  read_your_writes: {
    count_of_limit: changingPage((page) => ({ ...page, count: page.limit })),
  },
  pages_whole: {
    first_skipped: changingPage(({ webhooks: [first, ...others], ...page }, { path }) => {
      const webhooks = path.includes("page_token") || first === undefined ? others : [first, ...others];
      return { ...page, webhooks, count: webhooks.length };
    }),
    last_repeated: lastRepeated,
    equal_times_skipped: equalTimesSkipped(1000),
    equal_times_one_way: equalTimesOneWay(1000),
    no_tokens: changingPage((page) => ({ ...page, next_page_token: undefined })),
    token_ignored: withRules({ readToken: () => () => true }),
  },
  pages_order_kept: {
    order_by_updated_at: withRules({
      compare: byUpdate,
      issueToken: (last, ...rest) => rules.issueToken({ ...last, created_at: last.updated_at }, ...rest),
      readToken: (token, ascending, organization) => {
        rules.readToken(token, ascending, organization);
        const [updated_at, id] = position(token);
        return (stored) => byUpdate(stored, { ...stored, updated_at, id }) > 0 === ascending;
      },
    }),
  },
  pages_order: {
    ...listFaults.order,
    order_by_update: withRules({ compare: (left, right) => byTime(right, left) }),
    oldest_first: reading((_, query) => ({ ascending: query.get("ascending") !== "false" })),
  },
  pages_end: {
    never_ends: withRules({ hasNext: () => true }),
    token_on_full_last_page: withRules({ hasNext: (left, size) => left >= size }),
    token_on_full_pages_only: withRules({ hasNext: (left, size) => left >= size && size > 1 }),
    starts_again: startsAgain,
    ends_early: withRules({ hasNext: (left, size) => left > size + 1 }),
  },
  page_tokens: {
    ...listFaults.tokens,
    token_has_limit: () => {
      const limits = new Map<string, number>();
      let limit = 0;
      return {
        rules: {
          readQuery: (query) => {
            const read = rules.readQuery(query);
            limit = (read.pageToken !== undefined && limits.get(read.pageToken)) || read.limit;
            return { ...read, limit };
          },
          issueToken: (last, ascending, organization) => {
            const token = rules.issueToken(last, ascending, organization);
            limits.set(token, limit);
            return token;
          },
        },
      };
    },
  },
  pages_stable: {
    offset_tokens: byOffset,
  },
});
