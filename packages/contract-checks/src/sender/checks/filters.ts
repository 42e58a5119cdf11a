import { randomUUID } from "node:crypto";
import { eventTypes, type WebhookEvents } from "@agent-webhooks/types";
import { isObject } from "@agent-webhooks/types/json-schema";
import {
  findingAbout,
  matchingPointer,
  noneInOperatorWebhooks,
  type SenderCheck,
  type SenderCheckContext,
  seconds,
  senderCheck,
} from "../check.ts";
import type { Endpoint, EndpointOptions } from "../endpoint.ts";
import { jsonOf } from "../headers.ts";
import type { ReceivedRequest } from "../listener.ts";
import { notPublished } from "../published-event.ts";
import type { EventContent, TriggeredEvent } from "../trigger.ts";

type EventType = keyof WebhookEvents;

/** An event to trigger, and whether the webhook is to get it. */
interface EventCase {
  readonly what: string;
  readonly isWanted: boolean;
  /** @default message.received */
  readonly eventType?: EventType;
  /** The endpoint's inbox, or another one. @default "other" */
  readonly inbox?: "own" | "other";
  /** @default "other" */
  readonly pod?: "own" | "other";
  /** Instead of one of these. */
  readonly inboxId?: string;
  readonly podId?: string;
  /** Only published events have a choice, so such a case is left out for commands. */
  readonly podIn?: EventContent["podIn"];
}

interface FilterCheckOptions extends Pick<EndpointOptions, "eventTypes" | "limitTo"> {
  readonly id: string;
  readonly holds: string;
  readonly events: readonly EventCase[];
}

/** A check that of several events those that match a webhook arrive, and the others do not. */
function filterCheck({ id, holds, events, ...options }: FilterCheckOptions): SenderCheck {
  return senderCheck({
    id,
    holds,
    skipReason: noneInOperatorWebhooks("filters"),
    isTimed: events.some(({ isWanted }) => !isWanted),
    run: async (context) => expectMatching(context, await context.open(options), events),
  });
}

/** Triggers the unwanted events first, so that they would have arrived when the others have. */
async function expectMatching(
  context: SenderCheckContext,
  endpoint: Endpoint,
  cases: readonly EventCase[],
): Promise<void> {
  const { target, report } = context;
  const triggered: { readonly event: TriggeredEvent; readonly what: string; readonly isWanted: boolean }[] = [];
  const possible = cases.filter(({ podIn }) => podIn === undefined || target.hasPublishedEvents);
  for (const { what, isWanted, eventType = "message.received", ...place } of possible.toSorted(unwantedFirst)) {
    const inboxId = place.inboxId ?? (place.inbox === "own" ? endpoint.inboxId : `inbox_${randomUUID()}`);
    const podId = place.podId ?? (place.pod === "own" ? endpoint.podId : `pod_${randomUUID()}`);
    const options = { inboxId, podId, ...(place.podIn !== undefined && { podIn: place.podIn }) };
    triggered.push({ what, isWanted, event: await target.trigger(endpoint, eventType, options) });
  }
  for (const { event, what, isWanted } of triggered) {
    if (!isWanted) continue;
    if (await endpoint.waitUntil((requests) => requests.some(isOf(event)), target.patienceMs)) continue;
    if (event.failure !== undefined) throw new Error(`the trigger failed: ${event.failure}`);
    const finding = {
      message: `${what} did not arrive`,
      cause: "not sent",
      expected: `a request within ${seconds(target.patienceMs)}, because the webhook matches`,
      got: "no request",
      pointer: matchingPointer,
    };
    report(findingAbout(endpoint, finding, event));
  }
  await target.sleep(Math.max(target.timing.settleMs, target.probe.latencyMs));
  for (const { event, what, isWanted } of triggered) {
    if (isWanted || !endpoint.requests.some(isOf(event))) continue;
    const finding = {
      message: `${what} was sent`,
      cause: "sent",
      expected: "no request, because the webhook does not match",
      got: "a request",
      pointer: matchingPointer,
    };
    report(findingAbout(endpoint, finding, event));
  }
}

function unwantedFirst(a: EventCase, b: EventCase): number {
  return Number(a.isWanted) - Number(b.isWanted);
}

/**
 * Whether a request is of an event. Each event of a check that a command makes has its own type, inbox or, without an inbox,
 * pod.
 */
function isOf({ eventType, inboxId, podId, published }: TriggeredEvent): (request: ReceivedRequest) => boolean {
  return (request) => {
    const event = jsonOf(request);
    if (!isObject(event) || event.event_type !== eventType) return false;
    if (published !== undefined) return event.event_id === published.id;
    return Object.values(event).some(
      (value) => isObject(value) && ("inbox_id" in value ? value.inbox_id === inboxId : value.pod_id === podId),
    );
  };
}

const own = { inbox: "own", pod: "own" } as const;

const eventTypeFilter = filterCheck({
  id: "event_types",
  holds: "only events whose type the webhook subscribes to are sent",
  eventTypes: ["message.delivered"],
  events: eventTypes.map((eventType) => {
    const isWanted = eventType === "message.delivered";
    return {
      what: `${eventType}${isWanted ? "" : ", to which the webhook does not subscribe,"}`,
      eventType,
      isWanted,
      ...own,
    };
  }),
});

const inboxFilter = filterCheck({
  id: "inbox_filter",
  holds: "a webhook with inboxes gets the events of these inboxes only",
  eventTypes: ["message.received", "message.sent", "domain.verified"],
  limitTo: ["inbox"],
  events: [
    { what: "an event of the webhook's inbox", inbox: "own", isWanted: true },
    { what: "an event of another inbox", isWanted: false },
    { what: "an event of another inbox and type", eventType: "message.sent", isWanted: false },
    { what: "an event without an inbox", eventType: "domain.verified", isWanted: false },
  ],
});

const podFilter = filterCheck({
  id: "pod_filter",
  holds: "a webhook with pods gets the events of these pods only",
  eventTypes: ["message.received", "domain.verified"],
  limitTo: ["pod"],
  events: [
    { what: "an event of the webhook's pod", pod: "own", isWanted: true },
    { what: "an event of another pod", isWanted: false },
    { what: "a domain of the webhook's pod", eventType: "domain.verified", pod: "own", isWanted: true },
    { what: "a domain of another pod", eventType: "domain.verified", isWanted: false },
    ...(["event", "request"] as const).map((podIn) => {
      const what = `a domain whose pod only the ${podIn} names`;
      return { what, eventType: "domain.verified" as const, pod: "own" as const, podIn, isWanted: true };
    }),
    { what: "an event without a pod", podIn: "neither", isWanted: false },
    { what: "a domain without a pod", eventType: "domain.verified", podIn: "neither", isWanted: false },
  ],
});

const inboxOrPod = filterCheck({
  id: "inbox_or_pod",
  holds: "a webhook with inboxes and pods gets the events of either",
  events: [
    { what: "an event of the webhook's inbox, in another pod,", inbox: "own", isWanted: true },
    { what: "an event of another inbox, in the webhook's pod,", pod: "own", isWanted: true },
    { what: "an event of another inbox and pod", isWanted: false },
  ],
});

const noFilter = filterCheck({
  id: "no_filter",
  holds: "a webhook with neither inboxes nor pods gets the events of the whole organization",
  eventTypes: ["message.complained", "domain.verified"],
  limitTo: [],
  events: [
    { what: "an event of some inbox", eventType: "message.complained", isWanted: true },
    { what: "a domain of some pod", eventType: "domain.verified", isWanted: true },
  ],
});

/** Other ids that a careless comparison takes for this one. */
function similarIds(id: string): [how: string, id: string][] {
  return [
    ["in upper case", id.toUpperCase()],
    ["with a character more", `${id}0`],
    ["with a character before", `0${id}`],
    ["with a character less", id.slice(0, -1)],
    ["with another character for _, a wildcard in SQL", id.replace("_", "x")],
    ["with a space", `${id} `],
  ];
}

const exactIds: SenderCheck = senderCheck({
  id: "exact_ids",
  holds: "events of inboxes and pods whose ids only resemble those of the webhook are not sent",
  skipReason: notPublished,
  async run(context) {
    const endpoint = await context.open();
    const { inboxId, podId } = endpoint;
    await expectMatching(context, endpoint, [
      ...similarIds(inboxId).map(([how, id]) => ({
        what: `an event of the webhook's inbox ${how}`,
        inboxId: id,
        isWanted: false,
      })),
      ...similarIds(podId).map(([how, id]) => ({
        what: `an event of the webhook's pod ${how}`,
        podId: id,
        isWanted: false,
      })),
      { what: "an event of the webhook's inbox", inbox: "own", isWanted: true },
    ]);
  },
});

const changedFilter: SenderCheck = senderCheck({
  id: "changed_filter",
  holds: "after an update, the webhook gets the events of its new inboxes, and no longer those of the removed ones",
  skipReason: noneInOperatorWebhooks("filters"),
  async run(context) {
    const { target } = context;
    const endpoint = await context.open({ limitTo: ["inbox"] });
    const inboxId = `inbox_${randomUUID()}`;
    await target.api.update(endpoint.webhookId, { add_inbox_ids: [inboxId], remove_inbox_ids: [endpoint.inboxId] });
    await expectMatching(context, endpoint, [
      { what: "an event of the removed inbox", inbox: "own", isWanted: false },
      { what: "an event of the added inbox", inboxId, isWanted: true },
    ]);
  },
});

export const filterChecks: readonly SenderCheck[] = [
  eventTypeFilter,
  inboxFilter,
  podFilter,
  inboxOrPod,
  noFilter,
  exactIds,
  changedFilter,
];
