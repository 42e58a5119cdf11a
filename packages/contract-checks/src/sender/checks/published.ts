import { eventTypes } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { isObject } from "@agent-webhooks/types/json-schema";
import { operationPointer } from "../../spec/pointer.ts";
import { describeArrivals, expectFirst, findingAbout, forEachCase, type SenderCheck, senderCheck } from "../check.ts";
import { jsonOf } from "../headers.ts";
import { now } from "../listener.ts";
import { notPublished, publishedChange } from "../published-event.ts";

const pointer = operationPointer(deliveryOperations.publishEvent);

const everyField: SenderCheck = senderCheck({
  id: "every_field",
  holds: "an event of each type with every field of its schema is delivered as it was published",
  skipReason: notPublished,
  isTimed: false,
  async run(context) {
    const { target, report } = context;
    const reported = new Set<string>();
    await forEachCase(eventTypes, async (eventType) => {
      const endpoint = await context.open({ eventTypes: [eventType] });
      await target.trigger(endpoint, eventType, { optionalFields: "all" });
      const request = await expectFirst(context, endpoint, `${eventType} with every field`);
      const change = publishedChange(request, target);
      // What is wrong with every type is one finding.
      if (change === undefined || reported.has(change.message)) return;
      reported.add(change.message);
      report(findingAbout(endpoint, { ...change, pointer }));
    });
  },
});

const largestBytes = deliveryOperations.publishEvent.requestBody.maxBytes;

const largeEvent: SenderCheck = senderCheck({
  id: "large_event",
  holds: "an event of the largest size that can be published is delivered as it was published",
  skipReason: notPublished,
  isTimed: false,
  async run(context) {
    const { target, report } = context;
    const endpoint = await context.open();
    await target.trigger(endpoint, "message.received", { bytes: largestBytes });
    const request = await expectFirst(context, endpoint, `an event of ${largestBytes} bytes`);
    const coding = request.headers["content-encoding"];
    const change = isObject(jsonOf(request))
      ? publishedChange(request, target)
      : {
          message: "the body of a large event is not JSON",
          expected: "the event as it was published: not compressed, and complete",
          got: `${request.body.length} bytes${coding === undefined ? "" : `, content-encoding: ${coding}`}`,
        };
    if (change !== undefined) report(findingAbout(endpoint, { ...change, pointer }));
  },
});

const publishedAgain: SenderCheck = senderCheck({
  id: "published_again",
  holds: "an event that is published again is not sent again",
  skipReason: notPublished,
  async run(context) {
    const { target, report } = context;
    const { settleMs } = target.timing;
    const endpoint = await context.open();
    const event = await target.trigger(endpoint);
    await expectFirst(context, endpoint, "an event");
    // The attempt may have been sent more than once.
    await endpoint.arrivalsDuring(settleMs);
    const since = now();
    await target.publishAgain(event);
    // As long as a new event may take, also of a sender that polls, which shows in its retries.
    const delayMs = (await target.retryDelayMs()) ?? 0;
    await endpoint.arrivalsDuring(Math.max(3 * settleMs, 2 * target.probe.latencyMs, 1.5 * delayMs + settleMs));
    const unwanted = endpoint.since(since);
    if (unwanted.length === 0) return;
    report(
      findingAbout(endpoint, {
        message: "an event was sent again when it was published again",
        cause: "sent again",
        expected:
          "no other request: the event_id is known, so nothing is delivered. Publishers repeat requests until they succeed",
        got: describeArrivals(unwanted, since),
        pointer,
      }),
    );
  },
});

/** Only published events are known. */
export const publishedChecks: readonly SenderCheck[] = [everyField, largeEvent, publishedAgain];
