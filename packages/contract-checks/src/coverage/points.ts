import { type Operation, operations } from "@agent-webhooks/types";
import { namedSchema, type Schema } from "../spec/schema.ts";
import { constraintsOf } from "./constraints.ts";

/** Every operation of the webhook contract. */
export const covered: readonly Operation[] = Object.values(operations);

/**
 * Everything in a spec that a run can show: each status of each operation with its media type, headers and fields; each
 * parameter; each constraint from both sides. Whatever the spec gets is a point that nothing has shown yet.
 */
export function pointsOf(all: readonly Operation[]): string[] {
  return all.flatMap((operation) => [...answerPoints(operation), ...requestPoints(operation)]);
}

function answerPoints({ id, responses }: Operation): string[] {
  return Object.entries(responses).flatMap(([status, { contentType, schema, requiredHeaders = [] }]) => [
    `${id} ${status}`,
    contentType === undefined ? `${id} ${status} no body` : `${id} ${status} ${contentType}`,
    ...requiredHeaders.map((name) => `${id} ${status} header ${name}`),
    ...(schema === undefined ? [] : fieldPoints(namedSchema(schema), `${id} ${status} field`, [])),
  ]);
}

/** Fields of a body, with what they are in, and without where they may be absent. */
function fieldPoints({ properties = {}, required = [] }: Schema, start: string, path: readonly string[]): string[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const here = [...path, name];
    return [
      `${start} ${here.join(".")} present`,
      ...(required.includes(name) ? [] : [`${start} ${here.join(".")} absent`]),
      ...(field.items === undefined ? [] : fieldPoints(field.items, start, [...here, "*"])),
    ];
  });
}

function requestPoints(operation: Operation): string[] {
  const { id, parameters, requestBody } = operation;
  const optional = Object.entries(parameters.query).filter(([, { required }]) => !required);
  return [
    ...sides(`${id} token`),
    ...optional.flatMap(([name]) => [`${id} query.${name} present`, `${id} query.${name} absent`]),
    ...(requestBody === null ? [] : [...sides(`${id} ${requestBody.contentType}`), ...sides(`${id} body maxBytes`)]),
    ...constraintsOf(operation).flatMap(({ id: constraint }) => sides(`${id} ${constraint}`)),
  ];
}

function sides(point: string): string[] {
  return [`${point} valid`, `${point} invalid`];
}
