import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../../src/clock.ts";
import { InvalidRequestError, type Issues } from "../../src/reference/errors.ts";
import type { ReferenceResponse } from "../../src/reference/provider.ts";
import { rules } from "../../src/reference/rules.ts";
import type { Listed, StoredWebhook } from "../../src/reference/state.ts";
import type { SpecName } from "../../src/spec/operations.ts";
import { deliveryVariants } from "./delivery/variants.ts";
import type { Deviation, Variant } from "./mutant.ts";

const json = { "content-type": "application/json" };

const errorsAsArray = (issues: Issues, toPath: (path: string) => unknown) => ({
  name: "ValidationError",
  errors: Object.entries(issues).flatMap(([path, messages]) =>
    messages.map((message) => ({ code: "invalid", path: toPath(path), message })),
  ),
});

const withTimes = (toText: (ms: number) => string) => (stored: StoredWebhook) => ({
  ...rules.render(stored),
  created_at: toText(stored.created_at),
  updated_at: toText(stored.updated_at),
});

/** The filters of a list, whatever its organization. */
function filtersOf(owner: string): string {
  return owner.startsWith("[") ? JSON.stringify(JSON.parse(owner).slice(1)) : "";
}

/** Random page tokens. For another organization they are only a position. */
function storedTokens() {
  const issued = new Map<string, { last: Listed; ascending: boolean; owner: string }>();
  return {
    issueToken: (last: Listed, ascending: boolean, owner: string) => {
      const token = crypto.randomUUID();
      issued.set(token, { last, ascending, owner });
      return token;
    },
    readToken: (token: string, ascending: boolean, owner: string): ReturnType<typeof rules.readToken> => {
      const found = issued.get(token);
      const isOfList = found !== undefined && filtersOf(found.owner) === filtersOf(owner);
      if (found?.ascending !== ascending || !isOfList) throw new InvalidRequestError({ page_token: ["is not known"] });
      return (stored, all) => all.compare(stored, found.last) * (ascending ? 1 : -1) > 0;
    },
  };
}

/** The token comes before everything else, also for unknown paths and methods. */
const tokenFirst = (response: ReferenceResponse, authorization: string | undefined): ReferenceResponse => {
  const isKnown = /^bearer (a-token|b-token|a-reader|a-writer|awt_\S+)$/i.test(authorization ?? "");
  if (isKnown || response.status < 404) return response;
  const headers = { "content-type": "application/json;charset=UTF-8", "www-authenticate": 'Bearer realm="api"' };
  return { status: 401, headers, body: { name: "Unauthorized", message: "No.", docs: "https://example.com" } };
};

/** A router in front of the provider rejects ids of webhooks with escaped slashes, percent signs, spaces and NULs. */
const rejectingOddIds: NonNullable<Deviation["transform"]> = (response, { path }) =>
  response.status === 404 && /\/webhooks\/[^/?]*%(00|20|25|2f)/i.test(path)
    ? { status: 400, headers: { "content-type": "text/html" }, body: "<h1>Bad Request</h1>" }
    : response;

/** An organization may have so many webhooks, which is enough for each check, but not for several at the same time. */
export const limitedWebhooks = (max: number, clock: Clock): Deviation => ({
  rules: { now: () => Math.floor(clock.now()) },
  handlers: ({ createWebhook }, { webhooks }) => ({
    createWebhook: (context) => {
      const { organization } = context.identity;
      const theirs = [...webhooks.values()].filter((webhook) => webhook.organization === organization);
      if (theirs.length < max) return createWebhook(context);
      return { status: 403, headers: json, body: { name: "ForbiddenError", message: `There may be ${max} webhooks.` } };
    },
  }),
});

/** A variant once for each spec that it is correct by. */
export function withSpecs(variant: Variant): (Variant & { readonly spec: SpecName })[] {
  const specs: readonly SpecName[] = variant.spec === undefined ? ["webhooks", "delivery"] : [variant.spec];
  return specs.map((spec) => ({ ...variant, spec }));
}

export const variants: readonly Variant[] = [
  ...deliveryVariants,
  {
    id: "whole seconds, empty lists, errors as an array, a router that rejects odd ids",
    apply: (clock) => {
      let count = 0;
      const render = withTimes((ms) => new Date(ms).toISOString().replace(/\.\d+/, ""));
      return {
        rules: {
          now: () => Math.floor(clock.now() / 1000) * 1000,
          newId: () => `wh_${++count}`,
          newSecret: () => rules.newSecret().slice(0, 38),
          ...storedTokens(),
          validationError: (issues) => errorsAsArray(issues, (path) => (path === "body" ? [] : path.split("."))),
          render: (stored) => ({
            ...render(stored),
            inbox_ids: stored.inbox_ids,
            pod_ids: stored.pod_ids,
            organization_id: stored.organization,
            request_count: ++count,
          }),
          error: (status, name, message) => ({ name, message, code: status, fix: null }),
        },
        transform: rejectingOddIds,
      };
    },
  },
  {
    id: "token before path, other zones, more headers, no limit in pages, event types in another order, no chunks",
    apply: (clock) => ({
      reject: ({ chunked = false }) => (chunked ? { status: 411, headers: {}, body: "" } : undefined),
      rules: {
        now: () => Math.floor(clock.now()),
        newId: () => `wh_${crypto.randomUUID()}/é ?#`,
        validationError: (issues) => errorsAsArray(issues, (path) => (path === "body" ? "" : path)),
        render: (stored) => ({
          ...withTimes((ms) => new Date(ms + 7_200_000).toISOString().replace("Z", "+02:00"))(stored),
          event_types: stored.event_types.toReversed(),
        }),
      },
      transform: (response, { headers }) => {
        const { limit: _, ...body } = response.body as { limit?: number };
        return tokenFirst(
          {
            ...response,
            ...("webhooks" in body && { body: { ...body, has_more: true } }),
            headers: { ...response.headers, "x-request-id": crypto.randomUUID() },
          },
          headers.authorization,
        );
      },
    }),
  },
  {
    id: "slow, rate-limiting, a coarse clock",
    apply: (clock) => {
      let [count, left] = [0, 40];
      const limited = (retryAfter: string): ReferenceResponse => {
        const headers = { ...json, "retry-after": retryAfter };
        return { status: 429, headers, body: { name: "RateLimitError", message: "Slower." } };
      };
      return {
        // The clocks of some systems have a resolution of 15 ms.
        rules: { now: () => Math.floor(clock.now() / 15) * 15 },
        onRequest: async () => {
          if (++count % 10 === 0) await delay(1);
        },
        reject: () => {
          if (--left > 0) return undefined;
          left = 40;
          return limited(count % 2 === 0 ? "1" : new Date(clock.now() + 1500).toUTCString());
        },
      };
    },
  },
  {
    id: "times stored in microseconds, and shown in milliseconds",
    apply: (clock) => ({
      rules: { now: () => clock.now(), render: withTimes((ms) => new Date(Math.floor(ms)).toISOString()) },
    }),
  },
  {
    id: "a limit of webhooks",
    apply: (clock) => limitedWebhooks(110, clock),
  },
  {
    id: "others create and delete meanwhile, times in microseconds",
    apply: (clock) => {
      const microseconds = (ms: number) => String(Math.floor((ms % 1) * 1000)).padStart(3, "0");
      const toText = (ms: number) => new Date(Math.floor(ms)).toISOString().replace("Z", `${microseconds(ms)}Z`);
      return { rules: { now: () => clock.now(), ...storedTokens(), render: withTimes(toText) }, withOtherUsers: true };
    },
  },
];
