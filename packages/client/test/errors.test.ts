import * as client from "@agent-webhooks/client";
import { describe, expect, test } from "vitest";
import { baseUrl, clientOf, errorOf, errorResponse, scriptedFetch } from "./scripted-fetch.ts";

const url = `${baseUrl}/agent/v0/webhooks/wh_1`;
const get = (response: Response) => errorOf(clientOf(scriptedFetch(response), { maxRetries: 0 }).get("wh_1"));

describe("each status has an error class and advice", () => {
  test.each([
    [400, client.ValidationError, "Check the request."],
    [401, client.AuthenticationError, "Check the token."],
    [403, client.PermissionError, "Check the token's scopes."],
    [404, client.NotFoundError, "Check the id."],
    [405, client.RequestError, "Check the request."],
    [408, client.RequestError, "Check the request."],
    [409, client.ConflictError, "Check the state."],
    [413, client.RequestError, "Check the request."],
    [415, client.RequestError, "Check the request."],
    [418, client.RequestError, "Check the request."],
    [429, client.RateLimitError, "Try again later."],
    [500, client.ServerError, "Try again later."],
    [501, client.ServerError, "Try again later."],
    [503, client.ServerError, "Try again later."],
    [599, client.ServerError, "Try again later."],
  ])("%i", async (status, ErrorClass, advice) => {
    const error = await get(errorResponse(status, { "x-request-id": "req_1" }));
    for (const Class of [ErrorClass, client.WebhookError, Error]) expect(error).toBeInstanceOf(Class);
    expect(client.isWebhookError(error)).toBe(true);
    expect(error).toMatchObject({
      name: ErrorClass.name,
      status,
      message: `GET ${url} returned ${status}: "Status ${status}.". ${advice}`,
      request: { method: "GET", url },
      requestId: "req_1",
      body: { name: "SomeError", message: `Status ${status}.` },
    });
  });

  test("isWebhookError is false for other errors", () => {
    expect(client.isWebhookError(new Error("other"))).toBe(false);
    expect(client.isWebhookError(undefined)).toBe(false);
  });
});

describe("the issues of a 400, in either form", () => {
  test.each([
    ["an object of arrays", { url: ["is required"], "event_types.0": ["a", "b"] }],
    [
      "an array with paths",
      [
        { path: "url", message: "is required" },
        { path: "event_types.0", message: "a" },
        { path: "event_types.0", message: "b" },
      ],
    ],
    [
      "an array with path segments",
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
  ])("another body has the issues that can be read: %s", async (body, issues) => {
    const error = await get(new Response(body, { status: 400, headers: { "content-type": "application/json" } }));
    expect(error).toBeInstanceOf(client.ValidationError);
    expect(error).toMatchObject({ issues });
  });
});

describe("error bodies that are not the spec's", () => {
  test("401 of a gateway, without a name", async () => {
    const error = await get(Response.json({ message: "Unauthorized" }, { status: 401 }));
    expect(error).toMatchObject({ name: "AuthenticationError", body: { message: "Unauthorized" } });
    expect((error as Error).message).toContain('"Unauthorized"');
  });

  test("HTML of a proxy is kept as text, and shortened in the message", async () => {
    const html = `<html>${"x".repeat(1000)}</html>`;
    const error = await get(new Response(html, { status: 502, headers: { "content-type": "text/html" } }));
    expect(error).toMatchObject({ name: "ServerError", status: 502, body: html });
    expect((error as Error).message.length).toBeLessThan(400);
  });

  test("a message is not cut inside a character", async () => {
    for (const text of ["🚀".repeat(500), `x${"🚀".repeat(500)}`]) {
      expect(((await get(new Response(text, { status: 502 }))) as Error).message).not.toMatch(/\p{Cs}/u);
    }
  });

  test("an empty body is an empty string", async () => {
    expect(await get(new Response(null, { status: 500 }))).toMatchObject({ status: 500, body: "" });
  });

  test("JSON that is not an object", async () => {
    for (const body of ["null", "[1]", "7"]) {
      expect(await get(new Response(body, { status: 500 }))).toMatchObject({ name: "ServerError", status: 500 });
    }
  });
});

test.each([
  ["30", 30],
  ["1000000000", 1_000_000_000],
  ["9".repeat(400), 2_000_000_000],
  ["Sun, 06 Nov 1994 08:49:37 GMT", 0],
  ["Sunday, 06-Nov-94 08:49:37 GMT", 0],
  ["Sun Nov  6 08:49:37 1994", 0],
  ["Sunday, 06-Foo-94 08:49:37 GMT", undefined],
  ["", undefined],
])("a 429 has the seconds of Retry-After: %s", async (value, retryAfter) => {
  expect(await get(errorResponse(429, { "retry-after": value }))).toMatchObject({ retryAfter });
});

describe("an unexpected response is an UnexpectedResponseError with an excerpt", () => {
  test.each([
    ["HTML with a 200", new Response("<html>Sign in</html>", { headers: { "content-type": "text/html" } }), "Sign in"],
    ["truncated JSON", new Response('{"webhook_id":"wh_', { headers: { "content-type": "application/json" } }), "wh_"],
    ["an empty body where the spec has one", new Response(null, { status: 200 }), ""],
    ["204 where the spec has a body", new Response(null, { status: 204 }), ""],
    ["null", Response.json(null), "null"],
  ])("%s", async (_, response, excerpt) => {
    const error = await get(response);
    expect(error).toBeInstanceOf(client.UnexpectedResponseError);
    expect(error).toMatchObject({ status: response.status, request: { method: "GET", url } });
    expect((error as Error).message).toContain(excerpt);
    expect((error as Error).message).toMatch(/Check the baseUrl\.$/);
  });

  test("is not retried", async () => {
    const script = scriptedFetch(new Response("<html>", { headers: { "content-type": "text/html" } }));
    await errorOf(clientOf(script).get("wh_1"));
    expect(script.requests).toHaveLength(1);
  });
});

test("a failed connection is a ConnectionError with the network's error as its cause", async () => {
  const cause = new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED 127.0.0.1:9") });
  const error = await errorOf(clientOf(scriptedFetch(cause), { maxRetries: 0 }).get("wh_1"));
  expect(error).toBeInstanceOf(client.ConnectionError);
  expect(error).toMatchObject({
    cause,
    message: `GET ${url} failed: Error: connect ECONNREFUSED 127.0.0.1:9. Check the baseUrl.`,
  });
});

test("a name whose addresses all fail is a ConnectionError with their code", async () => {
  // As Node throws it.
  const cause = Object.assign(new AggregateError([new Error("connect ECONNREFUSED ::1:9")]), { code: "ECONNREFUSED" });
  const failed = scriptedFetch(new TypeError("fetch failed", { cause }));
  const error = await errorOf(clientOf(failed, { maxRetries: 0 }).get("wh_1"));
  expect(error).toMatchObject({ message: `GET ${url} failed: ECONNREFUSED. Check the baseUrl.` });
});
