import { type Operation, operations as webhooksOperations } from "@agent-webhooks/types";
import {
  schemas as deliverySchemas,
  eventSchemas as operatorEventSchemas,
} from "@agent-webhooks/types/delivery/schemas";
import { isObject } from "@agent-webhooks/types/json-schema";
import { schemas as webhooksSchemas } from "@agent-webhooks/types/schemas";

const WEBHOOKS = "specs/webhooks.yaml";
const DELIVERY = "specs/delivery.yaml";

/** A schema that both specs have is the same in each, and stands in the first. */
const schemas: Readonly<Record<string, object>> = { ...webhooksSchemas, ...deliverySchemas };

/** Pointer into the webhook contract: `specs/webhooks.yaml#/info/description`. */
export function pointer(...segments: readonly (string | number)[]): string {
  return inFile(WEBHOOKS, segments);
}

/** Pointer to an operation, or to something in it: `operationPointer(operation, "responses", 404)`. */
export function operationPointer(operation: Operation, ...segments: readonly (string | number)[]): string {
  return inFile(fileOf(operation), ["paths", operation.path, operation.method.toLowerCase(), ...segments]);
}

/** Pointer to how an event is sent, which is the same text up to the name of its type in both contracts. */
export function eventPointer(eventType: string): string {
  return inFile(eventType in operatorEventSchemas ? DELIVERY : WEBHOOKS, ["webhooks", eventType, "post"]);
}

/** Pointer to a parameter of an operation. Those of the path stand beside the methods, for all of them. */
export function parameterPointer(operation: Operation, name: string): string {
  const inQuery = Object.keys(operation.parameters.query).indexOf(name);
  if (inQuery >= 0) return operationPointer(operation, "parameters", inQuery);
  const inPath = Object.keys(operation.parameters.path).indexOf(name);
  return inFile(fileOf(operation), ["paths", operation.path, "parameters", inPath]);
}

function fileOf({ id }: Operation): string {
  return id in webhooksOperations ? WEBHOOKS : DELIVERY;
}

/**
 * Pointer to a place in a named schema, as the spec is written: parts with a name are references there, so the pointer
 * starts again at each of them. `schemaPointer("ListWebhooksResponse", ["properties", "webhooks", "items",
 * "properties", "secret", "pattern"])` is `specs/webhooks.yaml#/components/schemas/Secret/pattern`.
 */
export function schemaPointer(name: string, segments: readonly (string | number)[] = []): string {
  let place: (string | number)[] = ["components", "schemas", name];
  let schema: unknown = schemas[name];
  let file = fileOfSchema(name);
  for (const segment of segments) {
    place.push(segment);
    schema = Reflect.get(Object(schema), segment);
    const referred = isObject(schema) ? nameOf(schema, String(segment)) : undefined;
    if (referred === undefined) continue;
    place = ["components", "schemas", referred];
    file = fileOfSchema(referred);
  }
  return inFile(file, place);
}

function fileOfSchema(name: string): string {
  return name in deliverySchemas && !(name in webhooksSchemas) ? DELIVERY : WEBHOOKS;
}

const texts = new WeakMap<object, string>();

/** Names of schemas by their content. Several may have the same content. */
const names = new Map<string, string[]>();
for (const [name, schema] of Object.entries(schemas)) {
  const text = withoutDialect(schema);
  names.set(text, [...(names.get(text) ?? []), name]);
}

/** Of several names, the one of the field: `inbox_ids` refers to `InboxIds`. */
function nameOf(schema: object, field: string): string | undefined {
  const candidates = names.get(withoutDialect(schema));
  const called = field.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return candidates?.find((name) => called.endsWith(name)) ?? candidates?.[0];
}

function withoutDialect(schema: object): string {
  const text = texts.get(schema) ?? JSON.stringify({ ...schema, $schema: undefined });
  texts.set(schema, text);
  return text;
}

function inFile(file: string, segments: readonly (string | number)[]): string {
  const escaped = segments.map((segment) => String(segment).replaceAll("~", "~0").replaceAll("/", "~1"));
  return `${file}#/${escaped.join("/")}`;
}
