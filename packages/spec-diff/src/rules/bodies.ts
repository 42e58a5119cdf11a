import { addressOf } from "../spec/node.ts";
import { findAdditionalMediaTypes, pairMediaTypes } from "./media-types.ts";
import { addressesOf, locationOf, type Rule } from "./rule.ts";

/** The request body of an operation, or the payload of an event: whether it is there, and its media types. */
export const compareBodies: Rule = (pair, _, report) => {
  const { base, head } = pair;
  const { isEvent } = base;
  const common = {
    level: "breaking",
    side: isEvent ? "event" : "request",
    location: locationOf(pair),
  } as const;
  if (base.body === undefined) {
    if (isEvent || head.body?.required !== true) return;
    const message = "added a required request body";
    report({ id: "request-body-added-required", message, ...common, ...addressesOf(base.node, head.body.node) });
    return;
  }
  if (head.body === undefined && !isEvent) {
    const message = "removed the request body";
    report({ id: "request-body-removed", message, ...common, ...addressesOf(base.node, head.node) });
    return;
  }
  const mediaTypes = pairMediaTypes(base.body.content, head.body?.content ?? new Map(), !isEvent);
  for (const { mediaType, base: node, head: after } of mediaTypes) {
    if (after !== undefined) continue;
    const from = isEvent ? "" : " from the request body";
    report({
      id: isEvent ? "response-media-type-removed" : "request-body-media-type-removed",
      message: `removed the media type \`${mediaType}\`${from}`,
      ...common,
      base: addressOf(node),
      head: addressOf(head.node),
    });
  }
  // Callers choose among media types; receivers cannot, so they must know all of an event.
  const isKept = isEvent && mediaTypes.some(({ head }) => head !== undefined);
  const additional = isKept && head.body ? findAdditionalMediaTypes(base.body.content, head.body.content) : [];
  for (const [mediaType, node] of additional) {
    report({
      id: "response-media-type-added",
      message: `the event can now also be sent as \`${mediaType}\``,
      ...common,
      base: addressOf(base.body.node),
      head: addressOf(node),
    });
  }
  if (head.body === undefined || base.body.required === head.body.required) return;
  const addresses = addressesOf(base.body.node, head.body.node, "required");
  if (isEvent && base.body.required) {
    const message = "the event can now be sent without its payload";
    report({
      id: "response-body-became-optional",
      message,
      ...common,
      location: locationOf(pair, "body"),
      ...addresses,
    });
  } else if (!isEvent && head.body.required) {
    report({ id: "request-body-became-required", message: "request body became required", ...common, ...addresses });
  }
};
