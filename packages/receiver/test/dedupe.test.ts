import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { createReceiver, type DedupeStore, memoryDedupe, type Receiver } from "../src/index.ts";
import { sampleEvent, signedRequest } from "../src/testing.ts";
import { createWithErrors, deferred, otherSecret, secret } from "./support.ts";

const event = sampleEvent("message.sent");
const id = event.event_id;

function create(dedupe: DedupeStore = memoryDedupe()): Receiver {
  return createReceiver({ secrets: secret, dedupe });
}

async function send(receiver: Receiver, payload: object = event, key = secret): Promise<number> {
  const request = await signedRequest("https://example.com/", payload, { secret: key });
  return (await receiver.fetchHandler()(request)).status;
}

/** A store that records the calls of its methods. */
function recordingStore(): { calls: string[]; dedupe: DedupeStore } {
  const { seen, forget } = memoryDedupe();
  const calls: string[] = [];
  const record = <Result>(name: string, method: (id: string) => Result) => {
    return (id: string) => {
      calls.push(`${name} ${id}`);
      return method(id);
    };
  };
  return {
    calls,
    dedupe: { seen: record("seen", seen), forget: record("forget", forget), done: record("done", () => {}) },
  };
}

describe("duplicates", () => {
  test.each([
    ["once with a store", 1, memoryDedupe()],
    ["each without a store", 3, undefined],
  ])("are accepted and handled %s", async (_, count, dedupe) => {
    const handler = vi.fn();
    const receiver = createReceiver({ secrets: secret, ...(dedupe && { dedupe }) }).on("message.sent", handler);
    for (let copy = 0; copy < 3; copy++) expect(await send(receiver)).toBe(200);
    expect(handler).toHaveBeenCalledTimes(count);
    expect(await send(receiver, sampleEvent("message.sent"))).toBe(200);
    expect(handler).toHaveBeenCalledTimes(count + 1);
  });

  test("are identified by the signed id of the valid family", async () => {
    const { calls, dedupe } = recordingStore();
    const request = await signedRequest("https://example.com/", event, {
      secret,
      id: "msg_7",
      headers: { "webhook-id": "msg_of_an_attacker" },
    });
    expect((await create(dedupe).fetchHandler()(request)).status).toBe(200);
    expect(calls).toEqual(["seen msg_7", "done msg_7"]);
  });

  test("of a type without a handler are recorded", async () => {
    const { calls, dedupe } = recordingStore();
    await send(create(dedupe), { event_type: "message.opened", event_id: "evt_1" });
    expect(calls).toEqual(["seen evt_1", "done evt_1"]);
  });
});

test("a delivery with a wrong signature never reaches the store, before or after a valid one", async () => {
  const { calls, dedupe } = recordingStore();
  const handler = vi.fn();
  const receiver = create(dedupe).on("message.sent", handler);
  expect(await send(receiver, event, otherSecret)).toBe(400);
  expect(calls).toEqual([]);
  expect(await send(receiver)).toBe(200);
  expect(await send(receiver, event, otherSecret)).toBe(400);
  expect(calls).toEqual([`seen ${id}`, `done ${id}`]);
  expect(handler).toHaveBeenCalledOnce();
});

test("if a handler fails, the id is forgotten and the next copy is handled", async () => {
  const { calls, dedupe } = recordingStore();
  const handler = vi.fn().mockRejectedValueOnce(new Error("first")).mockRejectedValueOnce(new Error("second"));
  const receiver = create(dedupe).on("message.sent", handler);
  for (const status of [500, 500, 200, 200]) expect(await send(receiver)).toBe(status);
  expect(handler).toHaveBeenCalledTimes(3);
  const failed = [`seen ${id}`, `forget ${id}`];
  expect(calls).toEqual([...failed, ...failed, `seen ${id}`, `done ${id}`, `seen ${id}`]);
});

describe("concurrent copies", () => {
  test("wait for the first and share its success", async () => {
    const gate = deferred();
    const handler = vi.fn(() => gate.promise);
    const receiver = create().on("message.sent", handler);
    const statuses: number[] = [];
    const copies = [1, 2, 3].map(async () => void statuses.push(await send(receiver)));
    await vi.waitUntil(() => handler.mock.calls.length === 1, 10_000);
    for (let turn = 0; turn < 20; turn++) await new Promise((done) => setImmediate(done));
    expect(statuses).toEqual([]);
    gate.resolve();
    await Promise.all(copies);
    expect(statuses).toEqual([200, 200, 200]);
    expect(handler).toHaveBeenCalledOnce();
  });

  test("share its failure, and the next copy is handled", async () => {
    const gate = deferred();
    const handler = vi.fn().mockReturnValueOnce(gate.promise);
    const receiver = create().on("message.sent", handler);
    const copies = [send(receiver), send(receiver)];
    await vi.waitUntil(() => handler.mock.calls.length === 1, 10_000);
    gate.reject(new Error("no"));
    expect(await Promise.all(copies)).toEqual([500, 500]);
    expect(await send(receiver)).toBe(200);
    expect(handler).toHaveBeenCalledTimes(2);
  });

  test("wait at most 10 s, and are then to be sent again", async () => {
    const gate = deferred();
    const handler = vi.fn(() => gate.promise);
    const { receiver, errors } = createWithErrors({ dedupe: memoryDedupe() });
    receiver.on("message.sent", handler);
    const first = send(receiver);
    await vi.waitUntil(() => handler.mock.calls.length === 1, 10_000);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const sendCopy = async () => {
      const copy = send(receiver);
      for (let turn = 0; vi.getTimerCount() === 0 && turn < 10_000; turn++) {
        await new Promise((done) => setImmediate(done));
      }
      // In an object, which does not wait for it.
      return { status: copy };
    };

    const late = await sendCopy();
    await vi.advanceTimersByTimeAsync(9_999);
    expect(errors).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(await late.status).toBe(500);
    expect(errors).toEqual([new Error("The event is still being handled.")]);

    const inTime = await sendCopy();
    gate.resolve();
    expect(await Promise.all([first, inTime.status])).toEqual([200, 200]);
    expect(vi.getTimerCount()).toBe(0);
    expect(handler).toHaveBeenCalledOnce();
  });

  test("are handled once if the store is slow", async () => {
    const memory = memoryDedupe();
    const gate = deferred();
    const handler = vi.fn();
    const seen = (id: string) => gate.promise.then(() => memory.seen(id));
    const receiver = create({ ...memory, seen }).on("message.sent", handler);
    const copies = [send(receiver), send(receiver)];
    gate.resolve();
    expect(await Promise.all(copies)).toEqual([200, 200]);
    expect(handler).toHaveBeenCalledOnce();
  });

  test("do not delay other events", async () => {
    const gate = deferred();
    const receiver = create().on("message.sent", ({ event_id }) => (event_id === id ? gate.promise : undefined));
    const slow = send(receiver);
    expect(await send(receiver, sampleEvent("message.sent"))).toBe(200);
    gate.resolve();
    expect(await slow).toBe(200);
  });

  test("are each handled without a store", async () => {
    const gate = deferred();
    const handler = vi.fn(() => gate.promise);
    const receiver = createReceiver({ secrets: secret }).on("message.sent", handler);
    const copies = [send(receiver), send(receiver)];
    await vi.waitUntil(() => handler.mock.calls.length === 2, 10_000);
    gate.resolve();
    expect(await Promise.all(copies)).toEqual([200, 200]);
  });
});

test.each(["seen", "done"] as const)("if `%s` of the store fails, the response is 500", async (method) => {
  const down = new Error("the store is down");
  const { receiver, errors } = createWithErrors({
    dedupe: { ...recordingStore().dedupe, [method]: () => Promise.reject(down) },
  });
  expect(await send(receiver)).toBe(500);
  expect(errors).toEqual([down]);
});

test.each([
  ["rejects", (down: Error) => Promise.reject(down)],
  [
    "throws",
    (down: Error) => {
      throw down;
    },
  ],
])("if `forget` of the store %s, the error of the handler is reported too", async (_, fail) => {
  const [down, broken] = [new Error("the store is down"), new Error("the handler")];
  const { receiver, errors } = createWithErrors({ dedupe: { ...recordingStore().dedupe, forget: () => fail(down) } });
  receiver.on("message.sent", () => Promise.reject(broken));
  expect(await send(receiver)).toBe(500);
  expect(errors).toMatchObject([{ name: "AggregateError", errors: [broken, down] }]);
});

describe("memoryDedupe", () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  test("keeps an id for ttlSeconds after it was first seen", () => {
    const store = memoryDedupe({ ttlSeconds: 60 });
    expect(store.seen("a")).toBe(false);
    vi.advanceTimersByTime(59_999);
    expect(store.seen("a")).toBe(true);
    vi.advanceTimersByTime(1);
    expect(store.seen("a")).toBe(false);
    expect(store.seen("a")).toBe(true);
  });

  test("by default keeps an id for 72 hours, longer than the service retries", () => {
    const store = memoryDedupe();
    store.seen("a");
    // The default RETRY_SCHEDULE of the service, with the longest delay that `Retry-After` may ask for each time.
    const delays = [5, 300, 1800, 7200, 18_000, 36_000, 36_000].map((delay) => Math.max(3600, 2 * delay));
    vi.advanceTimersByTime(1000 * delays.reduce((sum, delay) => sum + delay, 0));
    expect(store.seen("a")).toBe(true);
    vi.advanceTimersByTime(259_200_000);
    expect(store.seen("a")).toBe(false);
  });

  test("keeps the newest `max` ids", () => {
    const store = memoryDedupe({ max: 3 });
    for (const id of ["a", "b", "c", "d"]) expect(store.seen(id)).toBe(false);
    for (const id of ["b", "c", "d"]) expect(store.seen(id)).toBe(true);
    expect(store.seen("a")).toBe(false);
    expect(store.seen("b")).toBe(false);
  });

  test("treats an expired id that is seen again as new", () => {
    const store = memoryDedupe({ max: 2, ttlSeconds: 10 });
    store.seen("a");
    vi.advanceTimersByTime(5000);
    store.seen("b");
    vi.advanceTimersByTime(5000);
    store.seen("a");
    store.seen("c");
    expect(store.seen("a")).toBe(true);
    expect(store.seen("c")).toBe(true);
  });

  test("forgets an id", () => {
    const store = memoryDedupe();
    store.seen("a");
    store.forget("a");
    expect(store.seen("a")).toBe(false);
    store.forget("never seen");
  });
});
