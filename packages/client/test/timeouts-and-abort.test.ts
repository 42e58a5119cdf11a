import { AbortError, ServerError, TimeoutError, type WebhooksClient } from "@agent-webhooks/client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { baseUrl, clientOf, errorOf, errorResponse, scriptedFetch, TOKEN, webhook } from "./scripted-fetch.ts";

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const url = `${baseUrl}/agent/v0/webhooks/wh_1`;
const delay = <T>(value: T, ms: number) => new Promise<T>((resolve) => setTimeout(resolve, ms, value));
const never = () => new Promise<Response>(() => {});
/** A response with a body that never ends. */
const endless = () =>
  new Response(new ReadableStream({ start: (body) => body.enqueue(new TextEncoder().encode('{"webhook_id":')) }), {
    headers: { "content-type": "application/json" },
  });

/** Expects a call to fail after `ms`; returns its error. */
async function failureAt(call: PromiseLike<unknown>, ms: number): Promise<unknown> {
  const started = Date.now();
  let at: number | undefined;
  const failure = errorOf(call).finally(() => {
    at = Date.now() - started;
  });
  await vi.advanceTimersByTimeAsync(ms - 1);
  expect(at).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  expect(at).toBe(ms);
  return failure;
}

describe("the time limit of an attempt", () => {
  test.each([
    ["of a minute, for a response that never comes", never],
    ["of a minute, for a body that never ends", endless],
  ])("%s", async (_, fetch) => {
    const error = await failureAt(clientOf(fetch, { maxRetries: 0 }).get("wh_1"), 60_000);
    expect(error).toBeInstanceOf(TimeoutError);
    expect(error).toMatchObject({
      message: `GET ${url} timed out after 60000 ms. Try again later.`,
      request: { method: "GET", url },
    });
  });

  test("of a minute, for a token that never comes", async () => {
    const script = scriptedFetch(Response.json(webhook));
    const client = clientOf(script, { maxRetries: 0, token: () => new Promise(() => {}) });
    expect(await failureAt(client.get("wh_1"), 60_000)).toBeInstanceOf(TimeoutError);
    expect(script.requests).toHaveLength(0);
  });

  test("ends the attempt of a token that comes later", async () => {
    const script = scriptedFetch(Response.json(webhook));
    const tokens = [() => delay("awt_late", 65_000), () => TOKEN];
    const onRequest = vi.fn(() => delay(undefined, 10_000));
    const call = clientOf(script, { token: () => tokens.shift()?.() ?? "", onRequest }).get("wh_1");
    await vi.runAllTimersAsync();
    await call;
    expect(onRequest).toHaveBeenCalledOnce();
    expect(script.requests.map(({ headers }) => headers.get("authorization"))).toEqual([`Bearer ${TOKEN}`]);
  });

  test("may be Infinity", async () => {
    const client = clientOf(never, { maxRetries: 0, timeoutMs: Infinity, totalTimeoutMs: Infinity });
    let isDone = false;
    errorOf(client.get("wh_1")).finally(() => {
      isDone = true;
    });
    await vi.advanceTimersByTimeAsync(86_400_000);
    expect(isDone).toBe(false);
  });

  test("aborts the signal of fetch", async () => {
    const signals: AbortSignal[] = [];
    const fetch = ({ signal }: Request) => {
      signals.push(signal);
      return never();
    };
    await failureAt(clientOf(fetch, { maxRetries: 0, timeoutMs: 100 }).get("wh_1"), 100);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  test("is followed by a retry", async () => {
    const script = scriptedFetch(never, endless, Response.json(webhook));
    const call = clientOf(script, { timeoutMs: 100 }).get("wh_1");
    await vi.advanceTimersByTimeAsync(100 + 500 + 100 + 1000);
    expect(await call).toEqual(webhook);
  });
});

test.each([
  ["of an attempt by the client", { maxRetries: 0, timeoutMs: 1000 }, {}, 1000],
  ["of an attempt by the call", { maxRetries: 0, timeoutMs: 1000 }, { timeoutMs: 50 }, 50],
  ["of a call by the call", { timeoutMs: 1000 }, { totalTimeoutMs: 2000 }, 2000],
  [
    "of an attempt by the client, undefined for the call",
    { maxRetries: 0, timeoutMs: 50 },
    { timeoutMs: undefined },
    50,
  ],
  ["of a call by the client, undefined for the call", { totalTimeoutMs: 50 }, { totalTimeoutMs: undefined }, 50],
  ["of a call by default", { maxRetries: 100 }, {}, 300_000],
])("the time limit %s", async (_, clientOptions, callOptions, ms) => {
  const call = clientOf(never, clientOptions).get("wh_1", callOptions);
  expect(await failureAt(call, ms)).toBeInstanceOf(TimeoutError);
});

describe("the time limit of a call", () => {
  test("ends the call with the last error when it leaves no time for another attempt", async () => {
    const script = scriptedFetch(errorResponse(503));
    const call = clientOf(script, { maxRetries: 9, totalTimeoutMs: 2000 }).get("wh_1");
    expect(await failureAt(call, 1500)).toBeInstanceOf(ServerError);
    expect(script.requests).toHaveLength(3);
  });

  test.each([
    ["never settles", () => new Promise(() => {}), 2000],
    ["leaves no time for another attempt", () => new Promise((resolve) => setTimeout(resolve, 1600)), 1600],
  ])("ends the call with the last error when onRetry %s", async (_, onRetry, ms) => {
    const script = scriptedFetch(errorResponse(503));
    const call = clientOf(script, { totalTimeoutMs: 2000, onRetry }).get("wh_1");
    expect(await failureAt(call, ms)).toBeInstanceOf(ServerError);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(script.requests).toHaveLength(1);
  });

  test.each([-3_600_000, 3_600_000])("stays the same when the clock is set by %i ms", async (ms) => {
    const script = scriptedFetch(errorResponse(503));
    const error = errorOf(clientOf(script, { maxRetries: 9, totalTimeoutMs: 2000 }).get("wh_1"));
    await vi.advanceTimersByTimeAsync(100);
    vi.setSystemTime(Date.now() + ms);
    await vi.advanceTimersByTimeAsync(300_000);
    expect(await error).toBeInstanceOf(ServerError);
    expect(script.requests).toHaveLength(3);
  });

  test("is not that of raw, which returns the last response when onRetry never settles", async () => {
    const client = clientOf(scriptedFetch(errorResponse(503)), { onRetry: () => new Promise(() => {}) });
    const call = client.raw.GET("/agent/v0/webhooks", { totalTimeoutMs: 2000 });
    await vi.advanceTimersByTimeAsync(2000);
    expect((await call).response.status).toBe(503);
  });
});

describe("abort ends a call", () => {
  const reason = new Error("The user left");
  const expectAbort = (error: unknown) => {
    expect(error).toBeInstanceOf(AbortError);
    expect(error).toMatchObject({ name: "AbortError", cause: reason, request: { method: "GET", url } });
    expect((error as Error).message).toBe(`GET ${url} was aborted by the caller.`);
  };

  test("before anything is sent", async () => {
    const script = scriptedFetch(Response.json(webhook));
    expectAbort(await errorOf(clientOf(script).get("wh_1", { signal: AbortSignal.abort(reason) })));
    expect(script.requests).toHaveLength(0);
  });

  test.each([
    ["while the token is fetched", never, { token: () => new Promise<string>(() => {}) }],
    ["while waiting for the response, even if fetch ignores the signal", never, {}],
    ["while the body is read", endless, {}],
    ["between the attempts", () => errorResponse(503), {}],
    ["while a hook runs that never settles", () => errorResponse(503), { onRetry: () => new Promise(() => {}) }],
    ["while waiting for Retry-After", () => errorResponse(503, { "retry-after": "60" }), {}],
  ])("%s", async (_, fetch, options) => {
    const controller = new AbortController();
    const call = clientOf(fetch, options).get("wh_1", { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 300);
    expectAbort(await failureAt(call, 300));
    expect(vi.getTimerCount()).toBe(0);
  });

  test("after which nothing is sent", async () => {
    const controller = new AbortController();
    const script = scriptedFetch(errorResponse(503));
    const call = errorOf(clientOf(script).get("wh_1", { signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(400);
    controller.abort(reason);
    expectAbort(await call);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(script.requests).toHaveLength(1);
  });

  test("by a hook", async () => {
    const controller = new AbortController();
    const client = clientOf(scriptedFetch(errorResponse(503)), { onRetry: () => controller.abort(reason) });
    expectAbort(await errorOf(client.get("wh_1", { signal: controller.signal })));
  });

  test("with the signal of the client", async () => {
    const controller = new AbortController();
    const call = clientOf(never, { signal: controller.signal }).get("wh_1");
    setTimeout(() => controller.abort(reason), 300);
    expectAbort(await failureAt(call, 300));
  });

  test.each([
    ["a call", (client: WebhooksClient) => client.get("wh_1", { signal: undefined })],
    ["a list", (client: WebhooksClient) => client.list({}, { signal: undefined })],
    [
      "a call with middleware",
      (client: WebhooksClient) => {
        client.raw.use({ onRequest: () => undefined });
        return client.get("wh_1", { signal: undefined });
      },
    ],
  ])("with the signal of the client, undefined for %s", async (_, start) => {
    const controller = new AbortController();
    const call = errorOf(start(clientOf(never, { signal: controller.signal, timeoutMs: 1000, maxRetries: 0 })));
    await vi.advanceTimersByTimeAsync(300);
    controller.abort(reason);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await call).toMatchObject({ name: "AbortError", cause: reason });
  });

  test("and a signal that serves many attempts causes no warning", async () => {
    const warnings: unknown[] = [];
    process.on("warning", (warning) => warnings.push(warning));
    const { signal } = new AbortController();
    const call = clientOf(scriptedFetch(errorResponse(503)), { maxRetries: 20 }).get("wh_1", { signal });
    const done = errorOf(call);
    await vi.advanceTimersByTimeAsync(300_000);
    await done;
    expect(warnings).toEqual([]);
  });
});

test("a successful call leaves no timer", async () => {
  await clientOf(scriptedFetch(Response.json(webhook))).get("wh_1");
  expect(vi.getTimerCount()).toBe(0);
});

test("a signal keeps no listeners of calls that are over", async () => {
  const { signal } = new AbortController();
  const [add, remove] = [vi.spyOn(signal, "addEventListener"), vi.spyOn(signal, "removeEventListener")];
  const client = clientOf(scriptedFetch(Response.json(webhook)));
  await Promise.all([client.get("wh_1", { signal }), client.get("wh_2", { signal })]);
  expect(add).toHaveBeenCalledTimes(2);
  expect(remove.mock.calls).toEqual(add.mock.calls);
});

test("a signal that serves many calls aborts all of them", async () => {
  const controller = new AbortController();
  const client = clientOf(() => new Promise<Response>(() => {}));
  const failures = ["wh_1", "wh_2"].map((id) => errorOf(client.get(id, { signal: controller.signal })));
  controller.abort();
  for (const failure of await Promise.all(failures)) expect(failure).toBeInstanceOf(AbortError);
});
