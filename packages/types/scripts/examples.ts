import type { Json, JsonObject } from "../src/json-schema.ts";
import { list, object, places, type Spec } from "./spec.ts";

/** The examples of one operation; a single `example` is called `default`. */
export interface OperationExamples {
  readonly parameters: Record<string, Json>;
  readonly request: Record<string, Json>;
  readonly responses: Record<string, Record<string, Json>>;
}

export function operationExamples(spec: Spec): Record<string, OperationExamples> {
  return Object.fromEntries(
    [...places(spec, "paths")].map(({ resolved }) => [
      String(resolved.operationId),
      {
        parameters: Object.fromEntries(
          list(resolved.parameters)
            .map(object)
            .map((parameter) => [String(parameter.name), parameter.example ?? null]),
        ),
        request: examplesOf(object(resolved.requestBody ?? {})),
        responses: Object.fromEntries(
          Object.entries(object(resolved.responses ?? {})).map(([status, response]) => [
            status,
            examplesOf(object(response)),
          ]),
        ),
      },
    ]),
  );
}

/** Event type → its examples by name. */
export function eventExamples(spec: Spec): Record<string, Record<string, Json>> {
  return Object.fromEntries(
    [...places(spec, "webhooks")].map(({ path, resolved }) => [path, examplesOf(object(resolved.requestBody ?? {}))]),
  );
}

function examplesOf(holder: JsonObject): Record<string, Json> {
  const media = object(object(holder.content ?? {})["application/json"] ?? {});
  if (media.example !== undefined) return { default: media.example };
  return Object.fromEntries(
    Object.entries(object(media.examples ?? {})).map(([name, example]) => [name, object(example).value ?? null]),
  );
}
