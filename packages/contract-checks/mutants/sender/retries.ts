import { openRequest, type Result, type SendOptions } from "./http-request.ts";
import { mutants, type SenderMutant } from "./mutant.ts";
import { readRetryAfter, reference, retryDelayMs, type Steps } from "./steps.ts";

/** Gives up after these results. */
const givingUp = (isFinal: (result: Result) => boolean): Partial<Steps> => ({
  delayMs: (attempt, result) => (isFinal(result) ? undefined : reference.delayMs(attempt, result)),
});
/** Takes only some statuses for a success. */
export const succeedingWith = (isSuccess: (status: number) => boolean): Partial<Steps> => ({
  outcome: ({ status = 0 }) => (isSuccess(status) ? "succeeded" : status === 410 ? "gone" : "failed"),
});

const hasStatus = (from: number, to = from) => givingUp(({ status = 0 }) => status >= from && status <= to);

/** Attempts wait for the whole body. */
const readingBody = (options: Partial<SendOptions> = {}): Partial<Steps> => ({
  ...options,
  send: (request, sendOptions) =>
    openRequest(request, sendOptions, (incoming, settle) => {
      incoming.on("end", () => settle({ status: incoming.statusCode, retryAfter: incoming.headers["retry-after"] }));
    }),
});

/** Judges a response by its body too. */
export const readingText = (statusOf: (result: Result, text: string) => number): Partial<Steps> => ({
  send: (request, options) =>
    openRequest(request, options, (incoming, settle) => {
      const { statusCode: status, headers } = incoming;
      let text = "";
      incoming.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      incoming.on("end", () => settle({ status: statusOf({ status }, text), retryAfter: headers["retry-after"] }));
    }),
});

/** They do not try again. */
export const retries: readonly SenderMutant[] = mutants("retries", {
  retry_after_error_status: {
    no_retry_after_4xx: hasStatus(400, 499),
    no_retry_after_404: hasStatus(404),
    no_retry_after_401: hasStatus(401, 403),
    no_retry_after_408: hasStatus(408),
    no_retry_after_425: hasStatus(425),
    no_retry_after_unregistered_status: givingUp(({ status = 0 }) => status > 511),
    not_modified_is_success: succeedingWith((status) => (status >= 200 && status < 300) || status === 304),
    success_in_the_body_counts: readingText(({ status = 0 }, text) => (text.includes('"success":true') ? 200 : status)),
    no_retry_after_429: hasStatus(429),
    no_retry_after_501: hasStatus(501),
    no_retry_after_503: hasStatus(503),
    no_retry_after_504: hasStatus(504),
    no_retry_after_unreadable_retry_after: givingUp(
      ({ retryAfter = "0" }) => !/^\d+$/.test(retryAfter) && Number.isNaN(Date.parse(retryAfter)),
    ),
    client_errors_are_success: {
      outcome: ({ status = 0 }) => (status >= 200 && status < 500 && status !== 410 ? "succeeded" : "failed"),
    },
    every_response_is_success: {
      outcome: ({ status }, attempt) =>
        status === undefined || (status === 500 && attempt === 1) ? "failed" : "succeeded",
    },
  },
  retry_after_timeout: {
    no_time_limit: { timeLimitMs: 0 },
    no_retry_after_timeout: givingUp(({ failure }) => failure === "timeout"),
    time_limit_between_bytes: { limitsIdleTime: true },
  },
  retry_after_broken_connection: {
    no_retry_without_response: givingUp(({ failure }) => failure === "connection"),
    no_response_is_success: {
      outcome: (result, attempt) =>
        result.failure === "connection" ? "succeeded" : reference.outcome(result, attempt),
    },
  },
  endless_body: {
    body_read_without_limit: readingBody({ timeLimitMs: 0 }),
    body_read_while_it_comes: readingBody({ limitsIdleTime: true }),
    body_must_end: readingBody(),
  },
  every_event_is_retried: {
    only_last_event_retried: () => {
      const latest = new Map<string, string>();
      return {
        isWanted: (webhook, state, { event, webhookId, attempt }) => {
          if (attempt === 1) latest.set(webhookId, event.id);
          return (
            reference.isWanted(webhook, state, { event, webhookId, attempt }) && latest.get(webhookId) === event.id
          );
        },
      };
    },
    one_type_not_retried: {
      isWanted: (webhook, state, attempt) =>
        (attempt.attempt === 1 || attempt.event.type !== "message.rejected") &&
        reference.isWanted(webhook, state, attempt),
    },
    queue_of_ten: () => {
      const counts = new Map<string, number>();
      return {
        accepts: (_, webhookId) => {
          const count = (counts.get(webhookId) ?? 0) + 1;
          counts.set(webhookId, count);
          return count <= 10;
        },
      };
    },
    every_tenth_event_lost: () => {
      let count = 0;
      return { accepts: ({ type }) => type !== "message.received" || ++count % 10 !== 0 };
    },
  },
  retry_after_header: {
    header_ignored: { delayMs: () => retryDelayMs },
    only_after_429: {
      delayMs: (_, result) => Math.max(retryDelayMs, result.status === 429 ? readRetryAfter(result) : 0),
    },
    only_after_503: {
      delayMs: (_, result) => Math.max(retryDelayMs, result.status === 503 ? readRetryAfter(result) : 0),
    },
    seconds_only: {
      delayMs: (_, result) =>
        Math.max(retryDelayMs, /^\d+$/.test(result.retryAfter ?? "") ? readRetryAfter(result) : 0),
    },
    taken_for_milliseconds: {
      delayMs: (_, result) => Math.max(retryDelayMs, Number(result.retryAfter) || readRetryAfter(result) / 1000),
    },
    obeyed_once: {
      delayMs: (attempt, result) => Math.max(retryDelayMs, attempt === 1 ? readRetryAfter(result) : 0),
    },
    comes_half_a_second_early: { delayMs: (_, result) => Math.max(retryDelayMs, readRetryAfter(result) - 500) },
    at_most_half_a_second: { delayMs: (_, result) => Math.min(500, Math.max(retryDelayMs, readRetryAfter(result))) },
  },
  retry_after_limit: {
    limit_of_a_day: {
      delayMs: (_, { retryAfter = "0" }) => Math.max(retryDelayMs, Math.min(86_400_000, 1000 * Number(retryAfter))),
    },
    no_retry_after_far_retry_after: givingUp(({ retryAfter = "0" }) => Number(retryAfter) > 86_400),
    no_retry_after_long_number: givingUp(({ retryAfter = "0" }) => /^\d{16,}$/.test(retryAfter)),
  },
});
