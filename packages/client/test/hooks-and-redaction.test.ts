import { inspect } from "node:util";
import {
  type AttemptEvent,
  type ClientOptions,
  createWebhooksClient,
  type ResponseEvent,
  type RetryEvent,
  ServerError,
  WebhookError,
} from "@agent-webhooks/client";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  baseUrl,
  clientOf,
  errorOf,
  errorResponse,
  requestOf,
  SECRET,
  scriptedFetch,
  TOKEN,
  wanted,
  webhook,
} from "./scripted-fetch.ts";

const url = `${baseUrl}/agent/v0/webhooks/wh_1`;

/** Hooks and a logger that record their calls in order. */
function recorder(): { log: unknown[][]; options: Partial<ClientOptions> } {
  const log: unknown[][] = [];
  return {
    log,
    options: {
      onRequest: (event: AttemptEvent, headers: Headers) => log.push(["onRequest", event, [...headers.keys()]]),
      onResponse: (event: ResponseEvent, headers: Headers) => log.push(["onResponse", event, headers.get("x-a")]),
      onRetry: (event: RetryEvent, error: WebhookError) => log.push(["onRetry", event, error]),
      logger: {
        debug: (message, event) => log.push(["debug", message, event]),
        warn: (message, event) => log.push(["warn", message, event]),
      },
    },
  };
}

describe("hooks and logger", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, "random").mockReturnValue(0);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  test("get each attempt, its response and each retry", async () => {
    const { log, options } = recorder();
    const slow = async () => {
      // Durations do not depend on the clock, which may be set.
      vi.setSystemTime(0);
      await new Promise((resolve) => setTimeout(resolve, 25));
      return Response.json(webhook, { headers: { "x-a": "1" } });
    };
    const call = clientOf(scriptedFetch(errorResponse(503), slow), options).get("wh_1");
    await vi.runAllTimersAsync();
    await call;
    const first = { method: "GET", url, attempt: 1 };
    const second = { ...first, attempt: 2 };
    expect(log).toEqual([
      ["debug", "onRequest", first],
      ["onRequest", first, ["user-agent"]],
      ["debug", "onResponse", { ...first, status: 503, durationMs: 0 }],
      ["onResponse", { ...first, status: 503, durationMs: 0 }, null],
      ["warn", "onRetry", { ...first, delayMs: 500 }],
      ["onRetry", { ...first, delayMs: 500 }, expect.any(ServerError)],
      ["debug", "onRequest", second],
      ["onRequest", second, ["user-agent"]],
      ["debug", "onResponse", { ...second, status: 200, durationMs: 25 }],
      ["onResponse", { ...second, status: 200, durationMs: 25 }, "1"],
    ]);
  });

  test("are awaited, and may add headers", async () => {
    const script = scriptedFetch(Response.json(webhook));
    const onRequest = async (_: AttemptEvent, headers: Headers) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      headers.set("traceparent", "00-1");
    };
    const call = clientOf(script, { onRequest }).get("wh_1");
    await vi.runAllTimersAsync();
    await call;
    expect(script.requests[0]?.headers.get("traceparent")).toBe("00-1");
  });

  test("cannot change the token", async () => {
    const onRequest = (_: AttemptEvent, headers: Headers) => headers.set("authorization", "none");
    const { headers } = await requestOf((client) => client.get("wh_1"), { onRequest });
    expect(headers.get("authorization")).toBe(`Bearer ${TOKEN}`);
  });

  test("the console is a logger", () => {
    expect(clientOf(scriptedFetch(Response.json(webhook)), { logger: console })).toBeDefined();
  });
});

describe("token and secrets are redacted", () => {
  const leaky = `Bearer ${TOKEN} and ${SECRET} `;
  const seen = (value: unknown) => [
    inspect(value, { depth: 10, showHidden: true }),
    JSON.stringify(value),
    String(value),
  ];
  const expectClean = (value: unknown) => {
    for (const text of seen(value)) {
      expect(text ?? "").not.toContain(TOKEN);
      expect(text ?? "").not.toContain(SECRET);
      expect(text ?? "").not.toContain(SECRET.slice(6));
    }
  };

  test("in the client", () => {
    expectClean(createWebhooksClient({ baseUrl, token: TOKEN }));
    expectClean(createWebhooksClient({ baseUrl, token: () => TOKEN }));
  });

  test.each([
    ["a message", Response.json({ message: leaky }, { status: 400 })],
    ["an issue", Response.json({ errors: { url: [leaky] } }, { status: 400 })],
    ["an issue with a path", Response.json({ errors: [{ path: [leaky], message: leaky }] }, { status: 400 })],
    ["a field deep in the body", Response.json({ a: [{ b: leaky }] }, { status: 404 })],
    ["JSON with escapes", new Response(JSON.stringify({ message: leaky }).replaceAll("a", "\\u0061"), { status: 404 })],
    ["HTML", new Response(`<p>${leaky}</p>`, { status: 502 })],
    ["HTML with a 200", new Response(`<p>${leaky}</p>`, { headers: { "content-type": "text/html" } })],
    [
      "truncated JSON",
      new Response(JSON.stringify({ secret: SECRET, note: leaky }).slice(0, -3), {
        headers: { "content-type": "application/json" },
      }),
    ],
    ["what fetch throws", new TypeError(`cannot send ${leaky}`)],
    ["the cause of what fetch throws", new TypeError("fetch failed", { cause: new Error(leaky) })],
  ])("in the error of %s", async (_, response) => {
    const { log, options } = recorder();
    const error = await errorOf(clientOf(scriptedFetch(response), { ...options, maxRetries: 0 }).get("wh_1"));
    expect(error).toBeInstanceOf(WebhookError);
    expect((error as Error).message).toContain("***");
    expectClean(error);
    expectClean(log);
  });

  test("in the cause of an error whose own cause has none", async () => {
    const thrown = new TypeError(`cannot send ${leaky}`, { cause: new Error("reset") });
    const error = await errorOf(clientOf(scriptedFetch(thrown), { maxRetries: 0 }).get("wh_1"));
    expect(error).toMatchObject({ cause: "Error: reset" });
    expectClean(error);
  });

  test("in the URL of an error", async () => {
    const error = await errorOf(clientOf(scriptedFetch(errorResponse(404))).get(SECRET));
    expect((error as WebhookError).request?.url).toMatch(/whsec_\*\*\*$/);
    expectClean(error);
  });

  test("in the arguments of hooks and logger", async () => {
    const { log, options } = recorder();
    const script = scriptedFetch(errorResponse(503, { "retry-after": "0" }), Response.json(webhook));
    await clientOf(script, options).create(wanted);
    expect(log.length).toBeGreaterThan(8);
    expectClean(log);
  });

  test("when the token comes from a function and changes between attempts", async () => {
    let count = 0;
    const token = () => `${TOKEN}-${++count}`;
    const echo = (request: Request) =>
      Response.json(
        { message: request.headers.get("authorization") },
        { status: 503, headers: { "retry-after": "0" } },
      );
    const { log, options } = recorder();
    const error = await errorOf(clientOf(scriptedFetch(echo), { ...options, token }).get("wh_1"));
    expect((error as Error).message).toContain('"Bearer ***"');
    expectClean(error);
    expectClean(log);
  });
});
