import { operations } from "@agent-webhooks/types";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { BodyTooLargeError, type Transport } from "../../src/provider/http.ts";
import { InterruptedError, type TargetResponse } from "../../src/provider/response.ts";
import { findingOf, scriptedTarget, toHttpResponse } from "./support.ts";

const { path } = operations.listWebhooks;
const notFound = { status: 404, body: { name: "NotFoundError", message: "There is none." } };

test("replaces each token in curl lines by a variable of its own", async () => {
  const { target } = scriptedTarget(() => ({}), {
    token: "a-1",
    otherToken: "b-1",
    readToken: "c-1",
    writeToken: "d-1",
  });
  const lines = await Promise.all(
    ["a-1", "b-1", "c-1", "d-1"].map(async (token) => (await target.client(token).list()).curl),
  );
  expect(lines.map((line) => /\$\w+/.exec(line)?.[0])).toEqual([
    "$TOKEN",
    "$OTHER_TOKEN",
    "$READ_TOKEN",
    "$WRITE_TOKEN",
  ]);
});

test("replaces a created token in curl lines by a variable, and cuts others short", async () => {
  const { target, client } = scriptedTarget(() => ({ body: { token_id: "tok_1", token: "live-1" } }));
  await client.call("createToken", { body: {} });
  const { curl } = await target.client("live-1").list();
  expect(curl).toContain('"authorization: Bearer $CREATED_TOKEN"');
  expect((await target.client(`awt_abcd${"e".repeat(39)}`).list()).curl).toContain("awt_abcd…");
});

describe("a response", () => {
  test("is passed to onResponse", async () => {
    const seen: TargetResponse[] = [];
    const { client } = scriptedTarget(() => notFound, { onResponse: (response) => seen.push(response) });
    const response = await client.get("wh_1");
    expect(seen).toEqual([response]);
    expect(response).toMatchObject({ status: 404, operation: operations.getWebhook, ms: expect.any(Number) });
  });

  test("429 is recorded and retried after Retry-After", async () => {
    const statuses: number[] = [];
    const headers = { "content-type": "application/json", "retry-after": "2" };
    const { target, client, clock } = scriptedTarget(
      (_, count) => (count === 1 ? { status: 429, headers, body: { name: "RateLimitError" } } : notFound),
      { onResponse: ({ status }) => statuses.push(status) },
    );
    expect((await client.get("wh_1")).status).toBe(404);
    expect(statuses).toEqual([429, 404]);
    expect(clock.slept).toEqual([2000]);
    expect(target.conformanceFindings("response_schema_conformance")).toMatchObject([
      { operation: "getWebhook", message: expect.stringContaining("getWebhook 429") },
    ]);
  });

  test("503 is a finding unless a retry succeeds", async () => {
    const retried = scriptedTarget((_, count) => {
      return count === 1 ? { status: 503, headers: { "retry-after": "1" } } : notFound;
    });
    await retried.client.get("wh_1");
    expect(retried.target.conformanceFindings("not_a_server_error")).toEqual([]);
    const failing = scriptedTarget(() => ({ status: 503 }));
    await failing.client.get("wh_1");
    expect(failing.target.conformanceFindings("not_a_server_error")).toHaveLength(1);
  });

  test("400 for an id that a router may reject is not compared with the contract, other statuses are", async () => {
    const { target, client } = scriptedTarget((_, count) => ({ status: count === 1 ? 400 : 402 }));
    await client.call("getWebhook", { id: "%", isOddId: true });
    expect(target.conformanceFindings("status_code_conformance")).toEqual([]);
    await client.call("getWebhook", { id: "%", isOddId: true });
    expect(target.conformanceFindings("status_code_conformance")).toHaveLength(1);
  });

  test("gives one finding for each operation and message, and at most fifty", async () => {
    const { target, client } = scriptedTarget(() => ({ status: 500 }));
    for (let time = 0; time < 3; time++) await client.get("wh_1");
    await client.list();
    const findings = target.conformanceFindings("not_a_server_error");
    expect(findings.map(({ operation }) => operation)).toEqual(["getWebhook", "listWebhooks"]);
    for (let count = 0; count < 60; count++) await client.call("getWebhook", { method: `M${count}` });
    expect(target.conformanceFindings("not_a_server_error")).toHaveLength(50);
    expect(target.conformanceFindings("max_response_time")).toEqual([]);
  });
});

test("an issue of every item of a list is one finding", async () => {
  const webhooks = Array.from({ length: 12 }, () => ({}));
  const { target, client } = scriptedTarget(() => ({ body: { webhooks, count: webhooks.length } }));
  await client.list();
  const findings = target.conformanceFindings("response_schema_conformance");
  expect(findings.map(({ message }) => message)).toContain(
    "listWebhooks 200: the body: /webhooks/* must have required property 'webhook_id'",
  );
  expect(findings.map(({ expected }) => expected)).toContain("/webhooks/* must have required property 'webhook_id'");
  expect(JSON.stringify(findings.map(({ message, expected }) => [message, expected]))).not.toMatch(/\/\d/);
});

describe("no response", () => {
  test("is a finding after a second attempt", async () => {
    let failures = 3;
    const { target, client, sent } = scriptedTarget(() => {
      if (failures-- > 0) throw new Error("other side closed");
      return { body: { webhooks: [], count: 0 } };
    });
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
    // The list shows that the target still responds, at its second attempt.
    expect(sent.map((request) => request.path.replace(path, ""))).toEqual(["/wh_1", "/wh_1", "?limit=1", "?limit=1"]);
    failures = 1;
    expect((await client.list()).status).toBe(200);
  });

  test("to a call of no operation is reported with its own path", async () => {
    const { client } = scriptedTarget(({ method }) => {
      if (method === "PUT") throw new Error("");
      return {};
    });
    const finding = await findingOf(() => client.call("listWebhooks", { method: "PUT" }));
    expect(finding).toMatchObject({ message: `PUT ${path} got no response`, got: "Error" });
    expect(finding).not.toHaveProperty("operation");
  });

  test("because of its size is a finding after the first attempt", async () => {
    const { target, client } = scriptedTarget(({ path }) => {
      if (path.endsWith("/wh_1")) throw new BodyTooLargeError();
      return {};
    });
    const finding = await findingOf(() => client.get("wh_1"));
    expect(finding).toMatchObject({
      message: `GET ${operations.getWebhook.path} returned too large a body`,
      got: "the body of the response has more than 32 MiB",
    });
    expect(target.conformanceFindings("not_a_server_error")).toEqual([finding]);
    expect(target.stoppedBecause).toBeUndefined();
  });

  test("in time is a finding, and after five of them the operation is not called again", async () => {
    const script = ({ path }: { path: string }) => (path.includes("wh_1") ? ("silence" as const) : {});
    const { target, client, sent } = scriptedTarget(script, { timeoutMs: 5 });
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
      message: `GET ${operations.getWebhook.path} was not sent`,
      cause: "the target does not respond",
      expected: "a target that responds",
      got: "earlier requests of this kind hang",
      curl: expect.stringContaining("/wh_2"),
    });
    expect(sent).toHaveLength(before);
  });

  test("is no finding while the body is being written, and is one when that stops", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const writing =
      (...msOfParts: number[]): Transport =>
      async ({ method }, signal, onProgress) => {
        for (const ms of method === "POST" ? msOfParts : []) {
          vi.advanceTimersByTime(ms);
          onProgress?.();
          signal.throwIfAborted();
        }
        return toHttpResponse({});
      };
    const slow = scriptedTarget(() => ({}), { transport: writing(9_000, 9_000, 9_000), timeoutMs: 10_000 });
    expect((await slow.client.create()).status).toBe(200);
    const stopping = scriptedTarget(() => ({}), { transport: writing(9_000, 10_000), timeoutMs: 10_000 });
    expect(await findingOf(() => stopping.client.create())).toMatchObject({ got: "no response within 10 s" });
  });

  test("to any request stops the run, and names the first such request", async () => {
    const { target, client } = scriptedTarget(() => {
      throw new Error("connection refused");
    });
    await findingOf(() => client.get("wh_1"));
    expect(target.stoppedBecause).toBe(`the target stopped responding after GET ${path}/wh_1`);
    expect(await findingOf(() => client.list())).toMatchObject({ got: target.stoppedBecause });
  });
});

test("an interrupted run only deletes what it created", async () => {
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

test("an interrupted run does not go on waiting for a rate limit", async () => {
  let time = 0;
  const interruption = new AbortController();
  const headers = { "retry-after": "300" };
  const { target, client, sent } = scriptedTarget(
    ({ method }) => {
      if (method === "POST") return { body: { webhook_id: "wh_1", url: `http://x.test/${target.marker}` } };
      return { status: 429, headers };
    },
    {
      signal: interruption.signal,
      clock: {
        now: () => time,
        sleep: async (ms, signal) => {
          time += ms;
          if (signal !== undefined) interruption.abort();
        },
      },
    },
  );
  await client.create();
  await expect(client.list()).rejects.toThrow(InterruptedError);
  expect(sent.map(({ method }) => method)).toEqual(["POST", "GET"]);
});

test("a sleep of the system's clock ends when it is aborted", async () => {
  const interruption = new AbortController();
  const sleep = systemClock.sleep(3_600_000, interruption.signal);
  interruption.abort();
  await sleep;
});
