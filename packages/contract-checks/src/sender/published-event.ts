import { parseExactly } from "@agent-webhooks/types/exact-json";
import { isObject } from "@agent-webhooks/types/json-schema";
import { truncate } from "../report/printable.ts";
import type { NewFinding } from "../run/check.ts";
import { findDifference } from "./difference.ts";
import type { Endpoint } from "./endpoint.ts";
import { jsonOf } from "./headers.ts";
import type { DeliveryRequest } from "./listener.ts";
import type { SenderTarget } from "./target.ts";

/** Why a check that needs to know the events cannot run. */
export function notPublished({ hasPublishedEvents }: Pick<SenderTarget, "hasPublishedEvents">): string | undefined {
  return hasPublishedEvents ? undefined : "only --publish knows what was published";
}

/** Whether a request may deliver an event of others: a webhook without an event filter gets those too. */
export function mayBeOfOthers(
  request: DeliveryRequest,
  { isLimited }: Pick<Endpoint, "isLimited">,
  { publishedEvents }: Pick<SenderTarget, "publishedEvents">,
): boolean {
  const event = jsonOf(request);
  return !isLimited && isObject(event) && !publishedEvents.has(String(event.event_id));
}

/** How the event of a request differs from the published one; `undefined` when it does not, or when it is no event. */
export function publishedChange(
  request: DeliveryRequest,
  { publishedEvents }: Pick<SenderTarget, "publishedEvents">,
): Pick<NewFinding, "message" | "expected" | "got"> | undefined {
  const event = jsonOf(request);
  if (!isObject(event)) return undefined;
  const published = publishedEvents.get(String(event.event_id));
  if (published === undefined) {
    const got = JSON.stringify(event.event_id) ?? "no event_id";
    return { message: "the event_id is not that of a published event", expected: "the published event_id", got };
  }
  const path = findDifference(parseExactly(request.body.toString()), published);
  if (path === undefined) return undefined;
  return {
    message: `${path.replace(/\/\d+/g, "/*") || "the event"} is not as it was published`,
    expected: excerptAt(published, path),
    got: excerptAt(parseExactly(request.body.toString()), path),
  };
}

/** The value at a JSON pointer of plain names, as JSON. */
function excerptAt(event: unknown, path: string): string {
  const value = path
    .split("/")
    .slice(1)
    .reduce<unknown>((parent, name) => (parent as Record<string, unknown>)[name], event);
  return value === undefined ? "no value" : truncate(JSON.stringify(value), 300);
}
