import { createHmac } from "node:crypto";
import { type Delivery, keyOf, type RawRequest, toRequest } from "../../src/receiver/delivery.ts";
import type { Outcome, ReceiverTarget } from "../../src/receiver/target.ts";

export const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const key = keyOf(secret);
/** The time at which everything is sent, in Unix seconds. */
export const now = 1_769_000_000;

/** A delivery on its way: as the check has it, and as it is on the wire. */
export interface Sent {
  readonly delivery: Delivery;
  readonly request: RawRequest;
}

/** Takes the place of a receiver, notes what comes, and answers what a good one does. */
export function observer(answer: (sent: Sent) => Outcome["answer"] = answerOf): {
  readonly target: ReceiverTarget;
  readonly sent: readonly Sent[];
} {
  const sent: Sent[] = [];
  const target: Pick<ReceiverTarget, "url" | "seed" | "contractMs" | "hopeless" | "refusals" | "deliver"> = {
    url: new URL("http://127.0.0.1:3000/hooks"),
    seed: 1,
    contractMs: 15_000,
    hopeless: undefined,
    refusals: [],
    async deliver(delivery) {
      const request = toRequest(delivery, key, now);
      sent.push({ delivery, request });
      return { delivery, request, answer: answer({ delivery, request }) };
    },
  };
  return { target: target as ReceiverTarget, sent };
}

export const answered = (status: number): Outcome["answer"] => ({ status, headers: {}, excerpt: "", ms: 1 });

const answerOf = ({ request }: Sent): Outcome["answer"] => answered(isGood(request) ? 200 : 400);

/** The signature that a request has to bear, computed from what is on the wire. */
export function signatureOf({ headers, body }: RawRequest, with_: Uint8Array = key): string {
  const hmac = createHmac("sha256", with_).update(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`);
  return hmac.update(body).digest("base64");
}

/** Whether a good receiver accepts it. */
export function isGood(request: RawRequest): boolean {
  const {
    "webhook-id": id = "",
    "webhook-timestamp": timestamp = "",
    "webhook-signature": given = "",
  } = request.headers;
  const isFresh = /^\d+$/.test(timestamp) && Math.abs(Number(timestamp) - now) <= 4 * 60;
  const isSigned = given.split(" ").includes(`v1,${signatureOf(request)}`);
  return request.method === "POST" && id !== "" && isFresh && isSigned && isJson(request.body.toString());
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
