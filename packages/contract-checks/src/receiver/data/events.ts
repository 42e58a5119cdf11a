import { randomUUID } from "node:crypto";
import { eventTypes, type WebhookEvents } from "@agent-webhooks/types";
import { eventExamples } from "@agent-webhooks/types/examples";
import { eventSchemas, schemas } from "@agent-webhooks/types/schemas";
import { generateSync } from "json-schema-faker";
import { schemaFaults } from "../../schemas.ts";
import type { Delivery } from "../delivery.ts";
import { type Field, fieldsOf, type JsonObject, type JsonPath, without, withValue } from "./fields.ts";

/** An event to send, under an id that nobody has seen: a receiver may ignore what it has had. */
export interface Sample {
  readonly eventType: string;
  readonly id: string;
  readonly event: JsonObject;
}

type EventType = keyof WebhookEvents;

/** The first example of a type, which is its full one. */
export function example(eventType: string): Sample {
  const [first] = examples(eventType);
  if (first === undefined) throw new Error(`the contract has no event ${eventType}`);
  return first;
}

/** Every example that the spec has of a type. */
export function examples(eventType: string): Sample[] {
  return Object.values<JsonObject>(eventExamples[eventType as EventType]).map((event) => fresh(eventType, event));
}

/** A random event of a type, the same for the same seed but for its id. */
export function randomEvent(eventType: string, seed: number): Sample {
  return fresh(eventType, generate(eventType, seed, { optionalsProbability: 0.5 }));
}

/** An event of a type with every field that the spec knows, and these fields. */
export function fullEvent(eventType: string, seed: number): Sample & { readonly fields: readonly Field[] } {
  const event = generate(eventType, seed, { alwaysFakeOptionals: true, minItems: 1, maxItems: 2 });
  return { ...fresh(eventType, event), fields: fieldsOf(eventSchemas[eventType as EventType], event) };
}

/** The same event without some of its fields, under an id of its own. */
export function leaveOut({ eventType, event }: Sample, paths: readonly JsonPath[]): Sample {
  return fresh(eventType, without(event, paths));
}

/** The same event with another value at a place in it, under an id of its own. */
export function replace({ eventType, event }: Sample, path: JsonPath, value: unknown): Sample {
  return fresh(eventType, withValue(event, path, value));
}

/** The same event with other fields, under an id of its own. */
export function extend({ eventType, event }: Sample, fields: JsonObject): Sample {
  return fresh(eventType, { ...event, ...fields });
}

/** A short event of the type that comes at this place when all take turns. */
export function inTurn(index: number): Sample {
  const [shortest] = examples(eventTypes[index % eventTypes.length] as string).toSorted(
    (a, b) => JSON.stringify(a.event).length - JSON.stringify(b.event).length,
  );
  if (shortest === undefined) throw new Error("the contract has no events");
  return shortest;
}

/** What brings an event to a receiver: its bytes are JSON as everybody writes it unless others are given. */
export function asDelivery(sample: Sample, changes: Partial<Delivery> = {}): Delivery {
  return { eventType: sample.eventType, id: sample.id, body: JSON.stringify(sample.event), ...changes };
}

export function freshId(): string {
  return `evt_${randomUUID().replaceAll("-", "")}`;
}

function fresh(eventType: string, event: JsonObject): Sample {
  const id = freshId();
  return { eventType, id, event: { ...event, event_id: id } };
}

/** What the generator makes is mostly valid; what is not is made again from the next seed. */
function generate(eventType: string, seed: number, options: Parameters<typeof generateSync>[1]): JsonObject {
  const schema = eventSchemas[eventType as EventType];
  const name = Object.entries<object>(schemas).find(([, known]) => known === schema)?.[0] ?? "";
  for (let attempt = 0; attempt < 20; attempt++) {
    const event = generateSync(schema as unknown as Parameters<typeof generateSync>[0], {
      ...options,
      seed: seed + attempt,
    });
    if (schemaFaults(name, event).length === 0) return event as JsonObject;
  }
  throw new Error(`no valid ${eventType} event can be made from seed ${seed}`);
}
