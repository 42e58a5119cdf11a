import { STATUS_CODES } from "node:http";
import { toCurl } from "../report/curl.ts";
import type { Check, NewFinding } from "../run/check.ts";
import { NotRunError } from "../run/errors.ts";
import type { TestDelivery } from "./build-request.ts";
import { nthShortEvent, toDelivery } from "./data/events.ts";
import type { AttemptResult } from "./send-request.ts";
import { type Attempt, isAccepted, type ReceiverTarget } from "./target.ts";

export type ReceiverCheck = Check<ReceiverTarget>;

/** A delivery, and what it is, as the subject of a finding: "a delivery signed with another secret". */
export type TestCase = readonly [what: string, delivery: TestDelivery];

export interface DeliveryCheckOptions {
  readonly id: string;
  readonly holds: string;
  /** Where the spec says so: relative to the event, or from the root when it starts with `#`. @default the responses */
  readonly pointer?: string;
  /** The deliveries to send. */
  cases(target: ReceiverTarget): Iterable<TestCase>;
}

interface RejectionCheckOptions extends DeliveryCheckOptions {
  /** What to do about a finding. */
  readonly advice?: string;
}

/** Test cases that each change something about a delivery. Their events have different types. */
export function testCases(changes: readonly (readonly [what: string, changes: Partial<TestDelivery>])[]): TestCase[] {
  return changes.map(([what, change], index) => [what, toDelivery(nthShortEvent(index), change)]);
}

/** A check that an endpoint accepts deliveries. */
export function defineAcceptanceCheck(options: DeliveryCheckOptions): ReceiverCheck {
  return deliveryCheck(options, expectAccepted(options.pointer));
}

/** A check that an endpoint rejects deliveries. */
export function defineRejectionCheck(options: RejectionCheckOptions): ReceiverCheck {
  return deliveryCheck(options, expectRejected(options.pointer, options.advice));
}

function deliveryCheck({ id, holds, cases }: DeliveryCheckOptions, expect: Expectation): ReceiverCheck {
  return {
    id,
    holds,
    skipReason,
    // One by one, up to the first without a response: the others would likely hang too.
    run: (target, report) =>
      runEach(cases(target), async ([what, delivery]) => {
        const attempt = await target.deliver(delivery);
        const finding = expect(target, what, attempt);
        if (finding !== undefined) report(finding);
        return attempt.result.status === undefined ? "stop" : "next";
      }),
  };
}

export function skipReason({ stopReason }: ReceiverTarget): string | undefined {
  return stopReason;
}

/** Returns the finding when the result of a test case is wrong. */
export type Expectation = (target: ReceiverTarget, what: string, attempt: Attempt) => NewFinding | undefined;

export function expectAccepted(pointer = "/post/responses/2XX"): Expectation {
  return (target, what, attempt) =>
    isAccepted(attempt.result)
      ? undefined
      : toFinding(target, attempt, { message: `${what} was not accepted`, expected: "2xx", pointer });
}

/** The expectation throws a `NotRunError` for a 429, which says nothing about the delivery. */
export function expectRejected(pointer = "/post/responses/4XX", advice?: string): Expectation {
  return (target, what, attempt) => {
    const { status } = attempt.result;
    const limited = "the endpoint limits the rate of requests (429), for longer than the run waits";
    if (status === 429) throw new NotRunError(limited);
    if (status !== undefined && status >= 400 && status < 500) return undefined;
    const verb = isAccepted(attempt.result)
      ? "was accepted"
      : status === undefined
        ? "got no response"
        : "was not rejected with a 4xx status";
    return toFinding(target, attempt, { message: `${what} ${verb}`, expected: "4xx", pointer, advice });
  };
}

interface FindingOptions {
  readonly message: string;
  readonly expected: "2xx" | "4xx";
  readonly pointer: string;
  readonly advice?: string | undefined;
}

/** A finding about an attempt. Its pointer is relative to the event, or from the root when it starts with `#`. */
export function toFinding(
  { url, timeoutMs }: ReceiverTarget,
  { delivery: { eventType }, request: { method, headers, body }, result }: Attempt,
  { message, expected, pointer, advice }: FindingOptions,
): NewFinding {
  const got = describeResult(result);
  return {
    message,
    // Deliveries that differ in what should not matter, or that are all wrong for the same reason.
    cause: `${expected}, not ${got}`,
    expected: `${expected} within ${timeoutMs / 1000} s${advice === undefined ? "" : `. ${advice}`}`,
    pointer: `specs/webhooks.yaml${pointer.startsWith("#") ? pointer : `#/webhooks/${eventType}${pointer}`}`,
    operation: eventType,
    got,
    curl: toCurl({ url: url.href, method, headers, ...(method === "POST" && { body }) }),
  };
}

/** `302 Found, to /login: <html>…` */
function describeResult(result: AttemptResult): string {
  if (result.status === undefined) return result.reason;
  const { status, headers, excerpt } = result;
  const line = [status, STATUS_CODES[status]].filter(Boolean).join(" ");
  const location = headers.location ? `, to ${headers.location}` : "";
  const body = excerpt.replace(/\s+/g, " ").trim();
  return `${line}${location}${body === "" ? "" : `: ${body}`}`;
}

/**
 * Runs the parts of a check. If one throws a `NotRunError`, the others are still run, because they may have findings, and
 * the error is thrown at the end.
 */
export async function runEach<Item>(
  items: Iterable<Item>,
  run: (item: Item) => Promise<"next" | "stop">,
): Promise<void> {
  let notRun: NotRunError | undefined;
  for (const item of items) {
    try {
      if ((await run(item)) === "next") continue;
      notRun ??= new NotRunError("no more deliveries were sent after one without a response");
      break;
    } catch (error) {
      if (!(error instanceof NotRunError)) throw error;
      notRun ??= error;
    }
  }
  if (notRun !== undefined) throw notRun;
}
