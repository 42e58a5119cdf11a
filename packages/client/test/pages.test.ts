import { AbortError, NotFoundError, UnexpectedResponseError } from "@agent-webhooks/client";
import { beforeEach, describe, expect, test } from "vitest";
import { InMemoryProvider } from "./in-memory-provider.ts";
import { clientOf, errorOf, errorResponse, scriptedFetch, TOKEN, wanted, webhook } from "./scripted-fetch.ts";

let provider: InMemoryProvider;
const client = () => clientOf(provider.fetch);
const lists = () => provider.requests.filter((request) => request.startsWith("GET")).length;

beforeEach(async () => {
  provider = new InMemoryProvider();
  for (let index = 0; index < 5; index++) await client().create({ ...wanted, client_id: `c${index}` });
});

describe("awaited, a list is a page", () => {
  test("with the response body and its next page", async () => {
    const page = await client().list({ limit: 2 });
    expect(page.webhooks.map(({ client_id }) => client_id)).toEqual(["c4", "c3"]);
    expect([page.count, page.limit, page.next_page_token, page.hasNextPage()]).toEqual([2, 2, "2", true]);
    const second = await page.nextPage();
    expect(second.webhooks.map(({ client_id }) => client_id)).toEqual(["c2", "c1"]);
    const last = await second.nextPage();
    expect([last.count, last.hasNextPage()]).toEqual([1, false]);
  });

  test("that has no enumerable field besides those of the response", async () => {
    const page = await client().list({ limit: 1 });
    expect(Object.keys(page)).toEqual(["count", "limit", "next_page_token", "webhooks"]);
    expect(JSON.parse(JSON.stringify(page))).toEqual({ ...page });
  });

  test("whose next page may be fetched more than once", async () => {
    const page = await client().list({ limit: 2 });
    expect(await page.nextPage()).toEqual(await page.nextPage());
  });

  test("and the last page has no next page", async () => {
    const page = await client().list({ page_token: "4" });
    await expect(page.nextPage()).rejects.toBeInstanceOf(UnexpectedResponseError);
    expect(lists()).toBe(1);
  });

  test("with its response", async () => {
    const { data, response } = await client().list({ limit: 2 }).withResponse();
    expect([data.hasNextPage(), response.status]).toEqual([true, 200]);
  });

  test("and rejects like any call", async () => {
    await expect(clientOf(() => errorResponse(404)).list()).rejects.toBeInstanceOf(NotFoundError);
  });
});

describe("iterated, a list is every item", () => {
  test("of all pages, with the same options", async () => {
    const ids: unknown[] = [];
    for await (const item of client().list({ limit: 2, ascending: true }, { headers: { "x-trace": "1" } })) {
      ids.push(item.client_id);
    }
    expect(ids).toEqual(["c0", "c1", "c2", "c3", "c4"]);
    expect(lists()).toBe(3);
  });

  test("and fetches a page only when it is needed", async () => {
    for await (const item of client().list({ limit: 2 })) if (item.client_id === "c3") break;
    expect(lists()).toBe(1);
  });

  test.each([[""], [null]])("an empty page token ends the list: %j", async (next_page_token) => {
    const script = scriptedFetch(Response.json({ count: 1, webhooks: [webhook], next_page_token }));
    expect(await clientOf(script).list().toArray()).toEqual([webhook]);
    expect(script.requests).toHaveLength(1);
  });

  test("and encodes page tokens", async () => {
    const page = { count: 1, webhooks: [webhook] };
    const script = scriptedFetch(Response.json({ ...page, next_page_token: "b/+=" }), Response.json(page));
    expect(await clientOf(script).list({ limit: 1 }).toArray()).toHaveLength(2);
    expect(script.requests[1]?.url).toMatch(/\?limit=1&page_token=b%2F%2B%3D$/);
  });

  test("starting at a page token", async () => {
    expect(await client().list({ page_token: "3" }).toArray()).toHaveLength(2);
  });
});

describe("toArray", () => {
  test("returns all items", async () => {
    expect(await client().list({ limit: 2 }).toArray()).toHaveLength(5);
  });

  test.each([
    [0, 0, 0],
    [1, 1, 1],
    [2, 2, 1],
    [3, 3, 2],
    [9, 5, 3],
  ])("returns at most %i: %i items in %i requests", async (max, count, requests) => {
    expect(await client().list({ limit: 2 }).toArray({ max })).toHaveLength(count);
    expect(lists()).toBe(requests);
  });
});

describe("no request is sent that is not needed", () => {
  test("a list that is neither awaited nor iterated sends nothing", async () => {
    client().list();
    await new Promise((resolve) => setTimeout(resolve));
    expect(lists()).toBe(0);
  });

  test("the first page is fetched once, however often it is used", async () => {
    const list = client().list({ limit: 10 });
    const [page, again] = await Promise.all([list, list]);
    expect(again).toBe(page);
    expect(await list.toArray()).toEqual(page.webhooks);
    await list.withResponse();
    expect(lists()).toBe(1);
  });
});

test("a page without items is an UnexpectedResponseError", async () => {
  for (const look of [client().list(), client().list().toArray()]) expect(await look).toBeDefined();
  const other = clientOf(() => Response.json({ hello: "world" }));
  for (const look of [other.list(), other.list().toArray()]) {
    expect(await errorOf(look)).toBeInstanceOf(UnexpectedResponseError);
  }
});

describe("a list ends", () => {
  test("when it is aborted, also within a page", async () => {
    const controller = new AbortController();
    const seen: unknown[] = [];
    const iterate = async () => {
      for await (const item of client().list({}, { signal: controller.signal })) {
        seen.push(item);
        if (seen.length === 2) controller.abort("enough");
      }
    };
    const error = await errorOf(iterate());
    expect(error).toBeInstanceOf(AbortError);
    expect(error).toMatchObject({ cause: "enough" });
    expect(seen).toHaveLength(2);
    expect(lists()).toBe(1);
  });

  test("when the signal of the client is aborted", async () => {
    const controller = new AbortController();
    const iterate = async () => {
      for await (const _ of clientOf(provider.fetch, { signal: controller.signal }).list()) controller.abort("enough");
    };
    expect(await errorOf(iterate())).toMatchObject({ name: "AbortError", cause: "enough" });
  });

  test("when the server repeats a page token", async () => {
    const page = (token: string) => Response.json({ count: 1, webhooks: [webhook], next_page_token: token });
    const script = scriptedFetch(page("a"), page("b"), page("a"));
    const error = await errorOf(clientOf(script).list().toArray());
    expect(error).toBeInstanceOf(UnexpectedResponseError);
    expect((error as Error).message).toBe("The server returned no new page token.");
    expect(script.requests).toHaveLength(3);
  });

  test("when the server repeats the page token that the list began with", async () => {
    const script = scriptedFetch(Response.json({ count: 1, webhooks: [webhook], next_page_token: "a" }));
    const error = await errorOf(clientOf(script, { token: TOKEN }).list({ page_token: "a" }).toArray());
    expect(error).toBeInstanceOf(UnexpectedResponseError);
    expect(script.requests).toHaveLength(1);
  });
});
