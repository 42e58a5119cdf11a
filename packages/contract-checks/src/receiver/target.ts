import { randomInt } from "node:crypto";
import { eventTypes } from "@agent-webhooks/types";
import { type Clock, systemClock } from "../clock.ts";
import { SetupError } from "../run/errors.ts";
import { schemaFaults } from "../schemas.ts";
import { asDelivery, example } from "./data/events.ts";
import { type Delivery, keyOf, type RawRequest, toRequest } from "./delivery.ts";
import { type Answer, type Answered, send, type Unanswered } from "./send.ts";

export interface ReceiverOptions {
  /** Where it takes deliveries. */
  readonly url: string | URL;
  /** The secret that it shares with the sender: `whsec_` and base64. */
  readonly secret: string;
  /** Of the random events. @default a random one */
  readonly seed?: number | undefined;
  /** The time it has for an answer. @default 15000, what the sender gives it */
  readonly answerWithinMs?: number | undefined;
  /** How requests are sent. @default HTTP */
  readonly send?: typeof send;
  /** Where times come from. @default the clock of the system */
  readonly clock?: Clock;
}

/** A request that was sent, and what came of it. */
export interface Outcome {
  readonly delivery: Delivery;
  readonly request: RawRequest;
  readonly answer: Answer;
}

/** A receiver that refuses to be flooded is waited for in a run so long together. Then its 429 is an answer like others. */
const throttledMs = 120_000;
/** A receiver that has died may be started again by something that watches it: so often it is looked for, so far apart. */
const revival = { times: 10, everyMs: 300 };
/** Once it has let us wait in vain, it has three times its slowest answer, and at least this. */
const shortPatienceMs = 2_000;

/** A receiver that is judged, and what is known of it so far. */
export class ReceiverTarget {
  readonly url: URL;
  readonly seed: number;
  /** The time that it has for an answer. */
  readonly contractMs: number;
  /** Why there is no point in sending more to it; `undefined` while there is. */
  hopeless: string | undefined;
  /** Answers to the first deliveries, when none of them was accepted. */
  refusals: readonly Outcome[] = [];
  /** Deliveries that may be under way together: as few as let a run end soon. One shows best what it stumbles over. */
  inFlight = 1;
  readonly #key: Uint8Array;
  readonly #sendRequest: typeof send;
  readonly #clock: Clock;
  #patienceMs: number;
  #slowestMs = 0;
  #throttledMs = 0;

  private constructor(url: URL, options: ReceiverOptions) {
    const { secret, seed, answerWithinMs = 15_000 } = options;
    this.#sendRequest = options.send ?? send;
    this.#clock = options.clock ?? systemClock;
    this.url = url;
    this.seed = seed ?? randomInt(2 ** 31);
    this.#key = keyOf(secret);
    this.contractMs = answerWithinMs;
    this.#patienceMs = answerWithinMs;
  }

  /**
   * Looks whether a receiver is there, and whether it accepts any of the events at all.
   *
   * @throws SetupError when the URL or the secret cannot be one, or nothing listens
   */
  static async connect(options: ReceiverOptions): Promise<ReceiverTarget> {
    const url = parseUrl(options.url);
    if (schemaFaults("Secret", options.secret).length > 0 || keyOf(options.secret).length === 0) {
      throw new SetupError("the secret must be the webhook's, whsec_ and base64");
    }
    const target = new ReceiverTarget(url, options);
    const [first, ...others] = eventTypes.map((eventType) => example(eventType));
    if (first === undefined) throw new Error("the contract has no events");
    const start = target.#clock.now();
    const probe = await target.#send(asDelivery(first));
    if (probe.answer.status === undefined && probe.answer.failure === "unreachable") {
      throw new SetupError(`nothing answers at ${url.href}: ${probe.answer.reason}`);
    }
    if (isAccepted(probe.answer)) {
      target.#setPace(target.#clock.now() - start);
      return target;
    }
    if (isLate(probe.answer)) target.#losePatience();
    const more = await Promise.all(others.map((sample) => target.deliver(asDelivery(sample))));
    if (more.some(({ answer }) => isAccepted(answer))) return target;
    target.refusals = [probe, ...more];
    target.hopeless ??= "the receiver accepted none of the events";
    return target;
  }

  /** Signs a delivery and sends it, again where the answer says nothing about it. */
  async deliver(delivery: Delivery): Promise<Outcome> {
    let outcome = await this.#send(delivery);
    const { answer } = outcome;
    if (answer.status === undefined && answer.failure !== "late") {
      // An answer may be lost when a server closes before it has read all. Whoever means it does it twice.
      const again = await this.#sendOnceItIsBack(delivery);
      if (again.answer.status !== undefined) outcome = again;
    }
    if (isLate(outcome.answer)) await this.#lookAfter(delivery);
    if (isAccepted(outcome.answer)) this.#slowestMs = Math.max(this.#slowestMs, outcome.answer.ms);
    return outcome;
  }

  async #send(delivery: Delivery): Promise<Outcome> {
    for (;;) {
      const request = toRequest(delivery, this.#key, Math.floor(this.#clock.now() / 1000));
      const answer = await this.#answerTo(request);
      if (answer.status !== 429) return { delivery, request, answer };
      const waitMs = retryAfterMs(answer);
      if (this.#throttledMs + waitMs > throttledMs) return { delivery, request, answer };
      this.#throttledMs += waitMs;
      await this.#clock.sleep(waitMs);
    }
  }

  async #answerTo(request: RawRequest): Promise<Answer> {
    const withinMs = this.#patienceMs;
    const answer = await this.#sendRequest(this.url, request, withinMs);
    if (!isLate(answer) || withinMs === this.contractMs) return answer;
    return {
      ...answer,
      reason: `${answer.reason}; it is not waited for longer once it has let a delivery wait in vain`,
    };
  }

  async #sendOnceItIsBack(delivery: Delivery): Promise<Outcome> {
    for (let time = 1; ; time++) {
      const outcome = await this.#send(delivery);
      if (outcome.answer.status !== undefined || outcome.answer.failure !== "unreachable") return outcome;
      if (time === revival.times) {
        this.hopeless = `nothing listens there any more (${outcome.answer.reason})`;
        return outcome;
      }
      await this.#clock.sleep(revival.everyMs);
    }
  }

  #losePatience(): void {
    this.#patienceMs = Math.min(this.#patienceMs, Math.max(shortPatienceMs, 3 * this.#slowestMs));
  }

  /** After a delivery that was not answered: does the receiver hang at this one, or at everything? */
  async #lookAfter({ eventType }: Delivery): Promise<void> {
    this.#losePatience();
    const other = eventTypes.find((type) => type !== eventType) ?? eventType;
    const { answer } = await this.#send(asDelivery(example(other)));
    if (isLate(answer)) this.hopeless = "the receiver no longer answers anything";
  }

  #setPace(deliveryMs: number): void {
    const perDeliveryMs = 30;
    const most = 10;
    this.inFlight = Math.min(most, Math.max(1, Math.ceil(deliveryMs / perDeliveryMs)));
  }
}

export function isAccepted(answer: Answer): answer is Answered {
  return answer.status !== undefined && answer.status >= 200 && answer.status < 300;
}

function isLate(answer: Answer): answer is Unanswered {
  return answer.status === undefined && answer.failure === "late";
}

/** What `Retry-After` asks for, and at least a moment. Without it, or with a date: a second. */
function retryAfterMs({ headers }: Answered): number {
  const seconds = Number(headers["retry-after"] ?? 1);
  return Math.max(50, Number.isFinite(seconds) ? 1000 * seconds : 1000);
}

function parseUrl(text: string | URL): URL {
  const url = URL.parse(String(text));
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new SetupError(`the URL must start with http:// or https://, and ${text} does not`);
}
