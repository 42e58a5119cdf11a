import {
  expectRetry,
  findingAbout,
  forEachCase,
  noRetrySeen,
  type SenderCheck,
  type SenderCheckContext,
  seconds,
  senderCheck,
} from "../check.ts";
import { attemptTimes } from "../endpoint.ts";
import { headerValue, toleranceSeconds } from "../headers.ts";
import type { ReceivedRequest } from "../listener.ts";

/** How an endpoint asks for a delay. The sender's clock decides what a date means. */
interface RetryAfterCase {
  readonly status: 429 | 503;
  readonly form: "seconds" | "date";
  /** Number of attempts of an event that get the header. */
  readonly attempts: number;
}

const retryAfterCases: readonly RetryAfterCase[] = [
  { status: 429, form: "seconds", attempts: 1 },
  { status: 503, form: "seconds", attempts: 2 },
  { status: 429, form: "date", attempts: 1 },
];

/** A timer may be this much early. */
const timerMs = 100;

/** Seconds by which a date is later than the wait that it asks for: the time of a request has no fraction, nor has a date. */
const dateMargin = 2;

/** The check that a wait is not shortened, not even to whole seconds, but for the one until a date. */
export const retryAfter: SenderCheck = senderCheck({
  id: "retry_after_header",
  holds: "after a 429 or 503, the next attempt is not made before the time in Retry-After",
  async run(context) {
    const { target } = context;
    const delayMs = await target.retryDelayMs();
    if (delayMs === undefined) throw noRetrySeen(target);
    // Longer than the sender would wait by itself.
    const waitSeconds = Math.ceil((1.5 * delayMs + target.timing.burstMs) / 1000);
    await forEachCase(retryAfterCases, (item) => expectDelay(context, item, waitSeconds));
  },
});

async function expectDelay(
  context: SenderCheckContext,
  { status, form, attempts }: RetryAfterCase,
  waitSeconds: number,
): Promise<void> {
  const { target, report } = context;
  const { burstMs } = target.timing;
  let header = "";
  let date = 0;
  const endpoint = await context.open({
    replyTo: (request, requests) => {
      if (attemptTimes(requests, burstMs).length > attempts) return { status: 204 };
      date = senderTime(request) + dateMargin + waitSeconds;
      header = form === "date" ? new Date(1000 * date).toUTCString() : String(waitSeconds);
      return { status, headers: { "retry-after": header } };
    },
  });
  await target.trigger(endpoint);
  const what = `a response with status ${status} and Retry-After: ${form === "date" ? "<date>" : waitSeconds}`;
  await expectRetry(context, endpoint, {
    what,
    pointer: "/responses/429/headers/Retry-After",
    advice: "Make the next attempt when Retry-After allows it",
    attemptMs: 1000 * (waitSeconds + dateMargin),
  });
  // An attempt that has not arrived by then obeys the last header.
  const hasEnded = (requests: readonly ReceivedRequest[]) => attemptTimes(requests, burstMs).length > attempts;
  await endpoint.waitUntil(hasEnded, 1000 * waitSeconds);
  const times = attemptTimes(endpoint.requests, burstMs).slice(0, attempts + 1);
  const waits = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const early = waits.findIndex((wait) => wait < 1000 * waitSeconds - timerMs);
  if (early < 0) return;
  // The first request may have been under way for long, and the wait until a date may be rounded down to whole seconds.
  const next = endpoint.requests.find(({ at }) => at === times[early + 1]);
  if (form === "date" && next !== undefined && senderTime(next) >= date - 1) return;
  report(
    findingAbout(endpoint, {
      message: `Retry-After was not obeyed after a ${early > 0 ? "second " : ""}${status}${form === "date" ? ", as a date" : ""}`,
      cause: "not obeyed",
      expected: `the next attempt after ${waitSeconds} s at the earliest (Retry-After: ${header}). Read the header of each 429 and 503, as seconds or as an HTTP date, and do not round the wait down`,
      got: `the next attempt after ${seconds(waits[early] ?? 0)}`,
      pointer: "/responses/429/headers/Retry-After",
    }),
  );
}

/** What the sender's clock shows, in whole seconds: it decides what a date means. */
function senderTime(request: ReceivedRequest): number {
  const [own, sent] = [Math.floor(request.at / 1000), Number(headerValue(request, "timestamp"))];
  return Math.abs(sent - own) <= toleranceSeconds ? sent : own;
}
