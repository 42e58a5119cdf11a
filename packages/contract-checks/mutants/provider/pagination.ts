import { type Rules, rules, type StoredWebhook } from "../../src/reference/rules.ts";
import { changingResponse, mutantsOf, type ProviderMutant, withFields, withRules } from "./mutant.ts";

const position = (token: string): [createdAt: number, id: string, ascending: boolean] =>
  JSON.parse(JSON.parse(Buffer.from(token, "base64url").toString())[0]);
const byTime = (left: StoredWebhook, right: StoredWebhook) => left.createdAt - right.createdAt;
const page = (change: (page: { webhooks: unknown[]; next_page_token?: string }) => object) =>
  changingResponse("listWebhooks", 200, (response) => ({
    ...response,
    body: { ...(response.body as object), ...change(response.body as { webhooks: unknown[] }) },
  }));
/** Page tokens that count what was shown, as many do. */
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

export const paginationMutants: readonly ProviderMutant[] = mutantsOf("pagination", {
  pages_limit: {
    limit_ignored: withRules({ pageSize: () => 20 }),
    limit_plus_1: withRules({ pageSize: ({ limit }) => limit + 1 }),
    limit_minus_1: withRules({ pageSize: ({ limit }) => Math.max(1, limit - 1) }),
    limit_unlimited: withRules({
      readQuery: (query) => ({ ...rules.readQuery(query), limit: Number(query.get("limit") ?? 20) }),
    }),
    limit_at_most_50: withRules({ pageSize: ({ limit }) => Math.min(limit, 50) }),
    limit_usually_10: withRules({
      readQuery: (query) => ({ ...rules.readQuery(query), ...(query.get("limit") === null && { limit: 10 }) }),
    }),
    limit_told_as_asked: changingResponse("listWebhooks", 200, (response, { path }) => {
      const asked = /limit=(\d+)/.exec(path)?.[1];
      return asked === undefined ? response : withFields({ limit: Number(asked) })(response);
    }),
    limit_told_always_20: changingResponse("listWebhooks", 200, withFields({ limit: 20 })),
    count_of_all: page(() => ({ count: 1000 })),
  },
  read_your_writes: {
    count_of_limit: changingResponse("listWebhooks", 200, (response) => {
      const { limit } = response.body as { limit: number };
      return withFields({ count: limit })(response);
    }),
  },
  pages_whole: {
    first_skipped: changingResponse("listWebhooks", 200, (response, { path }) => {
      const { webhooks } = response.body as { webhooks: unknown[] };
      const left = webhooks.slice(1);
      return path.includes("page_token") ? withFields({ webhooks: left, count: left.length })(response) : response;
    }),
    last_repeated: withRules({
      readToken: (token, ascending, organization) => {
        const isBehind = rules.readToken(token, ascending, organization);
        const [, id] = position(token);
        return (stored, all) => stored.id === id || isBehind(stored, all);
      },
    }),
    equal_times_skipped: withRules({
      now: () => Math.floor(Date.now() / 1000) * 1000,
      readToken: (token, ascending, organization) => {
        rules.readToken(token, ascending, organization);
        const [createdAt] = position(token);
        return (stored) => (ascending ? stored.createdAt > createdAt : stored.createdAt < createdAt);
      },
    }),
    equal_times_one_way: () => {
      let sign = 1;
      return {
        rules: {
          now: () => Math.floor(Date.now() / 1000) * 1000,
          readQuery: (query) => {
            const read = rules.readQuery(query);
            sign = read.ascending ? 1 : -1;
            return read;
          },
          compare: (left, right) => byTime(left, right) || (left.id < right.id ? -sign : sign),
        },
      };
    },
    no_tokens: page(({ webhooks }) => ({ webhooks, next_page_token: undefined })),
    token_ignored: withRules({ readToken: () => () => true }),
  },
  pages_order: {
    equal_times_backwards: withRules({
      now: () => Math.floor(Date.now() / 100) * 100,
      compare: (left, right) => byTime(left, right) || (left.id < right.id ? 1 : left.id > right.id ? -1 : 0),
    }),
    order_by_id: withRules({ compare: (left, right) => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0) }),
    order_by_update: withRules({ compare: (left, right) => right.createdAt - left.createdAt }),
    oldest_first: withRules({
      readQuery: (query) => ({ ...rules.readQuery(query), ascending: query.get("ascending") !== "false" }),
    }),
    ascending_ignored: withRules({ readQuery: (query) => ({ ...rules.readQuery(query), ascending: false }) }),
  },
  pages_end: {
    never_ends: withRules({ hasNext: () => true }),
    token_on_full_last_page: withRules({ hasNext: (left, size) => left >= size }),
    ends_early: withRules({ hasNext: (left, size) => left > size + 1 }),
  },
  page_tokens: {
    token_once: () => {
      const used = new Set<string>();
      return {
        rules: {
          readToken: (token, ascending, organization) => {
            if (used.has(token)) return rules.readToken("", ascending, organization);
            used.add(token);
            return rules.readToken(token, ascending, organization);
          },
        },
      };
    },
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
    token_any_direction: withRules({
      readToken: (token, ascending, organization) => {
        const [, , issued] = (() => {
          try {
            return position(token);
          } catch {
            return [0, "", ascending] as const;
          }
        })();
        rules.readToken(token, issued, organization);
        const [createdAt, id] = position(token);
        return (stored, all) => all.compare(stored, { ...stored, createdAt, id }) > 0 === ascending;
      },
    }),
    token_not_checked: withRules({
      readToken: (token, ascending, organization) => {
        try {
          return rules.readToken(token, ascending, organization);
        } catch {
          return () => true;
        }
      },
    }),
  },
  pages_stable: {
    offset_tokens: byOffset,
  },
});
