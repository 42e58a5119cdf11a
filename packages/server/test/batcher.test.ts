import { describe, expect, test } from "vitest";
import { Batcher } from "../src/lib/batcher.ts";
import { onDatabases, serviceError, validationError, type WebhooksClient } from "./support/service.ts";

test("a batcher processes what is added while a batch runs together, and keeps results and errors apart", async () => {
  const batches: number[][] = [];
  const process = async (items: readonly number[]) => {
    batches.push([...items]);
    if (items.includes(5)) throw new Error("no fives");
    return items.map((item) => item * 10);
  };
  const batcher = new Batcher(process, { maxItems: 3, maxRunning: 1 });
  const results = await Promise.allSettled([1, 2, 3, 4, 5].map((item) => batcher.add(item)));
  expect(batches).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
  expect(results.map((result) => (result.status === "fulfilled" ? result.value : "error"))).toEqual([
    10,
    20,
    30,
    "error",
    "error",
  ]);
});

test("items with different keys take turns", async () => {
  const batches: string[] = [];
  const process = async (items: readonly string[]) => {
    batches.push(items.join(" "));
    return items;
  };
  const batcher = new Batcher(process, { maxItems: 3, maxRunning: 1, keyOf: ([key = ""]) => key });
  const items = ["a1", "a2", "a3", "a4", "a5", "a6", "b1", "b2", "c1"];
  expect(await Promise.all(items.map((item) => batcher.add(item)))).toEqual(items);
  expect(batches).toEqual(["a1 b1 c1", "a2 b2 a3", "a4 a5 a6"]);
  expect(batcher.waiting).toBe(0);
});

test("a batch has the maximum size at most, and a larger item is processed alone", async () => {
  const batches: number[][] = [];
  const process = async (sizes: readonly number[]) => {
    batches.push([...sizes]);
    return sizes;
  };
  const batcher = new Batcher(process, { maxItems: 3, maxSize: 10, sizeOf: (size) => size, maxRunning: 1 });
  const sizes = [6, 4, 4, 12, 1, 2, 3, 4];
  expect(await Promise.all(sizes.map((size) => batcher.add(size)))).toEqual(sizes);
  expect(batches).toEqual([[6, 4], [4], [12], [1, 2, 3], [4]]);
});

test("an item that does not fit lets those of other keys fill the batch, and is first in the next", async () => {
  const batches: string[] = [];
  const process = async (items: readonly string[]) => {
    batches.push(items.join(" "));
    return items;
  };
  const batcher = new Batcher(process, {
    maxItems: 10,
    maxSize: 10,
    sizeOf: (item) => Number(item.slice(1)),
    maxRunning: 1,
    keyOf: ([key = ""]) => key,
  });
  const items = ["a9", "a9", "a9", "b2", "b2", "b2", "c1"];
  expect(await Promise.all(items.map((item) => batcher.add(item)))).toEqual(items);
  expect(batches).toEqual(["a9 c1", "b2 b2 b2", "a9", "a9"]);
  expect(batcher.waiting).toBe(0);
});

onDatabases((under) => {
  describe("concurrent requests get the responses that each would get alone", () => {
    test("each sees the webhooks of its own organization only", async () => {
      const [one, other] = [await under.client(), await under.client()];
      const [ofOne, ofOther] = [await one.create(), await other.create()];
      const get = (client: WebhooksClient, id: string) => client.request("GET", `/agent/v0/webhooks/${id}`);
      const responses = await Promise.all([
        get(one, ofOne.webhook_id),
        get(one, ofOther.webhook_id),
        get(other, ofOther.webhook_id),
        get(other, ofOne.webhook_id),
        get(one, ofOne.webhook_id),
        get(one, "wh_nothing"),
        get(one, "%00"),
        get(other, ofOther.webhook_id),
      ]);
      expect(responses.map(({ status }) => status)).toEqual([200, 404, 200, 404, 200, 404, 404, 200]);
      const found = responses.filter(({ status }) => status === 200).map(({ json }) => json);
      expect(found).toEqual([ofOne, ofOther, ofOne, ofOther]);
    });

    test("an unknown token is rejected among known ones", async () => {
      const one = await under.client();
      const unknown = `awt_${"x".repeat(43)}`;
      const list = (token: string) => one.request("GET", "/agent/v0/webhooks", { token });
      const responses = await Promise.all([list(one.token), list(unknown), list(one.token), list(unknown)]);
      expect(responses.map(({ status }) => status)).toEqual([200, 401, 200, 401]);
      expect(responses[1]).toMatchObject(serviceError(401));
    });

    test("an invalid request does not affect the others", async () => {
      const one = await under.client();
      const responses = await Promise.all([one.post({ url: "no url" }), one.create(), one.create()]);
      expect(responses[0]).toMatchObject(
        validationError({ url: [expect.any(String)], event_types: [expect.any(String)] }),
      );
    });
  });
});
