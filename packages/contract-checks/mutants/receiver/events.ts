import { eventTypes } from "@agent-webhooks/types";
import { examples } from "../../src/receiver/data/events.ts";
import { mutants, type ReceiverMutant } from "./mutant.ts";
import type { Event, Steps } from "./reference.ts";

const known: readonly string[] = eventTypes;
const isKnown = (event: Event): boolean => known.includes(String(event.event_type));
const objectsOf = (event: Event): Event[] =>
  Object.values(event).filter((value): value is Event => typeof value === "object" && value !== null);

/** Rejects other events with 422. */
const unless = (isGood: (event: Event) => boolean): Partial<Steps> => ({
  handle: (event) => (isGood(event) ? 200 : 422),
});

const topLevelFields = new Set(eventTypes.flatMap(examples).flatMap(({ event }) => Object.keys(event)));

/** They reject events that the contract allows. */
export const events: readonly ReceiverMutant[] = mutants("events", {
  unknown_event_types: {
    unknown_type_is_500: {
      handle(event) {
        if (!isKnown(event)) throw new Error("no handler");
        return 200;
      },
    },
    unknown_type_is_400: unless(isKnown),
    unknown_type_is_404: { handle: (event) => (isKnown(event) ? 200 : 404) },
    unknown_type_of_known_kind_only: unless(({ event_type: type }) => /^(message|domain)\./.test(String(type))),
  },
  event_acceptance: {
    one_event_forgotten: unless(({ event_type: type }) => type !== "message.complained"),
    requires_a_text: requires("message", "text"),
  },
  unknown_fields: {
    unknown_fields_rejected: unless(
      (event) => !isKnown(event) || Object.keys(event).every((name) => topLevelFields.has(name)),
    ),
    unknown_fields_rejected_in_objects: unless((event) =>
      objectsOf(event).every((object) => !("added_later" in object)),
    ),
    null_rejected: unless((event) =>
      [event, ...objectsOf(event)].every((object) => !Object.values(object).includes(null)),
    ),
    fails_at_null: {
      handle(event) {
        for (const value of Object.values(event)) if (typeof value === "object") Object.keys(value as object);
        return 200;
      },
    },
  },
  absent_optional_fields: {
    requires_a_subject: requires("message", "subject"),
    requires_a_pod: requires("domain", "pod_id"),
    requires_a_file_name: requires(
      "message",
      "attachments",
      everyItem((item) => "filename" in item),
    ),
    requires_a_priority: requires(
      "domain",
      "records",
      everyItem((item) => "priority" in item),
    ),
  },
  random_event_acceptance: {
    known_labels_only: requires("message", "labels", everyItem(oneOf("received", "unread", "sent"))),
    permanent_bounces_only: requires("bounce", "type", oneOf("Permanent", "Transient")),
  },
  listed_values: {
    verified_domains_only: requires("domain", "status", oneOf("VERIFIED")),
    inline_attachments_rejected: requires(
      "message",
      "attachments",
      everyItem((item) => item.content_disposition !== "inline"),
    ),
  },
});

function oneOf(...values: string[]): (value: unknown) => boolean {
  return (value) => values.includes(String(value));
}

/** Whether every item of a list meets a condition, if there is a list. */
function everyItem(isGood: (item: Event) => boolean): (value: unknown) => boolean {
  return (list) => !Array.isArray(list) || list.every(isGood);
}

/** Requires a field in one of the event's objects, if the event has that object. */
function requires(
  object: string,
  field: string,
  isGood: (value: unknown) => boolean = (value) => value !== undefined,
): Partial<Steps> {
  return unless((event) => {
    const holder = event[object];
    return typeof holder !== "object" || holder === null || isGood((holder as Event)[field]);
  });
}
