import { eventTypes } from "@agent-webhooks/types";
import { eventExamples } from "@agent-webhooks/types/examples";
import { describe, expect, test, vi } from "vitest";
import { type AnyEvent, createReceiver, isKnownEvent, type Receiver } from "../src/index.ts";
import { sampleEvent, sign, signedRequest } from "../src/testing.ts";
import { secret } from "./support.ts";

function create(): Receiver {
  return createReceiver({ secrets: secret });
}

async function deliver(receiver: Receiver, payload: object): Promise<number> {
  const request = await signedRequest("https://example.com/hooks", payload, { secret });
  return (await receiver.fetchHandler()(request)).status;
}

test.each(eventTypes)("%s is verified, known, and passed to its handlers only", async (type) => {
  for (const example of Object.values(eventExamples[type])) {
    const receiver = create();
    const received: AnyEvent[] = [];
    for (const other of eventTypes) if (other !== type) receiver.on(other, () => expect.fail(`${other} was called`));
    receiver.on(type, (event) => void received.push(event));
    expect(await deliver(receiver, example)).toBe(200);
    expect(received).toEqual([example]);
    expect(isKnownEvent(await receiver.verify(JSON.stringify(example), await sign(example, { secret })))).toBe(true);
  }
});

// Types that similar services have added, and names of properties that every object has.
const unknownTypes = ["message.opened", "message.received.spam", "calendar.event.created"];
test.each([...unknownTypes, "", "*", "toString", "__proto__"])(
  "an event of the unknown type %j is returned, accepted and passed to `*` only",
  async (event_type) => {
    const receiver = create();
    const payload = { type: "event", event_type, event_id: "evt_1", opened: { at: "now", by: [null] } };
    const event = await receiver.verify(JSON.stringify(payload), await sign(payload, { secret }));
    expect(event).toEqual(payload);
    expect(isKnownEvent(event)).toBe(false);

    const received: string[] = [];
    for (const type of eventTypes) receiver.on(type, () => expect.fail(`${type} was called`));
    receiver.on("*", (event) => void received.push(event.event_type));
    expect(await deliver(receiver, { event_type })).toBe(200);
    expect(received).toEqual([event_type]);
  },
);

describe("the fields of an event", () => {
  test("are passed on unchanged: unknown, null and absent ones", async () => {
    const payload = {
      ...sampleEvent("message.received"),
      surprise: { deep: [1, null, "x"] },
      organization_id: null,
      message: { subject: null, constructor: "x", labels: [] },
    };
    const handler = vi.fn();
    expect(await deliver(create().on("message.received", handler), payload)).toBe(200);
    expect(handler.mock.calls).toEqual([[payload]]);
  });

  test("cannot change the prototype of objects", async () => {
    const body =
      '{"event_type":"message.sent","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    await create().verify(body, await sign(body, { secret }));
    expect({}).not.toHaveProperty("polluted");
  });
});

describe("handlers", () => {
  const event = sampleEvent("message.sent");

  test("run one after the other in the order in which they were added, including `*`", async () => {
    const receiver = create();
    const steps: string[] = [];
    const step = (name: string) => async () => {
      steps.push(`${name} starts`);
      await new Promise((turn) => setImmediate(turn));
      steps.push(`${name} ends`);
    };
    receiver.on("message.sent", step("first")).on("*", step("second")).on("message.sent", step("third"));
    expect(await deliver(receiver, event)).toBe(200);
    expect(steps).toEqual(["first starts", "first ends", "second starts", "second ends", "third starts", "third ends"]);
  });

  test("are awaited, and skipped after one that fails", async () => {
    const skipped = vi.fn();
    const receiver = create()
      .on("message.sent", async () => {
        await new Promise((turn) => setImmediate(turn));
        throw new Error("no");
      })
      .on("message.sent", skipped);
    expect(await deliver(receiver, event)).toBe(500);
    expect(skipped).not.toHaveBeenCalled();
  });

  test("are optional: an event without handlers is accepted", async () => {
    expect(await deliver(create(), event)).toBe(200);
  });

  test("may be added later and with detached methods; verify does not call them", async () => {
    const { on, verify, fetchHandler } = create();
    const handle = fetchHandler();
    const handler = vi.fn();
    on("message.sent", handler);
    expect(await verify(JSON.stringify(event), await sign(event, { secret }))).toEqual(event);
    expect(handler).not.toHaveBeenCalled();
    await handle(await signedRequest("https://example.com/", event, { secret }));
    expect(handler).toHaveBeenCalledOnce();
  });
});
