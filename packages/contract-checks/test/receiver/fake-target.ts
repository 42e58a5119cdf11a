import { createHmac } from "node:crypto";
import { buildRequest, decodeSecret, type RawRequest, type TestDelivery } from "../../src/receiver/build-request.ts";
import type { AttemptResult } from "../../src/receiver/send-request.ts";
import type { ReceiverTarget } from "../../src/receiver/target.ts";
import type { Check, NewFinding } from "../../src/run/check.ts";
import { NotRunError } from "../../src/run/errors.ts";

export const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const key = decodeSecret(secret);
/** The time at which everything is sent, in Unix seconds. */
export const now = 1_769_000_000;

/** A delivery as the check made it, and its request. */
export interface Sent {
  readonly delivery: TestDelivery;
  readonly request: RawRequest;
}

export const respond = (status: number, more: object = {}): AttemptResult => ({
  status,
  headers: {},
  excerpt: "",
  ms: 1,
  ...more,
});
export const timedOut: AttemptResult = { status: undefined, failure: "timeout", reason: "no response within 15 s" };

/** Runs a check against a target that records what is sent. By default it responds as a correct receiver does. */
export async function runAgainstFake(
  check: Check<ReceiverTarget>,
  resultOf: (request: RawRequest, index: number) => AttemptResult = respondCorrectly,
): Promise<{ sent: Sent[]; findings: NewFinding[] }> {
  const { target, sent } = fakeTarget(resultOf);
  const findings: NewFinding[] = [];
  await check
    .run(target, (finding) => void findings.push(finding))
    .catch((error) => {
      // It ended early.
      if (!(error instanceof NotRunError) || findings.length === 0) throw error;
    });
  return { sent, findings };
}

export function fakeTarget(resultOf: (request: RawRequest, index: number) => AttemptResult = respondCorrectly): {
  readonly target: ReceiverTarget;
  readonly sent: Sent[];
} {
  const sent: Sent[] = [];
  const target: Pick<ReceiverTarget, "url" | "seed" | "timeoutMs" | "stopReason" | "rejectedProbes" | "deliver"> = {
    url: new URL("http://127.0.0.1:3000/hooks"),
    seed: 1,
    timeoutMs: 15_000,
    stopReason: undefined,
    rejectedProbes: [],
    async deliver(delivery) {
      const request = buildRequest(delivery, key, now);
      sent.push({ delivery, request });
      return { delivery, request, result: resultOf(request, sent.length - 1) };
    },
  };
  return { target: target as ReceiverTarget, sent };
}

const respondCorrectly = (request: RawRequest) => respond(isValid(request) ? 200 : 400);

/** The correct signature of a request. */
export function signatureOf({ headers, body }: RawRequest, withKey: Uint8Array = key): string {
  const hmac = createHmac("sha256", withKey).update(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`);
  return hmac.update(body).digest("base64");
}

/** Whether a correct receiver accepts the request. */
export function isValid(request: RawRequest): boolean {
  const { "webhook-id": id, "webhook-timestamp": timestamp = "", "webhook-signature": signatures } = request.headers;
  const isFresh = /^\d+$/.test(timestamp) && Math.abs(Number(timestamp) - now) <= 4 * 60;
  const isSigned = signatures?.split(" ").includes(`v1,${signatureOf(request)}`) ?? false;
  return request.method === "POST" && Boolean(id) && isFresh && isSigned && isJson(request.body.toString());
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
