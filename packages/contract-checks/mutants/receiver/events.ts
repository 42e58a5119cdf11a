import { eventTypes } from "@agent-webhooks/types";
import { mutants, type ReceiverMutant } from "./mutant.ts";
import type { Event, Steps } from "./reference.ts";

const known: readonly string[] = eventTypes;
const isKnown = (event: Event): boolean => known.includes(String(event.event_type));
const objectsOf = (event: Event): Event[] =>
  Object.values(event).filter((value): value is Event => typeof value === "object" && value !== null);

/** Refuses events with 422. */
const unless = (isGood: (event: Event) => boolean): Partial<Steps> => ({
  handle: (event) => (isGood(event) ? 200 : 422),
});

const envelope = [
  "type",
  "event_type",
  "event_id",
  "message",
  "thread",
  "send",
  "delivery",
  "bounce",
  "complaint",
  "reject",
  "domain",
];

/** They want other events than the contract allows. */
export const events: readonly ReceiverMutant[] = mutants("events", {
  unknown_type_is_500: [
    "unknown_event_types",
    {
      handle(event) {
        if (!isKnown(event)) throw new Error("no handler");
        return 200;
      },
    },
  ],
  unknown_type_is_400: ["unknown_event_types", unless(isKnown)],
  unknown_type_is_404: ["unknown_event_types", { handle: (event) => (isKnown(event) ? 200 : 404) }],
  unknown_type_of_known_kind_only: [
    "unknown_event_types",
    unless(({ event_type: type }) => /^(message|domain)\./.test(String(type))),
  ],
  one_event_forgotten: ["event_acceptance", unless(({ event_type: type }) => type !== "message.complained")],
  unknown_fields_refused: [
    "unknown_fields",
    unless((event) => !isKnown(event) || Object.keys(event).every((name) => envelope.includes(name))),
  ],
  unknown_fields_refused_in_objects: [
    "unknown_fields",
    unless((event) => objectsOf(event).every((object) => !("added_later" in object))),
  ],
  null_refused: [
    "unknown_fields",
    unless((event) => [event, ...objectsOf(event)].every((object) => !Object.values(object).includes(null))),
  ],
  fails_at_null: [
    "unknown_fields",
    {
      handle(event) {
        for (const value of Object.values(event)) if (typeof value === "object") Object.keys(value as object);
        return 200;
      },
    },
  ],
  requires_a_subject: ["absent_optional_fields", requires("message", "subject")],
  requires_a_text: ["event_acceptance", requires("message", "text")],
  known_labels_only: [
    "random_event_acceptance",
    requiresFor(
      "message",
      "labels",
      (labels) =>
        Array.isArray(labels) && labels.every((label) => ["received", "unread", "sent"].includes(String(label))),
    ),
  ],
  requires_a_pod: ["absent_optional_fields", requires("domain", "pod_id")],
  requires_a_file_name: [
    "absent_optional_fields",
    requiresFor(
      "message",
      "attachments",
      (attachments) => !Array.isArray(attachments) || attachments.every((item) => "filename" in item),
    ),
  ],
  requires_a_priority: [
    "absent_optional_fields",
    requiresFor(
      "domain",
      "records",
      (records) => Array.isArray(records) && records.every((record) => "priority" in record),
    ),
  ],
  verified_domains_only: ["listed_values", requiresFor("domain", "status", (status) => status === "VERIFIED")],
  inline_attachments_refused: [
    "listed_values",
    requiresFor(
      "message",
      "attachments",
      (attachments) =>
        !Array.isArray(attachments) || attachments.every((item) => item.content_disposition !== "inline"),
    ),
  ],
  permanent_bounces_only: [
    "random_event_acceptance",
    requiresFor("bounce", "type", (type) => ["Permanent", "Transient"].includes(String(type))),
  ],
});

/** Wants a field in one of the event's objects, where that is there. */
function requires(object: string, field: string): Partial<Steps> {
  return requiresFor(object, field, (value) => value !== undefined);
}

function requiresFor(object: string, field: string, isGood: (value: unknown) => boolean): Partial<Steps> {
  return unless((event) => {
    const holder = event[object];
    return typeof holder !== "object" || holder === null || isGood((holder as Event)[field]);
  });
}
