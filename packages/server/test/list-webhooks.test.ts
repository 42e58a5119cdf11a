import type { ListWebhooksResponse, Webhook } from "@agent-webhooks/types";
import { beforeAll, describe, expect, test } from "vitest";
import { onDatabases, validationError, type WebhooksClient } from "./support/service.ts";

/** Every page of a list. `between` runs after each. */
async function walk(
  client: WebhooksClient,
  query: Record<string, string | number | boolean>,
  between: (page: ListWebhooksResponse) => Promise<unknown> = async () => undefined,
): Promise<ListWebhooksResponse[]> {
  const pages: ListWebhooksResponse[] = [];
  let token: string | undefined;
  do {
    const page = await client.list({ ...query, ...(token !== undefined && { page_token: token }) });
    pages.push(page);
    await between(page);
    token = page.next_page_token;
  } while (token !== undefined);
  return pages;
}

const idsOf = (pages: readonly ListWebhooksResponse[]) =>
  pages.flatMap(({ webhooks }) => webhooks.map(({ webhook_id }) => webhook_id));

/** Newest first; equal times by the bytes of the id, which are ASCII. */
const newestFirst = (left: Webhook, right: Webhook) =>
  Date.parse(right.created_at) - Date.parse(left.created_at) || (left.webhook_id < right.webhook_id ? 1 : -1);

onDatabases((under) => {
  describe("a list of webhooks", () => {
    let client: WebhooksClient;
    const newest: string[] = [];
    beforeAll(async () => {
      client = await under.client();
      const made: Webhook[] = [];
      // Steps of 0 leave several with one created_at.
      for (const step of [0, 0, 0, 1, 0, 2, 0, 0, 1, 5, 0, 0, 1]) {
        under.clock.advance(step);
        made.push(await client.create());
      }
      newest.push(...made.sort(newestFirst).map(({ webhook_id }) => webhook_id));
    });

    test("is newest first, and oldest first with ascending=true", async () => {
      expect(idsOf([await client.list()])).toEqual(newest);
      expect(idsOf([await client.list({ ascending: false })])).toEqual(newest);
      expect(idsOf([await client.list({ ascending: true })])).toEqual(newest.toReversed());
    });

    test.each([1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 100])("is the same in pages of %i, both ways", async (limit) => {
      for (const ascending of [false, true]) {
        const pages = await walk(client, { limit, ascending });
        expect(idsOf(pages)).toEqual(ascending ? newest.toReversed() : newest);
        expect(pages).toHaveLength(Math.ceil(newest.length / limit));
        for (const page of pages) expect(page).toMatchObject({ limit, count: page.webhooks.length });
        for (const page of pages.slice(0, -1)) expect(page.count).toBe(limit);
      }
    });

    test("has no next_page_token on its last page", async () => {
      expect(await client.list({ limit: newest.length })).not.toHaveProperty("next_page_token");
      expect(await client.list({ limit: newest.length - 1 })).toHaveProperty("next_page_token");
    });

    test("continues with any limit, any number of times", async () => {
      const { next_page_token: token = "" } = await client.list({ limit: 3 });
      for (const limit of [1, 5, 5, 100]) {
        expect(idsOf([await client.list({ limit, page_token: token })])).toEqual(newest.slice(3, 3 + limit));
      }
    });

    test("is empty for an organization without webhooks", async () => {
      const other = await under.client();
      expect(await other.list()).toEqual({ count: 0, limit: 20, webhooks: [] });
    });

    test.each([
      ["", 20],
      ["limit=1", 1],
      ["limit=007", 7],
      ["limit=100", 100],
      ["limit=101", 100],
      [`limit=${"9".repeat(400)}`, 100],
      ["color=blue", 20],
    ])("serves ?%s with a limit of %i", async (query, limit) => {
      expect(await client.request("GET", `/agent/v0/webhooks?${query}`)).toMatchObject({
        status: 200,
        json: { limit },
      });
    });

    const digits = "must be a whole number in decimal digits";
    test.each<[string, Record<string, string[]>]>([
      ["limit=", { limit: [digits] }],
      ["limit=0", { limit: ["must be at least 1"] }],
      ["limit=-1", { limit: [digits] }],
      ["limit=%2B1", { limit: [digits] }],
      ["limit=1.0", { limit: [digits] }],
      ["limit=1e1", { limit: [digits] }],
      ["limit=0x10", { limit: [digits] }],
      ["limit=%201", { limit: [digits] }],
      ["limit=1%0A", { limit: [digits] }],
      ["limit=%D9%A1", { limit: [digits] }],
      ["limit=ten", { limit: [digits] }],
      ["limit=1&limit=1", { limit: ["is given more than once"] }],
      ["ascending=", { ascending: ["must be true or false"] }],
      ["ascending=True", { ascending: ["must be true or false"] }],
      ["ascending=1", { ascending: ["must be true or false"] }],
      ["ascending=true&ascending=true", { ascending: ["is given more than once"] }],
      ["page_token=", { page_token: ["must not be empty"] }],
      [`page_token=${"a".repeat(1025)}`, { page_token: ["must have at most 1024 characters"] }],
      ["limit=x&ascending=x", { limit: [digits], ascending: ["must be true or false"] }],
    ])("rejects ?%s", async (query, errors) => {
      expect(await client.request("GET", `/agent/v0/webhooks?${query}`)).toMatchObject(validationError(errors));
    });

    test("rejects a page token that was not issued for it", async () => {
      const { next_page_token: token = "" } = await client.list({ limit: 3 });
      const [first = "", last = ""] = [token.at(0), token.at(-1)];
      const other = (character: string) => (character === "A" ? "B" : "A");
      const wrong = [
        "x",
        token.slice(1),
        token.slice(0, -4),
        other(first) + token.slice(1),
        token.slice(0, -1) + other(last),
        `${token}A`,
        `${token}=`,
        `${token} `,
        ` ${token}`,
        `${token.slice(0, 4)}\n${token.slice(4)}`,
        token.replaceAll("-", "+").replaceAll("_", "/") + (/[-_]/.test(token) ? "" : "="),
        Buffer.from('[1768550400000,"wh_0"]').toString("base64url"),
        "eyJjIjoiMjAyNi0wMS0xNVQwOTozMDowMC4wMDBaIn0",
      ];
      for (const page_token of wrong) {
        const response = await client.request("GET", `/agent/v0/webhooks?${new URLSearchParams({ page_token })}`);
        expect(response, page_token).toMatchObject(
          validationError({ page_token: ["is not a page token of this list and order; start again without one"] }),
        );
      }
    });

    test("rejects a page token of the other direction or of another organization", async () => {
      const stranger = await under.client();
      const { next_page_token: down = "" } = await client.list({ limit: 3 });
      const { next_page_token: up = "" } = await client.list({ limit: 3, ascending: true });
      const error = validationError({ page_token: [expect.stringContaining("is not a page token")] });
      expect(await client.request("GET", `/agent/v0/webhooks?ascending=true&page_token=${down}`)).toMatchObject(error);
      expect(await client.request("GET", `/agent/v0/webhooks?page_token=${up}`)).toMatchObject(error);
      expect(await stranger.request("GET", `/agent/v0/webhooks?page_token=${down}`)).toMatchObject(error);
    });

    test("does not show another organization's webhooks", async () => {
      const stranger = await under.client();
      const { webhook_id } = await stranger.create();
      expect(idsOf([await stranger.list()])).toEqual([webhook_id]);
      expect(idsOf(await walk(client, { limit: 4 }))).not.toContain(webhook_id);
    });
  });

  test.each([false, true])("pages stay consistent while webhooks come and go (ascending: %s)", async (ascending) => {
    const client = await under.client();
    const stay: string[] = [];
    const go: string[] = [];
    for (let index = 0; index < 14; index++) {
      const { webhook_id } = await client.create();
      (index % 3 === 0 ? go : stay).push(webhook_id);
      if (index % 2 === 0) under.clock.advance(1);
    }
    const doomed = [...go];
    const seen = idsOf(
      await walk(client, { limit: 2, ascending }, async (page) => {
        // The webhook that the page ended with may be the first to go.
        const last = page.webhooks.at(-1)?.webhook_id ?? "";
        const victim = doomed.includes(last) ? last : doomed[0];
        if (victim !== undefined) {
          doomed.splice(doomed.indexOf(victim), 1);
          await client.delete(victim);
        }
        if (doomed.length > 0) await client.create();
      }),
    );
    expect(new Set(seen).size).toBe(seen.length);
    for (const webhookId of stay) expect(seen).toContain(webhookId);
  });
});
