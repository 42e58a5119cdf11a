import { setTimeout as delay, setImmediate as tick } from "node:timers/promises";
import { type Clock, systemClock } from "../../src/clock.ts";
import type { ReferenceResponse } from "../../src/reference/provider.ts";
import { InvalidRequestError, rules, type StoredWebhook } from "../../src/reference/rules.ts";
import type { Deviation } from "./mutant.ts";

/** A provider that is right in another way than the reference: no check may find anything. */
export interface Variant {
  readonly id: string;
  readonly apply: (clock: Clock) => Deviation;
}

const errorsAsArray = (issues: Readonly<Record<string, readonly string[]>>, toPath: (path: string) => unknown) => ({
  name: "ValidationError",
  errors: Object.entries(issues).flatMap(([path, messages]) =>
    messages.map((message) => ({ code: "invalid", path: toPath(path), message })),
  ),
});

/** Page tokens without meaning, remembered; good in one direction, and for another organization a mere position. */
function rememberedTokens() {
  const issued = new Map<string, { last: StoredWebhook; ascending: boolean }>();
  return {
    issueToken: (last: StoredWebhook, ascending: boolean) => {
      const token = crypto.randomUUID();
      issued.set(token, { last, ascending });
      return token;
    },
    readToken: (token: string, ascending: boolean): ReturnType<typeof rules.readToken> => {
      const known = issued.get(token);
      if (known?.ascending !== ascending) throw new InvalidRequestError({ page_token: ["is not known"] });
      return (stored, all) => all.compare(stored, known.last) * (ascending ? 1 : -1) > 0;
    },
  };
}

/** A token is asked for before anything else, also on paths and for methods that there are not. */
const tokenFirst = (response: ReferenceResponse, authorization: string | undefined): ReferenceResponse => {
  const isKnown = /^bearer (a-token|b-token|a-reader)$/i.test(authorization ?? "");
  if (isKnown || response.status < 404) return response;
  const headers = { "content-type": "application/json;charset=UTF-8", "www-authenticate": 'Bearer realm="api"' };
  return { status: 401, headers, body: { name: "Unauthorized", message: "No.", docs: "https://example.com" } };
};

const whole: Variant = {
  id: "whole seconds, empty lists, errors as an array",
  apply: (clock) => {
    let count = 0;
    const second = (ms: number) => new Date(ms).toISOString().replace(/\.\d+/, "");
    return {
      rules: {
        now: () => Math.floor(clock.now() / 1000) * 1000,
        newId: () => `wh_${++count}`,
        newSecret: () => rules.newSecret().slice(0, 38),
        ...rememberedTokens(),
        validationError: (issues) => errorsAsArray(issues, (path) => (path === "body" ? [] : path.split("."))),
        render: (stored) => ({
          inbox_ids: stored.inbox_ids,
          pod_ids: stored.pod_ids,
          ...rules.render(stored),
          created_at: second(stored.created_at),
          updated_at: second(stored.updated_at),
          organization_id: stored.organization,
          request_count: ++count,
        }),
        error: (status, name, message) => ({ name, message, code: status, fix: null }),
      },
    };
  },
};

const lenient = new Map<object, object>();

/** Halves of surrogate pairs are no control characters to everybody. One schema each: what validates keeps what it compiled. */
const takingSurrogates: typeof rules.requestSchema = (operation) => {
  const schema = rules.requestSchema(operation);
  const known = lenient.get(schema) ?? JSON.parse(JSON.stringify(schema).replaceAll("\\\\p{Cs}", ""));
  lenient.set(schema, known);
  return known;
};

const strict: Variant = {
  id: "token before path, other zones, more headers, no limit told",
  apply: () => ({
    rules: {
      newId: () => `wh_${crypto.randomUUID()}/é ?#`,
      requestSchema: takingSurrogates,
      validationError: (issues) => errorsAsArray(issues, (path) => (path === "body" ? "" : path)),
      render: (stored) => {
        const local = (ms: number) => new Date(ms + 7_200_000).toISOString().replace("Z", "+02:00");
        return { ...rules.render(stored), created_at: local(stored.created_at), updated_at: local(stored.updated_at) };
      },
    },
    transform: (response, { headers }) => {
      const { limit: _, ...body } = response.body as { limit?: number };
      const checked = { ...response, ...("webhooks" in body && { body: { ...body, has_more: true } }) };
      return tokenFirst(
        { ...checked, headers: { ...response.headers, "x-request-id": crypto.randomUUID() } },
        headers.authorization,
      );
    },
  }),
};

const limiting: Variant = {
  id: "slow, rate-limiting, a coarse clock",
  apply: (clock) => {
    let [count, left] = [0, 40];
    const body = { name: "RateLimitError", message: "Slower." };
    const limited = (after: string): ReferenceResponse => {
      return { status: 429, headers: { "content-type": "application/json", "retry-after": after }, body };
    };
    return {
      // The clock of some systems moves on every 15 ms.
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
};

const busy: Variant = {
  id: "others create and delete meanwhile, times in microseconds",
  apply: (clock) => {
    return {
      rules: {
        now: () => clock.now(),
        ...rememberedTokens(),
        render: (stored) => {
          const fine = (ms: number) => {
            const digits = String(Math.floor((ms % 1) * 1000)).padStart(3, "0");
            return new Date(Math.floor(ms)).toISOString().replace("Z", `${digits}Z`);
          };
          return { ...rules.render(stored), created_at: fine(stored.created_at), updated_at: fine(stored.updated_at) };
        },
      },
      withOtherUsers: true,
    };
  },
};

export const variants: readonly Variant[] = [whole, strict, limiting, busy];

/** A clock that waits by moving on. */
export function quickClock(): Clock {
  let ahead = 0;
  return {
    now: () => systemClock.now() + ahead,
    sleep: async (ms) => {
      ahead += ms;
      await tick();
    },
  };
}
