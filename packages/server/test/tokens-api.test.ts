import { randomUUID } from "node:crypto";
import { operations } from "@agent-webhooks/types/delivery";
import { describe, expect, test } from "vitest";
import { onDatabases, serviceError, validationError, WebhooksClient, webhooksPath } from "./support/service.ts";

const tokensPath: string = operations.listTokens.path;

onDatabases((under) => {
  const admin = () => new WebhooksClient(under.service.url, "default", under.service.token);
  const created = async (fields: Record<string, unknown> = {}) => {
    const body = { organization_id: `org_${randomUUID()}`, scopes: ["webhooks:read"], ...fields };
    const response = await admin().request("POST", tokensPath, { body });
    expect(response).toMatchObject({ status: 200 });
    return response.json as Record<"token_id" | "token" | "organization_id", string>;
  };

  describe("createToken", () => {
    test("creates a token of its organization with its scopes only", async () => {
      const { token, organization_id } = await created();
      const client = new WebhooksClient(under.service.url, organization_id, token);
      expect(await client.list()).toMatchObject({ webhooks: [] });
      expect(await client.post({})).toMatchObject(serviceError(403));
    });

    test("returns what was asked for, and the token", async () => {
      const body = {
        organization_id: "Ærø \u{1F600}",
        scopes: ["events:publish", "webhooks:read"],
        expires_at: "2030-01-01T01:00:00+01:00",
      };
      expect((await admin().request("POST", tokensPath, { body })).json).toEqual({
        ...body,
        token_id: expect.stringMatching(/^tok_./),
        token: expect.stringMatching(/^awt_[A-Za-z0-9_-]{43}$/),
        created_at: under.clock.now().toISOString(),
        expires_at: "2030-01-01T00:00:00.000Z",
      });
    });

    test.each([
      [{ scopes: [] }, { scopes: [expect.any(String)] }],
      [{ scopes: ["webhooks:delete"] }, { "scopes.0": [expect.stringContaining("webhooks:read")] }],
      [{ scopes: ["webhooks:read", "webhooks:read"] }, { scopes: [expect.stringContaining("twice")] }],
      [{ organization_id: "" }, { organization_id: ["must not be empty"] }],
      [{ organization_id: "a\u0000" }, { organization_id: ["may not have control characters or byte order marks"] }],
      [{ expires_at: "tomorrow" }, { expires_at: [expect.any(String)] }],
      [{ expires_at: "2020-01-01T00:00:00Z" }, { expires_at: ["must be in the future"] }],
      [{ expires_at: "9999-12-31T23:59:60Z" }, { expires_at: ["must be before the year 10000"] }],
      [{ token: "awt_mine" }, { token: ["is not a known field"] }],
    ])("rejects %j", async (fields, errors) => {
      const body = { organization_id: "org", scopes: ["webhooks:read"], ...fields };
      expect(await admin().request("POST", tokensPath, { body })).toMatchObject(validationError(errors));
    });
  });

  test("takes a leap second for the second after it", async () => {
    const body = { organization_id: "org", scopes: ["webhooks:read"], expires_at: "2030-06-30T23:59:60Z" };
    const { status, json } = await admin().request("POST", tokensPath, { body });
    expect({ status, json }).toMatchObject({ status: 200, json: { expires_at: "2030-07-01T00:00:00.000Z" } });
  });

  test("rejects a token that expires now, and creates one that expires in a millisecond", async () => {
    const at = (offset: number) => new Date(under.clock.now().getTime() + offset).toISOString();
    const request = (expires_at: string) =>
      admin().request("POST", tokensPath, { body: { organization_id: "org", scopes: ["webhooks:read"], expires_at } });
    expect(await request(at(0))).toMatchObject(validationError({ expires_at: ["must be in the future"] }));
    expect(await request(at(1))).toMatchObject({ status: 200 });
  });

  describe("listTokens", () => {
    test("lists every organization's tokens, in pages and both directions, without the tokens themselves", async () => {
      const mine: string[] = [];
      for (let index = 0; index < 5; index++) {
        under.clock.advance(1);
        mine.push((await created()).token_id);
      }
      for (const ascending of [true, false]) {
        const found: string[] = [];
        let next: string | undefined;
        do {
          const query = new URLSearchParams({ limit: "2", ascending: String(ascending) });
          if (next !== undefined) query.set("page_token", next);
          const { status, json, text } = await admin().request("GET", `${tokensPath}?${query}`);
          expect(status).toBe(200);
          expect(text).not.toContain("awt_");
          const page = json as { count: number; tokens: { token_id: string }[]; next_page_token?: string };
          expect(page.count).toBe(page.tokens.length);
          found.push(...page.tokens.map(({ token_id }) => token_id));
          next = page.next_page_token;
        } while (next !== undefined);
        expect(new Set(found).size).toBe(found.length);
        expect(found.filter((id) => mine.includes(id))).toEqual(ascending ? mine : mine.toReversed());
      }
    });

    test("rejects a page token of the webhooks", async () => {
      await admin().create();
      await admin().create();
      const { next_page_token } = await admin().list({ limit: 1 });
      const response = await admin().request("GET", `${tokensPath}?page_token=${next_page_token}`);
      expect(response).toMatchObject(validationError({ page_token: [expect.any(String)] }));
    });
  });

  describe("revokeToken", () => {
    test("takes effect at once, and is a 404 the second time", async () => {
      const { token_id, token, organization_id } = await created();
      const client = new WebhooksClient(under.service.url, organization_id, token);
      await client.list();
      expect(await admin().request("DELETE", `${tokensPath}/${token_id}`)).toMatchObject({ status: 200, text: "" });
      expect(await client.request("GET", webhooksPath)).toMatchObject(serviceError(401));
      expect(await admin().request("DELETE", `${tokensPath}/${token_id}`)).toMatchObject(serviceError(404));
    });

    test.each(["tok_unknown", "tok_%00", "wh_1", "%F0%9F%98%80"])("does not know %s", async (id) => {
      expect(await admin().request("DELETE", `${tokensPath}/${id}`)).toMatchObject(serviceError(404));
    });
  });

  test.each(["GET", "POST"])("%s needs the scope tokens:write", async (method) => {
    const client = await under.client({ scopes: ["webhooks:read", "webhooks:write", "deliveries:write"] });
    expect(await client.request(method, tokensPath)).toMatchObject(serviceError(403));
  });

  test("another method is rejected with the allowed ones", async () => {
    const response = await admin().request("PUT", tokensPath);
    expect(response).toMatchObject(serviceError(405));
    expect(response.headers.get("allow")).toBe("GET, HEAD, POST");
  });
});
