import type { Check, NewFinding } from "../../run/check.ts";
import type { Delivery } from "../delivery.ts";
import { faultOf, pointerTo } from "../outcome.ts";
import type { Answer } from "../send.ts";
import { isAccepted, type Outcome, type ReceiverTarget } from "../target.ts";

export type ReceiverCheck = Check<ReceiverTarget>;

/** One thing to send. */
export interface Case {
  /** What it is, so that a finding can say: "`a delivery that was signed with another secret` was not refused". */
  readonly what: string;
  readonly delivery: Delivery;
}

export interface CasesOf {
  readonly id: string;
  readonly holds: string;
  /** Where the contract says so: below the event's place in the spec, or from the spec's root when it starts with `#`. */
  readonly pointer?: string;
  cases(target: ReceiverTarget): Iterable<Case>;
}

/** A check that each of some deliveries is accepted. */
export function accepts({ id, holds, cases, pointer = "/post/responses/2XX" }: CasesOf): ReceiverCheck {
  return {
    id,
    holds,
    skipReason,
    run: (target, report) => sendAll(target, cases(target), expectAccepted(pointer), report),
  };
}

/** A check that each of some deliveries is refused. */
export function refuses({ id, holds, cases, pointer = "/post/responses/4XX" }: CasesOf): ReceiverCheck {
  return {
    id,
    holds,
    skipReason,
    run: (target, report) => sendAll(target, cases(target), expectRefused(pointer), report),
  };
}

/** Why no more checks can run against the target. */
export function skipReason({ hopeless }: ReceiverTarget): string | undefined {
  return hopeless;
}

/** Says what is wrong with an outcome; `undefined`: nothing. */
export type Expect = (target: ReceiverTarget, sent: Case, outcome: Outcome) => NewFinding | undefined;

export function expectAccepted(pointer = "/post/responses/2XX"): Expect {
  return (target, { what, delivery }, outcome) => {
    if (isAccepted(outcome.answer)) return;
    return {
      message: `${what} was not accepted`,
      expected: `2xx within ${target.contractMs / 1000} s`,
      pointer: place(delivery, pointer),
      ...faultOf(target, outcome),
    };
  };
}

export function expectRefused(pointer = "/post/responses/4XX"): Expect {
  return (target, { what, delivery }, outcome) => {
    const { answer } = outcome;
    if (answer.status !== undefined && answer.status >= 400 && answer.status < 500) return;
    return {
      message: `${what} ${failing(answer)}`,
      expected: `4xx within ${target.contractMs / 1000} s`,
      pointer: place(delivery, pointer),
      ...faultOf(target, outcome),
    };
  };
}

function failing(answer: Answer): string {
  if (isAccepted(answer)) return "was accepted";
  return answer.status === undefined ? "was not answered" : "was not refused with a 4xx";
}

function place({ eventType }: Delivery, pointer: string): string {
  return pointer.startsWith("#") ? `specs/webhooks.yaml${pointer}` : pointerTo(eventType, pointer);
}

/** One after the other. Ends at the first that gets no answer: where one hangs the others would, and each takes its time. */
async function sendAll(
  target: ReceiverTarget,
  cases: Iterable<Case>,
  expect: Expect,
  report: (fault: NewFinding) => void,
): Promise<void> {
  for (const sent of cases) {
    const outcome = await target.deliver(sent.delivery);
    const fault = expect(target, sent, outcome);
    if (fault !== undefined) report(fault);
    if (outcome.answer.status === undefined) return;
  }
}
