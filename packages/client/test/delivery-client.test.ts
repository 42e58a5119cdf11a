import {
  type ClientOptions,
  createDeliveryClient,
  UnexpectedResponseError,
  ValidationError,
} from "@agent-webhooks/client";
import { operations } from "@agent-webhooks/types/delivery";
import { operationExamples } from "@agent-webhooks/types/delivery/examples";
import { describe, expect, test } from "vitest";
import { baseUrl, errorOf, errorResponse, scriptedFetch, TOKEN } from "./scripted-fetch.ts";

const { createToken, listTokens } = operationExamples;
const [created, page] = [createToken.responses[200].default, listTokens.responses[200].page];
const wanted = { organization_id: "acme", scopes: ["webhooks:read" as const] };
const clientOf = ({ fetch }: ReturnType<typeof scriptedFetch>, options: Partial<ClientOptions> = {}) =>
  createDeliveryClient({ baseUrl, token: TOKEN, fetch, ...options });

describe("the delivery client", () => {
  test("creates a token", async () => {
    const script = scriptedFetch(Response.json(created));
    expect(await clientOf(script).createToken(wanted)).toEqual(created);
    expect(script.requests[0]).toMatchObject({ method: "POST", url: `${baseUrl}/delivery/v0/tokens` });
    expect(JSON.parse(script.bodies[0] ?? "")).toEqual(wanted);
  });

  test("does not retry creating a token that may have been created", async () => {
    const script = scriptedFetch(errorResponse(500), Response.json(created));
    expect(await errorOf(clientOf(script).createToken(wanted))).toMatchObject({ status: 500 });
    expect(script.requests).toHaveLength(1);
  });

  test("lists all tokens over several pages", async () => {
    const script = scriptedFetch(Response.json({ ...page, next_page_token: "next" }), Response.json(page));
    expect(await clientOf(script).listTokens({ limit: 1 }).toArray()).toEqual([...page.tokens, ...page.tokens]);
    expect(script.requests.map(({ url }) => url.slice(baseUrl.length))).toEqual([
      "/delivery/v0/tokens?limit=1",
      "/delivery/v0/tokens?limit=1&page_token=next",
    ]);
  });

  test("revokes a token, and rejects an id that would change the path", async () => {
    const script = scriptedFetch(new Response(null));
    await expect(clientOf(script).revokeToken("tok_1")).resolves.toBeUndefined();
    expect(script.requests[0]).toMatchObject({ method: "DELETE", url: `${baseUrl}/delivery/v0/tokens/tok_1` });
    expect(await errorOf(clientOf(script).revokeToken(".."))).toBeInstanceOf(ValidationError);
    expect(script.requests).toHaveLength(1);
  });

  test("retries exactly the idempotent operations", async () => {
    for (const [id, { method, path, idempotent }] of Object.entries(operations)) {
      const script = scriptedFetch(errorResponse(500, { "retry-after": "0" }));
      const call = Object.fromEntries([...path.matchAll(/{(\w+)}/g)].map(([, name = ""]) => [name, `${name}_1`]));
      const { raw } = clientOf(script, { maxRetries: 1 });
      await raw.request(method.toLowerCase() as "get", path as never, { params: { path: call } } as never);
      expect(script.requests, id).toHaveLength(idempotent ? 2 : 1);
    }
  });

  test("redacts a new token in errors", async () => {
    const script = scriptedFetch(new Response(JSON.stringify(created).slice(0, -1)));
    const error = await errorOf(clientOf(script).createToken(wanted));
    expect(error).toBeInstanceOf(UnexpectedResponseError);
    expect(JSON.stringify(error) + String(error)).not.toContain(created.token);
  });
});
