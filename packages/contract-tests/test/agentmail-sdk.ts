import type { Service } from "@agent-webhooks/server/testing";
import { AgentMailClient, AgentMailError } from "agentmail";
import { beforeAll, describe, expect, test } from "vitest";

/** The official SDK of the upstream API against this service. */
export function describeAgentmailSdk(service: () => Service): void {
  describe("the official SDK", () => {
    let sdk: AgentMailClient;
    beforeAll(async () => {
      // An organization of its own, so that lists contain its webhooks only.
      sdk = connect(await service().createToken({ organizationId: "of_the_sdk" }));
    });

    function connect(apiKey: string): AgentMailClient {
      return new AgentMailClient({ baseUrl: `${service().url}/agent`, apiKey, maxRetries: 0 });
    }

    test("creates, gets, updates and deletes a webhook", async () => {
      const created = await sdk.webhooks.create({
        url: "https://example.com/hooks",
        eventTypes: ["message.received", "domain.verified"],
        inboxIds: ["inbox_1"],
        clientId: "sdk",
      });
      expect(created).toMatchObject({
        webhookId: expect.stringMatching(/^wh_./),
        url: "https://example.com/hooks",
        eventTypes: ["message.received", "domain.verified"],
        inboxIds: ["inbox_1"],
        clientId: "sdk",
        enabled: true,
        secret: expect.stringMatching(/^whsec_/),
        createdAt: expect.any(Date),
      });
      expect(
        await sdk.webhooks.create({ url: "https://example.com/", eventTypes: ["message.sent"], clientId: "sdk" }),
      ).toEqual(created);
      expect(await sdk.webhooks.get(created.webhookId)).toEqual(created);

      const change = { addInboxIds: ["inbox_2"], removeInboxIds: ["inbox_1"], addPodIds: ["pod_1"] };
      const updated = await sdk.webhooks.update(created.webhookId, change);
      expect(updated).toMatchObject({ inboxIds: ["inbox_2"], podIds: ["pod_1"], secret: created.secret });
      expect(updated.updatedAt.getTime()).toBeGreaterThanOrEqual(created.updatedAt.getTime());

      await sdk.webhooks.delete(created.webhookId);
      await expect(sdk.webhooks.get(created.webhookId)).rejects.toMatchObject({ statusCode: 404 });
    });

    test("lists all pages in both directions", async () => {
      const webhooks: { createdAt: Date; webhookId: string }[] = [];
      for (let index = 0; index < 5; index++) {
        webhooks.push(await sdk.webhooks.create({ url: "https://example.com/", eventTypes: ["message.sent"] }));
      }
      webhooks.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.webhookId < b.webhookId ? -1 : 1));
      const ids = webhooks.map(({ webhookId }) => webhookId);
      for (const ascending of [true, false]) {
        const found: string[] = [];
        let pageToken: string | undefined;
        do {
          const page = await sdk.webhooks.list({
            limit: 2,
            ascending,
            ...(pageToken === undefined ? {} : { pageToken }),
          });
          expect(page.count).toBe(page.webhooks.length);
          found.push(...page.webhooks.map(({ webhookId }) => webhookId));
          pageToken = page.nextPageToken;
        } while (pageToken !== undefined);
        expect(found).toEqual(ascending ? ids : ids.toReversed());
      }
      await Promise.all(ids.map((id) => sdk.webhooks.delete(id)));
    });

    test("rejects with typed errors", async () => {
      const notFound = await sdk.webhooks.get("wh_unknown").catch((error: unknown) => error);
      expect(notFound).toBeInstanceOf(AgentMailError);
      expect(notFound).toMatchObject({ statusCode: 404, body: { name: "NotFoundError" } });

      const invalid = sdk.webhooks.create({ url: "not-a-url", eventTypes: [] });
      await expect(invalid).rejects.toMatchObject({ statusCode: 400, body: { name: "ValidationError" } });

      await expect(connect("wrong").webhooks.list()).rejects.toMatchObject({ statusCode: 401 });
      await expect(sdk.webhooks.list({ pageToken: "made-up" })).rejects.toMatchObject({ statusCode: 400 });
    });
  });
}
