import { gzipSync } from "node:zlib";
import { eventTypes } from "@agent-webhooks/types";
import { remembering } from "../mutant.ts";
import { mutants, type SenderMutant } from "./mutant.ts";
import { readRetryAfter, reference, type SentAttempt, type Steps } from "./steps.ts";

type Json = Record<string, unknown>;

/** Changes the headers; `undefined` leaves one out. */
const withHeaders = (
  change: (headers: Record<string, string>, attempt: SentAttempt, secret: string) => Record<string, string | undefined>,
): Partial<Steps> => ({
  headers: (values, attempt, secret) => {
    const headers = reference.headers(values, attempt, secret);
    const all = Object.entries({ ...headers, ...change(headers, attempt, secret) });
    return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== undefined));
  },
});

const without = (...names: string[]) => withHeaders(() => Object.fromEntries(names.map((name) => [name, undefined])));
const withType = (type: string | undefined) => withHeaders(() => ({ "content-type": type }));

const compressing = (isCompressed: (body: Buffer, attempt: number) => boolean): Partial<Steps> => ({
  body: ({ event, attempt }) => {
    const body = Buffer.from(event.text);
    return isCompressed(body, attempt) ? gzipSync(body) : body;
  },
  ...withHeaders((_, { event, attempt }) =>
    isCompressed(Buffer.from(event.text), attempt) ? { "content-encoding": "gzip" } : {},
  ),
});

/** They send the wrong headers. */
export const headers: readonly SenderMutant[] = mutants("headers", {
  header_families: {
    no_svix_headers: without("svix-id", "svix-timestamp", "svix-signature"),
    no_webhook_headers: without("webhook-id", "webhook-timestamp", "webhook-signature"),
    no_svix_signature: without("svix-signature"),
    no_svix_timestamp: without("svix-timestamp"),
    svix_id_of_its_own: withHeaders(() => ({ "svix-id": `msg_${crypto.randomUUID()}` })),
    svix_id_of_the_webhook: withHeaders((_, { webhookId }) => ({ "svix-id": webhookId })),
    svix_headers_at_first_attempt_only: withHeaders((_, { attempt }) =>
      attempt === 1 ? {} : { "svix-id": undefined, "svix-timestamp": undefined, "svix-signature": undefined },
    ),
    svix_timestamp_in_milliseconds: withHeaders(({ "svix-timestamp": timestamp }) => ({
      "svix-timestamp": `${timestamp}000`,
    })),
    svix_signature_without_version: withHeaders(({ "svix-signature": signature = "" }) => ({
      "svix-signature": signature.replace("v1,", ""),
    })),
  },
  content_type: {
    text_plain: withType("text/plain"),
    form: withType("application/x-www-form-urlencoded"),
    no_content_type: withType(undefined),
    cloudevents: withType("application/cloudevents+json"),
    two_types: withType("application/json, text/plain"),
  },
  not_compressed: { gzip: compressing(() => true), deflate_at_retries: compressing((_, attempt) => attempt > 1) },
  host: {
    host_without_port: withHeaders(() => ({ host: "127.0.0.1" })),
    host_of_the_sender: withHeaders(() => ({ host: "sender.example.com" })),
  },
  secret_not_sent: {
    secret_in_a_header: withHeaders((_, __, secret) => ({ "x-webhook-secret": secret })),
    key_as_bearer_token: withHeaders((_, __, secret) => ({ authorization: `Bearer ${secret.slice("whsec_".length)}` })),
  },
});

/** They send to the wrong place. */
export const targets: readonly SenderMutant[] = mutants("request", {
  method: { put: { method: "PUT" }, patch: { method: "PATCH" } },
  webhook_url: {
    no_query: { url: (url) => url.split("?")[0] ?? "" },
    query_decoded: { url: (url) => url.replace("%2F", "/") },
    query_in_lower_case: { url: (url) => url.toLowerCase() },
    query_sorted: {
      url: (url) => {
        const parsed = new URL(url);
        parsed.searchParams.sort();
        return parsed.href;
      },
    },
    empty_parameter_removed: { url: (url) => url.replace("&empty=", "") },
    encoded_again: { url: (url) => url.replaceAll("%", "%25") },
    event_type_added: { url: (url) => `${url}&event=1` },
  },
  unusual_urls: {
    last_slash_removed: { url: (url) => url.replace(/\/(?=$|\?)/, "") },
    path_decoded: { url: (url) => url.replace(/^[^?]*/, decodeURI) },
    path_without_parameters: { url: (url) => url.replace(/;[^/?]*/, "") },
    query_up_to_second_question_mark: { url: (url) => url.split("?").slice(0, 2).join("?") },
    plus_as_space: { url: (url) => url.replaceAll("+", "%20") },
    fragment_sent: { url: (url) => url.replace("#", "%23") },
  },
});

const timestamps = (write: (attempt: SentAttempt) => string): Partial<Steps> => ({ timestamp: write });
/** One attempt has the time of the one before. */
const keepingTime = (staleAttempt: number) => (): Partial<Steps> => {
  const times = new Map<string, number>();
  return timestamps(({ event, webhookId, attempt, now }) => {
    const key = `${event.id} ${webhookId}`;
    const time = attempt === staleAttempt ? (times.get(key) ?? now) : now;
    times.set(key, time);
    return secondsOf(time);
  });
};
const secondsOf = (ms: number) => String(Math.floor(ms / 1000));

/** They send the wrong time. */
export const times: readonly SenderMutant[] = mutants("timestamp", {
  current_timestamp: {
    milliseconds: timestamps(({ now }) => String(now)),
    microseconds: timestamps(({ now }) => String(now * 1000)),
    fractions: timestamps(({ now }) => String(now / 1000 + 0.5)),
    iso_date: timestamps(({ now }) => new Date(now).toISOString()),
    http_date: timestamps(({ now }) => new Date(now).toUTCString()),
    zero: timestamps(() => "0"),
    six_minutes_late: timestamps(({ now }) => secondsOf(now - 360_000)),
    hours_ahead: timestamps(({ now }) => secondsOf(now + 7_200_000)),
  },
  fresh_timestamp: {
    time_of_publication: timestamps(({ event }) => secondsOf(event.publishedAt)),
    time_of_first_attempt: () => {
      const first = remembering<string, number>();
      return timestamps(({ event, webhookId, now }) => secondsOf(first(`${event.id} ${webhookId}`, now)));
    },
    second_attempt_keeps_the_time: keepingTime(2),
    third_attempt_keeps_the_time: keepingTime(3),
    time_of_start: () => {
      const start = Date.now();
      return timestamps(() => secondsOf(start));
    },
    whole_minutes: timestamps(({ event, now }) => {
      const minute = 60_000;
      // Also when a minute begins between two attempts.
      return secondsOf(Math.floor(Math.min(now, event.publishedAt) / minute) * minute);
    }),
  },
});

/** Changes the event. */
const withEvent = (change: (event: Json, attempt: SentAttempt) => unknown): Partial<Steps> => ({
  body: (attempt) => Buffer.from(JSON.stringify(change(JSON.parse(attempt.event.text), attempt))),
});

const objectOf = (event: Json): [name: string, value: Json] => {
  const [name, value] =
    Object.entries(event).find(([name, value]) => name !== "contract_check" && typeof value === "object") ?? [];
  return [name ?? "", value as Json];
};
const withObject = (change: (object: Json) => Json) =>
  withEvent((event) => {
    const [name, object] = objectOf(event);
    return { ...event, [name]: change(object) };
  });

/** They send other payloads. */
export const payloads: readonly SenderMutant[] = mutants("payload", {
  payload_schema: {
    wrapped_in_data: withEvent((data) => ({ data })),
    list_of_events: withEvent((event) => [event]),
    json_in_json: withEvent((event) => JSON.stringify(event)),
    truncated: { body: ({ event }) => Buffer.from(event.text.slice(0, -1)) },
    form_encoded: { body: ({ event }) => Buffer.from(`payload=${encodeURIComponent(event.text)}`) },
    no_event_type: withEvent(({ event_type: _, ...event }) => event),
    type_in_event_type: withEvent(({ event_type: type, ...event }) => ({ ...event, type })),
    no_type: withEvent(({ type: _, ...event }) => event),
    other_spelling_of_type: withEvent((event) => ({
      ...event,
      event_type: String(event.event_type).replace(".", "_"),
    })),
    object_left_out: withEvent((event) => ({ ...event, [objectOf(event)[0]]: undefined })),
    timestamps_as_numbers: withObject((object) => ({
      ...object,
      ...("timestamp" in object && { timestamp: Date.parse(String(object.timestamp)) }),
      ...("created_at" in object && { created_at: Date.parse(String(object.created_at)) }),
    })),
    absent_fields_as_null: withObject((object) => ({
      subject: null,
      text: null,
      pod_id: null,
      thread_id: null,
      ...object,
    })),
    absent_cc_as_null: withObject((object) => ("from" in object ? { cc: null, ...object } : object)),
    characters_counted_as_bytes: { body: ({ event }) => Buffer.from(event.text).subarray(0, event.text.length) },
    ids_as_numbers: withObject((object) => ({ ...object, thread_id: 1, domain_id: 1 })),
    latin1: { body: ({ event }) => Buffer.from(event.text.replace("\\u00fc", "ü"), "latin1") },
    with_byte_order_mark: { body: ({ event }) => Buffer.from(`\ufeff${event.text}`) },
  },
  event_id: {
    event_id_left_to_the_header: { id: ({ event }) => `msg_${event.id}` },
    event_id_in_upper_case: withEvent((event) => ({ ...event, event_id: String(event.event_id).toUpperCase() })),
  },
  payload_unchanged: {
    numbers_as_doubles: withEvent((event) => event),
    text_normalized: { body: ({ event }) => Buffer.from(event.text.normalize("NFC")) },
    unknown_fields_removed: withEvent(({ contract_check: _, ...event }) => event),
    html_escaped: withEvent((event) => JSON.parse(JSON.stringify(event).replaceAll("<b>", "&lt;b&gt;"))),
    empty_lists_removed: withObject((object) =>
      Object.fromEntries(
        Object.entries(object).map(([name, value]) => [name, value === true ? false : value === "" ? "-" : value]),
      ),
    ),
    ids_replaced: withObject((object) => ({
      ...object,
      ...("inbox_id" in object ? { thread_id: "t" } : { domain: "d" }),
    })),
  },
});

/** They do not deliver some of what can be published. */
export const publications: readonly SenderMutant[] = mutants("publication", {
  every_field: {
    copied_field_removed: withObject(({ cc: _, ...object }) => object),
    only_first_attachment: withObject((object) => ({
      ...object,
      ...(Array.isArray(object.attachments) && { attachments: object.attachments.slice(0, 1) }),
    })),
    domain_records_removed: withObject((object) => ("records" in object ? { ...object, records: [] } : object)),
  },
  large_event: {
    large_events_compressed: compressing(({ length }) => length > 100_000),
    large_events_not_sent: { accepts: ({ text }) => text.length <= 262_144 },
    large_events_truncated: { body: ({ event }) => Buffer.from(event.text).subarray(0, 1_000_000) },
  },
  published_again: {
    forgotten: { remembersEvents: false },
    forgotten_by_a_slow_sender: () => {
      let count = 0;
      return {
        remembersEvents: false,
        // Only the first events of the run are sent at once.
        firstDelayMs: () => (count++ < eventTypes.length ? 0 : 1_500),
        delayMs: (_, result) => Math.max(1_500, readRetryAfter(result)),
      };
    },
  },
});

let counter = 0;

/** They change from one attempt or event to the next. */
export const identities: readonly SenderMutant[] = mutants("identity", {
  same_id: {
    id_of_each_attempt: { id: () => `msg_${crypto.randomUUID()}` },
    id_with_attempt: { id: ({ event, attempt }) => `${event.id}_${attempt}` },
    id_of_the_time: { id: ({ now }) => `msg_${now}` },
    new_id_after_first_attempt: { id: ({ event, attempt }) => (attempt === 1 ? event.id : `${event.id}_retry`) },
  },
  distinct_ids: {
    id_of_the_webhook: { id: ({ webhookId }) => webhookId },
    one_id: { id: () => "msg_1" },
  },
  same_bytes: {
    attempt_in_body: withEvent((event, { attempt }) => ({ ...event, attempt })),
    time_in_body: withEvent((event) => ({ ...event, sent_at: ++counter })),
    retries_serialized_again: {
      body: ({ event, attempt }) =>
        Buffer.from(attempt === 1 ? event.text : JSON.stringify(JSON.parse(event.text), null, 2)),
    },
    keys_in_any_order: withEvent((event) =>
      Object.fromEntries(counter++ % 2 ? Object.entries(event).reverse() : Object.entries(event)),
    ),
  },
});
