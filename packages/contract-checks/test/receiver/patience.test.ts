/** How a receiver is treated that is slow, throttles, hangs or dies: by answers as they come, and without waiting. */
import { eventTypes } from "@agent-webhooks/types";
import { beforeEach, describe, expect, test } from "vitest";
import type { Clock } from "../../src/clock.ts";
import { checkReceiver } from "../../src/receiver/check-receiver.ts";
import { receiverChecks } from "../../src/receiver/checks/index.ts";
import { asDelivery, inTurn } from "../../src/receiver/data/events.ts";
import type { RawRequest } from "../../src/receiver/delivery.ts";
import type { Answer, Answered } from "../../src/receiver/send.ts";
import { isAccepted, type ReceiverOptions, ReceiverTarget } from "../../src/receiver/target.ts";
import { answered, isGood, now, secret } from "./observer.ts";

const status = (status: number, more: Partial<Answered> = {}): Answer => ({
  status,
  headers: {},
  excerpt: "",
  ms: 1,
  ...more,
});
const late: Answer = { status: undefined, failure: "late", reason: "no answer within 15 s" };
const closed: Answer = { status: undefined, failure: "closed", reason: "it hung up" };
const gone: Answer = { status: undefined, failure: "unreachable", reason: "nobody listens" };

/** What was sent, and how long it was to be waited for. */
let sent: { request: RawRequest; withinMs: number; at: number }[];

/** Nobody waits: whoever would has the time for it at once. */
let time: number;
const clock: Clock = {
  now: () => time,
  sleep: async (ms) => {
    time += ms;
  },
};

/** Answers these, one after the other, and then the last one for ever. Each takes its time. */
let answers: (Answer | (() => Answer))[];
function answer(...given: typeof answers): void {
  sent = [];
  answers = given;
}

const send: NonNullable<ReceiverOptions["send"]> = async (_, request, withinMs) => {
  sent.push({ request, withinMs, at: time });
  const next = answers.length > 1 ? answers.shift() : answers[0];
  const given = typeof next === "function" ? next() : next;
  if (given === undefined) throw new Error("no answer was given");
  if (given.status !== undefined) time += given.ms;
  return given;
};

beforeEach(() => {
  time = 1_769_000_000_000;
});

const connect = (options: Partial<ReceiverOptions> = {}): Promise<ReceiverTarget> =>
  ReceiverTarget.connect({ url: "http://127.0.0.1:3000/hooks", secret, send, clock, ...options });

const aDelivery = asDelivery(inTurn(0));

describe("a run starts", () => {
  test("with one event, when that is accepted", async () => {
    answer(status(204));
    const target = await connect({ seed: 5 });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ withinMs: 15_000, request: { method: "POST" } });
    expect(target).toMatchObject({ seed: 5, contractMs: 15_000, hopeless: undefined, refusals: [], inFlight: 1 });
    expect(target.url.href).toBe("http://127.0.0.1:3000/hooks");
  });

  test("with a seed of its own, unless one is given", async () => {
    answer(status(200));
    const seeds = [await connect(), await connect(), await connect()].map(({ seed }) => seed);
    expect(seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0)).toBe(true);
    expect(new Set(seeds).size).toBeGreaterThan(1);
    expect((await connect({ seed: 0 })).seed).toBe(0);
  });

  test.each([
    [0, 1],
    [10, 1],
    [30, 1],
    [31, 2],
    [120, 4],
    [299, 10],
    [5_000, 10],
  ])("with one delivery at a time, or more where one takes long: after %i ms, %i", async (ms, inFlight) => {
    answer(status(200, { ms }));
    expect((await connect()).inFlight).toBe(inFlight);
  });

  test("when any event is accepted, though not the first", async () => {
    let count = 0;
    answer(() => status(++count === 3 ? 200 : 400));
    expect(await connect()).toMatchObject({ hopeless: undefined, refusals: [], inFlight: 1 });
    expect(sent).toHaveLength(eventTypes.length);
  });

  test("without hope, when none is: and what came of each is kept", async () => {
    answer(status(401));
    const target = await connect();
    expect(target.hopeless).toBe("the receiver accepted none of the events");
    expect(target.refusals.map(({ delivery }) => delivery.eventType)).toEqual(eventTypes);
    expect(target.refusals.map(({ answer }) => answer.status)).toEqual(eventTypes.map(() => 401));
  });

  test("without hope, and with less patience, when none is answered", async () => {
    answer(late);
    const target = await connect();
    expect(target.hopeless).toBe("the receiver no longer answers anything");
    expect(sent[0]?.withinMs).toBe(15_000);
    expect(sent.slice(1).every(({ withinMs }) => withinMs === 2_000)).toBe(true);
  });

  test("not at all where nothing listens", async () => {
    answer(gone);
    await expect(connect()).rejects.toThrow("nothing answers at http://127.0.0.1:3000/hooks: nobody listens");
    expect(sent).toHaveLength(1);
  });

  test.each(["hunter2", "whsec_", "whsec_A", "WHSEC_aaaa", "whsec_ü"])("not with the secret %s", async (other) => {
    answer(status(200));
    await expect(connect({ secret: other })).rejects.toThrow("whsec_ and base64");
    expect(sent).toHaveLength(0);
  });

  test.each(["127.0.0.1:3000", "ftp://127.0.0.1/", "xhttp://127.0.0.1/", "httpss://127.0.0.1/", ""])(
    "not with the URL %s",
    async (url) => {
      await expect(connect({ url })).rejects.toThrow("the URL must start with http:// or https://");
    },
  );
});

test("2xx is accepted, and nothing else", () => {
  expect([200, 204, 299].map((code) => isAccepted(status(code)))).toEqual([true, true, true]);
  expect([199, 300, 404].map((code) => isAccepted(status(code)))).toEqual([false, false, false]);
  expect(isAccepted(late)).toBe(false);
});

describe("a receiver that throttles", () => {
  test.each([
    ["2", 2_000],
    ["0", 50],
    [undefined, 1_000],
    ["Wed, 21 Oct 2026 07:28:00 GMT", 1_000],
  ])("and asks for %s is asked again after %i ms", async (after, ms) => {
    answer(status(200));
    const target = await connect();
    answer(status(429, { headers: { "retry-after": after } }), status(202));
    expect((await target.deliver(aDelivery)).answer.status).toBe(202);
    const [first, second] = sent.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBe(ms + 1);
  });

  test("signs anew what it sends again", async () => {
    answer(status(200));
    const target = await connect();
    answer(status(429, { headers: { "retry-after": "60" } }), status(202));
    await target.deliver(aDelivery);
    const [first, second] = sent.map(({ request }) => Number(request.headers["webhook-timestamp"]));
    expect((second ?? 0) - (first ?? 0)).toBe(60);
  });

  test("is waited for two minutes in all; then its 429 is its answer", async () => {
    answer(status(200));
    const target = await connect();
    answer(status(429, { headers: { "retry-after": "60" } }));
    expect((await target.deliver(aDelivery)).answer.status).toBe(429);
    expect(sent).toHaveLength(3);
    expect((await target.deliver(aDelivery)).answer.status).toBe(429);
    expect(sent).toHaveLength(4);
  });
});

describe("a receiver that hangs", () => {
  test("at one thing is asked for another, and has two seconds from then on", async () => {
    answer(status(200));
    const target = await connect();
    answer(late, status(200));
    expect((await target.deliver(aDelivery)).answer).toEqual(late);
    expect(sent.map(({ withinMs }) => withinMs)).toEqual([15_000, 2_000]);
    expect(JSON.parse(`${sent[1]?.request.body}`).event_type).not.toBe(aDelivery.eventType);
    expect(target.hopeless).toBe(undefined);

    answer(late, status(200));
    expect((await target.deliver(aDelivery)).answer).toMatchObject({
      reason: "no answer within 15 s; it is not waited for longer once it has let a delivery wait in vain",
    });
  });

  test("has three times its slowest answer, where that is more, and never more than at first", async () => {
    answer(status(200));
    const target = await connect();
    answer(status(200, { ms: 900 }), status(500, { ms: 4_000 }), status(200, { ms: 800 }), late, status(200));
    for (let time = 0; time < 4; time++) await target.deliver(aDelivery);
    answer(status(200));
    await target.deliver(aDelivery);
    expect(sent[0]?.withinMs).toBe(2_700);

    const impatient = await connect({ answerWithinMs: 1_000 });
    answer(late, status(200));
    await impatient.deliver(aDelivery);
    expect(sent.map(({ withinMs }) => withinMs)).toEqual([1_000, 1_000]);
  });

  test("at everything is hopeless", async () => {
    answer(status(200));
    const target = await connect();
    answer(late);
    await target.deliver(aDelivery);
    expect(target.hopeless).toBe("the receiver no longer answers anything");
    expect(sent).toHaveLength(2);
  });
});

describe("a receiver that hangs up", () => {
  test("is sent the same again, and what comes then is its answer", async () => {
    answer(status(200));
    const target = await connect();
    answer(closed, status(400));
    expect((await target.deliver(aDelivery)).answer.status).toBe(400);
    expect(sent).toHaveLength(2);
  });

  test("twice has hung up", async () => {
    answer(status(200));
    const target = await connect();
    answer(closed);
    expect((await target.deliver(aDelivery)).answer).toEqual(closed);
    expect(sent).toHaveLength(2);
    expect(target.hopeless).toBe(undefined);
  });

  test("and is gone is looked for, for three seconds: then there is no point in more", async () => {
    answer(status(200));
    const target = await connect();
    answer(closed, gone);
    expect((await target.deliver(aDelivery)).answer).toEqual(closed);
    expect(sent).toHaveLength(11);
    expect((sent.at(-1)?.at ?? 0) - (sent[1]?.at ?? 0)).toBe(9 * 300);
    expect(target.hopeless).toBe("nothing listens there any more (nobody listens)");
  });

  test("and comes back is asked once more", async () => {
    answer(status(200));
    const target = await connect();
    answer(closed, gone, gone, status(200));
    expect((await target.deliver(aDelivery)).answer.status).toBe(200);
    expect(sent).toHaveLength(4);
    expect(target.hopeless).toBe(undefined);
  });
});

test("a run sends everything, and its report says whom it judged, and by which random events", async () => {
  const started: string[] = [];
  const report = await checkReceiver(
    {
      url: "http://127.0.0.1:3000/hooks",
      secret,
      seed: 5,
      clock: { ...clock, now: () => now * 1000 },
      send: async (_, request) => answered(isGood(request) ? 200 : 400),
    },
    { onStart: (check) => started.push(check) },
  );
  expect(report).toMatchObject({ target: "receiver http://127.0.0.1:3000/hooks", seed: 5 });
  expect(report.results.map(({ status }) => status)).toEqual(receiverChecks.map(() => "passed"));
  expect(started).toEqual(receiverChecks.map(({ id }) => id));
});
