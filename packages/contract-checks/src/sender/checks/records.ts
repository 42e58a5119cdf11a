import { type Attempt, operations } from "@agent-webhooks/types/delivery";
import { truncate } from "../../report/printable.ts";
import type { NewFinding } from "../../run/check.ts";
import { NotRunError } from "../../run/errors.ts";
import { operationPointer, schemaPointer } from "../../spec/pointer.ts";
import {
  expectFirst,
  findingAbout,
  forEachCase,
  noRetrySeen,
  type SenderCheck,
  seconds,
  senderCheck,
} from "../check.ts";
import { failFirst, replyWith } from "../endpoint.ts";
import { headerValue } from "../headers.ts";
import type { ReceivedRequest, Reply } from "../listener.ts";
import { notPublished } from "../published-event.ts";
import { isSettled, readDelivery, type ShownDelivery } from "../read-delivery.ts";

/** Fields that tell how an attempt ended. */
type ResultField = "outcome" | "status_code" | "response_excerpt";
const resultFields: readonly ResultField[] = ["outcome", "status_code", "response_excerpt"];
type AttemptResult = Partial<Pick<Attempt, ResultField>>;

/** How the first attempt ends, and what its delivery has to show. */
interface Failure {
  readonly what: string;
  readonly reply: Reply;
  readonly result: AttemptResult;
  /** @default all of them */
  readonly comparedFields?: readonly ResultField[];
  /** A proxy in front of the endpoint responds itself. */
  readonly isHiddenByProxies?: true;
}

const excerpt = "Try again later: größer";
/** Bytes of a response body that an attempt keeps. */
const excerptBytes = 1024;
/** Milliseconds that the endpoint takes for its response. */
const responseMs = 100;

const failures: readonly Failure[] = [
  {
    what: "a 503",
    reply: { status: 503, body: excerpt, delayMs: responseMs },
    result: { outcome: "http_error", status_code: 503, response_excerpt: excerpt },
  },
  {
    what: "a 503 with a body of 2,000 bytes",
    reply: { status: 503, body: "x".repeat(2000), delayMs: responseMs },
    result: { outcome: "http_error", status_code: 503, response_excerpt: "x".repeat(excerptBytes) },
  },
  {
    what: "a 503 whose body is not text",
    reply: { status: 503, body: Buffer.of(0x00, 0xff), delayMs: responseMs },
    result: { outcome: "http_error", status_code: 503 },
    // Not every database stores a NUL.
    comparedFields: ["outcome", "status_code"],
  },
  {
    what: "a reset of the connection",
    reply: "reset",
    result: { outcome: "connection_error" },
    isHiddenByProxies: true,
  },
  { what: "no response", reply: "silent", result: { outcome: "timeout" }, isHiddenByProxies: true },
];

/** The attempt after it is accepted. */
const accepted: AttemptResult = { outcome: "succeeded", status_code: 204 };

const attemptsRecorded: SenderCheck = senderCheck({
  id: "attempts_recorded",
  holds: "a delivery shows each of its attempts: when it was made, how it ended, and the response",
  skipReason: notPublished,
  async run(context) {
    const { target, report } = context;
    const cases = failures.filter(({ isHiddenByProxies }) => !(isHiddenByProxies && target.hasPublicUrl));
    await forEachCase(cases, async (failure) => {
      const endpoint = await context.open({ replyTo: failFirst(failure.reply, target.timing.burstMs) });
      const event = await target.trigger(endpoint);
      await expectFirst(context, endpoint, "an event");
      const isAccepted = (requests: readonly ReceivedRequest[]) => requests.some(({ status }) => status === 204);
      if (!(await endpoint.waitUntil(isAccepted, target.patienceMs))) throw noRetrySeen(target);
      const delivery = await readDelivery(target, endpoint, event, isSettled);
      const difference = delivery === undefined ? notListed : differenceOf(delivery, failure, endpoint.requests);
      if (difference !== undefined) report(findingAbout(endpoint, difference));
    });
  },
});

type Difference = Pick<NewFinding, "message" | "expected" | "got"> & { readonly pointer: string };

const notListed: Difference = {
  message: "the delivery of an accepted event is not listed",
  expected: "a delivery with the webhook_id and the event_id",
  got: "none",
  pointer: operationPointer(operations.listDeliveries),
};

/** The first field that is not what happened. */
function differenceOf(
  { status, attempts = [] }: ShownDelivery,
  { what, reply, result, comparedFields = resultFields }: Failure,
  requests: readonly ReceivedRequest[],
): Difference | undefined {
  const first: Partial<Attempt> = attempts[0] ?? {};
  const last: Partial<Attempt> = attempts.at(-1) ?? {};
  const at = (field: keyof Attempt) => schemaPointer("Attempt", ["properties", field]);
  const fieldsOf = (attempt: Partial<Attempt>, expected: AttemptResult, which: string, fields = resultFields) =>
    fields.map((field) => [`${field} of ${which}`, attempt[field], expected[field], at(field)] as const);
  const [request] = requests;
  const timestamp = (request && headerValue(request, "timestamp")) ?? "";
  const startedAt = Math.floor(Date.parse(String(first.started_at)) / 1000);
  // An attempt may have been sent more than once.
  const isPossible = attempts.length <= requests.length;
  const isLongEnough = typeof reply === "string" || Number(first.duration_ms) >= responseMs - 1;
  const facts = [
    ["status of an accepted delivery", status, "succeeded", schemaPointer("Delivery", ["properties", "status"])],
    [
      "numbers of the attempts",
      attempts.map(({ attempt }) => attempt).join(),
      attempts.map((_, index) => index + 1).join(),
      at("attempt"),
    ],
    [
      "number of attempts",
      isPossible ? "possible" : attempts.length,
      isPossible ? "possible" : `at most ${requests.length}, which is how many requests arrived`,
      schemaPointer("DeliveryDetails", ["properties", "attempts"]),
    ],
    ...fieldsOf(first, result, `an attempt that ended with ${what}`, comparedFields),
    ...fieldsOf(last, accepted, "an accepted attempt"),
    [
      "started_at of an attempt, in whole seconds",
      startedAt,
      // Other checks report a timestamp that is not one.
      /^\d{10}$/.test(timestamp) ? Number(timestamp) : startedAt,
      at("started_at"),
    ],
    [
      "duration_ms of an attempt",
      isLongEnough ? "long enough" : `${first.duration_ms}`,
      isLongEnough ? "long enough" : `at least ${responseMs}, which the endpoint took`,
      at("duration_ms"),
    ],
  ] as const;
  const wrong = facts.find(([, actual, expected]) => !Object.is(actual, expected));
  if (wrong === undefined) return undefined;
  const [field, actual, expected, pointer] = wrong;
  return {
    message: `the delivery shows another ${field}`,
    expected: `${display(expected)}. Record each attempt as it happened`,
    got: display(actual),
    pointer,
  };
}

/** A value in a finding: of a long text its start and its length. */
function display(value: unknown): string {
  const text = String(value ?? "nothing");
  return text.length > 100 ? `${truncate(text, 20)}…, ${text.length} characters` : text;
}

/** Seconds in a `Retry-After` that asks for more than an endpoint can have. */
const farRetryAfters = ["31536000", "9".repeat(30)];

/** How much later the next attempt may be due, in milliseconds: a sender may record it late. */
const marginMs = 60_000;

const retryAfterLimit: SenderCheck = senderCheck({
  id: "retry_after_limit",
  holds: "whatever Retry-After asks for, the next attempt is due within an hour, or twice the delay of the schedule",
  skipReason: notPublished,
  isTimed: false,
  async run(context) {
    const { target, report } = context;
    const delayMs = await target.retryDelayMs();
    if (delayMs === undefined) throw noRetrySeen(target);
    const limitMs = Math.max(3_600_000, 2 * delayMs);
    await forEachCase(farRetryAfters, async (value) => {
      const reply = { status: 503, headers: { "retry-after": value } };
      const endpoint = await context.open({ replyTo: replyWith(reply) });
      const event = await target.trigger(endpoint);
      await expectFirst(context, endpoint, "an event");
      const hasAttempt = ({ attempts = [], status, next_attempt_at }: ShownDelivery) =>
        attempts.length > 0 && (status !== "pending" || next_attempt_at !== undefined);
      const { status, next_attempt_at, attempts } = (await readDelivery(target, endpoint, event, hasAttempt)) ?? {};
      const last = attempts?.at(-1);
      if (last === undefined) throw new NotRunError("the delivery shows no attempt (attempts_recorded)");
      const waitMs = Date.parse(next_attempt_at ?? "") - Date.parse(last.started_at) - last.duration_ms;
      if (status === "pending" && Number.isNaN(waitMs)) {
        throw new NotRunError("the delivery does not show when the next attempt is made");
      }
      if (status === "pending" && waitMs <= limitMs + marginMs) return;
      report(
        findingAbout(endpoint, {
          message: `after a 503 with Retry-After: ${value}, the next attempt ${status === "pending" ? "is due too late" : "is not made"}`,
          cause: "no limit",
          expected: `the next attempt within ${seconds(limitMs)}: an endpoint can ask for an hour, or twice the delay of the schedule`,
          got: status === "pending" ? `next_attempt_at: ${next_attempt_at}` : `a delivery that is ${status}`,
          pointer: "/responses/429/headers/Retry-After",
        }),
      );
    });
  },
});

/** Checks of what deliveries show. */
export const recordChecks: readonly SenderCheck[] = [attemptsRecorded, retryAfterLimit];
