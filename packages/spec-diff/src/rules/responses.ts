import type { ReportFinding } from "../change.ts";
import { addressOf } from "../spec/node.ts";
import type { Response } from "../spec/operation.ts";
import { pairMediaTypes } from "./media-types.ts";
import { addressesOf, locationOf, type OperationPair, type Rule } from "./rule.ts";

/** The responses of both documents that describe a status. */
export interface ResponsePair {
  /** A status, a range such as `2XX`, or `default`. */
  readonly status: string;
  readonly base: Response;
  /** Absent if the status is no longer documented. */
  readonly head: Response | undefined;
}

/**
 * Pairs responses by status, old and new ones. A status may be described by a range (`2XX`) or `default` in the other
 * document. A range may be replaced by statuses in it, unless receivers may return any of them.
 */
export function pairResponses({ base, head }: OperationPair): ResponsePair[] {
  const [before, after] = [[...base.responses.values()], [...head.responses.values()]];
  const pairs = before.flatMap((response): ResponsePair[] => {
    const { status } = response;
    const other = describedBy(head.responses, status);
    const isReplaced = !base.isEvent && after.some((one) => isWithin(one.status, status));
    return other === undefined && isReplaced ? [] : [{ status, base: response, head: other }];
  });
  const added = after.flatMap((response): ResponsePair[] => {
    const { status } = response;
    const other = base.responses.has(status) ? undefined : describedBy(base.responses, status);
    return other === undefined ? [] : [{ status, base: other, head: response }];
  });
  return [...pairs, ...added];
}

function describedBy(responses: ReadonlyMap<string, Response>, status: string): Response | undefined {
  const range = [...responses.values()].find((other) => isWithin(status, other.status));
  // Beside success statuses, `default` describes errors.
  const areSuccessesListed = isSuccess(status) && listsSuccess(responses);
  return responses.get(status) ?? range ?? (areSuccessesListed ? undefined : responses.get("default"));
}

function listsSuccess(responses: ReadonlyMap<string, Response>): boolean {
  return [...responses.keys()].some(isSuccess);
}

function isSuccess(status: string): boolean {
  return status.startsWith("2");
}

/** Whether a status is in a range such as `2XX`. */
function isWithin(status: string, range: string): boolean {
  return /^\dXX$/i.test(range) && /^\d{3}$/.test(status) && status[0] === range[0];
}

/** Responses that are no longer documented, their media types and headers. */
export const compareResponses: Rule = (pair, _, report) => {
  const { isEvent } = pair.base;
  for (const { status, base, head } of pairResponses(pair)) {
    if (head === undefined) reportRemoved(pair, base, report);
    else if (!isEvent) compareResponse(pair, status, base, head, report);
    else {
      // What an error status of a receiver does, such as 410, is not what the range of it does.
      if (status !== head.status && !isSuccess(status)) reportRemoved(pair, base, report);
      compareReceiverResponse(pair, status, base, head, report);
    }
  }
};

function reportRemoved(pair: OperationPair, { status, node }: Response, report: ReportFinding): void {
  const { isEvent, responses } = pair.base;
  // A `default` that describes successes may be replaced by success statuses, unless receivers may return any of them.
  const isReplaced = !isEvent && listsSuccess(pair.head.responses);
  const wasSuccess = isSuccess(status) || (status === "default" && !listsSuccess(responses) && !isReplaced);
  report({
    id: wasSuccess ? "response-success-status-removed" : "response-non-success-status-removed",
    level: wasSuccess ? "breaking" : "warning",
    side: isEvent ? "receiver-response" : "response",
    message: isEvent
      ? `the receiver response \`${status}\` is no longer documented`
      : `removed the ${wasSuccess ? "success" : "non-success"} response with the status \`${status}\``,
    location: locationOf(pair, `${isEvent ? "receiver response" : "response"} ${status}`),
    base: addressOf(node),
    head: addressOf(pair.head.node),
    ...(!isEvent && !wasSuccess && { advice: "No update is required; code that handles this status can be removed." }),
  });
}

/** What callers read: media types and headers. */
function compareResponse(
  pair: OperationPair,
  status: string,
  base: Response,
  head: Response,
  report: ReportFinding,
): void {
  const common = { level: "breaking", side: "response", location: locationOf(pair, `response ${status}`) } as const;
  for (const { mediaType, base: node, head: after } of pairMediaTypes(base.content, head.content, false)) {
    if (after !== undefined) continue;
    const message = `removed the media type \`${mediaType}\` for the response with the status \`${status}\``;
    report({
      id: "response-media-type-removed",
      message,
      ...common,
      base: addressOf(node),
      head: addressOf(head.node),
    });
  }
  compareReadHeaders(base.headers, head, ` for the status \`${status}\``, common, report);
}

/** The headers of an event, which receivers read. */
export const compareEventHeaders: Rule = (pair, _, report) => {
  const { base, head } = pair;
  if (!base.isEvent) return;
  const common = { level: "breaking", side: "event", location: locationOf(pair) } as const;
  compareReadHeaders(base.parameters, { headers: head.parameters, node: head.node }, "", common, report);
};

function compareReadHeaders(
  base: Response["headers"],
  head: Pick<Response, "headers" | "node">,
  where: string,
  common: Pick<Parameters<ReportFinding>[0], "level" | "side" | "location">,
  report: ReportFinding,
): void {
  for (const [key, { name, required, node }] of base) {
    const after = head.headers.get(key);
    if (after === undefined) {
      const kind = required ? "required" : "optional";
      const message = `the ${kind} header \`${name}\` was removed${where}`;
      report({ id: `${kind}-response-header-removed`, message, ...common, ...addressesOf(node, head.node) });
    } else if (required && !after.required) {
      const message = `the header \`${name}\` became optional${where}`;
      report({ id: "response-header-became-optional", message, ...common, ...addressesOf(node, after.node) });
    }
  }
}

/** What receivers return: a header or media type that they must use now, or one that the provider no longer reads. */
function compareReceiverResponse(
  pair: OperationPair,
  status: string,
  base: Response,
  head: Response,
  report: ReportFinding,
): void {
  const common = { side: "receiver-response", location: locationOf(pair, `receiver response ${status}`) } as const;
  for (const { mediaType, base: node, head: after } of pairMediaTypes(base.content, head.content, true)) {
    if (after !== undefined || head.content.size === 0) continue;
    report({
      id: "request-body-media-type-removed",
      level: "breaking",
      message: `the receiver response \`${status}\` may no longer be \`${mediaType}\``,
      ...common,
      base: addressOf(node),
      head: addressOf(head.node),
    });
  }
  for (const [key, header] of head.headers) {
    if (!header.required || base.headers.get(key)?.required === true) continue;
    report({
      id: "new-required-request-header-property",
      level: "breaking",
      message: `the receiver response \`${status}\` now requires the header \`${header.name}\``,
      ...common,
      ...addressesOf(base.headers.get(key)?.node ?? base.node, header.node),
    });
  }
  for (const [key, header] of base.headers) {
    if (head.headers.has(key)) continue;
    report({
      id: "request-header-property-removed",
      level: "warning",
      message: `the header \`${header.name}\` of the receiver response \`${status}\` is no longer read`,
      ...common,
      ...addressesOf(header.node, head.node),
    });
  }
}
