import { createWebhooksClient, ValidationError, type WebhooksClient } from "@agent-webhooks/client";
import type { UpdateWebhookRequest } from "@agent-webhooks/types";
import { ClientIdSchema, InboxIdsSchema, WebhookUrlSchema } from "@agent-webhooks/types/schemas";
import { describe, expect, test } from "vitest";
import { baseUrl, clientOf, errorOf, scriptedFetch, TOKEN, wanted, webhook } from "./scripted-fetch.ts";

/** Expects a call to be rejected for one field, before anything is sent. */
async function expectInvalid(call: (client: WebhooksClient) => PromiseLike<unknown>, path: string): Promise<Error> {
  const script = scriptedFetch(Response.json(webhook));
  const error = await errorOf(call(clientOf(script)));
  expect(error).toBeInstanceOf(ValidationError);
  expect(error).toMatchObject({ issues: [{ path }] });
  expect((error as ValidationError).status).toBeUndefined();
  expect((error as Error).message).toMatch(/^\w+ (must|may|is) [^^]+\.$/);
  expect(script.requests).toHaveLength(0);
  return error as Error;
}

const many = (count: number) => Array.from({ length: count }, (_, index) => `id_${index}`);

test("an id that would change the path is rejected", async () => {
  const params = { path: { webhook_id: ".." } };
  await expectInvalid((client) => client.get(".."), "webhook_id");
  await expectInvalid((client) => client.update("..", {}), "webhook_id");
  await expectInvalid((client) => client.delete(".."), "webhook_id");
  await expectInvalid((client) => client.raw.GET("/agent/v0/webhooks/{webhook_id}", { params }), "webhook_id");
});

describe("a field beyond the spec's limits is rejected", () => {
  const { maxItems } = InboxIdsSchema;
  const longUrl = `https://example.com/${"x".repeat(WebhookUrlSchema.maxLength)}`;
  const longId = "x".repeat(ClientIdSchema.maxLength + 1);

  test.each(["example.com/hooks", "/hooks", "ftp://example.com", "https://", "https://u:p@example.com/", "", longUrl])(
    "url: %j",
    async (url) => {
      await expectInvalid((client) => client.create({ ...wanted, url }), "url");
    },
  );

  test.each(["", "a b", "a/b", "ä", "a\n", longId])("client_id: %j", async (client_id) => {
    await expectInvalid((client) => client.create({ ...wanted, client_id }), "client_id");
    await expectInvalid((client) => client.ensure({ ...wanted, client_id }), "client_id");
  });

  test.each(["inbox_ids", "pod_ids"] as const)("too many %s", async (field) => {
    const error = await expectInvalid((client) => client.create({ ...wanted, [field]: many(maxItems + 1) }), field);
    expect(error.message).toBe(`${field} must have at most ${maxItems} items.`);
    for (const name of [`add_${field}`, `remove_${field}`] as const) {
      const change: UpdateWebhookRequest = { [name]: many(maxItems + 1) };
      await expectInvalid((client) => client.update("wh_1", change), name);
    }
  });

  test("a field at the limit is sent", async () => {
    const script = scriptedFetch(Response.json(webhook));
    const client = clientOf(script);
    await client.create({ ...wanted, url: longUrl.slice(0, WebhookUrlSchema.maxLength) });
    await client.create({ ...wanted, url: "HTTPS://example.com", client_id: "Az09._~-".repeat(32) });
    await client.create({ ...wanted, inbox_ids: many(maxItems), pod_ids: many(maxItems) });
    expect(script.requests).toHaveLength(3);
  });
});

describe("an invalid option is rejected when the client is created", () => {
  test.each([
    "api.example.com",
    "/api",
    "",
    "ftp://api.example.com",
    "https://user:password@api.example.com",
    "https://api.example.com?x=1",
    "https://api.example.com/#x",
  ])("baseUrl %j", (base) => {
    const create = () => createWebhooksClient({ baseUrl: base, token: TOKEN });
    expect(create).toThrow(ValidationError);
    expect(create).toThrow(/^baseUrl (must be an absolute URL without credentials|is empty)\.$/);
    expect(create).not.toThrow(/password/);
  });

  test.each([[""], ["a\nb"], ["a b"], ["tökén"], ["a\u0000"]])(
    "token %j, which the message does not contain",
    (token) => {
      const create = () => createWebhooksClient({ baseUrl, token });
      expect(create).toThrow(token ? "token must be visible ASCII." : "token is empty.");
    },
  );

  test("a missing token", () => {
    expect(() => createWebhooksClient({ baseUrl, token: undefined as unknown as string })).toThrow("token is empty.");
  });
});

test.each([[""], ["a\r\nx-admin: 1"], [undefined]])(
  "an invalid token from a function is rejected too: %j",
  async (token) => {
    const script = scriptedFetch(Response.json(webhook));
    const client = clientOf(script, { token: () => token as string });
    await expect(client.get("wh_1")).rejects.toThrow(token ? "token must be visible ASCII." : "token is empty.");
    expect(script.requests).toHaveLength(0);
  },
);
