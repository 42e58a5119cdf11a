import { describe, expect, test } from "vitest";
import { startServer } from "../src/server.ts";
import { readSettings } from "../src/settings.ts";
import { DeliveryClient, startOnPostgres } from "./support/delivery.ts";
import { createDatabase } from "./support/postgres.ts";
import { onDatabases, serviceError, WebhooksClient, webhooksPath } from "./support/service.ts";

onDatabases((under) => {
  describe("a token", () => {
    test.each(["Bearer", "bearer", "BEARER", "bEaReR", "Bearer  "])(
      "is accepted with the scheme %s",
      async (scheme) => {
        const client = await under.client();
        const headers = { authorization: `${scheme} ${client.token}` };
        expect(await client.request("GET", webhooksPath, { token: null, headers })).toMatchObject({
          status: 200,
        });
      },
    );

    test.each([
      ["without a scheme", (token: string) => token],
      ["with another scheme", (token: string) => `Basic ${token}`],
      ["without a space", (token: string) => `Bearer${token}`],
      ["with more behind it", (token: string) => `Bearer ${token} more`],
      ["in another case", (token: string) => `Bearer ${token.toUpperCase()}`],
      ["cut short", (token: string) => `Bearer ${token.slice(0, -1)}`],
      ["twice", (token: string) => `Bearer ${token}, Bearer ${token}`],
    ])("is rejected %s", async (_, header) => {
      const client = await under.client();
      const headers = { authorization: header(client.token) };
      expect(await client.request("GET", webhooksPath, { token: null, headers })).toMatchObject(serviceError(401));
    });

    test("looks like awt_ and 43 characters", async () => {
      expect(await under.service.createToken()).toMatch(/^awt_[A-Za-z0-9_-]{43}$/);
    });

    test("is rejected from the moment it expires", async () => {
      const expiresAt = new Date(under.clock.now().getTime() + 1000);
      const client = await under.client({ expiresAt });
      under.clock.advance(999);
      expect(await client.request("GET", webhooksPath)).toMatchObject({ status: 200 });
      under.clock.advance(1);
      expect(await client.request("GET", webhooksPath)).toMatchObject(serviceError(401));
    });

    test("with webhooks:read reads and does not write", async () => {
      const writer = await under.client();
      const { webhook_id } = await writer.create();
      const reader = await under.client({ organizationId: writer.id, scopes: ["webhooks:read"] });
      expect(await reader.get(webhook_id)).toMatchObject({ webhook_id });
      expect(await reader.request("DELETE", `${webhooksPath}/${webhook_id}`)).toMatchObject(serviceError(403));
      expect(await writer.get(webhook_id)).toMatchObject({ webhook_id });
    });

    test("of the start belongs to the organization default, with every scope", async () => {
      const client = await under.client({ organizationId: "default" });
      const { webhook_id } = await client.create();
      expect(
        await client.request("GET", `${webhooksPath}/${webhook_id}`, { token: under.service.token }),
      ).toMatchObject({ status: 200 });
      expect(
        await client.request("DELETE", `${webhooksPath}/${webhook_id}`, { token: under.service.token }),
      ).toMatchObject({ status: 200 });
    });
  });
});

describe("BOOTSTRAP_TOKEN", () => {
  const status = async (url: string, token: string) =>
    (await fetch(url + webhooksPath, { headers: { authorization: `Bearer ${token}` } })).status;

  test("replaces the previous one at the next start, and nothing else", async () => {
    const env = {
      DATABASE_URL: await createDatabase(),
      ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
      PORT: "0",
    };
    const start = (token?: string) => startServer(readSettings({ ...env, ...(token && { BOOTSTRAP_TOKEN: token }) }));

    const first = await start();
    const made = first.token ?? "";
    expect(made).toMatch(/^awt_[A-Za-z0-9_-]{43}$/);
    const { token: other } = await first.createToken({ organization_id: "another", scopes: ["webhooks:read"] });
    expect(await status(first.url, made)).toBe(200);
    await first.close();

    const second = await start();
    expect(second.token).toBeUndefined();
    expect(await status(second.url, made)).toBe(200);
    await second.close();

    const third = await start("chosen-token-0001");
    expect(await status(third.url, made)).toBe(401);
    expect(await status(third.url, "chosen-token-0001")).toBe(200);
    await third.close();

    // A token that was created before may become the bootstrap token.
    const fourth = await start(other);
    expect(await status(fourth.url, "chosen-token-0001")).toBe(401);
    expect(await status(fourth.url, other)).toBe(200);
    await fourth.close();
  });
});

test("secrets are returned only to tokens that may read webhooks", async () => {
  const { service, client: owner } = await startOnPostgres();
  const { webhook_id } = await owner.create({ url: "http://127.0.0.1:9/hooks", client_id: "one" });
  const scopes = ["webhooks:write", "events:publish", "deliveries:read", "deliveries:write", "tokens:write"] as const;
  const token = await service.createToken({ scopes });
  const blind = new DeliveryClient(service.url, "default", token);
  const body = { url: "http://127.0.0.1:9/hooks", event_types: ["message.sent"], client_id: "one" };
  const responses = [
    await blind.request("GET", webhooksPath),
    await blind.request("GET", `${webhooksPath}/${webhook_id}`),
    await blind.post(body),
    await blind.patch(webhook_id, { add_inbox_ids: ["in_1"] }),
    await blind.call("rotateSecret", { webhook_id }, {}),
    await blind.call("enableWebhook", { webhook_id }),
    await blind.call("disableWebhook", { webhook_id }),
    await blind.call("listDeliveries"),
    await blind.call("listTokens"),
  ];
  expect(responses.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403, 403, 403, 200, 200]);
  for (const { text } of responses) expect(text).not.toContain("whsec_");
  // Operations that return no secret do not need webhooks:read.
  expect(
    await new WebhooksClient(service.url, "default", token).request("DELETE", `${webhooksPath}/${webhook_id}`),
  ).toMatchObject({
    status: 200,
  });
});
