/** How a target treats an endpoint that is slow, rate-limits, hangs or crashes: with scripted results and a fake clock. */
import { eventTypes } from "@agent-webhooks/types";
import { beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "../../src/clock.ts";
import type { RawRequest } from "../../src/receiver/build-request.ts";
import { checkReceiver } from "../../src/receiver/check-receiver.ts";
import { receiverChecks } from "../../src/receiver/checks/index.ts";
import { nthShortEvent, toDelivery } from "../../src/receiver/data/events.ts";
import type { AttemptResult, sendRequest } from "../../src/receiver/send-request.ts";
import { isAccepted, type ReceiverOptions, ReceiverTarget } from "../../src/receiver/target.ts";
import { isValid, now, respond, secret, timedOut } from "./fake-target.ts";

const closed: AttemptResult = { status: undefined, failure: "closed", reason: "socket hang up" };
const unreachable: AttemptResult = { status: undefined, failure: "unreachable", reason: "ECONNREFUSED" };
const delivery = toDelivery(nthShortEvent(0));
const url = "http://127.0.0.1:3000/hooks";

let sent: { request: RawRequest; timeoutMs: number; at: number }[];
let time: number;
beforeEach(() => {
  time = 1_769_000_000_000;
});
const clock: Clock = {
  now: () => time,
  sleep: async (ms) => {
    time += ms;
  },
};

/** The next results. The last one is repeated. Each takes its time. */
let script: AttemptResult[];
function next(...results: AttemptResult[]): void {
  sent = [];
  script = results;
}

const send: typeof sendRequest = async (_, request, timeoutMs) => {
  sent.push({ request, timeoutMs, at: time });
  const result = script.length > 1 ? script.shift() : script[0];
  if (result === undefined) throw new Error("no result was scripted");
  if (result.status !== undefined) time += result.ms;
  return result;
};

/** Connects to an endpoint with these first results. */
function connect(results: AttemptResult[], options: Partial<ReceiverOptions> = {}): Promise<ReceiverTarget> {
  next(...results);
  return ReceiverTarget.connect({ url, secret, send, clock, ...options });
}

/** Connects, and sends one delivery with these results. */
async function deliver(...results: AttemptResult[]): Promise<{ target: ReceiverTarget; result: AttemptResult }> {
  const target = await connect([respond(200)]);
  next(...results);
  return { target, result: (await target.deliver(delivery)).result };
}

describe("connect", () => {
  test("sends one event, if that is accepted", async () => {
    const target = await connect([respond(204)], { seed: 5 });
    expect(sent).toMatchObject([{ timeoutMs: 15_000, request: { method: "POST" } }]);
    expect(target).toMatchObject({ seed: 5, timeoutMs: 15_000, rejectedProbes: [], concurrency: 1 });
    expect(target.stopReason).toBe(undefined);
    expect(target.url.href).toBe(url);
  });

  test("chooses a random seed, unless one is given", async () => {
    const targets = [await connect([respond(200)]), await connect([respond(200)]), await connect([respond(200)])];
    const seeds = targets.map(({ seed }) => seed);
    expect(seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0)).toBe(true);
    expect(new Set(seeds).size).toBeGreaterThan(1);
    expect((await connect([respond(200)], { seed: 0 })).seed).toBe(0);
  });

  test.each([
    [0, 1],
    [10, 1],
    [30, 1],
    [31, 2],
    [120, 4],
    [299, 10],
    [5_000, 10],
  ])("after a first response within %i ms allows %i deliveries at a time", async (ms, concurrency) => {
    expect((await connect([respond(200, { ms })])).concurrency).toBe(concurrency);
  });

  test("sends an event of each type, until one is accepted", async () => {
    const target = await connect([respond(400), respond(400), respond(200), respond(400)]);
    expect(target).toMatchObject({ stopReason: undefined, rejectedProbes: [], concurrency: 1 });
    expect(sent).toHaveLength(eventTypes.length);
  });

  test("keeps the rejected events, if none was accepted", async () => {
    const target = await connect([respond(401)]);
    expect(target.stopReason).toBe("the endpoint accepted none of the events");
    expect(target.rejectedProbes.map(({ delivery, result }) => [delivery.eventType, result.status])).toEqual(
      eventTypes.map((type) => [type, 401]),
    );
  });

  test("has a shorter timeout after the first event got no response", async () => {
    const target = await connect([timedOut]);
    expect(target.stopReason).toBe("the endpoint no longer responds");
    const [first, ...others] = sent.map(({ timeoutMs }) => timeoutMs);
    expect(first).toBe(15_000);
    expect(new Set(others)).toEqual(new Set([2_000]));
  });

  test.each<[string, Partial<ReceiverOptions>, string]>([
    ...["hunter2", "whsec_", "whsec_A", "WHSEC_aaaa", "whsec_ü"].map(
      (secret): [string, Partial<ReceiverOptions>, string] => [`the secret ${secret}`, { secret }, "whsec_<base64>"],
    ),
    ...["127.0.0.1:3000", "ftp://127.0.0.1/", "xhttp://127.0.0.1/", "httpss://127.0.0.1/", ""].map(
      (url): [string, Partial<ReceiverOptions>, string] => [`the URL ${url}`, { url }, "is not an http or https URL"],
    ),
  ])("rejects %s", async (_, options, message) => {
    await expect(connect([respond(200)], options)).rejects.toThrow(message);
    expect(sent).toEqual([]);
  });

  test("fails when nothing listens", async () => {
    await expect(connect([unreachable])).rejects.toThrow(`cannot connect to ${url}: ECONNREFUSED`);
    expect(sent).toHaveLength(1);
  });
});

test("only 2xx is accepted", () => {
  const accepted = [199, 200, 204, 299, 300, 404].filter((status) => isAccepted(respond(status)));
  expect(accepted).toEqual([200, 204, 299]);
  expect(isAccepted(timedOut)).toBe(false);
});

describe("an endpoint that responds with 429", () => {
  const rateLimited = (retryAfter?: string) => respond(429, { headers: { "retry-after": retryAfter } });

  test.each([
    ["2", 2_000],
    ["0", 50],
    [undefined, 1_000],
    // Ten seconds after the start, two responses of 1 ms later.
    ["Wed, 21 Jan 2026 12:53:30 GMT", 9_998],
  ])("and Retry-After %s is sent the delivery again after %i ms", async (retryAfter, ms) => {
    const { result } = await deliver(rateLimited(retryAfter), respond(202));
    expect(result.status).toBe(202);
    expect((sent[1]?.at ?? 0) - (sent[0]?.at ?? 0)).toBe(ms + 1);
  });

  test("is sent the delivery with a new timestamp", async () => {
    await deliver(rateLimited("60"), respond(202));
    const [first, second] = sent.map(({ request }) => Number(request.headers["webhook-timestamp"]));
    expect((second ?? 0) - (first ?? 0)).toBe(60);
  });

  test("is waited for two minutes in total, then 429 is the result", async () => {
    const { target, result } = await deliver(rateLimited("60"));
    expect(result.status).toBe(429);
    expect(sent).toHaveLength(3);
    expect((await target.deliver(delivery)).result.status).toBe(429);
    expect(sent).toHaveLength(4);
  });
});

describe("an endpoint that hangs", () => {
  test("is sent another event, and has two seconds from then on", async () => {
    const { target, result } = await deliver(timedOut, respond(200));
    expect(result).toEqual(timedOut);
    expect(sent.map(({ timeoutMs }) => timeoutMs)).toEqual([15_000, 2_000]);
    expect(JSON.parse(`${sent[1]?.request.body}`).event_type).not.toBe(delivery.eventType);
    expect(target.stopReason).toBe(undefined);

    next(timedOut, respond(200));
    expect((await target.deliver(delivery)).result).toMatchObject({
      reason: "no response within 15 s (the timeout is shorter after a first timeout)",
    });
  });

  test("has three times its slowest accepted response, if that is more, and at most the timeout", async () => {
    const target = await connect([respond(200)]);
    next(respond(200, { ms: 900 }), respond(500, { ms: 4_000 }), respond(200, { ms: 800 }), timedOut, respond(200));
    for (let count = 0; count < 4; count++) await target.deliver(delivery);
    next(respond(200));
    await target.deliver(delivery);
    expect(sent[0]?.timeoutMs).toBe(2_700);

    const short = await connect([respond(200)], { timeoutMs: 1_000 });
    next(timedOut, respond(200));
    await short.deliver(delivery);
    expect(sent.map(({ timeoutMs }) => timeoutMs)).toEqual([1_000, 1_000]);
  });

  test("on two events is given up", async () => {
    const { target } = await deliver(timedOut);
    expect(target.stopReason).toBe("the endpoint no longer responds");
    expect(sent).toHaveLength(2);
  });
});

describe("an endpoint that closes the connection", () => {
  test("is sent the delivery again, and the second result counts", async () => {
    expect((await deliver(closed, respond(400))).result.status).toBe(400);
    expect(sent).toHaveLength(2);
  });

  test("twice has sent no response", async () => {
    const { target, result } = await deliver(closed);
    expect(result).toEqual(closed);
    expect(sent).toHaveLength(2);
    expect(target.stopReason).toBe(undefined);
  });

  test("and is unreachable is given up after three seconds", async () => {
    const { target, result } = await deliver(closed, unreachable);
    expect(result).toEqual(closed);
    expect(sent).toHaveLength(11);
    expect((sent.at(-1)?.at ?? 0) - (sent[1]?.at ?? 0)).toBe(9 * 300);
    expect(target.stopReason).toBe("nothing listens there any more (ECONNREFUSED)");
  });

  test("and listens again is sent the delivery once more", async () => {
    const { target, result } = await deliver(closed, unreachable, unreachable, respond(200));
    expect(result.status).toBe(200);
    expect(sent).toHaveLength(4);
    expect(target.stopReason).toBe(undefined);
  });
});

test("checkReceiver runs every check, and its report names the URL and the seed", async () => {
  const started: string[] = [];
  const options: ReceiverOptions = {
    url,
    secret,
    seed: 5,
    clock: { ...clock, now: () => now * 1000 },
    send: async (_, request) => respond(isValid(request) ? 200 : 400),
  };
  const report = await checkReceiver(options, { onStart: (check) => started.push(check) });
  expect(report).toMatchObject({ target: `receiver ${url}`, seed: 5 });
  expect(report.results.map(({ status }) => status)).toEqual(receiverChecks.map(() => "passed"));
  expect(started).toEqual(receiverChecks.map(({ id }) => id));
});
