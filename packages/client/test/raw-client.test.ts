import { ConnectionError, NotFoundError, ServerError, UnexpectedResponseError } from "@agent-webhooks/client";
import { describe, expect, test } from "vitest";
import { baseUrl, clientOf, errorOf, errorResponse, scriptedFetch, TOKEN, webhook } from "./scripted-fetch.ts";

const path = "/agent/v0/webhooks/{webhook_id}";
const params = { path: { webhook_id: "wh/1" } };

describe("raw is openapi-fetch with the client's", () => {
  test("token", async () => {
    const script = scriptedFetch(Response.json(webhook));
    const { data, response } = await clientOf(script).raw.GET(path, { params });
    expect(data?.webhook_id).toBe(webhook.webhook_id);
    expect(response.status).toBe(200);
    expect(script.requests[0]?.url).toBe(`${baseUrl}/agent/v0/webhooks/wh%2F1`);
    expect(script.requests[0]?.headers.get("authorization")).toBe(`Bearer ${TOKEN}`);
  });

  test("retries", async () => {
    const script = scriptedFetch(errorResponse(503, { "retry-after": "0" }), Response.json(webhook));
    expect((await clientOf(script).raw.GET(path, { params })).response.status).toBe(200);
    expect(script.requests).toHaveLength(2);
  });

  test("options of a call", async () => {
    const script = scriptedFetch(errorResponse(503, { "retry-after": "0" }));
    await clientOf(script).raw.GET(path, { params, maxRetries: 1 });
    expect(script.requests).toHaveLength(2);
  });

  test("but returns a failing status as error", async () => {
    const { data, error, response } = await clientOf(scriptedFetch(errorResponse(404))).raw.GET(path, { params });
    expect([data, error, response.status]).toEqual([undefined, { name: "SomeError", message: "Status 404." }, 404]);
  });

  test("and throws other errors", async () => {
    const html = new Response("<html>", { headers: { "content-type": "text/html" } });
    expect(await errorOf(clientOf(scriptedFetch(html)).raw.GET(path, { params }))).toBeInstanceOf(
      UnexpectedResponseError,
    );
    const broken = clientOf(scriptedFetch(new TypeError("fetch failed")), { maxRetries: 0 });
    expect(await errorOf(broken.raw.GET(path, { params }))).toBeInstanceOf(ConnectionError);
  });

  test("middleware changes requests", async () => {
    const script = scriptedFetch(Response.json(webhook));
    const client = clientOf(script);
    client.raw.use({ onRequest: ({ request }) => request.headers.set("x-a", "1") });
    await client.get("wh_1");
    expect(script.requests[0]?.headers.get("x-a")).toBe("1");
  });

  test("middleware gets a Request, and a Response whose body it may read and replace", async () => {
    const client = clientOf(scriptedFetch(Response.json(webhook)));
    const seen: unknown[] = [];
    client.raw.use({
      onRequest: ({ request }) => {
        seen.push(request instanceof Request);
      },
      onResponse: async ({ response }) => {
        seen.push(await response.clone().json());
        return Response.json({ ...webhook, url: "https://example.com/replaced" });
      },
    });
    expect(await client.get("wh_1")).toEqual({ ...webhook, url: "https://example.com/replaced" });
    expect(seen).toEqual([true, webhook]);
  });

  test("middleware may replace the Request: the options of a call stay", async () => {
    const script = scriptedFetch(errorResponse(503, { "retry-after": "0" }), errorResponse(404));
    const client = clientOf(script);
    client.raw.use({ onRequest: ({ request }) => new Request(request, { headers: { "x-a": "1" } }) });
    expect(await errorOf(client.get("wh_1", { maxRetries: 0 }))).toBeInstanceOf(ServerError);
    expect(await errorOf(client.delete("wh_1"))).toBeInstanceOf(NotFoundError);
    expect(script.requests.map(({ headers }) => headers.get("x-a"))).toEqual(["1", "1"]);
  });

  test("middleware may replace the Request: the options of a call of raw stay", async () => {
    const script = scriptedFetch(errorResponse(503, { "retry-after": "0" }));
    const { raw } = clientOf(script);
    const middleware = {
      onRequest: ({ request }: { request: Request }) => new Request(request, { headers: { "x-a": "1" } }),
    };
    await raw.GET(path, { params, maxRetries: 0, middleware: [middleware] });
    raw.use(middleware);
    await raw.GET(path, { params, maxRetries: 0 });
    await raw.request("get", path, { params, maxRetries: 0 });
    expect(script.requests.map(({ headers }) => headers.get("x-a"))).toEqual(["1", "1", "1"]);
  });

  test("a failing response of middleware without a body is thrown", async () => {
    const client = clientOf(scriptedFetch(Response.json(webhook)));
    const headers = { "content-length": "0" };
    client.raw.use({ onRequest: () => new Response(null, { status: 503, headers }) });
    const message = `GET ${path} returned 503: "". Try again later.`;
    expect(await errorOf(client.get("wh_1"))).toMatchObject({ name: "ServerError", status: 503, body: "", message });
  });

  test("a failing response of middleware is thrown", async () => {
    const client = clientOf(scriptedFetch(Response.json(webhook)));
    client.raw.use({ onRequest: () => Response.json({ name: "SomeError", message: "Not here." }, { status: 404 }) });
    const error = await errorOf(client.get("wh_1"));
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ message: `GET ${path} returned 404: "Not here.". Check the id.`, status: 404 });
  });

  test("middleware never sees the token", async () => {
    const script = scriptedFetch(Response.json(webhook), new TypeError("fetch failed"));
    const client = clientOf(script, { maxRetries: 0 });
    const seen: (string | null)[] = [];
    const look = ({ request }: { request: Request }) => {
      seen.push(request.headers.get("authorization"));
    };
    client.raw.use({ onRequest: look, onResponse: look, onError: look });
    await client.get("wh_1");
    await errorOf(client.raw.GET(path, { params }));
    expect(seen).toEqual([null, null, null, null]);
    expect(script.requests.map(({ headers }) => headers.get("authorization"))).toEqual(
      Array(2).fill(`Bearer ${TOKEN}`),
    );
  });
});
