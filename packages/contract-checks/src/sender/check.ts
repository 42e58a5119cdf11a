import type { Check, NewFinding } from "../run/check.ts";
import { NotRunError } from "../run/errors.ts";
import { eventPointer } from "../spec/pointer.ts";
import type { Endpoint, EndpointOptions } from "./endpoint.ts";
import { judge } from "./judge.ts";
import { now, type ReceivedRequest, type Reply } from "./listener.ts";
import type { SenderTarget } from "./target.ts";
import type { TriggeredEvent } from "./trigger.ts";

export type SenderCheck = Check<SenderTarget>;

/** What a check of a sender works with. */
export interface SenderCheckContext {
  readonly target: SenderTarget;
  report(finding: NewFinding): void;
  /** Opens an endpoint. Its webhook is deleted when the check ends. */
  open(options?: EndpointOptions): Promise<Endpoint>;
}

export interface SenderCheckOptions {
  readonly id: string;
  readonly holds: string;
  /** Why the check cannot run against this target; `undefined` when it can. */
  readonly skipReason?: (target: SenderTarget) => string | undefined;
  /** Whether a stall of this process may make it pass. See {@link judge}. @default true */
  readonly isTimed?: boolean;
  run(context: SenderCheckContext): Promise<void>;
}

/**
 * A check that opens endpoints of its own, and triggers events for them.
 *
 * A busy machine makes a sender late, and may make its requests look unwanted. So what is found is looked for once more, when
 * the other checks are done, and only what is found again is reported. A run in which this process stalled is repeated, unless
 * the check passed and is not timed.
 */
export function senderCheck({ id, holds, skipReason, isTimed = true, run }: SenderCheckOptions): SenderCheck {
  const runOnce = async (target: SenderTarget, opened: Endpoint[]) => {
    const found: NewFinding[] = [];
    const context: SenderCheckContext = {
      target,
      report: (finding) => void found.push(finding),
      open: async (options) => {
        const endpoint = await target.open(options);
        opened.push(endpoint);
        return endpoint;
      },
    };
    const notRun = await run(context).then(() => undefined, toNotRun);
    if (notRun !== undefined && found.length === 0) throw notRun;
    return { found, notRun };
  };
  return {
    id,
    holds,
    skipReason: (target) => target.stopReason ?? skipReason?.(target),
    async run(target, report) {
      const firstRun = Promise.withResolvers<void>();
      void target.track(firstRun.promise);
      const opened: Endpoint[] = [];
      let endedBy: NotRunError | undefined;
      const findings = await judge({
        run: async () => {
          const { found, notRun } = await runOnce(target, opened);
          endedBy = notRun;
          return found;
        },
        cleanUp: () => target.discard(opened.splice(0)).finally(firstRun.resolve),
        idle: () => target.idle(),
        stalls: target.stalls,
        maxStallMs: target.timing.maxStallMs,
        isTimed,
      });
      for (const finding of findings) report(finding);
      if (endedBy !== undefined) throw endedBy;
    },
  };
}

/** @throws any other error */
function toNotRun(error: unknown): NotRunError {
  if (error instanceof NotRunError) return error;
  throw error;
}

/** Why a check of what only webhooks have cannot run. */
export function noneInOperatorWebhooks(what: string): (target: SenderTarget) => string | undefined {
  return ({ hasOperatorWebhooks }) => (hasOperatorWebhooks ? `operator webhooks have no ${what}` : undefined);
}

/** Runs the cases of a check at the same time, because they mostly wait. Each of them may fail to get a result. */
export async function forEachCase<Case>(cases: Iterable<Case>, run: (item: Case) => Promise<void>): Promise<void> {
  const results = await Promise.allSettled([...cases].map(run));
  const reasons = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  const [reason] = reasons.toSorted((a, b) => Number(a instanceof NotRunError) - Number(b instanceof NotRunError));
  if (reason !== undefined) throw reason;
}

type EndpointFinding = Pick<NewFinding, "message" | "expected" | "got" | "cause"> & {
  /** Relative to the event, or complete when it starts with `specs/`. */
  readonly pointer: string;
};

/** A finding about one of the events of an endpoint. @param event default: the first one */
export function findingAbout(
  { events }: Pick<Endpoint, "events">,
  { pointer, ...finding }: EndpointFinding,
  event: TriggeredEvent | undefined = events[0],
): NewFinding {
  const eventType = event?.eventType ?? "message.received";
  return {
    operation: eventType,
    pointer: pointer.startsWith("specs/") ? pointer : `${eventPointer(eventType)}${pointer}`,
    ...finding,
    ...(event !== undefined && { curl: event.commandLine }),
  };
}

/** The description of the contract, which says which webhooks get an event. */
export const matchingPointer = "specs/webhooks.yaml#/info/description";

/** Waits for the first request, without which nothing can be checked. @throws NotRunError after it reported that there is none */
export async function expectFirst(
  { target, report }: Omit<SenderCheckContext, "open">,
  endpoint: Endpoint,
  what: string,
): Promise<ReceivedRequest> {
  const { patienceMs } = target;
  const request = await endpoint.firstRequest(patienceMs);
  if (request !== undefined) return request;
  const failure = endpoint.events.find(({ failure }) => failure !== undefined)?.failure;
  if (failure !== undefined) throw new Error(`the trigger failed: ${failure}`);
  report(
    findingAbout(endpoint, {
      message: `${what} did not arrive`,
      expected: `a request to the webhook's URL within ${seconds(patienceMs)} of the event. If the sender is slower, pass a larger --patience`,
      got:
        endpoint.startedCount === 0
          ? "no request"
          : "a request whose body did not end: its content-length counts more bytes than were sent",
      pointer: matchingPointer,
    }),
  );
  throw new NotRunError(`${what} did not arrive`);
}

export interface RetryExpectation {
  /** What the endpoint did: "a response with status 500". */
  readonly what: string;
  readonly pointer: string;
  readonly advice: string;
  /** How long the failed attempt itself may take, in milliseconds. @default 0 */
  readonly attemptMs?: number;
  /** Whether the attempt ends only when the sender closes its connection, which may take twice as long. @default false */
  readonly isEndedBySender?: boolean;
}

/**
 * Waits for the attempt after a failed one. That there is none is a finding only if the sender retries other failures so
 * soon that it would have come.
 *
 * @throws NotRunError when the time was too short, and after it reported a finding
 */
export async function expectRetry(
  context: SenderCheckContext,
  endpoint: Endpoint,
  { what, pointer, advice, attemptMs = 0, isEndedBySender = false }: RetryExpectation,
): Promise<void> {
  const { target, report } = context;
  const { patienceMs, timing } = target;
  const first = await expectFirst(context, endpoint, "an event");
  let endedAt = first.at + attemptMs;
  const onClose = () => {
    endedAt = Math.max(endedAt, now());
  };
  if (isEndedBySender) first.socket.once("close", onClose);
  const isRetried = (requests: readonly ReceivedRequest[]) =>
    requests.some(({ at }) => at - first.at >= timing.burstMs);
  if (await endpoint.waitUntil(isRetried, patienceMs)) return;
  const delayMs = await target.retryDelayMs();
  if (delayMs === undefined) throw noRetrySeen(target);
  if (isEndedBySender && !first.socket.destroyed) endedAt = first.at + 2 * attemptMs;
  if (patienceMs < endedAt - first.at + 3 * delayMs + 2 * timing.settleMs) {
    throw new NotRunError(`no retry after ${what} within ${seconds(patienceMs)}; try a larger --patience`);
  }
  report(
    findingAbout(endpoint, {
      message: `${what} was not retried`,
      cause: "not retried",
      expected: `another attempt. ${advice}`,
      got: `no other attempt within ${seconds(patienceMs)}; after a 500 it followed after ${seconds(delayMs)}`,
      pointer,
    }),
  );
  throw new NotRunError(`${what} was not retried`);
}

export interface SilenceExpectation {
  /** Requests at this time or before it are not unwanted. */
  readonly since: number;
  readonly message: string;
  readonly cause?: string;
  readonly expected: string;
  readonly pointer: string;
  /** How long an attempt that is wrongly made may take to begin, in milliseconds. @default 0 */
  readonly attemptMs?: number;
}

/**
 * Waits as long as a retry or a new event may take, and reports what arrived.
 *
 * @throws NotRunError when nothing arrived, but it is not known how long the sender waits before a retry
 */
export async function expectSilence(
  { target, report }: Omit<SenderCheckContext, "open">,
  endpoint: Endpoint,
  { since, attemptMs = 0, ...finding }: SilenceExpectation,
): Promise<void> {
  const { patienceMs, timing, probe } = target;
  const delayMs = await target.retryDelayMs();
  const neededMs = attemptMs + 1.5 * Math.max(delayMs ?? 0, probe.latencyMs) + timing.settleMs;
  await target.sleep(Math.max(0, since + Math.min(neededMs, patienceMs) - now()));
  const unwanted = endpoint.since(since);
  if (unwanted.length > 0)
    return report(findingAbout(endpoint, { ...finding, got: describeArrivals(unwanted, since) }));
  if (delayMs === undefined) throw noRetrySeen(target);
  if (neededMs > patienceMs) {
    throw new NotRunError(`another attempt may come later than ${seconds(patienceMs)}; try a larger --patience`);
  }
}

/** How long {@link failWithPause} asks the sender to wait, in milliseconds: longer than attempts are under way. */
export function pauseMs({ timing: { settleMs } }: SenderTarget): number {
  return 1000 * (Math.floor(settleMs / 1000) + 1);
}

/** Fails an attempt so that the next one is seen: a sender may otherwise make it at once, and then none for long. */
export function failWithPause(target: SenderTarget): Reply {
  return { status: 503, headers: { "retry-after": String(pauseMs(target) / 1000) } };
}

/**
 * Milliseconds after a response in which a request may be a late copy of the attempt: at-least-once senders may send an attempt
 * more than once at the same time. Longer for senders that take their time before a retry.
 */
export async function graceMs(target: SenderTarget): Promise<number> {
  const { burstMs, settleMs } = target.timing;
  const delayMs = (await target.retryDelayMs()) ?? 0;
  return Math.max(burstMs, Math.min(settleMs, delayMs / 2));
}

export function noRetrySeen({ patienceMs }: SenderTarget): NotRunError {
  return new NotRunError(`no retry arrived within ${seconds(patienceMs)}; try a larger --patience`);
}

/** `2 requests, the first one 0.5 s later` */
export function describeArrivals(requests: readonly ReceivedRequest[], since: number): string {
  const [first] = requests;
  const after = first === undefined ? "" : `${seconds(first.at - since)} later`;
  return requests.length === 1 ? `a request ${after}` : `${requests.length} requests, the first one ${after}`;
}

/** `1.5 s` */
export function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(ms < 1000 ? 2 : 1))} s`;
}
