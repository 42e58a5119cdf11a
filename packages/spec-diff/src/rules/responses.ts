import { addressOf } from "../spec/document.ts";
import type { Response } from "../spec/operation.ts";
import { addressesOf, locationOf, type OperationPair, type Rule } from "./rule.ts";

/** Status ranges (`2XX`, `default`), which oasdiff does not compare, and the responses of receivers. */
export const compareStatuses: Rule = (pair, _, report) => {
  const { base, head } = pair;
  for (const [status, before] of base.responses) {
    const isRange = !/^\d{3}$/.test(status);
    if (!isRange && !base.isEvent) continue;
    const after = head.responses.get(status);
    if (after !== undefined) {
      if (base.isEvent) compareReceiverResponses(pair, before, after, report);
      continue;
    }
    const isSuccess = status.startsWith("2");
    report({
      id: isSuccess ? "response-success-status-removed" : "response-non-success-status-removed",
      level: isSuccess ? "breaking" : "warning",
      side: base.isEvent ? "receiver-response" : "response",
      message: base.isEvent
        ? `the receiver response \`${status}\` is no longer documented`
        : `removed the ${isSuccess ? "success" : "non-success"} response with the status \`${status}\``,
      location: locationOf(pair, base.isEvent ? `receiver response ${status}` : `response ${status}`),
      base: addressOf(before.node),
      head: addressOf(head.node),
    });
  }
};

/** Whether an event always has its payload. OpenAPI has no such flag for responses. */
export const compareEventBody: Rule = (pair, _, report) => {
  const { base, head } = pair;
  if (!base.isEvent || base.body?.required !== true || head.body === undefined || head.body.required) return;
  report({
    id: "response-body-became-optional",
    level: "breaking",
    side: "event",
    message: "the event can now be sent without its payload",
    location: locationOf(pair, "body"),
    ...addressesOf(base.body.node, head.body.node, "required"),
  });
};

/** The headers of a receiver's response: a new one that it must send, or one that the provider no longer reads. */
function compareReceiverResponses(
  pair: OperationPair,
  before: Response,
  after: Response,
  report: Parameters<Rule>[2],
): void {
  const location = locationOf(pair, `receiver response ${before.status}`);
  for (const [key, header] of after.headers) {
    if (!header.required || before.headers.get(key)?.required === true) continue;
    report({
      id: "new-required-request-header-property",
      level: "breaking",
      side: "receiver-response",
      message: `the receiver response \`${after.status}\` now requires the header \`${header.name}\``,
      location,
      ...addressesOf(before.headers.get(key)?.node ?? before.node, header.node),
    });
  }
  for (const [key, header] of before.headers) {
    if (after.headers.has(key)) continue;
    report({
      id: "request-header-property-removed",
      level: "warning",
      side: "receiver-response",
      message: `the header \`${header.name}\` of the receiver response \`${before.status}\` is no longer read`,
      location,
      ...addressesOf(header.node, after.node),
    });
  }
}
