import { UnexpectedResponseError } from "@agent-webhooks/client";
import { createWebhooksClient, validateResponse } from "@agent-webhooks/client/validate";
import { operations } from "@agent-webhooks/types";
import { operationExamples } from "@agent-webhooks/types/examples";
import { describe, expect, test } from "vitest";
import { baseUrl, clientOf, errorOf, SECRET, scriptedFetch, TOKEN, wanted, webhook } from "./scripted-fetch.ts";

const validating = (response: Response) => {
  const { fetch } = scriptedFetch(response);
  return createWebhooksClient({ baseUrl, token: TOKEN, fetch, validate: true });
};

describe("with `validate: true` a body must match the spec", () => {
  test.each(["get", "create", "update"] as const)("%s", async (method) => {
    const call = (response: Response) => {
      const client = validating(response);
      return {
        get: () => client.get("wh_1"),
        create: () => client.create(wanted),
        update: () => client.update("wh_1", {}),
      }[method]();
    };
    expect(await call(Response.json(webhook))).toEqual(webhook);
    const { url: _, ...incomplete } = webhook;
    const error = await errorOf(call(Response.json({ ...incomplete, enabled: "yes" })));
    expect(error).toBeInstanceOf(UnexpectedResponseError);
    expect(error).toMatchObject({
      status: 200,
      issues: [
        { path: "url", message: "is missing" },
        { path: "enabled", message: "must be of type boolean" },
      ],
    });
    expect((error as Error).message).toContain("200: url is missing, enabled must be of type boolean.");
    expect((error as UnexpectedResponseError).body).not.toContain(SECRET);
  });

  test("list, including each item", async () => {
    const page = { count: 1, webhooks: [{ ...webhook, created_at: "yesterday" }] };
    const error = await errorOf(validating(Response.json(page)).list());
    expect(error).toMatchObject({ issues: [{ path: "webhooks.0.created_at", message: "must be a date-time" }] });
  });

  test("delete, which has no body", async () => {
    expect(await validating(new Response(null, { status: 200 })).delete("wh_1")).toBeUndefined();
  });

  test("unknown fields are allowed", async () => {
    expect(await validating(Response.json({ ...webhook, pod_id: "pod_1" })).get("wh_1")).toHaveProperty("pod_id");
  });

  test("calls of the raw client too", async () => {
    expect(await errorOf(validating(Response.json({})).raw.GET("/agent/v0/webhooks"))).toBeInstanceOf(
      UnexpectedResponseError,
    );
  });

  test("an error response is not validated", async () => {
    await expect(validating(Response.json({ odd: true }, { status: 404 })).get("wh_1")).rejects.toThrow("404");
  });
});

test("without it a body is not validated", async () => {
  const client = createWebhooksClient({
    baseUrl,
    token: TOKEN,
    fetch: scriptedFetch(Response.json({ enabled: "yes" })).fetch,
  });
  expect(await client.get("wh_1")).toEqual({ enabled: "yes" });
});

test("the validator can be given to either `createWebhooksClient`", async () => {
  const client = clientOf(scriptedFetch(Response.json({})), { validate: validateResponse });
  expect(await errorOf(client.get("wh_1"))).toBeInstanceOf(UnexpectedResponseError);
});

test("every example of the spec is valid", () => {
  for (const { id, method, path } of Object.values(operations)) {
    const url = baseUrl + path.replace("{webhook_id}", "wh_1");
    for (const example of Object.values(operationExamples[id].responses[200])) {
      expect(validateResponse({ method, url }, 200, example)).toBeUndefined();
    }
  }
});
