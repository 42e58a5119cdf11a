import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { NotRunError } from "../../run/errors.ts";
import { operationPointer } from "../../spec/pointer.ts";
import {
  expectFirst,
  findingAbout,
  forEachCase,
  noneInOperatorWebhooks,
  type SenderCheck,
  type SenderCheckContext,
  seconds,
  senderCheck,
} from "../check.ts";
import { type Endpoint, replyWith } from "../endpoint.ts";
import { headerValue, signedPartsOf } from "../headers.ts";
import { now, type ReceivedRequest } from "../listener.ts";
import { signatureOf, signaturesIn } from "../signature.ts";
import type { SenderTarget } from "../target.ts";

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
 * @param waitMs time between the rotation and the second event, in milliseconds
 * @returns the signers of the second one
 */
async function signersAfterRotation(context: SenderCheckContext, overlapSeconds: number, waitMs = 0): Promise<Signers> {
  const { target } = context;
  const endpoint = await context.open();
  const [previous = ""] = endpoint.secrets;
  await target.trigger(endpoint);
  const before = await expectFirst(context, endpoint, "an event");
  if (!signs(before, previous)) throw new NotRunError("the signatures are wrong before the rotation too");
  const secret = await rotate(target, endpoint, overlapSeconds);
  await target.sleep(waitMs);
  await target.trigger(endpoint);
  const isAfter = ({ body }: ReceivedRequest) => !body.equals(before.body);
  if (!(await endpoint.waitUntil((requests) => requests.some(isAfter), target.patienceMs))) {
    throw new NotRunError(`no event arrived after the rotation within ${seconds(target.patienceMs)}`);
  }
  const after = endpoint.requests.find(isAfter) ?? before;
  const header = headerValue(after, "signature") ?? "";
  return { endpoint, isNew: signs(after, secret), isPrevious: signs(after, previous), header };
}

/** @returns the new secret */
async function rotate({ api }: SenderTarget, endpoint: Endpoint, overlapSeconds: number): Promise<string> {
  const secret = await api.rotateSecret(endpoint.webhookId, overlapSeconds);
  endpoint.secrets = [secret, ...endpoint.secrets];
  return secret;
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
  skipReason: noneInOperatorWebhooks("rotation"),
  isTimed: false,
  async run(context) {
    const { endpoint, isNew, isPrevious, header } = await signersAfterRotation(context, 3600);
    if (isNew && isPrevious) return;
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

/** Reports that another secret than the new one signs, or that the new one does not. @param when of the second event */
function expectOnlyNew(
  { report }: SenderCheckContext,
  { endpoint, isNew, isPrevious, header }: Signers,
  when: string,
): void {
  if (isNew && !isPrevious) return;
  report(
    findingAbout(endpoint, {
      message: isNew ? `${when}, the previous secret still signs` : "after a rotation, the new secret does not sign",
      expected: "a signature by the new secret only: the previous one may be known to others",
      got: header,
      pointer: rotationPointer,
    }),
  );
}

const noOverlap: SenderCheck = senderCheck({
  id: "rotation_without_overlap",
  holds: "after a rotation without an overlap, only the new secret signs",
  skipReason: noneInOperatorWebhooks("rotation"),
  isTimed: false,
  async run(context) {
    expectOnlyNew(context, await signersAfterRotation(context, 0), "after a rotation without an overlap");
  },
});

const expiry: SenderCheck = senderCheck({
  id: "rotation_expiry",
  holds: "when the overlap of a rotation is over, only the new secret signs",
  skipReason: noneInOperatorWebhooks("rotation"),
  isTimed: false,
  async run(context) {
    const signers = await signersAfterRotation(context, 1, 1000 + context.target.timing.settleMs);
    expectOnlyNew(context, signers, "after the overlap of a rotation");
  },
});

const afterFailure: SenderCheck = senderCheck({
  id: "rotation_before_retry",
  holds: "attempts after a rotation are signed by the secrets of that time, also of events from before",
  skipReason: noneInOperatorWebhooks("rotation"),
  isTimed: false,
  async run(context) {
    const { target, report } = context;
    await forEachCase([0, 3600], async (overlapSeconds) => {
      const endpoint = await context.open({ replyTo: replyWith({ status: 503 }) });
      const [previous = ""] = endpoint.secrets;
      await target.trigger(endpoint);
      const first = await expectFirst(context, endpoint, "an event");
      if (!signs(first, previous)) throw new NotRunError("the signatures are wrong before the rotation too");
      const secret = await rotate(target, endpoint, overlapSeconds);
      // An attempt may be under way.
      const since = now() + target.timing.settleMs;
      const isRetry = ({ at }: ReceivedRequest) => at > since;
      if (!(await endpoint.waitUntil((requests) => requests.some(isRetry), target.patienceMs))) {
        throw new NotRunError(`no retry arrived after the rotation within ${seconds(target.patienceMs)}`);
      }
      const retry = endpoint.requests.find(isRetry);
      if (retry === undefined) return;
      const isNew = signs(retry, secret);
      if (isNew && signs(retry, previous) === overlapSeconds > 0) return;
      const previousFault = overlapSeconds > 0 ? "does not sign" : "still signs";
      report(
        findingAbout(endpoint, {
          message: `at a retry after a rotation, the ${isNew ? `previous secret ${previousFault}` : "new secret does not sign"}`,
          expected: "signatures by the secrets of the time of the attempt. Read them before each attempt",
          got: headerValue(retry, "signature") ?? "no signature",
          pointer: rotationPointer,
        }),
      );
    });
  },
});

/** Rotations of a webhook, each with an overlap in seconds, and which of its secrets sign a second later. */
const repeatedRotations = [
  { overlaps: [3600, 3600], isSigning: { newest: true, previous: true, oldest: true } },
  { overlaps: [3600, 0], isSigning: { newest: true, previous: false, oldest: true } },
  { overlaps: [1, 3600], isSigning: { newest: true, previous: true, oldest: false } },
] as const;

const earlierSecrets: SenderCheck = senderCheck({
  id: "rotation_earlier_secrets",
  holds: "after two rotations, each secret signs until the end of its own overlap",
  skipReason: noneInOperatorWebhooks("rotation"),
  isTimed: false,
  async run(context) {
    const { target, report } = context;
    await forEachCase(repeatedRotations, async ({ overlaps, isSigning }) => {
      const endpoint = await context.open();
      for (const overlapSeconds of overlaps) await rotate(target, endpoint, overlapSeconds);
      await target.sleep(1000 + target.timing.settleMs);
      await target.trigger(endpoint);
      const request = await expectFirst(context, endpoint, "an event");
      const actual = endpoint.secrets.map((secret) => signs(request, secret));
      if (!actual.includes(true)) throw new NotRunError("the signatures are wrong");
      const expected = Object.entries(isSigning);
      const wrong = expected.findIndex(([, isExpected], index) => actual[index] !== isExpected);
      const [name, isExpected] = expected[wrong] ?? [];
      if (name === undefined) return;
      report(
        findingAbout(endpoint, {
          message: `after overlaps of ${overlaps.join(" and ")} s, the ${name} secret ${isExpected ? "does not sign" : "still signs"}`,
          expected:
            "a signature by each secret whose own overlap is not over, whatever the overlap of a later rotation. Store when each secret expires",
          got: headerValue(request, "signature") ?? "no signature",
          pointer: rotationPointer,
        }),
      );
    });
  },
});

/** How many secrets of a webhook sign. */
const maxSecrets = 5;

/** What is wrong with the secrets that sign, by their ages in the order of the signatures. */
function orderIssue(ages: readonly number[]): string | undefined {
  const isOrdered = ages.every((age, index) => index === 0 || age > (ages[index - 1] ?? 0));
  if (ages[0] !== 0 || !isOrdered) return "the signatures are not in the order of the secrets, newest first";
  if (ages.length !== maxSecrets) return `${ages.length} secrets sign`;
  return ages.at(-1) === maxSecrets - 1 ? undefined : `the secrets that sign are not the newest ${maxSecrets}`;
}

const order: SenderCheck = senderCheck({
  id: "rotation_order",
  holds: `after several rotations, the newest ${maxSecrets} secrets sign, and the signature by the newest is first`,
  skipReason: noneInOperatorWebhooks("rotation"),
  isTimed: false,
  async run(context) {
    const { target, report } = context;
    const endpoint = await context.open();
    for (let count = 0; count <= maxSecrets; count++) await rotate(target, endpoint, 3600);
    await target.trigger(endpoint);
    const request = await expectFirst(context, endpoint, "an event");
    const parts = signedPartsOf(request);
    if (parts === undefined) return;
    const header = headerValue(request, "signature") ?? "";
    const known = endpoint.secrets.map((secret) => signatureOf(parts, secret));
    const ages = signaturesIn(header).map((signature) => known.indexOf(signature));
    if (ages.every((age) => age < 0)) throw new NotRunError("the signatures are wrong");
    const issue = orderIssue(ages);
    if (issue === undefined) return;
    report(
      findingAbout(endpoint, {
        message: `after ${maxSecrets + 1} rotations, ${issue}`,
        expected: `signatures by the newest ${maxSecrets} secrets, which are all valid, newest first: receivers may know any of them, and some read only the first signature`,
        got: header,
        pointer: rotationPointer,
      }),
    );
  },
});

export const rotationChecks: readonly SenderCheck[] = [overlap, noOverlap, expiry, earlierSecrets, afterFailure, order];
