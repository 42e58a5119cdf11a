import type { WebhookEvent } from "@agent-webhooks/types";
import { eventSchemas } from "@agent-webhooks/types/schemas";
import { ValidationError } from "../lib/errors.ts";

/** Where an event belongs: what webhooks may be limited to. */
export interface EventFacts {
  readonly inboxId: string | null;
  readonly podId: string | null;
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly allOf?: readonly Schema[];
}

type Place = "inbox_id" | "pod_id";

/** Event type → the object in the event that says its inbox or pod, by the schemas of the spec. */
const holders = { inbox_id: holdersOf("inbox_id"), pod_id: holdersOf("pod_id") };

function holdersOf(place: Place): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [type, schema] of Object.entries(eventSchemas as Readonly<Record<string, object>>)) {
    const holder = Object.entries((schema as Schema).properties ?? {}).find(([, field]) => hasField(field, place));
    if (holder !== undefined) found.set(type, holder[0]);
  }
  return found;
}

/** Also where the schema is put together from others: what all events about a sent message share is one of them. */
function hasField({ properties = {}, allOf = [] }: Schema, name: string): boolean {
  return name in properties || allOf.some((part) => hasField(part, name));
}

/**
 * Reads inbox and pod from a valid event.
 *
 * @param podId what its publisher says
 * @param path of the item, for problems: `events.3.`
 * @throws ValidationError when the event says another pod than its publisher
 */
export function factsOf(event: WebhookEvent, podId: string | undefined, path = ""): EventFacts {
  const ownPodId = read(event, "pod_id");
  if (ownPodId !== null && podId !== undefined && ownPodId !== podId) {
    const field = `event.${holders.pod_id.get(event.event_type)}.pod_id`;
    throw new ValidationError({ [`${path}pod_id`]: [`is another pod than ${field}; leave one of them out`] });
  }
  return { inboxId: read(event, "inbox_id"), podId: podId ?? ownPodId };
}

function read(event: WebhookEvent, place: Place): string | null {
  const holder = holders[place].get(event.event_type);
  const object =
    holder === undefined ? undefined : (event as unknown as Record<string, Record<string, unknown>>)[holder];
  const id = object?.[place];
  // Postgres refuses NUL. No webhook can be limited to an id that has one.
  return typeof id === "string" && !id.includes("\0") ? id : null;
}
