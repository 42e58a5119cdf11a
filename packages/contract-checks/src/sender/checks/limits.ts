import type { DeliverySettings } from "@agent-webhooks/types/delivery";
import { NotRunError } from "../../run/errors.ts";
import { schemaPointer } from "../../spec/pointer.ts";
import {
  expectFirst,
  findingAbout,
  type SenderCheck,
  type SenderCheckContext,
  seconds,
  senderCheck,
} from "../check.ts";
import { type Endpoint, replyWith } from "../endpoint.ts";
import type { ReceivedRequest, Reply } from "../listener.ts";
import { notPublished } from "../published-event.ts";

/** Milliseconds that the endpoint of `max_in_flight` takes for each response. */
const responseMs = 300;
/** Milliseconds after a change of the settings in which requests may follow the previous ones. */
const changeMs = 1_000;

interface Sent {
  readonly endpoint: Endpoint;
  /** The first request of each event: an attempt may be sent more than once. */
  readonly firsts: readonly ReceivedRequest[];
}

/** Sends events to a webhook with these delivery settings. */
async function sendWith(
  context: SenderCheckContext,
  settings: DeliverySettings,
  count: number,
  reply: Reply = { status: 204 },
): Promise<Sent> {
  const { target, open } = context;
  const endpoint = await open({ replyTo: replyWith(reply) });
  await target.api.updateDeliverySettings(endpoint.webhookId, settings);
  await target.sleep(changeMs + target.timing.settleMs);
  await Promise.all(Array.from({ length: count }, () => target.trigger(endpoint)));
  await expectFirst(context, endpoint, "an event");
  const firsts = () => {
    const { requests } = endpoint;
    return requests.filter(({ body }, index) => requests.findIndex((other) => other.body.equals(body)) === index);
  };
  if (!(await endpoint.waitUntil(() => firsts().length >= count, target.patienceMs))) {
    throw new NotRunError(`not every event arrived within ${seconds(target.patienceMs)}; try a larger --patience`);
  }
  return { endpoint, firsts: firsts() };
}

/**
 * The most events that were in progress at the same time: others arrived before the response. A slow machine makes both later,
 * and never more of them.
 */
function mostInProgress(requests: readonly ReceivedRequest[]): number {
  const bodiesAt = (time: number) =>
    requests.flatMap(({ at, respondedAt = at, body }) =>
      at <= time && time < respondedAt ? [body.toString("latin1")] : [],
    );
  return Math.max(...requests.map(({ at }) => new Set(bodiesAt(at)).size));
}

const maxInFlight: SenderCheck = senderCheck({
  id: "max_in_flight",
  holds: "no more events are in progress at the same time than the delivery settings of the webhook allow",
  skipReason: notPublished,
  async run(context) {
    const { target, report } = context;
    const reply = { status: 204, delayMs: responseMs };
    const { endpoint } = await sendWith(context, { max_in_flight: 1 }, 5, reply);
    // Until the last response is written.
    await target.sleep(responseMs + target.timing.settleMs);
    const most = mostInProgress(endpoint.requests);
    if (most <= 1) return;
    report(
      findingAbout(endpoint, {
        message: "more events than max_in_flight were in progress at the same time",
        expected:
          "with max_in_flight: 1, a request when the one before has its response. Count the requests of a webhook that are in progress, in all processes",
        got: `${most} events in progress`,
        pointer: schemaPointer("DeliverySettings", ["properties", "max_in_flight"]),
      }),
    );
  },
});

/** Events, and how many of them may be sent in a second. */
const [rateCount, perSecond] = [10, 2];
/** One request may take so much longer to arrive than another one, in milliseconds. */
const arrivalMs = 250;

const maxPerSecond: SenderCheck = senderCheck({
  id: "max_per_second",
  holds: "no more requests begin in a second than the delivery settings of the webhook allow",
  skipReason: notPublished,
  async run(context) {
    // The endpoint responds at once: slow responses would hold back a sender of one request at a time.
    const { endpoint, firsts } = await sendWith(context, { max_per_second: perSecond }, rateCount);
    // Some senders send all events of a second at its start, and may begin late in the first one.
    const minMs = 1_000 * (rateCount / perSecond - 2);
    const actualMs = (firsts.at(-1)?.at ?? 0) - (firsts[0]?.at ?? 0);
    if (actualMs >= minMs - arrivalMs) return;
    context.report(
      findingAbout(endpoint, {
        message: "more requests than max_per_second began in a second",
        expected: `${rateCount} events in ${seconds(minMs)} or more with max_per_second: ${perSecond}. Give each request a time of its own, one after the other`,
        got: `${rateCount} events in ${seconds(actualMs)}`,
        pointer: schemaPointer("DeliverySettings", ["properties", "max_per_second"]),
      }),
    );
  },
});

/** Checks of the limits that the owner of a webhook has set. */
export const limitChecks: readonly SenderCheck[] = [maxInFlight, maxPerSecond];
