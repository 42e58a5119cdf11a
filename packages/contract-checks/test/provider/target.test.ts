import { operations } from "@agent-webhooks/types";
import { describe, expect, test } from "vitest";
import { ProviderTarget } from "../../src/provider/target.ts";
import { maxPageSize } from "../../src/spec/schema.ts";
import { findingOf, scriptedTarget } from "./support.ts";

const { path } = operations.listWebhooks;

describe("the URL", () => {
  test.each([
    ["http://api.test", "http://api.test", path],
    ["http://api.test/", "http://api.test", path],
    ["http://api.test/v1//", "http://api.test/v1", `/v1${path}`],
  ])("%s", async (url, shown, requested) => {
    const { target, client, sent } = scriptedTarget(() => ({ body: { webhooks: [], count: 0 } }), { url });
    expect(target.url).toBe(shown);
    const response = await client.list();
    expect(sent[0]?.path).toBe(requested);
    expect(response.curl).toContain(` http://api.test${requested}`);
  });

  test("must be valid", () => {
    expect(() => new ProviderTarget({ url: "nowhere", token: "a" })).toThrow(TypeError);
  });
});

test("every run has its own seed and marker, unless a seed is given", () => {
  const options = { url: "http://api.test", token: "a" };
  const [one, two] = [new ProviderTarget(options), new ProviderTarget(options)];
  expect(one.seed).toBeTypeOf("number");
  expect(one.seed).not.toBe(two.seed);
  expect(one.marker).not.toBe(two.marker);
  expect(new ProviderTarget({ ...options, seed: 0 }).seed).toBe(0);
  expect([one.deep, new ProviderTarget({ ...options, deep: true }).deep]).toEqual([false, true]);
});

describe("close", () => {
  /** A target that creates a webhook with this URL; other requests get a response of their own. */
  const creating = (
    url: (marker: string) => string = (marker) => `http://x.test/${marker}`,
    other: Parameters<typeof scriptedTarget>[0] = () => ({ status: 204 }),
    options: Parameters<typeof scriptedTarget>[1] = {},
  ) => {
    const scripted: ReturnType<typeof scriptedTarget> = scriptedTarget(
      (request, count) =>
        request.method === "POST"
          ? { body: { webhook_id: "wh_1", url: url(scripted.target.marker) } }
          : other(request, count),
      options,
    );
    return scripted;
  };

  test("deletes what was created once, with a token that may", async () => {
    const { target, sent } = creating(undefined, undefined, { readToken: "r" });
    await target.client("r").create();
    expect(await target.close()).toEqual([]);
    const headers = { authorization: "Bearer a" };
    expect(sent.at(-1)).toMatchObject({ method: "DELETE", path: `${path}/wh_1`, headers });
    expect(await target.close()).toEqual([]);
    expect(sent).toHaveLength(2);
  });

  test.each([
    [200, []],
    [404, []],
    [403, ["wh_1"]],
    [300, ["wh_1"]],
    ["no response", ["wh_1"]],
  ])("returns what it could not delete: %s", async (status, left) => {
    const { target, client } = creating(undefined, () => {
      if (typeof status === "string") throw new Error("gone");
      return { status };
    });
    await client.create();
    expect(await target.close()).toEqual(left);
  });

  test("deletes what was created before an outage", async () => {
    let isAway = false;
    const { target, client, clock } = creating(undefined, () => {
      if (isAway) throw new Error("connection refused");
      return { status: 204 };
    });
    await client.create();
    isAway = true;
    await findingOf(() => client.get("wh_1"));
    expect(target.stoppedBecause).toBeDefined();
    await target.remove(client.created);
    const { sleep } = clock;
    clock.sleep = (ms) => {
      isAway = false;
      return sleep.call(clock, ms);
    };
    expect(await target.close()).toEqual([]);
  });

  test("deletes what was created though deletes hung before", async () => {
    let hangs = true;
    const scripted: ReturnType<typeof scriptedTarget> = scriptedTarget(
      ({ method }) => {
        if (method === "DELETE" && hangs) return "silence";
        return method === "POST"
          ? { body: { webhook_id: "wh_1", url: `http://x.test/${scripted.target.marker}` } }
          : {};
      },
      { timeoutMs: 5 },
    );
    const { target, client } = scripted;
    await client.create();
    for (let time = 0; time < 6; time++) await target.remove(client.created);
    hangs = false;
    expect(await target.close()).toEqual([]);
  });

  test("does not delete webhooks of others", async () => {
    const { target, client, sent } = creating(() => "http://x.test/theirs");
    await client.create();
    expect(client.created.size).toBe(0);
    await target.remove(["wh_1"]);
    await target.close();
    expect(sent).toHaveLength(1);
  });

  test("knows a webhook by the URL of its request", async () => {
    const { client } = creating(() => "http://x.test/ours");
    await client.create({ url: "http://x.test/ours" });
    expect([...client.created]).toEqual(["wh_1"]);
  });

  test.each([
    ["a response without an id", () => ({ body: {} })],
    ["a response without a URL", () => ({ body: { webhook_id: "wh_1" } })],
    ["a server error", () => ({ status: 500 })],
  ])("looks for a webhook whose id is unknown: %s", async (_, response) => {
    const { target, client, sent } = scriptedTarget(
      ({ method, path }) => {
        if (method === "POST") return response();
        if (method === "DELETE") return { status: 204 };
        const isSecond = path.includes("page_token=2");
        const webhooks = isSecond
          ? [{ webhook_id: "wh_2", url: `http://x.test/${target.marker}/a` }]
          : [{ webhook_id: "wh_theirs", url: "http://x.test/" }, { webhook_id: "wh_odd" }];
        return { body: { webhooks, count: webhooks.length, ...(!isSecond && { next_page_token: "2" }) } };
      },
      { otherToken: "b" },
    );
    await client.create();
    expect(await target.close()).toEqual([]);
    const sentBy = (method: string) =>
      sent
        .filter((request) => request.method === method)
        .map((request) => `${request.headers.authorization} ${request.path.replace(path, "")}`);
    const limit = `limit=${maxPageSize}`;
    expect(sentBy("GET")).toEqual(
      ["a", "b"].flatMap((token) => [`Bearer ${token} ?${limit}`, `Bearer ${token} ?${limit}&page_token=2`]),
    );
    expect(sentBy("DELETE")).toEqual(["Bearer a /wh_2"]);
  });

  test("looks for webhooks when a create got no response, and ignores a list that fails", async () => {
    const { target, client, sent } = scriptedTarget(({ method, path }) => {
      if (method === "POST") throw new Error("gone");
      return path.endsWith("?limit=1") ? {} : { status: 500 };
    });
    await findingOf(() => client.create());
    expect(await target.close()).toEqual([]);
    expect(sent.at(-1)?.path).toBe(`${path}?limit=${maxPageSize}`);
  });

  test("does not look for webhooks when all ids are known", async () => {
    const { target, client, sent } = scriptedTarget(() => ({ status: 404, body: { name: "N", message: "none" } }));
    await client.create();
    await client.get("wh_1");
    await target.close();
    expect(sent).toHaveLength(2);
  });
});

test("idle waits for the checks that run, also when one fails", async () => {
  const { target } = scriptedTarget(() => ({}));
  let reject: (error: Error) => void = () => {};
  const check = target.track(
    new Promise<void>((_, rejectCheck) => {
      reject = rejectCheck;
    }),
  );
  let isIdle = false;
  const idle = target.idle().then(() => {
    isIdle = true;
  });
  await Promise.resolve();
  expect(isIdle).toBe(false);
  reject(new Error("failed"));
  await expect(check).rejects.toThrow("failed");
  await idle;
  await target.idle();
});
