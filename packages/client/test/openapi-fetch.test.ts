/** What the client relies on in openapi-fetch, so that an update or a replacement that behaves differently is noticed. */
import { ValidationError } from "@agent-webhooks/client";
import type { paths } from "@agent-webhooks/types";
import { describe, expect, test, vi } from "vitest";
import { createHttpClient } from "../src/internal/http.ts";
import type { ClientOptions } from "../src/options.ts";

/** What reaches `fetch`. */
interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

const baseUrl = "https://api.example.com/v1/";

/** A client with middleware makes a real `Request`, without it only the parts of one. Both have to send the same. */
const modes = [
  ["with middleware", true],
  ["without middleware", false],
] as const;

async function sent(
  hasMiddleware: boolean,
  [method, path, init = {}]: [method: string, path: string, init?: object],
  options: Partial<ClientOptions> = {},
): Promise<Sent> {
  const requests: Sent[] = [];
  const { raw, send } = createHttpClient<paths>({ baseUrl, token: "t", ...options }, async (request) => {
    const { method, url, headers } = request;
    const body = typeof request.text === "function" ? await request.text() : request.body;
    requests.push({ method, url, headers: Object.fromEntries(headers), body: body ? String(body) : undefined });
    return Object.assign(Response.json({}), { data: () => ({}) });
  });
  if (hasMiddleware) raw.use({ onRequest: () => undefined });
  await send(method, path, init);
  const [request] = requests;
  if (request === undefined) throw new Error("nothing was sent");
  return request;
}

describe.each(modes)("a request, %s", (_, hasMiddleware) => {
  const urlOf = async (path: string, params: object) => (await sent(hasMiddleware, ["GET", path, { params }])).url;
  const headersOf = async (init: object, options?: Partial<ClientOptions>) => {
    const { headers } = await sent(hasMiddleware, ["POST", "/a", init], options);
    const { "user-agent": _, ...others } = headers;
    return others;
  };

  test("has the method in capitals, and the path after that of the base URL", async () => {
    expect(await sent(hasMiddleware, ["patch", "/a"])).toMatchObject({
      method: "PATCH",
      url: "https://api.example.com/v1/a",
    });
  });

  test.each([
    ["a/b", "a%2Fb"],
    ["a b", "a%20b"],
    ["a?b#c", "a%3Fb%23c"],
    ["ä%", "%C3%A4%25"],
    ["a.b", "a.b"],
    ["...", "..."],
  ])("encodes the path parameter %j", async (id, encoded) => {
    expect(await urlOf("/a/{id}/c", { path: { id } })).toBe(`https://api.example.com/v1/a/${encoded}/c`);
  });

  test.each(["", ".", "..", undefined, "\ud800"])("rejects the path parameter %j", async (id) => {
    await expect(urlOf("/a/{id}", { path: { id } })).rejects.toThrow(ValidationError);
  });

  test.each<[query: object, search: string]>([
    [{ limit: 5, ascending: false }, "?limit=5&ascending=false"],
    [{ page_token: "a+b/c=&d" }, "?page_token=a%2Bb%2Fc%3D%26d"],
    [{ a: undefined, b: null, c: 1 }, "?c=1"],
    [{ status: ["failed", "pending"] }, "?status=failed&status=pending"],
    [{ a: [] }, ""],
    [{}, ""],
  ])("has the query %j as %j", async (query, search) => {
    expect(await urlOf("/a", { query })).toBe(`https://api.example.com/v1/a${search}`);
  });

  test("has a body as JSON, without undefined fields, and its content type", async () => {
    const { body, headers } = await sent(hasMiddleware, ["POST", "/a", { body: { a: undefined, b: "ä", c: null } }]);
    expect(body).toBe('{"b":"ä","c":null}');
    expect(headers["content-type"]).toBe("application/json");
  });

  test("has neither body nor content type without one", async () => {
    const { body, headers } = await sent(hasMiddleware, ["DELETE", "/a"]);
    expect(body).toBeUndefined();
    expect(headers).not.toHaveProperty("content-type");
  });

  test("has the headers of the client and of the call, which take precedence, and may remove one", async () => {
    const options = { headers: { "x-a": "client", "x-b": "client", "x-c": "client" } };
    expect(await headersOf({ headers: { "X-A": "call", "x-b": null, "x-d": "call" } }, options)).toEqual({
      "x-a": "call",
      "x-c": "client",
      "x-d": "call",
    });
  });
});

/** Sends a request whose response is given; returns what openapi-fetch makes of it. */
async function resultOf(response: Response): Promise<{ data?: unknown; error?: unknown; response: Response }> {
  const { raw, send } = createHttpClient<paths>({ baseUrl, token: "t" }, async () => response);
  raw.use({ onRequest: () => undefined });
  return await send("GET", "/a", {});
}

describe("the result of a response", () => {
  test.each<[name: string, response: Response, data: unknown]>([
    ["JSON", Response.json({ a: 1 }), { a: 1 }],
    ["JSON without a length", new Response('{"a":1}'), { a: 1 }],
    ["an empty body", new Response(""), undefined],
    ["an empty body of length 0", new Response(null, { headers: { "content-length": "0" } }), undefined],
    ["204", new Response(null, { status: 204 }), undefined],
  ])("has the data of %s, and no error", async (_, response, data) => {
    const result = await resultOf(response);
    expect(result).toEqual({ data, response });
    expect(result.error).toBeUndefined();
  });

  test.each<[name: string, response: Response, error: unknown]>([
    ["JSON", Response.json({ name: "E" }, { status: 404 }), { name: "E" }],
    ["text", new Response("<html>", { status: 502 }), "<html>"],
    ["an empty body", new Response("", { status: 500 }), ""],
    ["a length of 0", new Response(null, { status: 500, headers: { "content-length": "0" } }), undefined],
  ])("has the error of %s, and no data, whatever the error is", async (_, response, error) => {
    const result = await resultOf(response);
    expect(result).toEqual({ error, response });
    expect(result.data).toBeUndefined();
  });

  test("is what the transport has parsed already, without middleware", async () => {
    const text = vi.fn();
    const { send } = createHttpClient<paths>({ baseUrl, token: "t" }, async () =>
      Object.assign(new Response("not read"), { data: () => ({ parsed: true }), text }),
    );
    expect(await send("GET", "/a", {})).toMatchObject({ data: { parsed: true } });
    expect(text).not.toHaveBeenCalled();
  });
});

describe("fetch", () => {
  test.each(modes)("gets the options of a call, and no redirects to follow, %s", async (_, hasMiddleware) => {
    const seen: { request: Request; options: object | undefined }[] = [];
    const { raw, send } = createHttpClient<paths>({ baseUrl, token: "t" }, async (request, options) => {
      seen.push({ request, options });
      return Object.assign(Response.json({}), { data: () => ({}) });
    });
    if (hasMiddleware) raw.use({ onRequest: ({ request }) => new Request(request) });
    await send("GET", "/a", { signal: AbortSignal.abort(), maxRetries: 7, route: { path: "/a" } });
    const [call] = seen;
    expect([call?.request.signal.aborted, call?.request.redirect]).toEqual([true, "manual"]);
    expect(call?.options).toMatchObject({ maxRetries: 7, route: { path: "/a" } });
  });

  test.each(modes)("errors are thrown as they are, %s", async (_, hasMiddleware) => {
    const error = new TypeError("fetch failed");
    const { raw, send } = createHttpClient<paths>({ baseUrl, token: "t" }, () => Promise.reject(error));
    if (hasMiddleware) raw.use({ onResponse: () => undefined });
    await expect(send("GET", "/a", {})).rejects.toBe(error);
  });
});

describe("middleware", () => {
  test("sees requests in its order and responses in reverse, and may replace both", async () => {
    const calls: string[] = [];
    const { raw, send } = createHttpClient<paths>({ baseUrl, token: "t" }, async (request) => {
      calls.push(`fetch ${request.url} ${request.headers.get("x-seen")}`);
      return Response.json({ from: "server" });
    });
    const named = (name: string, response?: Response) => ({
      onRequest: ({ request }: { request: Request }) => {
        calls.push(`request ${name}`);
        return new Request(request, { headers: { "x-seen": name } });
      },
      onResponse: () => {
        calls.push(`response ${name}`);
        return response;
      },
    });
    raw.use(named("a", Response.json({ from: "a" })), named("b"));
    expect(await send("GET", "/a", {})).toMatchObject({ data: { from: "a" } });
    expect(calls).toEqual([
      "request a",
      "request b",
      "fetch https://api.example.com/v1/a b",
      "response b",
      "response a",
    ]);
  });

  test("may respond itself, and turn an error into a response", async () => {
    const { raw, send } = createHttpClient<paths>({ baseUrl, token: "t" }, () => Promise.reject(new Error("offline")));
    const cached = { onRequest: () => Response.json({ from: "cache" }) };
    raw.use({ onError: () => Response.json({ from: "onError" }) }, cached);
    expect(await send("GET", "/a", {})).toMatchObject({ data: { from: "cache" } });
    raw.eject(cached);
    expect(await send("GET", "/a", {})).toMatchObject({ data: { from: "onError" } });
  });
});
