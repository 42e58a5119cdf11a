import { randomUUID } from "node:crypto";
import { operations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { NotRunError } from "../../run/errors.ts";
import { operationPointer, pointer } from "../../spec/pointer.ts";
import {
  expectFirst,
  expectRetry,
  expectSilence,
  failWithPause,
  findingAbout,
  forEachCase,
  graceMs,
  noneInOperatorWebhooks,
  noRetrySeen,
  pauseMs,
  type SenderCheck,
  type SenderCheckContext,
  type SilenceExpectation,
  seconds,
  senderCheck,
} from "../check.ts";
import { type Endpoint, failFirst, replyWith } from "../endpoint.ts";
import { now, type ReceivedRequest } from "../listener.ts";
import { notPublished } from "../published-event.ts";

/** How the endpoint accepts the event. */
interface Success {
  readonly status: number;
  /** What is special about the response. @default its body */
  readonly description?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** A proxy in front of the endpoint may respond itself. */
  readonly isHiddenByProxies?: true;
  /** Whether only the second attempt is accepted. @default false */
  readonly isRetry?: boolean;
}

const json = { "content-type": "application/json" };

/** Every status of this class is a success, whatever the body. */
const successes: readonly Success[] = [
  ...[200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 299].map((status) => ({ status })),
  { status: 204, isRetry: true },
  { status: 200, headers: { "content-type": "text/plain" }, body: "ok" },
  { status: 200, headers: { "content-type": "text/html" }, body: "<!doctype html><title>Error</title>" },
  { status: 200, headers: json, body: "{" },
  { status: 200, headers: json, body: "" },
  { status: 200, headers: json, body: '{"success":false,"error":"failed","status":500}' },
  {
    status: 200,
    description: "a content-encoding that its body lacks",
    headers: { "content-encoding": "gzip" },
    body: "ok",
    isHiddenByProxies: true,
  },
  {
    status: 200,
    description: "a body that ends before its content-length",
    headers: { "content-length": "100", connection: "close" },
    body: "ok",
    isHiddenByProxies: true,
  },
  { status: 200, description: "a body with a NUL and a byte that is not UTF-8", body: Buffer.of(0x00, 0xff) },
  { status: 200, description: "a body whose first 1,024 bytes end within a character", body: `${"x".repeat(1023)}ü` },
];

function describeSuccess({ status, body, description, isRetry = false }: Success): string {
  if (isRetry) return "its retry was accepted";
  const described = description ?? (body === undefined ? "" : `the body ${JSON.stringify(body)}`);
  return described === "" ? `a ${status}` : `a ${status} with ${described}`;
}

const sentAgain = {
  cause: "sent again",
  expected: "no other attempt: every 2xx status is a success, and ends the delivery",
  pointer: "/responses/2XX",
};

interface Accepted {
  readonly endpoint: Endpoint;
  /** Whether another request arrived just after the response. */
  readonly isSentAgain: boolean;
}

/** Sends an event to an endpoint that accepts it. @param delayMs before the response */
async function sendAccepted(context: SenderCheckContext, success: Success, delayMs: number): Promise<Accepted> {
  const { target } = context;
  const { burstMs } = target.timing;
  const { status, headers, body, isRetry = false } = success;
  const accepted = { status, delayMs, ...(headers !== undefined && { headers }), ...(body !== undefined && { body }) };
  const endpoint = await context.open({
    replyTo: (request, [first = request]) => (isRetry && request.at - first.at < burstMs ? { status: 500 } : accepted),
  });
  await target.trigger(endpoint);
  await expectFirst(context, endpoint, "an event");
  await endpoint.waitUntil((requests) => requests.some((request) => request.status === status), target.patienceMs);
  const request = endpoint.requests.find((request) => request.status === status);
  if (request === undefined) throw noRetrySeen(target);
  await target.sleep(delayMs);
  const { respondedAt } = request;
  if (respondedAt === undefined) {
    throw new NotRunError(`the sender closed its connection within ${seconds(delayMs)}, before the response`);
  }
  // What arrives just after the response may have been sent before it.
  const since = respondedAt + (await graceMs(target));
  await expectSilence(context, endpoint, {
    since,
    message: `an event was sent again after ${describeSuccess(success)}`,
    ...sentAgain,
  });
  return { endpoint, isSentAgain: endpoint.since(respondedAt).some(({ at }) => at <= since) };
}

const stopsAfterSuccess: SenderCheck = senderCheck({
  id: "stops_after_success",
  holds: "after a 2xx status, an event is not sent again, whatever the body of the response",
  async run(context) {
    const { target, report } = context;
    const { burstMs } = target.timing;
    const later: (Accepted & { readonly success: Success })[] = [];
    const cases = successes.filter(({ isHiddenByProxies }) => !(isHiddenByProxies && target.hasPublicUrl));
    await forEachCase(cases, async (success) => {
      // Late, so that an attempt that was sent more than once has arrived before the response.
      const firstMs = 3 * burstMs;
      if (!(await sendAccepted(context, success, firstMs)).isSentAgain) return;
      const laterMs = firstMs + burstMs + (await graceMs(target));
      later.push({ success, ...(await sendAccepted(context, success, laterMs)) });
    });
    // A copy that is late by itself does not arrive just after both of two responses at different times.
    if (later.some(({ isSentAgain }) => !isSentAgain)) return;
    for (const { success, endpoint } of later) {
      const message = `an event was sent again just after ${describeSuccess(success)}`;
      report(findingAbout(endpoint, { message, got: "another request just after the response", ...sentAgain }));
    }
  },
});

const redirects: SenderCheck = senderCheck({
  id: "redirects_not_followed",
  holds: "redirects are not followed: a 3xx status is a failed attempt",
  async run(context) {
    const { target, report } = context;
    const { burstMs, settleMs } = target.timing;
    await forEachCase([301, 302, 303, 307, 308], async (status) => {
      // Where a request is allowed to go, and where it goes only if it follows a redirect.
      const elsewhere = await context.open();
      const headers = { location: elsewhere.url };
      const endpoint = await context.open({ replyTo: failFirst({ status, headers }, burstMs) });
      await target.trigger(endpoint);
      await expectFirst(context, endpoint, "an event");
      // A GET with the headers of the event announces a body that it does not have.
      const isFollowed = await elsewhere.waitUntil(() => elsewhere.startedCount > 0, settleMs);
      if (!isFollowed) {
        const advice = "Do not follow it, and treat it as a failed attempt";
        const what = `a response with status ${status}`;
        await expectRetry(context, endpoint, { what, advice, pointer: "/responses/3XX" });
        return;
      }
      report(
        findingAbout(endpoint, {
          message: `a ${status} was followed`,
          cause: "followed",
          expected:
            "no request to the Location. Turn off redirects in the HTTP client: they lead signed events to other hosts, also to private ones",
          got: "a request to the Location",
          pointer: "/responses/3XX",
        }),
      );
    });
  },
});

/** Lets an event fail, so that it is to be retried, then calls what ends that, and triggers another event. */
async function expectEnd(
  context: SenderCheckContext,
  endpoint: Endpoint,
  end: () => Promise<unknown>,
  finding: Pick<SilenceExpectation, "message" | "cause" | "expected" | "pointer">,
): Promise<void> {
  const { target } = context;
  await target.trigger(endpoint);
  await expectFirst(context, endpoint, "an event");
  await end();
  await target.trigger(endpoint);
  // An attempt may be under way.
  const since = now() + target.timing.settleMs;
  await expectSilence(context, endpoint, { since, attemptMs: pauseMs(target), ...finding });
}

const nothingAfterDelete: SenderCheck = senderCheck({
  id: "nothing_after_delete",
  holds: "after a webhook was deleted, nothing is sent to it: no new event, and no retry",
  async run(context) {
    const { target } = context;
    const endpoint = await context.open({ replyTo: replyWith(failWithPause(target)) });
    await expectEnd(context, endpoint, () => target.api.delete(endpoint.webhookId), {
      message: "a request was sent after the webhook was deleted",
      expected: "no request. Look at the webhook before each attempt, not only when the event happens",
      pointer: operationPointer(operations.deleteWebhook),
    });
  },
});

const nothingAfterChange: SenderCheck = senderCheck({
  id: "nothing_after_change",
  holds: "after a webhook was limited to other inboxes and pods, events of the former ones are not sent again",
  skipReason: noneInOperatorWebhooks("filters"),
  async run(context) {
    const { target } = context;
    await forEachCase(["inbox", "pod"] as const, async (limit) => {
      const endpoint = await context.open({ limitTo: [limit], replyTo: replyWith(failWithPause(target)) });
      const former = limit === "inbox" ? endpoint.inboxId : endpoint.podId;
      const change = { [`add_${limit}_ids`]: [`${limit}_${randomUUID()}`], [`remove_${limit}_ids`]: [former] };
      await expectEnd(context, endpoint, () => target.api.update(endpoint.webhookId, change), {
        message: `an event was sent again after its ${limit} was removed from the webhook`,
        cause: "sent again",
        expected: "no request. Look at the webhook before each attempt, not only when the event happens",
        pointer: operationPointer(operations.updateWebhook),
      });
    });
  },
});

const nothingAfterErase: SenderCheck = senderCheck({
  id: "nothing_after_erase",
  holds: "after an event was erased, it is not sent again",
  skipReason: notPublished,
  async run(context) {
    const { target } = context;
    const endpoint = await context.open({ replyTo: replyWith(failWithPause(target)) });
    const { published } = await target.trigger(endpoint);
    await expectFirst(context, endpoint, "an event");
    await target.api.eraseEvent(published?.id ?? "");
    await expectSilence(context, endpoint, {
      // An attempt may be under way.
      since: now() + target.timing.settleMs,
      attemptMs: pauseMs(target),
      message: "an event was sent again after it was erased",
      cause: "sent again",
      expected: "no request. Look at the event before each attempt, and keep no copy of it elsewhere",
      pointer: operationPointer(deliveryOperations.eraseEvent),
    });
  },
});

const nothingWhileDisabled: SenderCheck = senderCheck({
  id: "nothing_while_disabled",
  holds: "while a webhook is disabled, nothing is sent to it, and later only new events",
  skipReason: noneInOperatorWebhooks("operation that disables them"),
  async run(context) {
    const { target, report } = context;
    const endpoint = await context.open({ replyTo: replyWith(failWithPause(target)) });
    await expectEnd(context, endpoint, () => target.api.setEnabled(endpoint.webhookId, false), {
      message: "a request was sent while the webhook was disabled",
      expected: "no request. Look at the webhook before each attempt, not only when the event happens",
      pointer: pointer("components", "schemas", "Webhook", "properties", "enabled"),
    });
    endpoint.replyTo = replyWith({ status: 204 });
    const enablePointer = operationPointer(deliveryOperations.enableWebhook);
    // Before the response: a provider may send what was missed before it responds.
    const since = now();
    await target.api.setEnabled(endpoint.webhookId, true);
    await expectSilence(context, endpoint, {
      since,
      attemptMs: now() - since,
      message: "an event of the time before was sent when the webhook was enabled",
      expected: "only events that happen after it was enabled",
      pointer: enablePointer,
    });
    const earlier = endpoint.requests.map(({ body }) => body);
    const isNew = ({ body }: ReceivedRequest) => !earlier.some((other) => other.equals(body));
    await target.trigger(endpoint);
    if (await endpoint.waitUntil((requests) => requests.some(isNew), target.patienceMs)) return;
    report(
      findingAbout(endpoint, {
        message: "a new event did not arrive after the webhook was enabled",
        expected: "a request to the webhook's URL",
        got: "no request",
        pointer: enablePointer,
      }),
    );
  },
});

export const endingChecks: readonly SenderCheck[] = [
  stopsAfterSuccess,
  redirects,
  nothingAfterDelete,
  nothingAfterChange,
  nothingAfterErase,
  nothingWhileDisabled,
];
