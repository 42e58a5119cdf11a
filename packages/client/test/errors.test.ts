import {
  AuthenticationError,
  ConflictError,
  ConnectionError,
  isWebhookError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  RequestError,
  ServerError,
  UnexpectedResponseError,
  ValidationError,
  WebhookError,
} from "@agent-webhooks/client";
import { describe, expect, test } from "vitest";
import { baseUrl, clientOf, errorOf, errorResponse, scriptedFetch } from "./scripted-fetch.ts";

const url = `${baseUrl}/agent/v0/webhooks/wh_1`;
const get = (answer: Response) => errorOf(clientOf(scriptedFetch(answer), { maxRetries: 0 }).get("wh_1"));

describe("each status has its error, which says what to do", () => {
  test.each([
    [400, ValidationError, "Check the request."],
    [401, AuthenticationError, "Check the token."],
    [403, PermissionError, "Check the token's scopes."],
    [404, NotFoundError, "Check the id."],
    [405, RequestError, "Check the request."],
    [408, RequestError, "Check the request."],
    [409, ConflictError, "Check the current state."],
    [413, RequestError, "Check the request."],
    [415, RequestError, "Check the request."],
    [418, RequestError, "Check the request."],
    [429, RateLimitError, "Try again later."],
    [500, ServerError, "Try again later."],
    [501, ServerError, "Try again later."],
    [503, ServerError, "Try again later."],
    [599, ServerError, "Try again later."],
  ])("%i", async (status, Class, advice) => {
    const error = await get(errorResponse(status, { "x-request-id": "req_1" }));
    expect(error).toBeInstanceOf(Class);
    expect(error).toBeInstanceOf(WebhookError);
    expect(error).toBeInstanceOf(Error);
    expect(isWebhookError(error)).toBe(true);
    expect(error).toMatchObject({
      name: Class.name,
      status,
      message: `GET ${url} returned ${status}: "Status ${status}.". ${advice}`,
      request: { method: "GET", url },
      requestId: "req_1",
      body: { name: "SomeError", message: `Status ${status}.` },
    });
  });

  test("an error of somebody else is not one of these", () => {
    expect(isWebhookError(new Error("mine"))).toBe(false);
    expect(isWebhookError(undefined)).toBe(false);
  });
});

describe("a 400 says where and why, in either shape", () => {
  test.each([
    ["an object of lists", { url: ["is required"], "event_types.0": ["a", "b"] }],
    [
      "a list with paths",
      [
        { path: "url", message: "is required" },
        { path: "event_types.0", message: "a" },
        { path: "event_types.0", message: "b" },
      ],
    ],
    [
      "a list with segments",
      [
        { path: ["url"], message: "is required", code: "invalid_type" },
        { path: ["event_types", 0], message: "a" },
        { path: ["event_types", 0], message: "b" },
      ],
    ],
  ])("%s", async (_, errors) => {
    const error = await get(Response.json({ name: "ValidationError", errors }, { status: 400 }));
    expect(error).toMatchObject({
      issues: [
        { path: "url", message: "is required" },
        { path: "event_types.0", message: "a" },
        { path: "event_types.0", message: "b" },
      ],
      message: `GET ${url} returned 400: url is required, event_types.0 a, event_types.0 b. Check the request.`,
    });
  });

  test.each([
    ["{}", []],
    ['{"errors":null}', []],
    ['{"errors":"url is required"}', []],
    ['{"errors":{"url":"is required"}}', [{ path: "url", message: "is required" }]],
    [
      '{"errors":[null,{"path":[],"message":"no"}]}',
      [
        { path: "0", message: "null" },
        { path: "", message: "no" },
      ],
    ],
    ["<html>", []],
    ["", []],
  ])("a body that is neither is no trouble: %s", async (body, issues) => {
    const error = await get(new Response(body, { status: 400, headers: { "content-type": "application/json" } }));
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({ issues });
  });
});

describe("error bodies need not be the spec's", () => {
  test("401 of an edge, without a name", async () => {
    const error = await get(Response.json({ message: "Unauthorized" }, { status: 401 }));
    expect(error).toMatchObject({ name: "AuthenticationError", body: { message: "Unauthorized" } });
    expect((error as Error).message).toContain('"Unauthorized"');
  });

  test("HTML of a proxy is kept as text, and cut in the message", async () => {
    const html = `<html>${"x".repeat(1000)}</html>`;
    const error = await get(new Response(html, { status: 502, headers: { "content-type": "text/html" } }));
    expect(error).toMatchObject({ name: "ServerError", status: 502, body: html });
    expect((error as Error).message.length).toBeLessThan(400);
  });

  test("an empty one is the empty text", async () => {
    expect(await get(new Response(null, { status: 500 }))).toMatchObject({ status: 500, body: "" });
  });

  test("null, a list and a number are JSON too", async () => {
    for (const body of ["null", "[1]", "7"]) {
      expect(await get(new Response(body, { status: 500 }))).toMatchObject({ name: "ServerError", status: 500 });
    }
  });
});

describe("429 says how long to wait", () => {
  test.each([
    ["30", 30],
    ["0", 0],
    ["soon", undefined],
    ["-1", undefined],
    ["1.5", undefined],
    ["Sunday, 06-Nov-94 08:49:37 GMT", undefined],
    ["Invalid Date", undefined],
  ])("Retry-After: %s", async (value, retryAfter) => {
    expect(((await get(errorResponse(429, { "retry-after": value }))) as RateLimitError).retryAfter).toBe(retryAfter);
  });
});

describe("an answer that this API does not give is an UnexpectedResponseError with an excerpt", () => {
  test.each([
    ["HTML with a 200", new Response("<html>Sign in</html>", { headers: { "content-type": "text/html" } }), "Sign in"],
    ["truncated JSON", new Response('{"webhook_id":"wh_', { headers: { "content-type": "application/json" } }), "wh_"],
    ["nothing where a body belongs", new Response(null, { status: 200 }), ""],
    ["204 where a body belongs", new Response(null, { status: 204 }), ""],
    ["null", Response.json(null), "null"],
  ])("%s", async (_, answer, excerpt) => {
    const error = await get(answer);
    expect(error).toBeInstanceOf(UnexpectedResponseError);
    expect(error).toMatchObject({ status: answer.status, request: { method: "GET", url } });
    expect((error as Error).message).toContain(excerpt);
    expect((error as Error).message).toMatch(/Check the baseUrl\.$/);
  });

  test("a redirect, which is not followed", async () => {
    const script = scriptedFetch(new Response(null, { status: 302, headers: { location: "https://evil.example" } }));
    const error = await errorOf(clientOf(script).get("wh_1"));
    expect(error).toMatchObject({ name: "UnexpectedResponseError", status: 302 });
    expect(script.requests.map((request) => request.redirect)).toEqual(["manual"]);
  });

  test("and is not tried again", async () => {
    const script = scriptedFetch(new Response("<html>", { headers: { "content-type": "text/html" } }));
    await errorOf(clientOf(script).get("wh_1"));
    expect(script.requests).toHaveLength(1);
  });
});

test("no connection is a ConnectionError with the network's error as its cause", async () => {
  const cause = new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED 127.0.0.1:9") });
  const error = await errorOf(clientOf(scriptedFetch(cause), { maxRetries: 0 }).get("wh_1"));
  expect(error).toBeInstanceOf(ConnectionError);
  expect(error).toMatchObject({
    cause,
    message: `GET ${url} failed: Error: connect ECONNREFUSED 127.0.0.1:9. Check the baseUrl.`,
  });
});
