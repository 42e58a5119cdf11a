import type { NewFinding } from "../../run/check.ts";
import { NotRunError } from "../../run/errors.ts";
import { expectFirst, findingAbout, type SenderCheck, seconds, senderCheck } from "../check.ts";
import type { Endpoint } from "../endpoint.ts";
import { headerValue } from "../headers.ts";
import type { ReceivedRequest } from "../listener.ts";
import type { SenderTarget } from "../target.ts";

/** The attempts of one event to one webhook, in the order of their arrival. */
interface Attempts {
  readonly endpoint: Endpoint;
  readonly requests: readonly ReceivedRequest[];
}

/** All attempts of the run that belong together: what arrived at an endpoint that gets one event, or of one type. */
function allAttempts({ endpoints, probe }: SenderTarget): Attempts[] {
  const alone = endpoints.filter(({ events, isLimited }) => isLimited && events.length === 1);
  return [
    ...alone.map((endpoint) => ({ endpoint, requests: endpoint.requests })),
    ...[...probe.attempts.values()].map((requests) => ({ endpoint: probe.endpoint, requests })),
  ];
}

interface SameValueOptions {
  readonly id: string;
  readonly holds: string;
  readonly pointer: string;
  readonly message: string;
  readonly expected: string;
  readValue(request: ReceivedRequest): string;
}

/** A check that something is the same at each attempt of an event, in all attempts of the run. */
function sameValueCheck({ id, holds, readValue, ...finding }: SameValueOptions): SenderCheck {
  return {
    id,
    holds,
    skipReason: ({ stopReason }) => stopReason,
    async run(target, report) {
      await target.retryDelayMs();
      await target.idle();
      const retried = allAttempts(target).filter(({ requests }) => requests.length > 1);
      if (retried.length === 0) throw new NotRunError("no event was sent twice; try a larger --patience");
      const found = retried.flatMap(({ endpoint, requests }): NewFinding[] => {
        const values = [...new Set(requests.map(readValue))];
        if (values.length === 1) return [];
        return [findingAbout(endpoint, { ...finding, got: values.slice(0, 2).join(", then ") })];
      });
      const [first] = found;
      if (first !== undefined) report({ ...first, got: `${first.got} (${found.length} of ${retried.length} events)` });
    },
  };
}

const sameId = sameValueCheck({
  id: "same_id",
  holds: "the id is the same at each attempt of an event",
  pointer: "/parameters/0",
  message: "the webhook-id changed from one attempt to the next",
  expected: "the same id at each attempt: receivers recognize duplicates by it. Make it once, when the event happens",
  readValue: (request) => headerValue(request, "id") ?? "no webhook-id",
});

const sameBytes = sameValueCheck({
  id: "same_bytes",
  holds: "the body has the same bytes at each attempt of an event",
  pointer: "/requestBody",
  message: "the body changed from one attempt to the next",
  expected: "the same bytes at each attempt. Store the serialized event, and send it unchanged",
  readValue: ({ body }) => `${body.length} bytes: ${excerpt(body)}`,
});

function excerpt(body: Buffer): string {
  const text = body.toString();
  return text.length > 160 ? `${text.slice(0, 80)}…${text.slice(-80)}` : text;
}

const distinctIds: SenderCheck = senderCheck({
  id: "distinct_ids",
  holds: "different events have different ids",
  isTimed: false,
  async run({ target, report }) {
    await target.retryDelayMs();
    const firsts = [...target.probe.attempts].flatMap(([eventType, [request]]) => {
      const id = request && headerValue(request, "id");
      return id === undefined ? [] : [{ eventType, id }];
    });
    if (firsts.length < 2) throw new NotRunError("there are no two types of events with an id to compare");
    for (const [id, events] of Map.groupBy(firsts, ({ id }) => id)) {
      if (events.length < 2) continue;
      const message = "different events have the same webhook-id";
      const expected = "an id for each event: a receiver ignores the second event with an id that it knows";
      const got = `${id} for ${events.map(({ eventType }) => eventType).join(", ")}`;
      return report(findingAbout(target.probe.endpoint, { message, expected, got, pointer: "/parameters/0" }));
    }
  },
});

const freshTimestamp: SenderCheck = senderCheck({
  id: "fresh_timestamp",
  holds: "each attempt has the timestamp of its own time",
  async run(context) {
    const { target, report } = context;
    const { freshnessMs } = target.timing;
    // Timestamps are whole seconds, so the attempts have to be some seconds apart.
    const isLater = ({ at }: ReceivedRequest, earlier: ReceivedRequest) => at - earlier.at >= freshnessMs;
    const headers = { "retry-after": String(Math.ceil(freshnessMs / 1000)) };
    const endpoint = await context.open({
      replyTo: (request, [first = request]) =>
        request.at - first.at < 2 * freshnessMs ? { status: 503, headers } : { status: 204 },
    });
    await target.trigger(endpoint);
    const first = await expectFirst(context, endpoint, "an event");
    const timestampOf = (request: ReceivedRequest) => Number(headerValue(request, "timestamp"));
    // Each attempt and the last one that is some seconds older.
    const pairs = () =>
      endpoint.requests.flatMap((later) => {
        const earlier = endpoint.requests.findLast((request) => isLater(later, request));
        return earlier === undefined ? [] : [{ earlier, later }];
      });
    const stalePair = () => pairs().find(({ earlier, later }) => timestampOf(later) <= timestampOf(earlier));
    for (const ageMs of [freshnessMs, 2 * freshnessMs]) {
      const isOldEnough = ({ at }: ReceivedRequest) => at - first.at >= ageMs;
      await endpoint.waitUntil(
        (requests) => stalePair() !== undefined || requests.some(isOldEnough),
        target.patienceMs,
      );
    }
    if (pairs().length === 0) {
      throw new NotRunError(`no attempt arrived ${seconds(freshnessMs)} after the first; try a larger --patience`);
    }
    const stale = stalePair();
    if (stale === undefined) return;
    const { earlier, later } = stale;
    report(
      findingAbout(endpoint, {
        message: "an attempt has the timestamp of an earlier one",
        expected:
          "the time of the attempt. Set the timestamp and sign again before each attempt: receivers reject old ones",
        got: `${headerValue(earlier, "timestamp")}, and ${seconds(later.at - earlier.at)} later ${headerValue(later, "timestamp")}`,
        pointer: "/parameters/1",
      }),
    );
  },
});

export const attemptChecks: readonly SenderCheck[] = [freshTimestamp, distinctIds];
/** These look at all attempts of a run, so they come last. */
export const allAttemptsChecks: readonly SenderCheck[] = [sameId, sameBytes];
