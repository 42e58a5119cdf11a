import type { JsonObject } from "./json.ts";
import type { Operation, Response } from "./operation.ts";

/** Before the type of an event, where oasdiff expects a path. No path of an API looks like it. */
const eventPrefix = "/webhooks:";

/** What oasdiff calls this operation or event. */
export function surfacePath({ isEvent, path }: Pick<Operation, "isEvent" | "path">): string {
  return isEvent ? `${eventPrefix}${path}` : path;
}

/**
 * The part of a document that oasdiff judges: what there is in paths, methods, parameters, headers, media types and
 * statuses, without schemas, which are compared here.
 *
 * An event is turned round: what the provider sends to a receiver is read as what a response is, so it becomes one.
 */
export function surfaceOf(operations: Iterable<Operation>): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    const path = surfacePath(operation);
    paths[path] = {
      ...paths[path],
      [operation.method]: operation.isEvent ? eventSurface(operation) : surface(operation),
    };
  }
  return { openapi: "3.1.0", info: { title: "API", version: "0" }, paths };
}

function surface({ node, parameters, body, responses }: Operation): object {
  return {
    ...idOf(node),
    parameters: [...parameters.values()].map(({ name, in: where, required }) => ({
      name,
      in: where,
      required,
      schema: {},
    })),
    ...(body && { requestBody: { required: body.required, content: contentSurface(body.content) } }),
    responses: Object.fromEntries([...responses].map(([status, response]) => [status, responseSurface(response)])),
  };
}

function eventSurface({ node, parameters, body }: Operation): object {
  const headers = [...parameters.values()].map(({ name, required }) => [name, { required, schema: {} }]);
  return {
    ...idOf(node),
    responses: {
      200: {
        description: "",
        headers: Object.fromEntries(headers),
        content: contentSurface(body?.content ?? new Map()),
      },
    },
  };
}

/** What is no text is no id to oasdiff either, but it would read nothing else then. */
function idOf({ value: { operationId } }: Operation["node"]): object {
  return typeof operationId === "string" ? { operationId } : {};
}

function responseSurface({ headers, content }: Response): object {
  const named = [...headers.values()].map(({ name, required }) => [name, { required, schema: {} }]);
  return { description: "", headers: Object.fromEntries(named), content: contentSurface(content) };
}

function contentSurface(content: ReadonlyMap<string, unknown>): JsonObject {
  return Object.fromEntries([...content.keys()].map((mediaType) => [mediaType, { schema: {} }]));
}
