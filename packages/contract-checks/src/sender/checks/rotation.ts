import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { NotRunError } from "../../run/errors.ts";
import { operationPointer } from "../../spec/pointer.ts";
import {
  expectFirst,
  findingAbout,
  type SenderCheck,
  type SenderCheckContext,
  seconds,
  senderCheck,
} from "../check.ts";
import type { Endpoint } from "../endpoint.ts";
import { headerValue, signedPartsOf } from "../headers.ts";
import type { ReceivedRequest } from "../listener.ts";
import { signatureOf, signaturesIn } from "../signature.ts";

/** Of which secrets the signatures of an event are that happens after a rotation. */
interface Signers {
  readonly endpoint: Endpoint;
  readonly isNew: boolean;
  readonly isPrevious: boolean;
  readonly header: string;
}

/**
 * Rotates the secret of a webhook between two events.
 *
 * @returns the signers of the second one; `undefined` when an event did not arrive
 */
async function signersAfterRotation(context: SenderCheckContext, overlapSeconds: number): Promise<Signers | undefined> {
  const { target } = context;
  const endpoint = await target.open();
  const [previous = ""] = endpoint.secrets;
  await target.trigger(endpoint);
  const before = await expectFirst(context, endpoint, "an event");
  if (before === undefined) return undefined;
  if (!signs(before, previous)) throw new NotRunError("the signatures are wrong before the rotation too");
  const secret = await target.api.rotateSecret(endpoint.webhookId, overlapSeconds);
  if (secret === undefined)
    throw new NotRunError(`the provider has no operation ${deliveryOperations.rotateSecret.id}`);
  endpoint.secrets = [secret, previous];
  await target.trigger(endpoint);
  const isAfter = ({ body }: ReceivedRequest) => !body.equals(before.body);
  if (!(await endpoint.waitUntil((requests) => requests.some(isAfter), target.patienceMs))) {
    throw new NotRunError(`no event arrived after the rotation within ${seconds(target.patienceMs)}`);
  }
  const after = endpoint.requests.find(isAfter) ?? before;
  const header = headerValue(after, "signature") ?? "";
  return { endpoint, isNew: signs(after, secret), isPrevious: signs(after, previous), header };
}

function signs(request: ReceivedRequest, secret: string): boolean {
  const parts = signedPartsOf(request);
  if (parts === undefined) return false;
  return signaturesIn(headerValue(request, "signature") ?? "").includes(signatureOf(parts, secret));
}

const rotationPointer = operationPointer(deliveryOperations.rotateSecret);

const overlap: SenderCheck = senderCheck({
  id: "rotation_overlap",
  holds: "while a rotation overlaps, the new and the previous secret sign",
  async run(context) {
    const signers = await signersAfterRotation(context, 3600);
    if (signers === undefined || (signers.isNew && signers.isPrevious)) return;
    const { endpoint, isNew, header } = signers;
    context.report(
      findingAbout(endpoint, {
        message: `during the overlap of a rotation, the ${isNew ? "previous" : "new"} secret does not sign`,
        expected:
          "a signature by each secret, separated by a space: receivers change to the new secret at some time of the overlap",
        got: header,
        pointer: rotationPointer,
      }),
    );
  },
});

const noOverlap: SenderCheck = senderCheck({
  id: "rotation_without_overlap",
  holds: "after a rotation without an overlap, only the new secret signs",
  async run(context) {
    const signers = await signersAfterRotation(context, 0);
    if (signers === undefined || (signers.isNew && !signers.isPrevious)) return;
    const { endpoint, isNew, header } = signers;
    context.report(
      findingAbout(endpoint, {
        message: isNew
          ? "after a rotation without an overlap, the previous secret still signs"
          : "after a rotation, the new secret does not sign",
        expected: "a signature by the new secret only: the previous one may be known to others",
        got: header,
        pointer: rotationPointer,
      }),
    );
  },
});

export const rotationChecks: readonly SenderCheck[] = [overlap, noOverlap];
