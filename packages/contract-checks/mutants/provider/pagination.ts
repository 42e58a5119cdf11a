import { type Rules, rules, type Stored } from "../../src/reference/rules.ts";
import { answering, classOf, deciding, type ProviderMutant, withFields } from "./mutant.ts";

const pagination = classOf("pagination");

const position = (token: string): [createdAt: number, id: string, ascending: boolean] =>
  JSON.parse(JSON.parse(Buffer.from(token, "base64url").toString())[0]);
const byTime = (left: Stored, right: Stored) => left.createdAt - right.createdAt;
const page = (change: (page: { webhooks: unknown[]; next_page_token?: string }) => object) =>
  answering("listWebhooks", 200, (response) => ({
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

export const paginationMutants: readonly ProviderMutant[] = [
  pagination("limit_ignored", "pages_limit", deciding({ pageSize: () => 20 })),
  pagination("limit_plus_1", "pages_limit", deciding({ pageSize: ({ limit }) => limit + 1 })),
  pagination("limit_minus_1", "pages_limit", deciding({ pageSize: ({ limit }) => Math.max(1, limit - 1) })),
  pagination(
    "limit_unlimited",
    "pages_limit",
    deciding({ readQuery: (query) => ({ ...rules.readQuery(query), limit: Number(query.get("limit") ?? 20) }) }),
  ),
  pagination("limit_at_most_50", "pages_limit", deciding({ pageSize: ({ limit }) => Math.min(limit, 50) })),
  pagination(
    "limit_usually_10",
    "pages_limit",
    deciding({
      readQuery: (query) => ({ ...rules.readQuery(query), ...(query.get("limit") === null && { limit: 10 }) }),
    }),
  ),
  pagination(
    "limit_told_as_asked",
    "pages_limit",
    answering("listWebhooks", 200, (response, { path }) => {
      const asked = /limit=(\d+)/.exec(path)?.[1];
      return asked === undefined ? response : withFields({ limit: Number(asked) })(response);
    }),
  ),
  pagination("limit_told_always_20", "pages_limit", answering("listWebhooks", 200, withFields({ limit: 20 }))),
  pagination(
    "count_of_all",
    "pages_limit",
    page(() => ({ count: 1000 })),
  ),
  pagination(
    "count_of_limit",
    "read_your_writes",
    answering("listWebhooks", 200, (response) => {
      const { limit } = response.body as { limit: number };
      return withFields({ count: limit })(response);
    }),
  ),
  pagination(
    "first_skipped",
    "pages_whole",
    answering("listWebhooks", 200, (response, { path }) => {
      const { webhooks } = response.body as { webhooks: unknown[] };
      const left = webhooks.slice(1);
      return path.includes("page_token") ? withFields({ webhooks: left, count: left.length })(response) : response;
    }),
  ),
  pagination(
    "last_repeated",
    "pages_whole",
    deciding({
      readToken: (token, ascending, organization) => {
        const isBehind = rules.readToken(token, ascending, organization);
        const [, id] = position(token);
        return (stored, all) => stored.id === id || isBehind(stored, all);
      },
    }),
  ),
  pagination(
    "equal_times_skipped",
    "pages_whole",
    deciding({
      now: () => Math.floor(Date.now() / 1000) * 1000,
      readToken: (token, ascending, organization) => {
        rules.readToken(token, ascending, organization);
        const [createdAt] = position(token);
        return (stored) => (ascending ? stored.createdAt > createdAt : stored.createdAt < createdAt);
      },
    }),
  ),
  pagination(
    "equal_times_backwards",
    "pages_order",
    deciding({
      now: () => Math.floor(Date.now() / 100) * 100,
      compare: (left, right) => byTime(left, right) || (left.id < right.id ? 1 : left.id > right.id ? -1 : 0),
    }),
  ),
  pagination("equal_times_one_way", "pages_whole", () => {
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
  }),
  pagination(
    "order_by_id",
    "pages_order",
    deciding({ compare: (left, right) => (left.id < right.id ? -1 : left.id > right.id ? 1 : 0) }),
  ),
  pagination(
    "order_by_update",
    "pages_order",
    deciding({ compare: (left, right) => right.createdAt - left.createdAt }),
  ),
  pagination(
    "oldest_first",
    "pages_order",
    deciding({ readQuery: (query) => ({ ...rules.readQuery(query), ascending: query.get("ascending") !== "false" }) }),
  ),
  pagination(
    "ascending_ignored",
    "pages_order",
    deciding({ readQuery: (query) => ({ ...rules.readQuery(query), ascending: false }) }),
  ),
  pagination("never_ends", "pages_end", deciding({ hasNext: () => true })),
  pagination("token_on_full_last_page", "pages_end", deciding({ hasNext: (left, size) => left >= size })),
  pagination("ends_early", "pages_end", deciding({ hasNext: (left, size) => left > size + 1 })),
  pagination(
    "no_tokens",
    "pages_whole",
    page(({ webhooks }) => ({ webhooks, next_page_token: undefined })),
  ),
  pagination("token_ignored", "pages_whole", deciding({ readToken: () => () => true })),
  pagination("token_once", "page_tokens", () => {
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
  }),
  pagination("token_has_limit", "page_tokens", () => {
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
  }),
  pagination(
    "token_any_direction",
    "page_tokens",
    deciding({
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
  ),
  pagination(
    "token_not_checked",
    "page_tokens",
    deciding({
      readToken: (token, ascending, organization) => {
        try {
          return rules.readToken(token, ascending, organization);
        } catch {
          return () => true;
        }
      },
    }),
  ),
  pagination("offset_tokens", "pages_stable", byOffset),
];
