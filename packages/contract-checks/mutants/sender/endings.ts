import { isUtf8 } from "node:buffer";
import type { IncomingHttpHeaders } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { openRequest, type Result, sendRequest } from "./http-request.ts";
import { mutants, type SenderMutant } from "./mutant.ts";
import { readingText, succeedingWith } from "./retries.ts";
import { readRetryAfter, reference, type Steps } from "./steps.ts";

/** Sends the request again to the Location, as HTTP clients do. */
const following = (statuses: readonly number[], method?: "GET"): Partial<Steps> => ({
  send: async (request, options): Promise<Result> => {
    const result = await sendRequest(request, options);
    const { status = 0, location } = result;
    if (location === undefined || !statuses.includes(status)) return result;
    return sendRequest({ ...request, url: location, ...(method && { method, body: Buffer.alloc(0) }) }, options);
  },
});

/** Follows redirects with the headers of the event, but without its body. */
const followingWithHeaders: Partial<Steps> = {
  send: async (request, options): Promise<Result> => {
    const result = await sendRequest(request, options);
    if (result.location === undefined) return result;
    const headers = { ...request.headers, "content-length": String(request.body.length) };
    const again = { method: "GET", url: result.location, headers, body: Buffer.alloc(0) };
    return sendRequest(again, { ...options, isChunked: true });
  },
};

const isJson = (text: string) => {
  try {
    return text === "" || JSON.parse(text) !== undefined;
  } catch {
    return false;
  }
};

/** Fails an attempt if it cannot read the body of the response, of which a part may be missing. */
const needingBody = (isReadable: (body: Buffer, headers: IncomingHttpHeaders) => boolean): Partial<Steps> => ({
  send: (request, options) =>
    openRequest(request, options, (incoming, settle) => {
      const { statusCode: status, headers } = incoming;
      const retryAfter = headers["retry-after"];
      const parts: Buffer[] = [];
      incoming.on("data", (part: Buffer) => void parts.push(part));
      incoming.on("end", () => {
        const isRead = isReadable(Buffer.concat(parts), headers);
        settle({ status: isRead ? status : 500, retryAfter });
      });
      incoming.on("error", () => settle({ status, retryAfter }));
    }),
});

/** The result of a request whose response was read to its end: a failure if its body broke off. */
const sendForWholeBody: Steps["send"] = (request, options) =>
  openRequest(request, options, (incoming, settle) => {
    incoming.on("end", () => settle({ status: incoming.statusCode }));
    incoming.on("error", () => settle({ failure: "connection" }));
  });

/** They do not stop. */
export const endings: readonly SenderMutant[] = mutants("endings", {
  stops_after_success: {
    only_200_is_success: succeedingWith((status) => status === 200),
    only_known_statuses_are_success: succeedingWith((status) => [200, 201, 202, 204].includes(status)),
    no_content_is_no_success: succeedingWith((status) => status >= 200 && status < 300 && status !== 204),
    accepted_is_no_success: succeedingWith((status) => status >= 200 && status < 300 && status !== 202),
    reset_content_is_no_success: succeedingWith((status) => status >= 200 && status < 300 && status !== 205),
    body_must_be_json: readingText(({ status = 0 }, text) => (isJson(text) ? status : 500)),
    body_must_not_be_html: readingText(({ status = 0 }, text) => (text.startsWith("<") ? 500 : status)),
    failure_in_the_body_counts: readingText(({ status = 0 }, text) =>
      text.includes('"success":false') ? 500 : status,
    ),
    body_must_be_in_its_coding: needingBody(
      (body, headers) => headers["content-encoding"] !== "gzip" || body.subarray(0, 2).toString("hex") === "1f8b",
    ),
    body_must_be_complete: { send: sendForWholeBody },
    body_must_be_utf8: needingBody((body) => isUtf8(body)),
    body_must_not_have_nul: needingBody((body) => !body.includes(0)),
    excerpt_must_be_utf8: needingBody((body) => !isUtf8(body) || isUtf8(body.subarray(0, 1024))),
    three_attempts_whatever_happens: {
      outcome: (result, attempt) => (attempt < 3 ? "failed" : reference.outcome(result, attempt)),
    },
    sent_twice: {
      send: async (request, options) => {
        await sendRequest(request, options);
        return sendRequest(request, options);
      },
    },
    broken_off_bodies_sent_again_once: {
      send: async (request, options) => {
        const result = await sendForWholeBody(request, options);
        return result.failure === "connection" ? sendRequest(request, options) : result;
      },
    },
    success_of_a_retry_not_seen: {
      outcome: (result, attempt) => (attempt > 1 && attempt < 6 ? "failed" : reference.outcome(result, attempt)),
    },
  },
  redirects_not_followed: {
    all_followed: following([301, 302, 303, 307, 308]),
    followed_with_get: following([301, 302, 303], "GET"),
    followed_with_get_and_headers: followingWithHeaders,
    permanent_ones_followed: following([301, 308]),
    only_307_followed: following([307]),
    redirect_is_success: succeedingWith((status) => status >= 200 && status < 400),
  },
  gone: {
    gone_is_retried: {
      outcome: (result, attempt) => (result.status === 410 ? "failed" : reference.outcome(result, attempt)),
    },
    gone_only_at_first_attempt: {
      outcome: (result, attempt) =>
        result.status === 410 && attempt > 1 ? "failed" : reference.outcome(result, attempt),
    },
    webhook_stays_enabled: { disablesGone: false },
    webhook_shown_as_enabled: () => {
      const goneUrls = new Set<string>();
      return {
        disablesGone: false,
        send: async (request, options) => {
          const result = await sendRequest(request, options);
          if (result.status === 410) goneUrls.add(request.url);
          return result;
        },
        isTarget: ({ created }) => !goneUrls.has(created.url),
      };
    },
    gone_is_success: {
      outcome: (result, attempt) => (result.status === 410 ? "succeeded" : reference.outcome(result, attempt)),
    },
    disabled_but_retried: {
      outcome: (result, attempt) =>
        result.status === 410 && attempt > 1 ? "failed" : reference.outcome(result, attempt),
      isWanted: (webhook) => webhook !== undefined,
      isTarget: () => true,
    },
  },
  gone_ends_pending: {
    other_retries_go_on: {
      isWanted: (webhook, { isEnabled }, { attempt }) => webhook !== undefined && (isEnabled || attempt > 1),
    },
    pending_kept_while_disabled: {
      isWanted: (webhook, { isEnabled }) => webhook !== undefined && (isEnabled || "later"),
    },
  },
  nothing_after_change: { filter_of_publication: { matchesAgain: false } },
  nothing_after_erase: {
    erased_events_retried: { sendsErased: true },
  },
  nothing_after_delete: {
    retried_after_delete: { isWanted: (_, { isEnabled }) => isEnabled },
    retried_after_delete_with_growing_delays: {
      isWanted: (_, { isEnabled }) => isEnabled,
      delayMs: (attempt, result) => (attempt === 1 ? reference.delayMs(attempt, result) : 10_000),
    },
    retries_go_on_once_begun: {
      isWanted: (webhook, state, attempt) => attempt.attempt > 1 || reference.isWanted(webhook, state, attempt),
    },
  },
  nothing_while_disabled: {
    new_events_sent: { isWanted: (webhook) => webhook !== undefined, isTarget: () => true },
    retried_while_disabled: { isWanted: (webhook) => webhook !== undefined },
    missed_events_sent_later: { sendsMissed: "after" },
    missed_events_sent_before_the_response: { sendsMissed: "before" },
    pending_postponed_while_disabled: {
      // Longer than requests in progress may take.
      delayMs: (_, result) => Math.max(1_000, readRetryAfter(result)),
      isWanted: (webhook, { isEnabled }) => webhook !== undefined && (isEnabled || "later"),
    },
    never_enabled_again: { staysDisabled: true },
    new_events_sent_late: {
      firstDelayMs: () => 1_500,
      isTarget: () => true,
      isWanted: (webhook, state, attempt) =>
        attempt.attempt === 1 ? webhook !== undefined : reference.isWanted(webhook, state, attempt),
    },
  },
});

/** One attempt at a time, of all webhooks or of a few. */
const pool = (size: number) => (): Partial<Steps> => {
  let free = size;
  const waiting: (() => void)[] = [];
  return {
    schedule: async (run) => {
      if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      else free--;
      try {
        await run();
      } finally {
        const next = waiting.shift();
        if (next === undefined) free++;
        else next();
      }
    },
  };
};

/** One webhook holds up the others. */
export const isolation: readonly SenderMutant[] = mutants("isolation", {
  slow_endpoint: {
    one_at_a_time: pool(1),
    pool_of_two: pool(2),
    pool_of_five: pool(5),
    pool_of_ten: pool(10),
    pool_of_fifteen: pool(15),
  },
});

const withoutRate: Steps["limits"] = ({ max_per_second: _, ...settings }) => settings;

/** They send faster than the owner of the webhook allows. */
export const limits: readonly SenderMutant[] = mutants("limits", {
  max_in_flight: {
    max_in_flight_ignored: { limits: ({ max_in_flight: _, ...settings }) => settings },
    max_in_flight_of_each_process: {
      limits: ({ max_in_flight, ...settings }) => ({
        ...settings,
        ...(max_in_flight !== undefined && { max_in_flight: 2 * max_in_flight }),
      }),
    },
  },
  max_per_second: {
    max_per_second_ignored: { limits: withoutRate },
    max_per_second_ignored_one_at_a_time: () => ({
      ...pool(1)(),
      limits: withoutRate,
      send: async (request, options) => {
        await delay(10);
        return sendRequest(request, options);
      },
    }),
    max_per_second_of_each_process: {
      limits: ({ max_per_second, ...settings }) => ({
        ...settings,
        ...(max_per_second !== undefined && { max_per_second: 2 * max_per_second }),
      }),
    },
  },
});

/** They trust any certificate. */
export const tls: readonly SenderMutant[] = mutants("tls", {
  tls_name: { certificates_not_verified: { verifiesTls: false }, names_not_verified: { verifiesNames: false } },
});
