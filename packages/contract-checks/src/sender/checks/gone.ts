import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { NotRunError } from "../../run/errors.ts";
import { operationPointer } from "../../spec/pointer.ts";
import {
  expectFirst,
  expectSilence,
  findingAbout,
  forEachCase,
  noRetrySeen,
  type SenderCheck,
  type SenderCheckContext,
  senderCheck,
} from "../check.ts";
import { now, type ReceivedRequest } from "../listener.ts";

const hasGone = (requests: readonly ReceivedRequest[]) => requests.some(({ status }) => status === 410);

const gone: SenderCheck = senderCheck({
  id: "gone",
  holds: "a 410 ends the delivery and disables the webhook",
  async run(context) {
    // As the response to the first attempt, and as that to a retry.
    await forEachCase([false, true], (isRetry) => expectGone(context, isRetry));
  },
});

async function expectGone(context: SenderCheckContext, isRetry: boolean): Promise<void> {
  const { target, report } = context;
  const { burstMs, settleMs } = target.timing;
  const endpoint = await context.open({
    replyTo: ({ at }, [first]) => ({ status: isRetry && at - (first?.at ?? at) < burstMs ? 500 : 410 }),
  });
  await target.trigger(endpoint);
  await expectFirst(context, endpoint, "an event");
  if (!(await endpoint.waitUntil(hasGone, target.patienceMs))) throw noRetrySeen(target);
  const since = (endpoint.requests.find(({ status }) => status === 410)?.at ?? now()) + settleMs;
  await target.sleep(Math.max(0, since - now()));
  await target.trigger(endpoint);
  await expectSilence(context, endpoint, {
    since,
    message: "an event was sent after a 410",
    expected:
      "no other attempt, and no other event: the webhook is disabled. Treat 410 Gone apart from other errors, at every attempt",
    pointer: "/responses/410",
  });
  if (!(await target.api.isEnabled(endpoint.webhookId))) return;
  report(
    findingAbout(endpoint, {
      message: "a 410 did not disable the webhook",
      expected: "enabled: false",
      got: "enabled: true",
      pointer: "/responses/410",
    }),
  );
}

const goneEndsPending: SenderCheck = senderCheck({
  id: "gone_ends_pending",
  holds: "a 410 also ends the events that wait for a retry: enabling the webhook does not send them",
  async run(context) {
    const { target } = context;
    let waiting: ReceivedRequest | undefined;
    const endpoint = await context.open({
      replyTo: (request) => {
        waiting ??= request;
        return { status: request.body.equals(waiting.body) ? 503 : 410 };
      },
    });
    await target.trigger(endpoint);
    await expectFirst(context, endpoint, "an event");
    await target.trigger(endpoint);
    if (!(await endpoint.waitUntil(hasGone, target.patienceMs))) {
      throw new NotRunError("no event arrived while another one waited for its retry");
    }
    // An attempt may be under way.
    const since = now() + target.timing.settleMs;
    await target.sleep(Math.max(0, since - now()));
    await target.api.setEnabled(endpoint.webhookId, true);
    await expectSilence(context, endpoint, {
      since,
      message: "an event that waited for its retry was sent after a 410",
      cause: "sent again",
      expected:
        "no request: a webhook that is disabled ends what is pending, and only new events are sent when it is enabled",
      pointer: operationPointer(deliveryOperations.enableWebhook),
    });
  },
});

export const goneChecks: readonly SenderCheck[] = [gone, goneEndsPending];
