/** The checks that judge what the other checks have let arrive. */
import { createHmac } from "node:crypto";
import { Socket } from "node:net";
import { describe, expect, test, vi } from "vitest";
import { decodeSecret } from "../../src/receiver/build-request.ts";
import type { NewFinding } from "../../src/run/check.ts";
import { NotRunError } from "../../src/run/errors.ts";
import { allAttemptsChecks, attemptChecks } from "../../src/sender/checks/attempts.ts";
import { senderChecks } from "../../src/sender/checks/index.ts";
import { accept, Endpoint } from "../../src/sender/endpoint.ts";
import { StallMonitor } from "../../src/sender/stalls.ts";
import type { SenderTarget } from "../../src/sender/target.ts";
import { deliveryRequest, type RequestOptions, secret, url } from "./delivery-request.ts";

interface RecordedEndpoint {
  readonly requests: readonly RequestOptions[];
  /** How many events were triggered for it. @default 1 */
  readonly events?: number;
  /** @default true */
  readonly isLimited?: boolean;
}

/** An endpoint of a run that has received these requests. */
function recorded({ requests, events = 1, isLimited = true }: RecordedEndpoint): Endpoint {
  const ids = { webhookId: "wh_1", inboxId: "inbox_1", podId: "pod_1" };
  const endpoint = new Endpoint({ ...ids, schemas: {}, url, isLimited, secrets: [secret], replyTo: accept });
  const event = { ...ids, eventType: "message.sent", triggeredAt: 0, commandLine: "trigger message.sent" };
  endpoint.events.push(...Array.from({ length: events }, () => event));
  for (const options of requests) {
    endpoint.receive({ ...deliveryRequest(options), socket: new Socket(), status: undefined, respondedAt: undefined });
  }
  return endpoint;
}

/** A run that is over, with what arrived at its endpoints, and by event type at that of the probe. */
function endedRun(
  endpoints: readonly RecordedEndpoint[],
  probed: Readonly<Record<string, readonly RequestOptions[]>> = {},
  changes: Partial<SenderTarget> = {},
): SenderTarget {
  const endpoint = recorded({ requests: Object.values(probed).flat(), isLimited: false });
  const types = Object.entries(probed).flatMap(([type, requests]) => requests.map(() => type));
  const attempts = Map.groupBy(endpoint.requests, (request) => types[endpoint.requests.indexOf(request)]);
  const stalls = new StallMonitor();
  stalls.stop();
  const target: Partial<Record<keyof SenderTarget, unknown>> = {
    endpoints: [endpoint, ...endpoints.map(recorded)],
    probe: { endpoint, attempts },
    stalls,
    timing: { maxStallMs: Number.POSITIVE_INFINITY },
    retryDelayMs: vi.fn(async () => 1),
    idle: vi.fn(async () => {}),
    track: async () => {},
    discard: async () => {},
    ...changes,
  };
  return target as Partial<SenderTarget> as SenderTarget;
}

async function findingsOf(id: string, target: SenderTarget): Promise<NewFinding[]> {
  const findings: NewFinding[] = [];
  const check = senderChecks.find((check) => check.id === id);
  await check?.run(target, (finding) => void findings.push(finding));
  return findings;
}

const put: RequestOptions = { method: "PUT" };

describe("a check of each request", () => {
  test("waits for the other checks", async () => {
    const target = endedRun([]);
    await findingsOf("method", target);
    expect(target.retryDelayMs).toHaveBeenCalledOnce();
    expect(target.idle).toHaveBeenCalledOnce();
  });

  test("finds nothing in correct requests", async () => {
    expect(await findingsOf("method", endedRun([{ requests: [{}, {}] }]))).toEqual([]);
  });

  test("has a finding about the event of its endpoint", async () => {
    expect(await findingsOf("method", endedRun([{ requests: [{}, put] }]))).toEqual([
      {
        operation: "message.sent",
        pointer: "specs/webhooks.yaml#/webhooks/message.sent/post",
        message: "an event was not sent with POST",
        expected: "POST",
        got: "PUT",
        curl: "trigger message.sent",
      },
    ]);
  });

  test("has one finding for each issue, which counts the requests", async () => {
    const target = endedRun([{ requests: [put, { method: "GET" }] }, { requests: [put] }]);
    expect(await findingsOf("method", target)).toMatchObject([{ got: "PUT (in 3 requests)" }]);
    const text = { headers: { "content-type": "text/plain" } };
    const gzip = { headers: { "content-encoding": "gzip" } };
    expect(await findingsOf("content_type", endedRun([{ requests: [text, gzip] }]))).toMatchObject([
      { got: "text/plain" },
    ]);
  });

  test("leaves out what arrived without an event, after a redirect", async () => {
    expect(await findingsOf("method", endedRun([{ requests: [put], events: 0 }]))).toEqual([]);
  });

  test("is not run when no event arrives, or when a proxy hides what it is about", () => {
    const skipReasonOf = (id: string, changes: Partial<SenderTarget>) =>
      senderChecks.find((check) => check.id === id)?.skipReason?.(endedRun([], {}, changes));
    for (const id of ["method", "host", "signature", "same_id"]) {
      expect(skipReasonOf(id, {})).toBeUndefined();
      expect(skipReasonOf(id, { stopReason: "no event arrived" })).toBe("no event arrived");
    }
    expect(skipReasonOf("host", { hasPublicUrl: true })).toBe("a proxy at --public-url may change it");
    expect(skipReasonOf("method", { hasPublicUrl: true })).toBeUndefined();
  });
});

describe("the check that events are as they were published", () => {
  const publishedEvents = new Map([["evt_1", { event_id: "evt_1", text: "hello" }]]);
  const same: RequestOptions = { body: '{"event_id":"evt_1","text":"hello"}' };
  const ofOthers: RequestOptions = { body: '{"event_id":"evt_2"}', id: "evt_2" };
  const changed: RequestOptions = { body: '{"event_id":"evt_1","text":"bye"}' };
  const findingsAt = (isLimited: boolean, ...requests: readonly RequestOptions[]) =>
    findingsOf("payload_unchanged", endedRun([{ requests, isLimited }], {}, { publishedEvents }));

  test("finds other events at a webhook that gets only its own", async () => {
    expect(await findingsAt(true, same, ofOthers)).toMatchObject([
      { message: "the event_id is not that of a published event", got: '"evt_2"' },
    ]);
  });

  test("leaves out events of others at a webhook that gets those of the whole organization", async () => {
    expect(await findingsAt(false, same, ofOthers)).toEqual([]);
    expect(await findingsAt(false, changed, ofOthers)).toMatchObject([{ message: "/text is not as it was published" }]);
  });
});

describe("the signature check", () => {
  const wrong: RequestOptions = { signature: "v1,AAAA" };
  const hex: RequestOptions = {
    signature: `v1,${Buffer.from(String(deliveryRequest().headers["webhook-signature"]).slice(3), "base64").toString("hex")}`,
  };
  const large = '{"event_id":"evt_1"}'.padEnd(65_537);

  test("waits for the other checks", async () => {
    const target = endedRun([]);
    expect(await findingsOf("signature", target)).toEqual([]);
    expect(target.retryDelayMs).toHaveBeenCalledOnce();
    expect(target.idle).toHaveBeenCalledOnce();
  });

  test("finds nothing in signed requests, nor in those that followed a redirect", async () => {
    const target = endedRun([{ requests: [{}, {}] }, { requests: [wrong], events: 0 }]);
    expect(await findingsOf("signature", target)).toEqual([]);
  });

  test("has a finding about the only wrong request", async () => {
    expect(await findingsOf("signature", endedRun([{ requests: [{}, wrong] }]))).toEqual([
      {
        operation: "message.sent",
        pointer: "specs/webhooks.yaml#/webhooks/message.sent/post/parameters/2",
        message: "the signature is wrong",
        expected: expect.stringMatching(/^v1,/),
        got: "v1,AAAA",
        curl: "trigger message.sent",
      },
    ]);
  });

  test("has one finding for each mistake, of the first requests and of the last ones", async () => {
    const ofText = (text: string): RequestOptions => ({
      signature: `v1,${createHmac("sha256", decodeSecret(secret)).update(text).digest("base64")}`,
    });
    const [alone, empty] = [ofText('{"event_id":"evt_1"}'), ofText("")];
    const requests = [wrong, wrong, hex, empty, empty, alone, wrong, wrong];
    expect(await findingsOf("signature", endedRun([{ requests }]))).toMatchObject([
      { message: "the signature is wrong", got: "v1,AAAA (8 requests are wrong)" },
      { message: "the signature is wrong: it is in hex" },
      { message: "the signature is wrong: it signs the body alone" },
    ]);
  });

  test("explains the timestamp of an earlier attempt", async () => {
    const [first, second] = [{ timestamp: "1768555200" }, { timestamp: "1768555260" }];
    const signature = String(deliveryRequest(first).headers["webhook-signature"]);
    const requests = [first, { ...second, signature }];
    expect(await findingsOf("signature", endedRun([{ requests }]))).toMatchObject([
      { message: "the signature is wrong: it signs the timestamp of an earlier attempt", got: signature },
    ]);
    // Its own timestamp is not an earlier one.
    expect(
      await findingsOf(
        "signature",
        endedRun([{ requests: [{ ...first, signature: `sha256=${signature.slice(3)}` }] }]),
      ),
    ).toMatchObject([{ message: "the signature is wrong: it is right, but the header is malformed" }]);
  });

  test("leaves out large bodies, unless there is nothing else", async () => {
    const ofLarge = { ...wrong, body: large };
    expect(await findingsOf("signature", endedRun([{ requests: [ofLarge, hex] }]))).toMatchObject([
      { message: "the signature is wrong: it is in hex", got: `${hex.signature} (2 requests are wrong)` },
    ]);
    expect(
      await findingsOf("signature", endedRun([{ requests: [{ ...wrong, body: large.slice(1) }, hex] }])),
    ).toHaveLength(2);
    expect(await findingsOf("signature", endedRun([{ requests: [ofLarge, ofLarge] }]))).toMatchObject([
      { message: "the signature is wrong", got: "v1,AAAA (2 requests are wrong)" },
    ]);
  });
});

describe("checks of all attempts", () => {
  const first: RequestOptions = { id: "evt_1" };
  const second: RequestOptions = { id: "evt_2" };

  test.each(allAttemptsChecks)("$id finds nothing when each attempt has the same", async ({ id }) => {
    const target = endedRun([{ requests: [{}, {}] }], { "message.received": [{}, {}], "message.sent": [{}] });
    expect(await findingsOf(id, target)).toEqual([]);
    expect(target.retryDelayMs).toHaveBeenCalledOnce();
    expect(target.idle).toHaveBeenCalledOnce();
  });

  test.each(allAttemptsChecks)("$id is not run when no event was sent twice", async ({ id }) => {
    const alone = [{ requests: [first] }, { requests: [second], events: 1 }];
    const shared = [
      { requests: [first, second], events: 2 },
      { requests: [first, second], isLimited: false },
    ];
    const target = endedRun([...alone, ...shared], { "message.received": [{}] });
    await expect(findingsOf(id, target)).rejects.toThrow(
      new NotRunError("no event was sent twice; try a larger --patience"),
    );
  });

  test("an id that changes is one finding, with the first two ids and how many events have it", async () => {
    const target = endedRun([{ requests: [first, second, { id: "evt_3" }] }], { "message.received": [{}, {}] });
    expect(await findingsOf("same_id", target)).toEqual([
      {
        operation: "message.sent",
        pointer: "specs/webhooks.yaml#/webhooks/message.sent/post/parameters/0",
        message: "the webhook-id changed from one attempt to the next",
        expected: expect.stringContaining("Make it once, when the event happens"),
        got: "evt_1, then evt_2 (1 of 2 events)",
        curl: "trigger message.sent",
      },
    ]);
  });

  test("an id that is missing at times changes", async () => {
    const none = { headers: { "webhook-id": undefined, "svix-id": undefined } };
    expect(await findingsOf("same_id", endedRun([], { "message.received": [{}, none] }))).toMatchObject([
      { got: "evt_1, then no webhook-id (1 of 1 events)" },
    ]);
  });

  test("bytes that change are shown, and long ones without their middle", async () => {
    const got = async (...bodies: readonly string[]) => {
      const requests = bodies.map((body) => ({ body }));
      const [finding] = await findingsOf("same_bytes", endedRun([{ requests }]));
      return finding?.got;
    };
    expect(await got("{}", "{ }")).toBe("2 bytes: {}, then 3 bytes: { } (1 of 1 events)");
    const [short, long] = ["a".repeat(160), `${"a".repeat(80)}-${"b".repeat(80)}`];
    expect(await got(short, long)).toBe(
      `160 bytes: ${short}, then 161 bytes: ${"a".repeat(80)}…${"b".repeat(80)} (1 of 1 events)`,
    );
  });

  test("different events have different ids", async () => {
    const id = attemptChecks.find(({ id }) => id === "distinct_ids")?.id ?? "";
    const distinct = endedRun([], { "message.received": [first, second], "message.sent": [second] } as const);
    expect(await findingsOf(id, distinct)).toEqual([]);
    expect(distinct.retryDelayMs).toHaveBeenCalled();
    const none = { headers: { "webhook-id": undefined, "svix-id": undefined } };
    const incomparable = endedRun([], { "message.received": [none], "message.sent": [first], "domain.verified": [] });
    const reason = "there are no two types of events with an id to compare";
    await expect(findingsOf(id, incomparable)).rejects.toEqual(new NotRunError(reason));
    const same = endedRun([], { "message.received": [second], "message.sent": [first], "domain.verified": [first] });
    expect(await findingsOf(id, same)).toEqual([
      {
        operation: "message.sent",
        pointer: "specs/webhooks.yaml#/webhooks/message.sent/post/parameters/0",
        message: "different events have the same webhook-id",
        expected: expect.stringContaining("a receiver ignores the second event"),
        got: "evt_1 for message.sent, domain.verified",
        curl: "trigger message.sent",
      },
    ]);
  });
});
