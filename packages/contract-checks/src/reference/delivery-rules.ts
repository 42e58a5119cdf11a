import { randomBytes } from "node:crypto";
import type { EventType, WebhookEvent } from "@agent-webhooks/types";
import { PublishEventsRequestSchema } from "@agent-webhooks/types/delivery/schemas";
import { parseExactly } from "@agent-webhooks/types/exact-json";
import { isObject } from "@agent-webhooks/types/json-schema";
import { eventSchemas } from "@agent-webhooks/types/schemas";
import { findDifference } from "../sender/difference.ts";
import type { Schema } from "../spec/schema.ts";
import { InvalidRequestError } from "./errors.ts";
import type { Identity, PreviousSecret, StoredDelivery, StoredEvent, StoredToken, StoredWebhook } from "./state.ts";

/** Filters of a list of events. */
export interface EventFilters {
  readonly event_type: string | null;
  readonly inbox_id: string | null;
  readonly since: string | null;
  readonly until: string | null;
}

/** Filters of a list of deliveries. */
export interface DeliveryFilters extends EventFilters {
  readonly webhook_id: string | null;
  readonly event_id: string | null;
  readonly status: string | null;
  readonly outcome: string | null;
}

/** What decides which webhooks get an event. */
export type PublishedEventFacts = Pick<StoredEvent, "event" | "organization" | "pod">;

/** Every decision about events, deliveries and tokens, one function each. */
export interface DeliveryRules {
  newDeliveryId(): string;
  newTokenId(): string;
  newToken(): string;
  /** What orders events that were published at the same time; `undefined`: their ids. */
  newPosition(): string | undefined;
  /** The token after a request with it. */
  useToken(token: StoredToken, now: number): StoredToken;
  /** @throws InvalidRequestError when the event names another pod than the request */
  podOf(event: WebhookEvent, podId: string | undefined, path: string): string | undefined;
  isMatch(webhook: StoredWebhook, event: PublishedEventFacts): boolean;
  /** Whether a request publishes too many events for the number of their deliveries. */
  isTooMany(events: number, deliveries: number): boolean;
  /** Whether an event of a batch is too large. */
  isTooLarge(event: unknown): boolean;
  /** The schema of the events of a type. */
  eventSchema(type: EventType): Schema;
  /** Whether the webhook is limited to the inbox or the pod of the event, or to none. */
  passesFilter(webhook: StoredWebhook, event: PublishedEventFacts): boolean;
  /**
   * Whether an event that was published before is published again, and not another with its id.
   *
   * @param event with the numbers that JavaScript cannot represent
   */
  isSameEvent(stored: StoredEvent, event: WebhookEvent, pod: string | undefined): boolean;
  /** Whether an event has no payload any more. */
  isErased(event: StoredEvent): boolean;
  isEventListed(event: StoredEvent, filters: EventFilters): boolean;
  isListed(delivery: StoredDelivery, filters: DeliveryFilters, event: StoredEvent | undefined): boolean;
  /** Parses JSON without changing numbers, for `JSON.stringify`. */
  parseExactly(json: string): unknown;
  /** The inbox of an event. */
  inboxOf(event: WebhookEvent): string | undefined;
  /** Whether a token of the organization sees it. */
  isOwn(item: { readonly organization: string }, identity: Identity): boolean;
  /** Why a delivery cannot be sent again. */
  resendConflict(
    delivery: StoredDelivery,
    webhook: StoredWebhook | undefined,
    event: StoredEvent | undefined,
  ): string | undefined;
  /** Whether a recovery of events that were published in [since, until) covers this one. */
  isRecovered(publishedAt: number, since: number, until: number): boolean;
  /** Of the secrets that have not expired, newest first, those that sign beside a new one. */
  previousSecrets(unexpired: readonly PreviousSecret[]): PreviousSecret[];
}

/** Deliveries that the events of a batch have together. */
export const maxDeliveries: number = PublishEventsRequestSchema.properties.events["x-max-deliveries"];

/** Bytes of an event, without insignificant white space. */
export const maxEventBytes: number = PublishEventsRequestSchema.properties.events["x-max-event-bytes"];

/** How many secrets of a webhook sign. */
const maxSecrets = 5;

export const deliveryRules: DeliveryRules = {
  newDeliveryId: () => `dlv_${randomBytes(12).toString("hex")}`,
  newTokenId: () => `tok_${randomBytes(12).toString("hex")}`,
  newToken: () => `awt_${randomBytes(32).toString("base64url")}`,
  newPosition: () => undefined,
  useToken: (token, now) => ({ ...token, last_used_at: now }),
  podOf: (event, podId, path) => {
    const own = sourceOf(event).pod_id;
    if (own !== undefined && podId !== undefined && own !== podId) {
      throw new InvalidRequestError({ [`${path}pod_id`]: ["is another pod than the event's"] });
    }
    return podId ?? own;
  },
  eventSchema: (type) => eventSchemas[type],
  isMatch: (webhook, facts) => {
    if (!webhook.enabled || webhook.organization !== facts.organization) return false;
    return webhook.event_types.includes(facts.event.event_type) && deliveryRules.passesFilter(webhook, facts);
  },
  isTooLarge: (event) => Buffer.byteLength(JSON.stringify(event)) > maxEventBytes,
  isTooMany: (events, deliveries) => events > 1 && deliveries > maxDeliveries,
  passesFilter: ({ inbox_ids, pod_ids }, { event, pod }) => {
    if (inbox_ids.length + pod_ids.length === 0) return true;
    return inbox_ids.includes(sourceOf(event).inbox_id ?? "") || pod_ids.includes(pod ?? "");
  },
  isSameEvent: (stored, event, pod) => stored.pod === pod && isSameJson(stored.exact, event),
  isErased: ({ isErased = false }) => isErased,
  isEventListed: ({ event, published_at, isErased = false }, { event_type, inbox_id, since, until }) =>
    (event_type ?? event.event_type) === event.event_type &&
    (inbox_id === null || (!isErased && inbox_id === deliveryRules.inboxOf(event))) &&
    (since === null || published_at >= readTime("since", since)) &&
    (until === null || published_at < readTime("until", until)),
  isListed: (delivery, { webhook_id, event_id, event_type, status, outcome, ...filters }, event) =>
    (webhook_id ?? delivery.webhook_id) === delivery.webhook_id &&
    (event_id ?? delivery.event_id) === delivery.event_id &&
    (event_type ?? delivery.event_type) === delivery.event_type &&
    (status ?? delivery.status) === delivery.status &&
    (outcome === null || outcome === delivery.attempts.at(-1)?.outcome) &&
    event !== undefined &&
    deliveryRules.isEventListed(event, { ...filters, event_type: null }),
  parseExactly,
  inboxOf: (event) => sourceOf(event).inbox_id,
  isOwn: ({ organization }, identity) => organization === identity.organization,
  resendConflict: ({ status }, webhook, event) => {
    if (status === "pending") return "The delivery is already pending.";
    if (event?.isErased === true) return "The event of the delivery was erased.";
    if (webhook === undefined) return "The webhook is deleted.";
    return webhook.enabled ? undefined : "The webhook is disabled. Enable it first.";
  },
  isRecovered: (publishedAt, since, until) => publishedAt >= since && publishedAt < until,
  previousSecrets: (unexpired) => unexpired.slice(0, maxSecrets - 1),
};

/** The inbox and the pod that an event names, in whichever of its objects the spec has them. */
function sourceOf(event: WebhookEvent): { readonly inbox_id?: string; readonly pod_id?: string } {
  const known = Object.keys(eventSchemas[event.event_type].properties);
  const objects = Object.entries(event).flatMap(([name, value]) =>
    known.includes(name) && isObject(value) ? [value] : [],
  );
  return Object.assign({}, ...objects.toReversed().map(({ inbox_id, pod_id }) => ({ inbox_id, pod_id })));
}

/** Whether two values are the same, parsed exactly: neither lacks something of the other. */
function isSameJson(one: unknown, other: unknown): boolean {
  return findDifference(one, other) === undefined && findDifference(other, one) === undefined;
}

/** The first moment after year 9999, the last one of RFC 3339. */
const endOfTime = Date.parse("9999-12-31T23:59:59.999Z") + 1;

/**
 * Reads a valid time, in milliseconds since 1970. A leap second, which JavaScript does not support, is the next second.
 *
 * @param field that has the time
 * @throws InvalidRequestError when it is after year 9999
 */
export function readTime(field: string, text: string): number {
  const isLeap = /:60(?=[.z+-])/i.test(text);
  const time = isLeap ? Date.parse(text.replace(":60", ":59")) + 1000 : Date.parse(text);
  if (time >= endOfTime) throw new InvalidRequestError({ [field]: ["must be before the year 10000"] });
  return time;
}
