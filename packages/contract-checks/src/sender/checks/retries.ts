import { STATUS_CODES } from "node:http";
import { NotRunError } from "../../run/errors.ts";
import {
  expectFirst,
  expectRetry,
  expectSilence,
  findingAbout,
  forEachCase,
  graceMs,
  type SenderCheck,
  type SenderCheckContext,
  seconds,
  senderCheck,
} from "../check.ts";
import { type Endpoint, failFirst, replyWith } from "../endpoint.ts";
import { now, type ReceivedRequest, type Reply } from "../listener.ts";
import type { SenderTarget } from "../target.ts";
import { retryAfter } from "./retry-after.ts";

/** A way to fail the first attempt. */
interface Failure {
  readonly what: string;
  readonly reply: Reply;
  readonly pointer: string;
}

interface RetryCheckOptions {
  readonly id: string;
  readonly holds: string;
  readonly failures: readonly Failure[];
  /** More of them, for events that are published: a command takes longer. */
  readonly furtherFailures?: readonly Failure[];
  readonly advice: string;
  /** Whether the sender fails the attempt only when its time limit is over. @default false */
  readonly isTimeout?: boolean;
}

/** A check that a failed attempt is followed by another one, whatever the failure. */
function retryCheck({
  id,
  holds,
  failures,
  furtherFailures = [],
  advice,
  isTimeout = false,
}: RetryCheckOptions): SenderCheck {
  return senderCheck({
    id,
    holds,
    async run(context) {
      const { target } = context;
      const { burstMs, timeLimitMs } = target.timing;
      const attemptMs = isTimeout ? timeLimitMs : 0;
      const cases = target.hasPublishedEvents ? [...failures, ...furtherFailures] : failures;
      await forEachCase(cases, async ({ what, reply, pointer }) => {
        const endpoint = await context.open({ replyTo: failFirst(reply, burstMs) });
        await target.trigger(endpoint);
        await expectRetry(context, endpoint, { what, pointer, advice, attemptMs, isEndedBySender: isTimeout });
      });
    },
  });
}

/** A response with a status that is neither a success nor a redirect. */
function failure(status: number): Failure {
  const pointer = `/responses/${status === 429 ? status : `${Math.floor(status / 100)}XX`}`;
  return { what: `a response with status ${status}`, reply: { status }, pointer };
}

const usualFailures = [400, 401, 403, 404, 408, 409, 422, 429, 500, 501, 502, 503, 504];
/** Every other status that ends an attempt, and some that are not registered. Redirects have a check of their own. */
const unusualFailures = [
  ...[300, 304, 305, 420, 460, 499, 520, 599],
  ...Object.keys(STATUS_CODES)
    .map(Number)
    .filter((status) => status >= 400 && status !== 410 && !usualFailures.includes(status)),
];

/** Neither a number of seconds nor a date. */
const unreadableRetryAfters = ["soon", "-1", "Fri, 99 Foo 2026 99:99:99 GMT"];

const errorStatus = retryCheck({
  id: "retry_after_error_status",
  holds: "an event is sent again after any status but 2xx and 410",
  advice: "Only a 2xx status is a success, and only 410 ends the delivery",
  failures: usualFailures.map(failure),
  furtherFailures: [
    ...unusualFailures.map(failure),
    { ...failure(500), what: "a 500 whose body reports a success", reply: { status: 500, body: '{"success":true}' } },
    ...unreadableRetryAfters.map((value) => ({
      what: `a 503 with Retry-After: ${value}`,
      reply: { status: 503, headers: { "retry-after": value } },
      pointer: "/responses/429/headers/Retry-After",
    })),
  ],
});

const timeouts = retryCheck({
  id: "retry_after_timeout",
  holds: "an event is sent again when the endpoint does not respond in time",
  advice: "Give the whole response, up to its status, a time limit that is not extended by each byte",
  isTimeout: true,
  failures: [
    { what: "no response", reply: "silent", pointer: "/responses/5XX" },
    { what: "a response whose headers arrive byte by byte without an end", reply: "drip", pointer: "/responses/5XX" },
  ],
});

const brokenConnections = retryCheck({
  id: "retry_after_broken_connection",
  holds: "an event is sent again when the connection breaks or the response is not HTTP",
  advice: "Catch errors of the connection and of the HTTP parser, and treat them as a failed attempt",
  failures: [
    { what: "a reset of the connection", reply: "reset", pointer: "/responses/5XX" },
    { what: "a connection that was closed without a response", reply: "close", pointer: "/responses/5XX" },
    { what: "a response that is not HTTP", reply: "garbage", pointer: "/responses/5XX" },
  ],
});

const speeds = ["slow", "fast"] as const;

const endlessBody: SenderCheck = senderCheck({
  id: "endless_body",
  holds: "a response body that never ends changes nothing: the status counts",
  async run(context) {
    const { target } = context;
    const { burstMs, timeLimitMs: attemptMs } = target.timing;
    const advice = "Read no more of the body than you keep, and stop at the time limit";
    const failed = forEachCase(speeds, async (endlessBody) => {
      const endpoint = await context.open({ replyTo: failFirst({ status: 500, endlessBody }, burstMs) });
      await target.trigger(endpoint);
      const what = `a response with status 500 and an endless body (${endlessBody})`;
      const pointer = "/responses/5XX";
      await expectRetry(context, endpoint, { what, advice, attemptMs, isEndedBySender: true, pointer });
    });
    const accepted = forEachCase(speeds, async (endlessBody) => {
      const endpoint = await context.open({ replyTo: replyWith({ status: 200, endlessBody }) });
      await target.trigger(endpoint);
      const first = await expectFirst(context, endpoint, "an event");
      await expectSilence(context, endpoint, {
        since: first.at + (await graceMs(target)),
        attemptMs,
        message: `an event was sent again after a 200 with an endless body (${endlessBody})`,
        cause: "sent again",
        expected: "no other attempt: the event is accepted, and the body is ignored",
        pointer: "/responses/2XX",
      });
    });
    await forEachCase([failed, accepted], (result) => result);
  },
});

/** Events that are triggered at the same time: a command takes longer than a request. */
const eventCount = { published: 20, commanded: 5 };

const everyEvent: SenderCheck = senderCheck({
  id: "every_event_is_retried",
  holds: "of many events that failed at the same time, each is sent again until it is accepted",
  async run(context) {
    const { target, report } = context;
    const count = target.hasPublishedEvents ? eventCount.published : eventCount.commanded;
    const isFirstBurst = ({ at }: ReceivedRequest, first: ReceivedRequest) => at - first.at < target.timing.burstMs;
    const endpoint = await context.open({
      replyTo: (request, requests) => {
        const ofEvent = requests.filter(({ body }) => body.equals(request.body));
        return { status: isFirstBurst(request, ofEvent[0] ?? request) ? 503 : 204 };
      },
    });
    await Promise.all(Array.from({ length: count }, () => target.trigger(endpoint)));
    await expectFirst(context, endpoint, "an event");
    const isComplete = () => acceptedBodies(endpoint).size >= count;
    if (await endpoint.waitUntil(isComplete, target.patienceMs)) return expectEveryTypeRetried(context);
    const arrived = new Set(endpoint.requests.map(({ body }) => body.toString("latin1"))).size;
    // A sender may make the attempts to an endpoint one after the other.
    if (arrived <= count) await expectPatience(target, endpoint.requests);
    if (arrived > count)
      throw new NotRunError("the attempts of an event cannot be told from other events (same_bytes)");
    report(
      findingAbout(endpoint, {
        message: arrived < count ? "an event was lost" : "a failed event was not sent again",
        expected: `${count} events, each sent until it is accepted. Keep every event that is due until a 2xx`,
        got: `${arrived} events arrived, and ${acceptedBodies(endpoint).size} were accepted`,
        pointer: "/responses/5XX",
      }),
    );
  },
});

/** @throws NotRunError when more may come after these requests */
async function expectPatience(target: SenderTarget, requests: readonly ReceivedRequest[]): Promise<void> {
  const delayMs = await target.retryDelayMs();
  const quietMs = now() - (requests.at(-1)?.at ?? 0);
  const neededMs = 3 * (delayMs ?? Number.POSITIVE_INFINITY) + 2 * target.timing.settleMs;
  if (Math.min(quietMs, target.patienceMs) >= neededMs) return;
  throw new NotRunError(`not every event was retried within ${seconds(target.patienceMs)}; try a larger --patience`);
}

/** Looks at the first events of the run, of which there is one of each type. */
async function expectEveryTypeRetried({ target, report }: SenderCheckContext): Promise<void> {
  const delayMs = await target.retryDelayMs();
  const { endpoint, notRetried } = target.probe;
  for (const [type, requests] of notRetried) {
    await expectPatience(target, requests);
    const finding = {
      message: "an event of one type was not sent again",
      cause: "not retried",
      expected: `another attempt after a 500, as for other types (after ${seconds(delayMs ?? 0)} at most). Retry every event, whatever its type`,
      got: "no other attempt",
      pointer: "/responses/5XX",
    };
    const event = endpoint.events.find(({ eventType }) => eventType === type);
    report(findingAbout(endpoint, finding, event));
  }
}

/** The events of the requests that got a 204. */
function acceptedBodies({ requests }: Endpoint): ReadonlySet<string> {
  return new Set(requests.flatMap(({ status, body }) => (status === 204 ? [body.toString("latin1")] : [])));
}

export const retryChecks: readonly SenderCheck[] = [
  errorStatus,
  timeouts,
  brokenConnections,
  endlessBody,
  retryAfter,
  everyEvent,
];
