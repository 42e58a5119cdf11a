import { operations } from "@agent-webhooks/types/delivery";
import { eventExamples } from "@agent-webhooks/types/examples";
import { isObject } from "@agent-webhooks/types/json-schema";
import { truncate } from "../../report/printable.ts";
import { NotRunError } from "../../run/errors.ts";
import { operationPointer } from "../../spec/pointer.ts";
import { expectFirst, findingAbout, noneInOperatorWebhooks, type SenderCheck, seconds, senderCheck } from "../check.ts";
import { headerValue, jsonOf } from "../headers.ts";
import { type DeliveryRequest, now } from "../listener.ts";
import { notPublished } from "../published-event.ts";
import { isSettled, readDelivery } from "../read-delivery.ts";

const [subscribedType, testType] = ["domain.verified", "message.bounced"] as const;
const exampleIds: readonly unknown[] = Object.values(eventExamples[testType]).map(({ event_id }) => event_id);

function eventIdOf(request: DeliveryRequest): unknown {
  const event = jsonOf(request);
  return isObject(event) ? event.event_id : undefined;
}

/** Whether a webhook that subscribes to one type would get a request without a test. */
function isSubscribed(request: DeliveryRequest): boolean {
  const event = jsonOf(request);
  return isObject(event) && event.event_type === subscribedType;
}

/** What is wrong with the event_ids of the test events that arrived, of two that were sent. */
function idIssue(eventIds: ReadonlySet<unknown>, requests: number): string | undefined {
  if (eventIds.size === 0) return "a test event did not arrive";
  if (exampleIds.some((id) => eventIds.has(id))) return "a test event has the event_id of the example";
  if (eventIds.size > 1) return undefined;
  return requests > 1 ? "two test events have the same event_id" : "only one of two test events arrived";
}

const testEvent: SenderCheck = senderCheck({
  id: "test_event_arrives",
  holds: "test events arrive at a webhook that does not subscribe to their type, each with a new event_id",
  skipReason: noneInOperatorWebhooks("test events"),
  isTimed: false,
  async run({ target, report, open }) {
    // Without an event filter: the contract does not say that test events ignore it.
    const endpoint = await open({ eventTypes: [subscribedType], limitTo: [] });
    for (let count = 1; count <= 2; count++) await target.sendTestEvent(endpoint, testType);
    const requests = () => endpoint.requests.filter((request) => !isSubscribed(request));
    const eventIds = () => new Set(requests().map(eventIdOf));
    await endpoint.waitUntil(() => eventIds().size > 1, target.patienceMs);
    const message = idIssue(eventIds(), requests().length);
    if (message === undefined) return;
    report(
      findingAbout(endpoint, {
        message,
        expected: `two requests within ${seconds(target.patienceMs)}, each with a new event_id: receivers ignore an event whose id they know. Send a test event to its webhook, whatever that subscribes to`,
        got: `the event_ids ${JSON.stringify([...eventIds()])}`,
        pointer: operationPointer(operations.sendTestEvent),
      }),
    );
  },
});

const resend: SenderCheck = senderCheck({
  id: "resend_arrives",
  holds: "a succeeded delivery that is resent arrives again, with the same id and the same bytes",
  skipReason: notPublished,
  isTimed: false,
  async run(context) {
    const { target, report } = context;
    const endpoint = await context.open();
    const event = await target.trigger(endpoint);
    const first = await expectFirst(context, endpoint, "an event");
    const { delivery_id: deliveryId, status } = (await readDelivery(target, endpoint, event, isSettled)) ?? {};
    if (deliveryId === undefined || status !== "succeeded") {
      throw new NotRunError("the delivery of an accepted event is not shown as succeeded (attempts_recorded)");
    }
    // The attempt may have been sent more than once: a late copy would be taken for what is resent.
    await endpoint.arrivalsDuring(target.timing.settleMs);
    const since = now();
    await target.api.resend(deliveryId);
    await endpoint.waitUntil(() => endpoint.since(since).length > 0, target.patienceMs);
    const [again] = endpoint.since(since);
    const [firstId, againId] = [first, again].map((request) => request && headerValue(request, "id"));
    if (again !== undefined && firstId === againId && again.body.equals(first.body)) return;
    report(
      findingAbout(endpoint, {
        message: `a delivery ${again === undefined ? "did not arrive again" : "arrived in another form"} when it was resent`,
        expected: `a request within ${seconds(target.patienceMs)} with the id ${firstId} and the body of the first attempt: receivers recognize the event by its id. Send the stored event`,
        got: again === undefined ? "no request" : `${againId}: ${truncate(String(again.body), 300)}`,
        pointer: operationPointer(operations.resendDelivery),
      }),
    );
  },
});

/** Checks of deliveries that are made on request. */
export const onDemandChecks: readonly SenderCheck[] = [testEvent, resend];
