import { createWebhooksClient, NotFoundError } from "@agent-webhooks/client";
import { setupServer } from "msw/node";
import { expect, test } from "vitest";
import { createFake } from "../../src/index.ts";
import { fakeHandlers } from "../../src/msw.ts";

test("handles the requests of a client that uses the global fetch", async () => {
  await using fake = createFake();
  const server = setupServer(...fakeHandlers(fake, "https://api.example.com"));
  server.listen();
  try {
    const webhooks = createWebhooksClient({ baseUrl: "https://api.example.com", token: fake.token });
    const { webhook_id } = await webhooks.create({ url: "https://example.com/", event_types: ["message.sent"] });
    expect(await webhooks.list()).toMatchObject({ webhooks: [{ webhook_id }] });
    await webhooks.delete(webhook_id);
    await expect(webhooks.get(webhook_id)).rejects.toThrow(NotFoundError);
  } finally {
    server.close();
  }
});
