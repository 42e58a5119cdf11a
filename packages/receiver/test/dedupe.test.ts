import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createReceiver, type DedupeStore, memoryDedupe, type ReceiverOptions } from "../src/index.ts";
import { sampleEvent, signedRequest } from "../src/testing.ts";
import { deferred, eventually, otherSecret, secret } from "./support.ts";

const event = sampleEvent("message.sent");
const create = (options: Partial<ReceiverOptions> = {}) =>
  createReceiver({ secrets: secret, dedupe: memoryDedupe(), ...options });
const send = async (receiver: ReturnType<typeof create>, payload: object = event, key = secret) =>
  (await receiver.fetchHandler()(await signedRequest("https://example.com/", payload, { secret: key }))).status;

/** A store that tells what it was asked. */
const recordingStore = (store: DedupeStore = memoryDedupe()) => {
  const calls: string[] = [];
  const dedupe: DedupeStore = {
    seen: (id) => {
      calls.push(`seen ${id}`);
      return store.seen(id);
    },
    forget: (id) => {
      calls.push(`forget ${id}`);
      return store.forget(id);
    },
    done: (id) => void calls.push(`done ${id}`),
  };
  return { calls, dedupe };
};

describe("duplicates", () => {
  test("are answered 2xx and handled once, for as long as the store remembers", async () => {
    let calls = 0;
    const receiver = create().on("message.sent", () => calls++);
    for (let copy = 0; copy < 3; copy++) expect(await send(receiver)).toBe(200);
    expect(calls).toBe(1);
    expect(await send(receiver, sampleEvent("message.sent"))).toBe(200);
    expect(calls).toBe(2);
  });

  test("are each handled without a store", async () => {
    let calls = 0;
    const receiver = createReceiver({ secrets: secret }).on("message.sent", () => calls++);
    for (let copy = 0; copy < 3; copy++) expect(await send(receiver)).toBe(200);
    expect(calls).toBe(3);
  });

  test("are each handled without a store, also at the same time", async () => {
    const gate = deferred();
    let calls = 0;
    const receiver = createReceiver({ secrets: secret }).on("message.sent", () => {
      calls++;
      return gate.promise;
    });
    const copies = [send(receiver), send(receiver)];
    await eventually(() => calls === 2);
    gate.resolve();
    expect(await Promise.all(copies)).toEqual([200, 200]);
  });

  test("are told by the signed id, of the family that holds", async () => {
    const { calls, dedupe } = recordingStore();
    const receiver = create({ dedupe });
    const request = await signedRequest("https://example.com/", event, {
      secret,
      id: "msg_7",
      headers: { "webhook-id": "msg_of_an_attacker" },
    });
    expect((await receiver.fetchHandler()(request)).status).toBe(200);
    expect(calls).toEqual(["seen msg_7", "done msg_7"]);
  });

  test("of a type without a handler are remembered, too", async () => {
    const { calls, dedupe } = recordingStore();
    await send(create({ dedupe }), { event_type: "message.opened", event_id: "evt_1" });
    expect(calls).toEqual(["seen evt_1", "done evt_1"]);
  });
});

describe("what is not trusted", () => {
  test("is never asked of the store, and is 400 also under an id that was accepted", async () => {
    const { calls, dedupe } = recordingStore();
    const receiver = create({ dedupe });
    expect(await send(receiver, event, otherSecret)).toBe(400);
    expect(calls).toEqual([]);
    expect(await send(receiver)).toBe(200);
    expect(await send(receiver, event, otherSecret)).toBe(400);
    expect(calls).toEqual([`seen ${event.event_id}`, `done ${event.event_id}`]);
  });

  test("does not take the place of the right one that comes later", async () => {
    let calls = 0;
    const receiver = create().on("message.sent", () => calls++);
    expect(await send(receiver, event, otherSecret)).toBe(400);
    expect(await send(receiver)).toBe(200);
    expect(calls).toBe(1);
  });
});

describe("a handler that fails", () => {
  test("has the id forgotten, so that the next copy is handled", async () => {
    const { calls, dedupe } = recordingStore();
    let attempts = 0;
    const receiver = create({ dedupe }).on("message.sent", () => {
      attempts++;
      if (attempts < 3) throw new Error("not yet");
    });
    expect(await send(receiver)).toBe(500);
    expect(await send(receiver)).toBe(500);
    expect(await send(receiver)).toBe(200);
    expect(await send(receiver)).toBe(200);
    expect(attempts).toBe(3);
    const id = event.event_id;
    expect(calls).toEqual([
      `seen ${id}`,
      `forget ${id}`,
      `seen ${id}`,
      `forget ${id}`,
      `seen ${id}`,
      `done ${id}`,
      `seen ${id}`,
    ]);
  });
});

describe("copies that arrive at the same time", () => {
  test("wait for the first, and share its success", async () => {
    const gate = deferred();
    let calls = 0;
    const receiver = create().on("message.sent", () => {
      calls++;
      return gate.promise;
    });
    const answers: number[] = [];
    const copies = [1, 2, 3].map(async () => void answers.push(await send(receiver)));
    await eventually(() => calls === 1);
    for (let turn = 0; turn < 20; turn++) await new Promise((done) => setImmediate(done));
    expect(answers).toEqual([]);
    gate.resolve();
    await Promise.all(copies);
    expect(answers).toEqual([200, 200, 200]);
    expect(calls).toBe(1);
  });

  test("share its failure, so that nothing is lost, and the next copy is handled", async () => {
    const gate = deferred();
    let calls = 0;
    const receiver = create().on("message.sent", () => {
      calls++;
      return calls === 1 ? gate.promise : undefined;
    });
    const copies = [send(receiver), send(receiver)];
    await eventually(() => calls === 1);
    gate.reject(new Error("no"));
    expect(await Promise.all(copies)).toEqual([500, 500]);
    expect(await send(receiver)).toBe(200);
    expect(calls).toBe(2);
  });

  test("do so when a store answers late, too", async () => {
    const memory = memoryDedupe();
    const gate = deferred();
    const dedupe: DedupeStore = {
      seen: async (id) => {
        await gate.promise;
        return memory.seen(id);
      },
      forget: memory.forget,
    };
    let calls = 0;
    const receiver = create({ dedupe }).on("message.sent", () => calls++);
    const copies = [send(receiver), send(receiver)];
    gate.resolve();
    expect(await Promise.all(copies)).toEqual([200, 200]);
    expect(calls).toBe(1);
  });

  test("do not hold up other events", async () => {
    const gate = deferred();
    const receiver = create().on("message.sent", ({ event_id }) =>
      event_id === event.event_id ? gate.promise : undefined,
    );
    const slow = send(receiver);
    expect(await send(receiver, sampleEvent("message.sent"))).toBe(200);
    gate.resolve();
    expect(await slow).toBe(200);
  });
});

describe("a store that fails", () => {
  test.each(["seen", "forget", "done"] as const)(
    "in `%s` makes the answer 500, so that the event comes again",
    async (method) => {
      const errors: unknown[] = [];
      const down = new Error("the store is down");
      const { dedupe } = recordingStore();
      const receiver = create({
        dedupe: { ...dedupe, [method]: () => Promise.reject(down) },
        onError: (error) => errors.push(error),
      }).on("message.sent", () => {
        if (method === "forget") throw new Error("the handler");
      });
      expect(await send(receiver)).toBe(500);
      expect(errors).toContain(down);
    },
  );
});

describe("memoryDedupe", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("remembers an id for ttlSeconds from when it was first seen", () => {
    const store = memoryDedupe({ ttlSeconds: 60 });
    expect(store.seen("a")).toBe(false);
    vi.advanceTimersByTime(59_999);
    expect(store.seen("a")).toBe(true);
    vi.advanceTimersByTime(1);
    expect(store.seen("a")).toBe(false);
    expect(store.seen("a")).toBe(true);
  });

  test("outlasts the retries of the sender by default", () => {
    const store = memoryDedupe();
    store.seen("a");
    // The schedule of the sender with its jitter of 20 %.
    vi.advanceTimersByTime((5 + 300 + 1800 + 7200 + 18_000 + 36_000 + 36_000) * 1.2 * 1000);
    expect(store.seen("a")).toBe(true);
    vi.advanceTimersByTime(172_800_000);
    expect(store.seen("a")).toBe(false);
  });

  test("keeps the newest `max` ids", () => {
    const store = memoryDedupe({ max: 3 });
    for (const id of ["a", "b", "c", "d"]) expect(store.seen(id)).toBe(false);
    for (const id of ["b", "c", "d"]) expect(store.seen(id)).toBe(true);
    expect(store.seen("a")).toBe(false);
    expect(store.seen("b")).toBe(false);
  });

  test("counts an id that came back after its time as new", () => {
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

  test("forgets", () => {
    const store = memoryDedupe();
    store.seen("a");
    store.forget("a");
    expect(store.seen("a")).toBe(false);
    store.forget("never seen");
  });
});
