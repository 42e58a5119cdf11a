import { eventTypes } from "@agent-webhooks/types";
import { eventExamples } from "@agent-webhooks/types/examples";
import { describe, expect, test } from "vitest";
import { type AnyEvent, createReceiver, isKnownEvent } from "../src/index.ts";
import { sampleEvent, sign, signedRequest } from "../src/testing.ts";
import { secret } from "./support.ts";

const create = () => createReceiver({ secrets: secret });
const deliver = async (receiver: ReturnType<typeof create>, payload: object) =>
  receiver.fetchHandler()(await signedRequest("https://example.com/hooks", payload, { secret }));

/** Types that services of this kind have added since, and names that objects have by themselves. */
const unknownTypes = [
  "message.opened",
  "message.received.spam",
  "calendar.event.created",
  "",
  "*",
  "toString",
  "__proto__",
];

describe("every event of the contract", () => {
  test.each(eventTypes)("%s is verified, known, and reaches its handler alone", async (type) => {
    for (const example of Object.values(eventExamples[type])) {
      const receiver = create();
      const seen: AnyEvent[] = [];
      for (const other of eventTypes) if (other !== type) receiver.on(other, () => expect.fail(`${other} was called`));
      receiver.on(type, (event) => void seen.push(event));
      expect((await deliver(receiver, example)).status).toBe(200);
      expect(seen).toEqual([example]);
      expect(isKnownEvent(await receiver.verify(JSON.stringify(example), await sign(example, { secret })))).toBe(true);
    }
  });
});

describe("an event of a type that this version does not know", () => {
  test.each(unknownTypes)("%j is answered, not thrown", async (event_type) => {
    const receiver = create();
    const payload = { type: "event", event_type, event_id: "evt_1", opened: { at: "now", by: [null] } };
    const event = await receiver.verify(JSON.stringify(payload), await sign(payload, { secret }));
    expect(event).toEqual(payload);
    expect(isKnownEvent(event)).toBe(false);
  });

  test.each(unknownTypes)("%j is accepted with a 2xx, and reaches `*` only", async (event_type) => {
    const receiver = create();
    const seen: string[] = [];
    for (const type of eventTypes) receiver.on(type, () => expect.fail(`${type} was called`));
    receiver.on("*", (event) => void seen.push(event.event_type));
    expect((await deliver(receiver, { event_type })).status).toBe(200);
    expect(seen).toEqual([event_type]);
  });
});

describe("the fields of an event", () => {
  test("pass as they came: unknown ones, null ones, and absent optional ones", async () => {
    const payload = {
      ...sampleEvent("message.received"),
      surprise: { deep: [1, null, "x"] },
      organization_id: null,
      message: { subject: null, constructor: "x", labels: [] },
    };
    const receiver = create();
    let seen: unknown;
    receiver.on("message.received", (event) => {
      seen = event;
    });
    expect((await deliver(receiver, payload)).status).toBe(200);
    expect(seen).toEqual(payload);
  });

  test("cannot reach the prototype of objects", async () => {
    const body =
      '{"event_type":"message.sent","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    await create().verify(body, await sign(body, { secret }));
    expect({}).not.toHaveProperty("polluted");
  });
});

describe("handlers", () => {
  const event = sampleEvent("message.sent");

  test("of one type run one after the other, in the order in which they were added, `*` among them", async () => {
    const receiver = create();
    const steps: string[] = [];
    const step = (name: string) => async () => {
      steps.push(`${name} begins`);
      await new Promise((turn) => setImmediate(turn));
      steps.push(`${name} ends`);
    };
    receiver.on("message.sent", step("first")).on("*", step("second")).on("message.sent", step("third"));
    expect((await deliver(receiver, event)).status).toBe(200);
    expect(steps).toEqual(["first begins", "first ends", "second begins", "second ends", "third begins", "third ends"]);
  });

  test("are awaited before the answer, and run no further after one that fails", async () => {
    const receiver = create();
    receiver.on("message.sent", async () => {
      await new Promise((turn) => setImmediate(turn));
      throw new Error("no");
    });
    let calls = 0;
    receiver.on("message.sent", () => calls++);
    expect((await deliver(receiver, event)).status).toBe(500);
    expect(calls).toBe(0);
  });

  test("may be added later, and to the handler functions that exist", async () => {
    const receiver = create();
    const handler = receiver.fetchHandler();
    let calls = 0;
    receiver.on("message.sent", () => calls++);
    await handler(await signedRequest("https://example.com/", event, { secret }));
    expect(calls).toBe(1);
  });

  test("are not needed: an event that nobody waits for is accepted", async () => {
    expect((await deliver(create(), event)).status).toBe(200);
  });

  test("are not called by verify", async () => {
    let calls = 0;
    const receiver = create().on("*", () => calls++);
    await receiver.verify(JSON.stringify(event), await sign(event, { secret }));
    expect(calls).toBe(0);
  });

  test("may be added by a method that stands alone", async () => {
    const { on, verify, fetchHandler } = create();
    let calls = 0;
    on("message.sent", () => calls++);
    expect(await verify(JSON.stringify(event), await sign(event, { secret }))).toEqual(event);
    await fetchHandler()(await signedRequest("https://example.com/", event, { secret }));
    expect(calls).toBe(1);
  });
});
