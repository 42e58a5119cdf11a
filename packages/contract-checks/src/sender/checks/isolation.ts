import { expectFirst, findingAbout, type SenderCheck, seconds, senderCheck } from "../check.ts";
import { replyWith } from "../endpoint.ts";

/** Events for the endpoint that does not respond: more than a pool of connections has, as far as a command can make them. */
const eventCount = { published: 50, commanded: 8 };

const slowEndpoint: SenderCheck = senderCheck({
  id: "slow_endpoint",
  holds: "an endpoint that does not respond does not delay the events of another one",
  async run(context) {
    const { target, report } = context;
    const [slow, other] = [await context.open({ replyTo: replyWith("silent") }), await context.open()];
    const count = target.hasPublishedEvents ? eventCount.published : eventCount.commanded;
    await Promise.all(Array.from({ length: count }, () => target.trigger(slow)));
    await expectFirst(context, slow, "an event");
    const { triggeredAt } = await target.trigger(other);
    const request = await expectFirst(context, other, "an event");
    // Some senders take their time for each event.
    const limitMs = Math.max(target.timing.isolationMs, 2 * target.probe.latencyMs);
    if (request.at - triggeredAt <= limitMs) return;
    report(
      findingAbout(other, {
        message: "an endpoint that does not respond delays the events of another one",
        expected: `a request within ${seconds(limitMs)}. Send to different webhooks at the same time, and limit how many requests one webhook may occupy`,
        got: `a request after ${seconds(request.at - triggeredAt)}, while ${count} events for the other endpoint were waiting`,
        pointer: "/responses/5XX",
      }),
    );
  },
});

export const isolationChecks: readonly SenderCheck[] = [slowEndpoint];
