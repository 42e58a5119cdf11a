import { randomBytes } from "node:crypto";
import type { NewFinding } from "../../run/check.ts";
import { NotRunError } from "../../run/errors.ts";
import type { TestDelivery } from "../build-request.ts";
import { type Expectation, expectAccepted, expectRejected, type ReceiverCheck, runEach, skipReason } from "../check.ts";
import { nthShortEvent, toDelivery } from "../data/events.ts";
import type { ReceiverTarget } from "../target.ts";

/** One of several deliveries with the same event and id. */
interface Step {
  readonly what: string;
  readonly changes?: Partial<TestDelivery>;
  readonly expect: Expectation;
}

interface RepeatedIdCheckOptions {
  readonly id: string;
  readonly holds: string;
  /** Sequences of deliveries. Each has an event of its own, and ends at its first finding. */
  readonly sequences: readonly (readonly Step[])[];
}

function defineRepeatedIdCheck({ id, holds, sequences }: RepeatedIdCheckOptions): ReceiverCheck {
  return {
    id,
    holds,
    skipReason,
    run: (target, report) =>
      runEach(sequences.entries(), async ([index, steps]) => {
        const finding = await firstFinding(target, index, steps);
        if (finding === undefined) return "next";
        report(finding);
        throw new NotRunError("no more deliveries with an id were sent after the one of a finding");
      }),
  };
}

async function firstFinding(
  target: ReceiverTarget,
  index: number,
  steps: readonly Step[],
): Promise<NewFinding | undefined> {
  const event = nthShortEvent(index);
  for (const { what, changes, expect } of steps) {
    const finding = expect(target, what, await target.deliver(toDelivery(event, changes)));
    if (finding !== undefined) return finding;
  }
  return undefined;
}

const invalidDeliveries: readonly (readonly [what: string, changes: Partial<TestDelivery>])[] = [
  [
    "a delivery with a wrong signature",
    { override: () => ({ signature: `v1,${randomBytes(32).toString("base64")}` }) },
  ],
  ["a delivery without a signature", { override: () => ({ signature: undefined }) }],
  ["a delivery with a changed body", { override: () => ({ body: "{}" }) }],
  ["a delivery with a timestamp of an hour ago", { timestampOffset: -3600 }],
];

const idPointer = "/post/parameters/0";
const firstDelivery: Step = { what: "an event", expect: expectAccepted() };

export const repeatedIdChecks: readonly ReceiverCheck[] = [
  defineRepeatedIdCheck({
    id: "repeated_delivery",
    holds: "a repeated event is accepted",
    sequences: Array.from({ length: 3 }, () => [
      firstDelivery,
      { what: "an event sent for the second time", expect: expectAccepted(idPointer) },
      {
        what: "an event sent for the third time, with a timestamp of a minute ago",
        changes: { timestampOffset: -60 },
        expect: expectAccepted(idPointer),
      },
    ]),
  }),
  defineRepeatedIdCheck({
    id: "attack_under_accepted_id",
    holds: "an invalid delivery is rejected even if a delivery with its id was accepted before",
    sequences: invalidDeliveries.map(([what, changes]) => [
      firstDelivery,
      { what: `${what}, with the id of an accepted one,`, changes, expect: expectRejected("/post/parameters/2") },
    ]),
  }),
  defineRepeatedIdCheck({
    id: "acceptance_after_error",
    holds: "an event is accepted even if an invalid delivery with its id was rejected before",
    sequences: invalidDeliveries.map(([what, changes]) => [
      { what, changes, expect: expectRejected() },
      { what: `an event after ${what} with the same id`, expect: expectAccepted() },
    ]),
  }),
];
