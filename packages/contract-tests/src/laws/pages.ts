import assert from "node:assert/strict";
import { type ListWebhooksQuery, ValidationError, type WebhooksClient } from "@agent-webhooks/client";
import { type Law, Made } from "./law.ts";

const whole: Law = {
  id: "pages_whole",
  holds: "pages of any size, in both directions, put together are the whole list: nothing twice, nothing missing",
  async run({ client }) {
    await using made = new Made(client);
    const mine = await made.createMany(7);
    for (const ascending of [true, false]) {
      const expected = ascending ? mine : mine.toReversed();
      for (const limit of [1, 2, 3, 7, 100]) {
        const label = `limit=${limit} ascending=${ascending}`;
        const found = await walk(client, { limit, ascending });
        assert.equal(new Set(found).size, found.length, `${label}: a webhook came twice`);
        assert.deepEqual(only(found, mine), expected, label);
      }
    }
  },
};

const limits: Law = {
  id: "pages_limit",
  holds: "a page has at most `limit` webhooks, says how many it has and which limit it used; over 100 means 100",
  async run({ client }) {
    await using made = new Made(client);
    await made.createMany(3);
    for (const [asked, used] of [
      [2, 2],
      [100, 100],
      [101, 100],
      [100_000, 100],
      [undefined, 20],
    ] as const) {
      const page = await client.list(asked === undefined ? {} : { limit: asked });
      assert.equal(page.count, page.webhooks.length);
      assert.ok(page.count <= used, `limit=${asked}: ${page.count} webhooks`);
      if (page.limit !== undefined) assert.equal(page.limit, used);
    }
  },
};

const stable: Law = {
  id: "pages_stable",
  holds: "webhooks created and deleted between two pages do not make another one come twice or be skipped",
  async run({ client }) {
    for (const ascending of [true, false]) {
      await using made = new Made(client);
      const mine = await made.createMany(6);
      const gone = new Set<string>();
      const found = await walk(client, { limit: 2, ascending }, async (page) => {
        await made.create();
        // The one that the page token may point at, and one that is still to come.
        for (const id of [page.at(-1), mine.find((id) => !gone.has(id) && !page.includes(id))]) {
          if (id === undefined || !mine.includes(id) || gone.has(id) || gone.size > 2) continue;
          gone.add(id);
          await client.delete(id);
        }
      });
      assert.equal(new Set(found).size, found.length, `ascending=${ascending}: a webhook came twice`);
      const stayed = mine.filter((id) => !gone.has(id));
      const expected = ascending ? stayed : stayed.toReversed();
      assert.deepEqual(only(found, stayed), expected, `ascending=${ascending}`);
    }
  },
};

const tokens: Law = {
  id: "page_tokens",
  holds: "a page token works again and with another limit, not in the other direction, and not when it was not issued",
  async run({ client }) {
    await using made = new Made(client);
    await made.createMany(4);
    const { next_page_token: token } = await client.list({ limit: 1 });
    assert.ok(token, "no page token although there are more webhooks");
    const [once, again] = [
      await client.list({ limit: 1, page_token: token }),
      await client.list({ limit: 1, page_token: token }),
    ];
    assert.deepEqual(again.webhooks, once.webhooks);
    const more = await client.list({ limit: 3, page_token: token });
    assert.deepEqual(more.webhooks[0], once.webhooks[0]);
    assert.equal(more.count, 3);
    const refused: ListWebhooksQuery[] = [{ page_token: token, ascending: true }, { page_token: "not-issued" }];
    for (const query of refused) {
      await assert.rejects(Promise.resolve(client.list(query)), ValidationError, JSON.stringify(query));
    }
  },
};

export const pageLaws: readonly Law[] = [whole, limits, stable, tokens];

/** Ids of all pages, in their order; `between` runs after each page with its ids. */
async function walk(
  client: WebhooksClient,
  query: { limit: number; ascending: boolean },
  between: (page: string[]) => Promise<void> = async () => {},
): Promise<string[]> {
  const found: string[] = [];
  let page_token: string | undefined;
  do {
    const page = await client.list({ ...query, ...(page_token === undefined ? {} : { page_token }) });
    assert.ok(page.count <= query.limit, `a page of ${page.count} with limit=${query.limit}`);
    const ids = page.webhooks.map(({ webhook_id }) => webhook_id);
    found.push(...ids);
    await between(ids);
    assert.notEqual(page.next_page_token, page_token ?? null, "the page token does not move on");
    page_token = page.next_page_token;
  } while (page_token !== undefined);
  return found;
}

function only(found: readonly string[], mine: readonly string[]): string[] {
  return found.filter((id) => mine.includes(id));
}
