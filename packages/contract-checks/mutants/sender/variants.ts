import { parseExactly } from "@agent-webhooks/types/exact-json";
import { readRetryAfter, reference, retryDelayMs, type Steps } from "./steps.ts";

/** A sender that is correct in another way than the reference: no check may find anything. */
export interface SenderVariant {
  readonly id: string;
  readonly change: () => Partial<Steps>;
}

/** A time limit that a busy machine does not reach by itself. */
const base: Partial<Steps> = { timeLimitMs: 5_000 };

/** The delay that a sender makes of its own: never earlier than `Retry-After`. */
const delaying =
  (own: (attempt: number) => number, clockOffsetMs = 0): Steps["delayMs"] =>
  (attempt, result) =>
    attempt < 60 ? Math.max(own(attempt), readRetryAfter(result, Date.now() + clockOffsetMs)) : undefined;

export const senderVariants: readonly SenderVariant[] = [
  { id: "the reference", change: () => base },
  {
    id: "JSON with other whitespace, more headers, chunked, a connection for each request, whole seconds until a date",
    change: () => ({
      ...base,
      keepAlive: false,
      isChunked: true,
      // The wait until a date, in whole seconds.
      delayMs: (attempt, result) => {
        const own = reference.delayMs(attempt, result);
        if (own === undefined || /^\d*$/.test(result.retryAfter ?? "")) return own;
        return Math.max(retryDelayMs, 1000 * Math.floor(own / 1000));
      },
      body: ({ event }) => Buffer.from(`\r\n${JSON.stringify(parseExactly(event.text), null, "\t")}\n`),
      headers: (values, attempt, secret) => ({
        ...reference.headers(values, attempt, secret),
        "content-type": 'Application/JSON; charset="utf-8"',
        "user-agent": "mail/1.0",
        "x-event-type": attempt.event.type,
        "x-attempt": String(attempt.attempt),
        traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01`,
      }),
    }),
  },
  {
    id: "each attempt twice at the same time, delays of any length up to twice the usual, unknown fields",
    change: () => ({
      ...base,
      copies: 2,
      delayMs: delaying(() => 2 * retryDelayMs * Math.random()),
      body: ({ event }) => {
        const added = { organization_id: "org_1", tags: [1, null, { x: "ü" }] };
        return Buffer.from(JSON.stringify({ ...(parseExactly(event.text) as object), ...added }));
      },
    }),
  },
  {
    id: "late, a growing delay with jitter, a clock that is two minutes fast, escaped non-ASCII characters",
    change: () => ({
      ...base,
      firstDelayMs: () => 50 + 150 * Math.random(),
      delayMs: delaying((attempt) => Math.min(40 * 2 ** attempt, 400) * (0.8 + 0.4 * Math.random()), 120_000),
      clockOffsetMs: 120_000,
      body: ({ event }) =>
        Buffer.from(
          event.text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
        ),
    }),
  },
  {
    id: "at once, then with delays; two webhooks share no connection",
    change: () => ({
      ...base,
      delayMs: delaying((attempt) => (attempt === 1 ? 0 : retryDelayMs)),
      // One request of a webhook at a time.
      ...oneAtATime(),
    }),
  },
];

function oneAtATime(): Pick<Steps, "schedule"> {
  const last = new Map<string, Promise<void>>();
  return {
    schedule: (run, webhookId) => {
      const next = (last.get(webhookId) ?? Promise.resolve()).then(run);
      last.set(
        webhookId,
        next.catch(() => {}),
      );
      return next;
    },
  };
}
