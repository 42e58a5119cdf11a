import { expect, test } from "vitest";
import { now } from "../../src/sender/listener.ts";
import { FunctionTrigger } from "../../src/sender/trigger.ts";

const request = { eventType: "message.sent", inboxId: "inbox_1", podId: "pod_1", webhookId: "wh_1" };

test("a function gets the event, and is waited for", async () => {
  const called: unknown[] = [];
  const before = now();
  const event = await new FunctionTrigger(async (given) => called.push(given), 60_000).fire(request);
  expect(called).toEqual([request]);
  expect(event).toEqual({
    ...request,
    triggeredAt: expect.any(Number),
    commandLine: `trigger(${JSON.stringify(request)})`,
  });
  expect(event.triggeredAt).toBeGreaterThanOrEqual(before);
});

test.each([
  [
    "throws",
    () => {
      throw new Error("no such inbox");
    },
  ],
  ["rejects", () => Promise.reject(new Error("no such inbox"))],
])("an event whose function %s is not triggered", async (_, call) => {
  await expect(new FunctionTrigger(call, 60_000).fire(request)).rejects.toThrow("no such inbox");
});

test("a function may run on, and fail later", async () => {
  const call = Promise.withResolvers<void>();
  const event = await new FunctionTrigger(() => call.promise, 1).fire(request);
  expect(event.failure).toBeUndefined();
  call.reject(new Error("gave up"));
  await expect.poll(() => event.failure).toBe("gave up");
});

test("a function is not waited for when the run is interrupted", async () => {
  const interruption = new AbortController();
  const fired = new FunctionTrigger(() => new Promise(() => {}), 60_000, interruption.signal).fire(request);
  interruption.abort();
  await expect(fired).rejects.toThrow("the run was interrupted");
});
