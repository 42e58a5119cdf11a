import type { Operation } from "@agent-webhooks/types";
import { namedSchema, type Schema } from "../spec/schema.ts";
import { constraintsOf } from "./constraints.ts";

/**
 * Everything in a spec that a run can cover: each status of each operation with its content type, headers and fields,
 * each parameter, and each constraint with valid and invalid values.
 */
export function pointsOf(spec: readonly Operation[]): string[] {
  return spec.flatMap((operation) => [...responsePoints(operation), ...requestPoints(operation)]);
}

function responsePoints({ id, responses }: Operation): string[] {
  return Object.entries(responses).flatMap(([status, { contentType, schema, requiredHeaders = [] }]) => [
    `${id} ${status}`,
    `${id} ${status} ${contentType ?? "no body"}`,
    ...requiredHeaders.map((name) => `${id} ${status} header ${name}`),
    ...(schema === undefined ? [] : fieldPoints(namedSchema(schema), `${id} ${status} field`, [])),
  ]);
}

/** The fields of a body with their path. Optional fields also have a point for being absent. */
function fieldPoints({ properties = {}, required = [] }: Schema, prefix: string, parents: readonly string[]): string[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = [...parents, name];
    return [
      `${prefix} ${path.join(".")} present`,
      ...(required.includes(name) ? [] : [`${prefix} ${path.join(".")} absent`]),
      ...(field.items === undefined ? [] : fieldPoints(field.items, prefix, [...path, "*"])),
    ];
  });
}

function requestPoints(operation: Operation): string[] {
  const { id, parameters, requestBody } = operation;
  const optional = Object.entries(parameters.query).filter(([, { required }]) => !required);
  const tested = [
    "token",
    ...(requestBody === null ? [] : [requestBody.contentType, "body maxBytes"]),
    ...constraintsOf(operation).map((constraint) => constraint.id),
  ];
  return [
    ...optional.flatMap(([name]) => [`${id} query.${name} present`, `${id} query.${name} absent`]),
    ...tested.flatMap((name) => [`${id} ${name} valid`, `${id} ${name} invalid`]),
  ];
}
