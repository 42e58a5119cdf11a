import { ConnectionError, isWebhookError, RateLimitError, RequestError, ServerError } from "@agent-webhooks/client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { clientOf, errorOf, errorResponse, scriptedFetch, wanted, webhook } from "./scripted-fetch.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-01-16T09:00:00Z") });
  vi.spyOn(Math, "random").mockReturnValue(0);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const noConnection = new TypeError("fetch failed");
const ok = Response.json(webhook);

/** Runs a call to its end with fake timers; returns its result or error and the milliseconds that passed. */
async function elapse(call: PromiseLike<unknown>): Promise<{ value: unknown; ms: number }> {
  const started = Date.now();
  let result: { value: unknown; ms: number } | undefined;
  const settle = (value: unknown) => {
    result = { value, ms: Date.now() - started };
  };
  call.then(settle, settle);
  for (let steps = 0; !result && steps < 100; steps++) {
    await vi.advanceTimersByTimeAsync(0);
    if (!result) await vi.advanceTimersToNextTimerAsync();
  }
  if (!result) throw new Error("The call did not end");
  return result;
}

describe("failures that are retried", () => {
  test.each([
    ["a connection error", noConnection],
    ["408", errorResponse(408)],
    ["429", errorResponse(429)],
    ["500", errorResponse(500)],
    ["501", errorResponse(501)],
    ["502 of a proxy", new Response("<html>", { status: 502 })],
    ["503", errorResponse(503)],
    ["504", errorResponse(504)],
  ])("%s, twice by default", async (_, failure) => {
    const script = scriptedFetch(failure, failure, ok);
    const { value } = await elapse(clientOf(script).get("wh_1"));
    expect(value).toEqual(webhook);
    expect(script.requests).toHaveLength(3);
  });

  test.each([400, 401, 403, 404, 405, 409, 413, 415])("%i is not retried", async (status) => {
    const script = scriptedFetch(errorResponse(status));
    await elapse(clientOf(script).get("wh_1"));
    expect(script.requests).toHaveLength(1);
  });

  test("the last error is thrown when no retries are left", async () => {
    const script = scriptedFetch(noConnection, errorResponse(503), errorResponse(500));
    const { value } = await elapse(clientOf(script).get("wh_1"));
    expect(value).toBeInstanceOf(ServerError);
    expect(value).toMatchObject({ status: 500 });
    expect(script.requests).toHaveLength(3);
  });

  test.each([
    [{ maxRetries: 0 }, {}, 1],
    [{ maxRetries: 4 }, {}, 5],
    [{ maxRetries: 4 }, { maxRetries: 1 }, 2],
    [{ maxRetries: 4 }, { maxRetries: undefined }, 5],
  ])("options %o of the client and %o of the call: %i attempts", async (options, callOptions, attempts) => {
    const script = scriptedFetch(errorResponse(503));
    await elapse(clientOf(script, options).get("wh_1", callOptions));
    expect(script.requests).toHaveLength(attempts);
  });
});

describe("only idempotent operations are retried", () => {
  test.each([
    ["list", (client) => client.list()],
    ["get", (client) => client.get("wh_1")],
    ["update", (client) => client.update("wh_1", { add_inbox_ids: ["inbox_1"] })],
    ["delete", (client) => client.delete("wh_1")],
    ["create with a client_id", (client) => client.create({ ...wanted, client_id: "c" })],
    ["create without one, as the client sends a random one", (client) => client.create(wanted)],
  ] as [string, (client: ReturnType<typeof clientOf>) => PromiseLike<unknown>][])("%s", async (_, call) => {
    const script = scriptedFetch(noConnection, errorResponse(500), ok);
    await elapse(call(clientOf(script)));
    expect(script.requests).toHaveLength(3);
  });

  test("create without an idempotency key is not", async () => {
    for (const failure of [noConnection, errorResponse(408), errorResponse(500), errorResponse(503)]) {
      const script = scriptedFetch(failure, ok);
      const { value } = await elapse(clientOf(script, { idempotencyKeys: false }).create(wanted));
      expect([ConnectionError, RequestError, ServerError].some((Class) => value instanceof Class)).toBe(true);
      expect(script.requests).toHaveLength(1);
    }
  });

  test("after 429 every operation is, because nothing was processed", async () => {
    const script = scriptedFetch(errorResponse(429), ok);
    const { value } = await elapse(clientOf(script, { idempotencyKeys: false }).create(wanted));
    expect(value).toEqual(webhook);
  });

  test("the raw client has the same rules", async () => {
    const body = wanted;
    const once = scriptedFetch(errorResponse(500), ok);
    const { value } = await elapse(clientOf(once).raw.POST("/agent/v0/webhooks", { body }));
    expect(value).toMatchObject({ response: { status: 500 } });
    const again = scriptedFetch(errorResponse(500), ok);
    await elapse(clientOf(again).raw.POST("/agent/v0/webhooks", { body: { ...body, client_id: "c" } }));
    expect([once.requests.length, again.requests.length]).toEqual([1, 2]);
  });
});

test("a retry sends the same request, body and idempotency key included", async () => {
  const script = scriptedFetch(noConnection, errorResponse(503), ok);
  await elapse(clientOf(script).create({ ...wanted, inbox_ids: ["søren@example.com"] }));
  expect(new Set(script.bodies).size).toBe(1);
  expect(JSON.parse(script.bodies[2] ?? "")).toMatchObject({ inbox_ids: ["søren@example.com"] });
  const heads = script.requests.map(({ method, url, headers }) => JSON.stringify([method, url, [...headers]]));
  expect(new Set(heads).size).toBe(1);
});

describe("the delay", () => {
  const pauses = async (options: { maxRetries: number }) => {
    const delays: number[] = [];
    const onRetry = ({ delayMs }: { delayMs: number }) => delays.push(delayMs);
    const script = scriptedFetch(errorResponse(503));
    const { ms } = await elapse(clientOf(script, { ...options, onRetry }).get("wh_1"));
    expect(ms).toBe(delays.reduce((sum, delay) => sum + delay, 0));
    return delays;
  };

  test("doubles from half a second to eight", async () => {
    expect(await pauses({ maxRetries: 7 })).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
  });

  test("is reduced by up to 25 %, at random", async () => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    expect(await pauses({ maxRetries: 2 })).toEqual([375, 750]);
  });

  test.each([
    ["7", 7000],
    ["0", 0],
    ["60", 60_000],
    ["Fri, 16 Jan 2026 09:00:20 GMT", 20_000],
    ["Friday, 16-Jan-26 09:00:20 GMT", 20_000],
    ["Fri Jan 16 09:00:20 2026", 20_000],
    ["Fri, 16 Jan 2026 08:59:00 GMT", 0],
    // In none of the forms that recipients must accept (RFC 9110, 5.6.7), so ignored.
    ["soon", 500],
    ["", 500],
    ["1.5", 500],
    ["-3", 500],
    ["Invalid Date", 500],
    ["Fri, 16 Jan 2026 09:00:20 UTC", 500],
    ["2026-01-16T09:00:20Z", 500],
  ])("after Retry-After: %s is %i ms", async (value, ms) => {
    const script = scriptedFetch(errorResponse(503, { "retry-after": value }), ok);
    expect(await elapse(clientOf(script).get("wh_1"))).toEqual({ value: webhook, ms });
  });

  test.each([
    ["61"],
    ["Fri, 16 Jan 2026 09:01:01 GMT"],
    ["Friday, 16-Jan-26 09:01:01 GMT"],
    ["Fri Jan 16 09:01:01 2026"],
  ])("of more than a minute is not waited for: %s", async (value) => {
    const script = scriptedFetch(errorResponse(429, { "retry-after": value }), ok);
    const { value: error, ms } = await elapse(clientOf(script).get("wh_1"));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ retryAfter: 61 });
    expect(ms).toBe(0);
    expect(script.requests).toHaveLength(1);
  });
});

test("an error of a hook ends the call, and is thrown as it is", async () => {
  const script = scriptedFetch(ok);
  const onRequest = () => {
    throw new RangeError("of the hook");
  };
  const error = await errorOf(clientOf(script, { onRequest }).get("wh_1"));
  expect(isWebhookError(error)).toBe(false);
  expect(script.requests).toHaveLength(0);
});
