import { randomBytes } from "node:crypto";
import type { NewFinding } from "../../run/check.ts";
import { asDelivery, inTurn, type Sample } from "../data/events.ts";
import type { Delivery } from "../delivery.ts";
import type { ReceiverTarget } from "../target.ts";
import { type Expect, expectAccepted, expectRefused, type ReceiverCheck, skipReason } from "./check.ts";

/** Sends deliveries of one event in their order, until one does not get what it should. */
interface Step {
  readonly what: string;
  readonly changes?: Partial<Delivery>;
  readonly expect: Expect;
}

async function follow(
  target: ReceiverTarget,
  sample: Sample,
  steps: readonly Step[],
  report: (fault: NewFinding) => void,
): Promise<void> {
  for (const { what, changes, expect } of steps) {
    const delivery = asDelivery(sample, changes);
    const outcome = await target.deliver(delivery);
    const fault = expect(target, { what, delivery }, outcome);
    if (fault === undefined) continue;
    report(fault);
    return;
  }
}

const wrongSignature: Partial<Delivery> = {
  change: () => ({ signature: `v1,${randomBytes(32).toString("base64")}` }),
};

/** Attacks that carry the id of an event which is known to the receiver. */
const attacks: Readonly<Record<string, Partial<Delivery>>> = {
  "a wrong signature": wrongSignature,
  "no signature": { change: () => ({ signature: undefined }) },
  "other bytes than were signed": { change: () => ({ body: "{}" }) },
  "a timestamp of an hour ago": { signedAfter: -3600 },
};

const accepted = expectAccepted();
const idPointer = "/post/parameters/0";

export const repeatedDelivery: ReceiverCheck = {
  id: "repeated_delivery",
  holds: "an event that comes again is accepted again",
  skipReason,
  async run(target, report) {
    for (let index = 0; index < 3; index++) {
      const steps: Step[] = [
        { what: "an event", expect: accepted },
        { what: "an event that came for the second time", expect: expectAccepted(idPointer) },
        {
          what: "an event that came for the third time, signed a minute before",
          changes: { signedAfter: -60 },
          expect: expectAccepted(idPointer),
        },
      ];
      await follow(target, inTurn(index), steps, report);
    }
  },
};

export const attackUnderAcceptedId: ReceiverCheck = {
  id: "attack_under_accepted_id",
  holds: "an id that has been accepted vouches for nothing: what is wrong is refused under it too",
  skipReason,
  async run(target, report) {
    for (const [index, [what, changes]] of Object.entries(attacks).entries()) {
      const attack: Step = {
        what: `a delivery with ${what}, under the id of one that had been accepted,`,
        changes,
        expect: expectRefused("/post/parameters/2"),
      };
      await follow(target, inTurn(index), [{ what: "an event", expect: accepted }, attack], report);
    }
  },
};

export const acceptanceAfterRefusal: ReceiverCheck = {
  id: "acceptance_after_refusal",
  holds: "an event is accepted though something else came under its id and was refused",
  skipReason,
  async run(target, report) {
    for (const [index, [what, changes]] of Object.entries(attacks).entries()) {
      const steps: Step[] = [
        { what: `a delivery with ${what}`, changes, expect: expectRefused() },
        { what: `an event whose id had come before, with ${what},`, expect: accepted },
      ];
      await follow(target, inTurn(index), steps, report);
    }
  },
};
