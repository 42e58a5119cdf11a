import { randomUUID } from "node:crypto";
import { eventTypes, type WebhookEvents } from "@agent-webhooks/types";
import { eventExamples } from "@agent-webhooks/types/examples";
import { isObject } from "@agent-webhooks/types/json-schema";
import { eventSchemas, schemas } from "@agent-webhooks/types/schemas";
import { generateSync } from "json-schema-faker";
import { schemaIssues } from "../../schemas.ts";
import type { TestDelivery } from "../build-request.ts";
import { type Field, fieldsOf, type JsonPath, omitPaths, setAtPath, type UnknownObject } from "./fields.ts";

/** An event to send. Each has a new id, because a receiver may ignore an event that it has already received. */
export interface TestEvent {
  readonly eventType: string;
  readonly id: string;
  readonly event: UnknownObject;
}

type EventType = keyof WebhookEvents;

/** The spec's first example of a type, which has all its fields. */
export function firstExample(eventType: string): TestEvent {
  const [first] = examples(eventType);
  if (first === undefined) throw new Error(`the contract has no event ${eventType}`);
  return first;
}

/** All examples of a type in the spec. */
export function examples(eventType: string): TestEvent[] {
  return Object.values<UnknownObject>(eventExamples[eventType as EventType]).map((event) =>
    withNewId(eventType, event),
  );
}

/** An event with the required fields of its schema only. */
export function minimalEvent(eventType: string, seed: number): TestEvent {
  return withNewId(eventType, generate(eventType, seed, { optionalsProbability: 0 }));
}

/** A random valid event. The same seed gives the same event, except for its id. */
export function randomEvent(eventType: string, seed: number): TestEvent {
  return withNewId(eventType, generate(eventType, seed, { optionalsProbability: 0.5 }));
}

/** An event with every field of its schema, and the list of these fields. */
export function fullEvent(eventType: string, seed: number): TestEvent & { readonly fields: readonly Field[] } {
  const event = generate(eventType, seed, { alwaysFakeOptionals: true, minItems: 1, maxItems: 2 });
  return { ...withNewId(eventType, event), fields: fieldsOf(eventSchemas[eventType as EventType], event) };
}

/** A copy of the event without some of its fields. */
export function withoutFields({ eventType, event }: TestEvent, paths: readonly JsonPath[]): TestEvent {
  return withNewId(eventType, omitPaths(event, paths));
}

/** A copy of the event with another value at a path. */
export function withFieldValue({ eventType, event }: TestEvent, path: JsonPath, value: unknown): TestEvent {
  return withNewId(eventType, setAtPath(event, path, value));
}

/** A copy of the event with these top-level fields. */
export function withFields({ eventType, event }: TestEvent, fields: UnknownObject): TestEvent {
  return withNewId(eventType, { ...event, ...fields });
}

/** The same event with this inbox in each of its objects, and this pod, or none, in a domain. */
export function withSource({ eventType, id, event }: TestEvent, inboxId: string, podId: string | undefined): TestEvent {
  const placed = Object.entries(event).map(([name, value]) => {
    if (!isObject(value)) return [name, value];
    if ("inbox_id" in value) return [name, { ...value, inbox_id: inboxId }];
    const { pod_id: _, ...others } = value;
    return [name, podId === undefined ? others : { ...others, pod_id: podId }];
  });
  return { eventType, id, event: Object.fromEntries(placed) };
}

/** The shortest example of the nth type, so that test cases in a row have events of different types. */
export function nthShortEvent(index: number): TestEvent {
  const [shortest] = examples(eventTypes[index % eventTypes.length] as string).toSorted(
    (a, b) => JSON.stringify(a.event).length - JSON.stringify(b.event).length,
  );
  if (shortest === undefined) throw new Error("the contract has no events");
  return shortest;
}

/** A delivery of the event. */
export function toDelivery({ eventType, id, event }: TestEvent, changes: Partial<TestDelivery> = {}): TestDelivery {
  return { eventType, id, body: JSON.stringify(event), ...changes };
}

export function newEventId(): string {
  return `evt_${randomUUID().replaceAll("-", "")}`;
}

function withNewId(eventType: string, event: UnknownObject): TestEvent {
  const id = newEventId();
  return { eventType, id, event: { ...event, event_id: id } };
}

/** The generator now and then makes an invalid event; then the next seed is used. */
function generate(eventType: string, seed: number, options: Parameters<typeof generateSync>[1]): UnknownObject {
  const schema = eventSchemas[eventType as EventType];
  const name = Object.entries<object>(schemas).find(([, known]) => known === schema)?.[0] ?? "";
  for (let attempt = 0; attempt < 20; attempt++) {
    const event = generateSync(schema as unknown as Parameters<typeof generateSync>[0], {
      ...options,
      seed: seed + attempt,
    });
    if (schemaIssues(name, event).length === 0) return event as UnknownObject;
  }
  throw new Error(`cannot generate a valid ${eventType} event from seed ${seed}`);
}
