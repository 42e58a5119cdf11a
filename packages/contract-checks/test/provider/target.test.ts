/** What a run knows of its target: who spoke, what was seen, what was made and has to go again. */
import { operations } from "@agent-webhooks/types";
import { describe, expect, test } from "vitest";
import { InterruptedError, type TargetResponse } from "../../src/provider/response.ts";
import { ProviderTarget } from "../../src/provider/target.ts";
import { findingOf, scriptedTarget } from "./support.ts";

const refusal = { status: 404, body: { name: "NotFoundError", message: "There is none." } };
const list = operations.listWebhooks;

describe("where it is", () => {
  test.each([
    ["http://api.test", "http://api.test", list.path],
    ["http://api.test/", "http://api.test", list.path],
    ["http://api.test/v1//", "http://api.test/v1", `/v1${list.path}`],
  ])("%s", async (url, shown, path) => {
    const { target, client, sent } = scriptedTarget(() => ({ body: { webhooks: [], count: 0 } }), { url });
    expect(target.url).toBe(shown);
    const response = await client.list();
    expect(sent[0]?.path).toBe(path);
    expect(response.curl).toContain(` http://api.test${path}`);
  });

  test("has to be a URL", () => {
    expect(() => new ProviderTarget({ url: "nowhere", token: "a" })).toThrow(TypeError);
  });
});

test("every run has a seed and a mark of its own, unless a seed is given", () => {
  const options = { url: "http://api.test", token: "a" };
  const [one, two] = [new ProviderTarget(options), new ProviderTarget(options)];
  expect(one.seed).toBeTypeOf("number");
  expect(one.seed).not.toBe(two.seed);
  expect(one.marker).not.toBe(two.marker);
  expect(new ProviderTarget({ ...options, seed: 0 }).seed).toBe(0);
  expect([one.deep, new ProviderTarget({ ...options, deep: true }).deep]).toEqual([false, true]);
});

test("tokens are told by the names of their variables", async () => {
  const { target } = scriptedTarget(() => ({}), { otherToken: "b-1", readToken: "c-1", token: "a-1" });
  const lines = await Promise.all(["a-1", "b-1", "c-1"].map(async (token) => (await target.client(token).list()).curl));
  expect(lines.map((line) => /\$\w+/.exec(line)?.[0])).toEqual(["$TOKEN", "$OTHER_TOKEN", "$READ_TOKEN"]);
});

describe("an answer", () => {
  test("is told to who wants to know", async () => {
    const seen: TargetResponse[] = [];
    const { client } = scriptedTarget(() => refusal, { onResponse: (response) => seen.push(response) });
    const response = await client.get("wh_1");
    expect(seen).toEqual([response]);
    expect(response).toMatchObject({ status: 404, operation: operations.getWebhook, ms: expect.any(Number) });
  });

  test("429 is waited for, told and looked at; the one after it counts", async () => {
    const seen: number[] = [];
    const headers = { "content-type": "application/json", "retry-after": "2" };
    const { target, client, sent, clock } = scriptedTarget(
      (_, count) => (count === 1 ? { status: 429, headers, body: { name: "RateLimitError" } } : refusal),
      { onResponse: ({ status }) => seen.push(status) },
    );
    expect((await client.get("wh_1")).status).toBe(404);
    expect(seen).toEqual([429, 404]);
    expect(sent).toHaveLength(2);
    expect(clock.slept).toEqual([2000]);
    // Of the 429 alone: the other one is as it should be.
    expect(target.conformanceFindings("response_schema_conformance")).toMatchObject([
      { operation: "getWebhook", message: expect.stringContaining("getWebhook 429") },
    ]);
  });

  test("503 that is waited for is no finding, one that stays is", async () => {
    const waited = scriptedTarget((_, count) =>
      count === 1 ? { status: 503, headers: { "retry-after": "1" } } : refusal,
    );
    await waited.client.get("wh_1");
    expect(waited.target.conformanceFindings("not_a_server_error")).toEqual([]);
    const stays = scriptedTarget(() => ({ status: 503 }));
    await stays.client.get("wh_1");
    expect(stays.target.conformanceFindings("not_a_server_error")).toHaveLength(1);
  });

  test("that is wrong in the same way is told once for each operation, and no more than fifty", async () => {
    const { target, client } = scriptedTarget(() => ({ status: 500 }));
    for (let time = 0; time < 3; time++) await client.get("wh_1");
    await client.list();
    const faults = target.conformanceFindings("not_a_server_error");
    expect(faults.map(({ operation }) => operation)).toEqual(["getWebhook", "listWebhooks"]);
    for (let count = 0; count < 60; count++) await client.call("getWebhook", { method: `M${count}` });
    expect(target.conformanceFindings("not_a_server_error")).toHaveLength(50);
    expect(target.conformanceFindings("max_response_time")).toEqual([]);
  });
});

describe("no answer", () => {
  test("is a fault of its request, after a second try, unless something answers then", async () => {
    let broken = 3;
    const { target, client, sent } = scriptedTarget(() => {
      if (broken-- > 0) throw new Error("other side closed");
      return { body: { webhooks: [], count: 0 } };
    });
    // One more for the look whether anything answers.
    const finding = await findingOf(() => client.get("wh_1"));
    expect(finding).toMatchObject({
      operation: "getWebhook",
      message: `GET ${operations.getWebhook.path} got no response`,
      expected: "a response to every request",
      got: "other side closed",
      pointer: expect.stringContaining("/responses"),
      curl: expect.stringContaining("/wh_1"),
    });
    expect(target.conformanceFindings("not_a_server_error")).toEqual([finding]);
    expect(target.stoppedBecause).toBeUndefined();
    expect(sent.map(({ path }) => path)).toEqual([
      `${list.path}/wh_1`,
      `${list.path}/wh_1`,
      `${list.path}?limit=1`,
      `${list.path}?limit=1`,
    ]);
    broken = 1;
    expect((await client.list()).status).toBe(200);
  });

  test("to a request of no operation is told with its own path", async () => {
    const { client } = scriptedTarget(({ method }) => {
      if (method === "PUT") throw new Error("");
      return {};
    });
    const finding = await findingOf(() => client.call("listWebhooks", { method: "PUT" }));
    expect(finding).toMatchObject({ message: `PUT ${list.path} got no response`, got: "Error" });
    expect(finding).not.toHaveProperty("operation");
  });

  test("in time is another finding, and hangs are not waited for without end", async () => {
    const { target, client, sent } = scriptedTarget(({ path }) => (path.includes("wh_1") ? "silence" : {}), {
      timeoutMs: 5,
    });
    const finding = await findingOf(() => client.get("wh_1"));
    expect(finding).toMatchObject({
      message: `GET ${operations.getWebhook.path} hangs`,
      got: "no response within 0.005 s",
    });
    expect(target.conformanceFindings("max_response_time")).toEqual([finding]);
    expect(sent.filter(({ path }) => path.includes("wh_1"))).toHaveLength(1);
    for (let time = 0; time < 4; time++) await findingOf(() => client.get("wh_1"));
    const before = sent.length;
    expect(await findingOf(() => client.get("wh_2"))).toMatchObject({
      message: `GET ${list.path}/wh_2 was not sent`,
      expected: "a target that responds",
      got: "earlier requests of this kind hang",
      curl: expect.stringContaining("/wh_2"),
    });
    expect(sent).toHaveLength(before);
  });

  test("to anything any more ends the run, and says after what", async () => {
    const { target, client } = scriptedTarget(() => {
      throw new Error("connection refused");
    });
    await findingOf(() => client.get("wh_1"));
    expect(target.stoppedBecause).toBe(`the target stopped responding after GET ${list.path}/wh_1`);
    expect(await findingOf(() => client.list())).toMatchObject({ got: target.stoppedBecause });
  });
});

describe("what was made", () => {
  const created = (url: string, id = "wh_1") => ({ body: { webhook_id: id, url } });

  test("is deleted in the end, with a token that may", async () => {
    const { target, sent } = scriptedTarget(
      ({ method }) => (method === "POST" ? created(`http://x.test/${target.marker}`) : { status: 204 }),
      { readToken: "r" },
    );
    await target.client("r").create();
    expect(await target.close()).toEqual([]);
    expect(sent.at(-1)).toMatchObject({
      method: "DELETE",
      path: `${list.path}/wh_1`,
      headers: { authorization: "Bearer a" },
    });
    expect(await target.close()).toEqual([]);
    expect(sent).toHaveLength(2);
  });

  test.each([
    [200, []],
    [404, []],
    [403, ["wh_1"]],
    [300, ["wh_1"]],
  ])("is gone or told when its deletion is answered with %i", async (status, left) => {
    const { target } = scriptedTarget(({ method }) =>
      method === "POST" ? created(`http://x.test/${target.marker}`) : { status },
    );
    await target.client("a").create();
    expect(await target.close()).toEqual(left);
  });

  test("is told when nothing answers", async () => {
    const { target, client } = scriptedTarget(({ method }) => {
      if (method === "POST") return created(`http://x.test/${target.marker}`);
      throw new Error("gone");
    });
    await client.create();
    expect(await target.close()).toEqual(["wh_1"]);
  });

  test("by somebody else is not deleted", async () => {
    const { target, client, sent } = scriptedTarget(() => created("http://x.test/theirs"));
    await client.create();
    expect(client.created.size).toBe(0);
    await target.remove(["wh_1"]);
    await target.close();
    expect(sent).toHaveLength(1);
  });

  test("with a URL that the request has is ours", async () => {
    const { client } = scriptedTarget(() => created("http://x.test/ours"));
    await client.create({ url: "http://x.test/ours" });
    expect([...client.created]).toEqual(["wh_1"]);
  });

  test.each([
    ["an answer without an id", () => ({ body: {} })],
    ["an answer without a URL", () => ({ body: { webhook_id: "wh_1" } })],
    ["a server error", () => ({ status: 500 })],
  ])("and not told is looked for: %s", async (_, response) => {
    const { target, client, sent } = scriptedTarget(
      ({ method, path }) => {
        if (method === "POST") return response();
        if (method === "DELETE") return { status: 204 };
        const second = path.includes("page_token=2");
        const webhooks = second
          ? [{ webhook_id: "wh_2", url: `http://x.test/${target.marker}/a` }]
          : [{ webhook_id: "wh_theirs", url: "http://x.test/" }, { webhook_id: "wh_odd" }];
        return { body: { webhooks, count: webhooks.length, ...(!second && { next_page_token: "2" }) } };
      },
      { otherToken: "b" },
    );
    await client.create();
    expect(await target.close()).toEqual([]);
    const of = (name: string) => sent.filter(({ method }) => method === name);
    expect(of("GET").map(({ headers, path }) => `${headers.authorization} ${path}`)).toEqual([
      `Bearer a ${list.path}?limit=100`,
      `Bearer a ${list.path}?limit=100&page_token=2`,
      `Bearer b ${list.path}?limit=100`,
      `Bearer b ${list.path}?limit=100&page_token=2`,
    ]);
    expect(of("DELETE").map(({ path }) => path)).toEqual([`${list.path}/wh_2`]);
  });

  test("is looked for also when a creation was not answered, and a list that fails is no obstacle", async () => {
    const { target, client, sent } = scriptedTarget(({ method, path }) => {
      if (method === "POST") throw new Error("gone");
      return path.endsWith("?limit=1") ? {} : { status: 500 };
    });
    await findingOf(() => client.create());
    expect(await target.close()).toEqual([]);
    expect(sent.at(-1)?.path).toBe(`${list.path}?limit=100`);
  });

  test("is not looked for when every answer told it, or nothing was to be made", async () => {
    const { target, client, sent } = scriptedTarget(() => refusal);
    await client.create();
    await client.get("wh_1");
    await target.close();
    expect(sent).toHaveLength(2);
  });
});

test("an interrupted run sends nothing but what tidies up", async () => {
  const interruption = new AbortController();
  const { target, client, sent } = scriptedTarget(
    ({ method }) =>
      method === "POST" ? { body: { webhook_id: "wh_1", url: `http://x.test/${target.marker}` } } : { status: 204 },
    { signal: interruption.signal },
  );
  await client.create();
  interruption.abort();
  await expect(client.list()).rejects.toThrow(InterruptedError);
  await target[Symbol.asyncDispose]();
  expect(sent.map(({ method }) => method)).toEqual(["POST", "DELETE"]);
});

test("who waits for the checks that run goes on when they have ended, however they end", async () => {
  const { target } = scriptedTarget(() => ({}));
  let fail: (error: Error) => void = () => undefined;
  const check = target.track(
    new Promise<void>((_, reject) => {
      fail = reject;
    }),
  );
  let isIdle = false;
  const idle = target.idle().then(() => {
    isIdle = true;
  });
  await Promise.resolve();
  expect(isIdle).toBe(false);
  fail(new Error("failed"));
  await expect(check).rejects.toThrow("failed");
  await idle;
  await target.idle();
});
