import {
  expectFirst,
  findingAbout,
  forEachCase,
  matchingPointer,
  noneInOperatorWebhooks,
  type SenderCheck,
  seconds,
  senderCheck,
} from "../check.ts";
import { StalledError } from "../judge.ts";

const eventDelivery: SenderCheck = {
  id: "event_delivery",
  holds: "events of every type arrive at a webhook that subscribes to them",
  async run(target, report) {
    const { endpoint } = target.probe;
    const context = { target, report };
    if (target.stopReason !== undefined) {
      await expectFirst(
        { ...context, report: (finding) => report({ ...finding, ...nothingArrived }) },
        endpoint,
        "an event",
      );
      return;
    }
    const { eventTypes } = target;
    await endpoint.waitUntil(() => target.probe.attempts.size === eventTypes.length, target.patienceMs);
    const stallMs = target.stalls.longestSince(0);
    if (target.probe.attempts.size < eventTypes.length && stallMs > target.patienceMs / 2)
      throw new StalledError(stallMs);
    for (const eventType of eventTypes) {
      if (target.probe.attempts.has(eventType)) continue;
      const event = endpoint.events.find((event) => event.eventType === eventType);
      const finding = {
        message: `${eventType} did not arrive`,
        cause: "not sent",
        expected: `a request within ${seconds(target.patienceMs)}, because the webhook subscribes to it`,
        got: event?.failure === undefined ? "no request" : `no request; the trigger failed: ${event.failure}`,
        pointer: matchingPointer,
      };
      report(findingAbout(endpoint, finding, event));
    }
  },
};

const nothingArrived = {
  message:
    "no event arrived: check that the sender reaches the endpoints (--listen, --public-url), that it may send to private addresses and plain http, and that the events have the given inbox and pod",
};

const everyWebhook: SenderCheck = senderCheck({
  id: "every_webhook",
  holds: "an event that matches two webhooks arrives at both",
  skipReason: noneInOperatorWebhooks("filters"),
  isTimed: false,
  async run(context) {
    const first = await context.open();
    const second = await context.open({ inboxId: first.inboxId });
    second.events.push(await context.target.trigger(first));
    await forEachCase([first, second], async (endpoint) => {
      await expectFirst(context, endpoint, "an event that also matches another webhook");
    });
  },
});

/** Checks that events arrive at all. */
export const eventDeliveryChecks: readonly SenderCheck[] = [eventDelivery, everyWebhook];
