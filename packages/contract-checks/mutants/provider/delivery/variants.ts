import type { Clock } from "../../../src/clock.ts";
import type { Handler } from "../../../src/reference/handler.ts";
import { rules } from "../../../src/reference/rules.ts";
import type { StoredDelivery } from "../../../src/reference/state.ts";
import type { Deviation, Variant } from "../mutant.ts";
import { fieldsOf } from "./handlers.ts";

/** For how many requests lists and counts lag. */
const lag = 3;

/** Lists and counts show for some requests what was before a webhook was disabled or deleted. */
const lagging = (): Deviation => {
  let left = 0;
  let before = new Map<string, StoredDelivery>();
  /** By id of a disabled webhook. */
  const countsLeft = new Map<string, number>();
  return {
    handlers: (handlers, { deliveries }) => {
      const remember = () => {
        before = new Map(deliveries);
        left = lag;
      };
      /** Handles a request with other deliveries in place of some. */
      const withDeliveries = (others: Iterable<StoredDelivery>, handle: () => ReturnType<Handler>) => {
        const now = new Map(deliveries);
        for (const delivery of others) deliveries.set(delivery.delivery_id, delivery);
        try {
          return handle();
        } finally {
          for (const [id, delivery] of now) deliveries.set(id, delivery);
        }
      };
      /** Counts what disabling settled as pending. */
      const counting =
        (handle: Handler): Handler =>
        (context) => {
          const { webhook_id } = context.webhook;
          const countLeft = countsLeft.get(webhook_id) ?? 0;
          if (countLeft === 0) return handle(context);
          countsLeft.set(webhook_id, countLeft - 1);
          const settled = [...deliveries.values()].filter(
            (delivery) => delivery.webhook_id === webhook_id && delivery.reason === "webhook_disabled",
          );
          const pending = settled.map((delivery) => ({ ...delivery, status: "pending" as const, reason: undefined }));
          return withDeliveries(pending, () => handle(context));
        };
      const countWebhook = counting(handlers.recoverWebhook);
      return {
        disableWebhook: (context) => {
          remember();
          countsLeft.set(context.webhook.webhook_id, lag);
          return handlers.disableWebhook(context);
        },
        deleteWebhook: (context) => {
          remember();
          return handlers.deleteWebhook(context);
        },
        listDeliveries: (context) => {
          const others = left-- > 0 ? before.values() : [];
          return withDeliveries(others, () => handlers.listDeliveries(context));
        },
        getWebhookHealth: counting(handlers.getWebhookHealth),
        recoverWebhook: (context) =>
          fieldsOf(context.body).dry_run === true ? countWebhook(context) : handlers.recoverWebhook(context),
      };
    },
  };
};

/** Times of deliveries and of health in microseconds, but not when attempts started. */
const withMicroseconds: NonNullable<Deviation["transform"]> = (response, _, operation) => {
  if (!/Deliver(y|ies)$|Health$|Summary$/.test(operation ?? "")) return response;
  const inMicroseconds = (name: string, value: unknown) => {
    const isTime = name === "since" || (name.endsWith("_at") && name !== "started_at");
    return isTime && typeof value === "string" ? value.replace("Z", "789Z") : value;
  };
  return { ...response, body: JSON.stringify(response.body, inMicroseconds) };
};

/** A page with filters ends after half of the items that it may have, and always has a page token unless it is empty. */
const boundedScans = (): Partial<typeof rules> => {
  let isFiltered = false;
  return {
    readQuery: (query) => {
      isFiltered = [...query.keys()].some((name) => !["limit", "page_token", "ascending"].includes(name));
      return rules.readQuery(query);
    },
    pageSize: ({ limit }) => (isFiltered ? Math.ceil(limit / 2) : limit),
    hasNext: (left, size) => isFiltered || left > size,
  };
};

/** Uses of tokens are stored every half a minute, in whole minutes. */
const storingUsesLate = (clock: Clock): Deviation => {
  const uses = new Map<string, number>();
  let storedAt = clock.now();
  return {
    rules: {
      useToken: (token, now) => {
        uses.set(token.token_id, Math.floor(now / 60_000) * 60_000);
        return token;
      },
    },
    handlers: (handlers, { tokens }) => ({
      listTokens: (context) => {
        if (clock.now() >= storedAt + 30_000) {
          storedAt = clock.now();
          for (const [id, last_used_at] of uses) {
            const token = tokens.get(id);
            if (token !== undefined) tokens.set(id, { ...token, last_used_at });
          }
          uses.clear();
        }
        return handlers.listTokens(context);
      },
    }),
  };
};

export const deliveryVariants: readonly Variant[] = [
  {
    id: "every attempt fails at once, and there are no others",
    spec: "delivery",
    apply: (clock) => ({
      rules: { now: () => Math.floor(clock.now()) },
      send: () => Promise.reject(new Error("there is no such host")),
      retrySchedule: [0],
      delivers: true,
    }),
  },
  {
    id: "the retry schedule ends soon, and lists and counts lag",
    spec: "delivery",
    apply: (clock) => ({
      ...lagging(),
      rules: { now: () => Math.floor(clock.now()) },
      send: () => new Response("no", { status: 500 }),
      retrySchedule: [0, 0.2],
      delivers: true,
    }),
  },
  {
    id: "attempts fail again and again, lists and counts lag, times in microseconds",
    spec: "delivery",
    apply: (clock) => ({
      ...lagging(),
      transform: withMicroseconds,
      rules: {
        now: () => Math.floor(clock.now()),
        newDeliveryId: () => `dlv_${crypto.randomUUID()}/é ?#`,
        newTokenId: () => `tok_${crypto.randomUUID()}/é ?#`,
      },
      send: () => new Response("no", { status: 503 }),
      retrySchedule: [0, 0.01, 0.01, 0.05, 1, 5, 3600],
      delivers: true,
    }),
  },
  {
    id: "short pages with filters, details that the list does not have, numbers and times in another notation",
    spec: "delivery",
    apply: (clock) => ({
      rules: { now: () => Math.floor(clock.now()), ...boundedScans() },
      transform: (response, _, operation) => {
        if (response.status !== 200) return response;
        if (operation === "getOperatorWebhook") {
          return { ...response, body: JSON.stringify(response.body).replace(/(?<=\d)Z"/g, '+00:00"') };
        }
        if (operation !== "getEvent") return response;
        const body = JSON.stringify({ ...(response.body as object), size: 123 });
        return { ...response, body: body.replace(/("contract_check":\d+)e(\d+)/, "$1.0E+$2") };
      },
    }),
  },
  {
    id: "attempts time out, and open the circuit breaker, uses of tokens are stored late",
    spec: "delivery",
    apply: (clock) => {
      const late = storingUsesLate(clock);
      return {
        ...late,
        rules: { now: () => Math.floor(clock.now()), ...late.rules },
        send: () => new Promise(() => {}),
        timeoutMs: 1,
        breakerTimeouts: 2,
        retrySchedule: [0, 0.01, 0.05, 1, 3600],
        delivers: true,
      };
    },
  },
];
