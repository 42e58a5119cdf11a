import type { Json, JsonObject } from "@agent-webhooks/types/json-schema";
import { asList, asObject, objectAt, type Spec, specOperations, withoutExtensions } from "./spec.ts";

/** The examples of one operation by name. A single `example` is called `default`. */
export interface OperationExamples {
  readonly parameters: Record<string, Json>;
  readonly request: Record<string, Json>;
  readonly responses: Record<string, Record<string, Json>>;
}

export function operationExamples(spec: Spec): Record<string, OperationExamples> {
  return Object.fromEntries(
    [...specOperations(spec, "paths")].map(({ resolved }) => [
      resolved.operationId,
      {
        parameters: Object.fromEntries(
          asList(resolved.parameters)
            .map(asObject)
            .map(({ name, example }) => [name, example ?? null]),
        ),
        request: bodyExamples(objectAt(resolved, "requestBody")),
        responses: Object.fromEntries(
          withoutExtensions(objectAt(resolved, "responses")).map(([status, response]) => [
            status,
            bodyExamples(asObject(response)),
          ]),
        ),
      },
    ]),
  );
}

/** The examples of each event by event type and name. */
export function eventExamples(spec: Spec): Record<string, Record<string, Json>> {
  return Object.fromEntries(
    [...specOperations(spec, "webhooks")].map(({ path, resolved }) => [
      path,
      bodyExamples(objectAt(resolved, "requestBody")),
    ]),
  );
}

function bodyExamples(body: JsonObject): Record<string, Json> {
  const { example, ...media } = objectAt(body, "content", "application/json");
  if (example !== undefined) return { default: example };
  const examples = Object.entries(objectAt(media, "examples"));
  return Object.fromEntries(examples.map(([name, named]) => [name, asObject(named).value ?? null]));
}
