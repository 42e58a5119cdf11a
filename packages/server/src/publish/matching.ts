import type { WebhookEvent } from "@agent-webhooks/types";
import { eventSchemas, InboxOrPodIdSchema } from "@agent-webhooks/types/schemas";
import { ValidationError } from "../lib/errors.ts";

/** The inbox and the pod that an event belongs to: what an event filter matches. */
export interface EventSource {
  readonly inboxId: string | null;
  readonly podId: string | null;
}

/** The event filter of a webhook. Both lists are empty if it has none. */
export interface EventFilterIds {
  readonly inboxIds: readonly string[];
  readonly podIds: readonly string[];
}

/**
 * Whether an event passes the event filter of a webhook: an empty filter matches every event, any other one those whose
 * inbox or pod it lists. SQL repeats this rule twice, to find the webhooks of an event through an index: `insertEvents`
 * and the trigger of migration 0020, which keeps the table `event_webhooks`. `test/matching.test.ts` compares them.
 */
export function matchesEventFilter({ inboxIds, podIds }: EventFilterIds, { inboxId, podId }: EventSource): boolean {
  if (inboxIds.length === 0 && podIds.length === 0) return true;
  return (inboxId !== null && inboxIds.includes(inboxId)) || (podId !== null && podIds.includes(podId));
}

/**
 * Reads inbox and pod from a valid event.
 *
 * @param podId the `pod_id` beside the event in the request
 * @param path prefix of the paths in errors: `events.3.`
 * @throws ValidationError if the event names another pod than the request
 */
export function readEventSource(event: WebhookEvent, podId: string | undefined, path = ""): EventSource {
  const ownPodId = read(event, "pod_id");
  if (ownPodId !== null && podId !== undefined && ownPodId !== podId) {
    const field = `event.${objectsWith.pod_id.get(event.event_type)}.pod_id`;
    throw new ValidationError({ [`${path}pod_id`]: [`is another pod than ${field}; leave one of them out`] });
  }
  return { inboxId: ifListable(read(event, "inbox_id")), podId: podId ?? ifListable(ownPodId) };
}

const { maxLength, pattern } = InboxOrPodIdSchema;
const idPattern = new RegExp(pattern, "u");

/**
 * Returns null for an id that no event filter can list. Events may have any: Postgres rejects NUL and what is too long for an
 * index, and stores an unpaired surrogate as another character.
 */
function ifListable(id: string | null): string | null {
  // A character has one or two UTF-16 units.
  const isListable =
    id !== null && id !== "" && id.length <= 2 * maxLength && [...id].length <= maxLength && idPattern.test(id);
  return isListable ? id : null;
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly allOf?: readonly Schema[];
}

/** Event type → the object of the event that has the field, according to the spec. */
const objectsWith = { inbox_id: findObjectsWith("inbox_id"), pod_id: findObjectsWith("pod_id") };

function findObjectsWith(field: string): ReadonlyMap<string, string> {
  const schemas = Object.entries(eventSchemas as Readonly<Record<string, Schema>>);
  return new Map(
    schemas.flatMap(([type, { properties = {} }]) => {
      const found = Object.entries(properties).find(([, schema]) => hasField(schema, field));
      return found === undefined ? [] : [[type, found[0]]];
    }),
  );
}

function hasField({ properties = {}, allOf = [] }: Schema, field: string): boolean {
  return field in properties || allOf.some((part) => hasField(part, field));
}

function read(event: WebhookEvent, field: keyof typeof objectsWith): string | null {
  const object = objectsWith[field].get(event.event_type);
  const id =
    object === undefined ? undefined : (event as unknown as Record<string, Record<string, unknown>>)[object]?.[field];
  return typeof id === "string" ? id : null;
}
