/** What a check says when an answer is not what it should be. */
import { operations } from "@agent-webhooks/types";
import { describe, expect, test } from "vitest";
import {
  expectEqual,
  expectSame,
  expectStatus,
  expectThat,
  moment,
  pageOf,
  scopes,
  time,
  webhookOf,
} from "../../src/provider/expect.ts";
import { operationPointer, schemaPointer } from "../../src/spec/pointer.ts";
import { answered, faultOf } from "./support.ts";

describe("a status", () => {
  test("that is expected is the answer's", () => {
    const right = answered(404);
    expect(expectStatus(right, 404, "why")).toBe(right);
    expect(expectStatus(right, [400, 404], "why")).toBe(right);
  });

  test("that is not is told with the operation, what was expected and why, and where the spec has it", async () => {
    expect(await faultOf(() => expectStatus(answered(500, "", "getWebhook"), 404, "there is none"))).toEqual({
      message: "getWebhook answered 500, not 404",
      expected: "404: there is none",
      operation: "getWebhook",
      pointer: operationPointer(operations.getWebhook, "responses", 404),
      got: "500",
      curl: "curl …",
    });
  });

  test("that the operation has not documented is told with the operation alone", async () => {
    expect(await faultOf(() => expectStatus(answered(200, "", "getWebhook"), [499, 404], "why"))).toMatchObject({
      message: "getWebhook answered 200, not 499 or 404",
      expected: "499 or 404: why",
      pointer: operationPointer(operations.getWebhook),
    });
  });

  test("of no operation is told with the request", async () => {
    const fault = await faultOf(() => expectStatus(answered(200), 404, "why"));
    expect(fault).toMatchObject({ message: "GET /somewhere answered 200, not 404" });
    expect(fault).not.toHaveProperty("pointer");
  });
});

describe("a webhook", () => {
  test("is what has an id", () => {
    expect(webhookOf(answered(200, { webhook_id: "wh_1", more: 1 }))).toEqual({ webhook_id: "wh_1", more: 1 });
  });

  test.each([null, "", "[]", {}, { webhook_id: 1 }])("is not %j", async (body) => {
    expect(await faultOf(() => webhookOf(answered(200, body)))).toMatchObject({
      message: "the answer is not a webhook",
      expected: "a webhook, with its webhook_id",
      pointer: schemaPointer("Webhook"),
    });
  });

  test("comes with a 200", async () => {
    const other = answered(201, { webhook_id: "wh_1" });
    expect(await faultOf(() => webhookOf(other))).toMatchObject({ expected: "200: the request is valid" });
    expect(await faultOf(() => webhookOf(other, "why"))).toMatchObject({ expected: "200: why" });
  });
});

describe("a page", () => {
  test("is what has webhooks, each with its id", () => {
    const page = { webhooks: [{ webhook_id: "wh_1" }], count: 1 };
    expect(pageOf(answered(200, page))).toEqual(page);
    expect(pageOf(answered(200, { webhooks: [] }))).toEqual({ webhooks: [] });
  });

  test.each([null, "", {}, { webhooks: {} }, { webhooks: [null] }, { webhooks: [{ webhook_id: "wh_1" }, {}] }])(
    "is not %j",
    async (body) => {
      expect(await faultOf(() => pageOf(answered(200, body)))).toMatchObject({
        message: "the answer is not a page of webhooks",
        expected: "webhooks, each with its webhook_id",
        pointer: schemaPointer("ListWebhooksResponse"),
      });
    },
  );

  test("comes with a 200", async () => {
    const other = answered(201, { webhooks: [] });
    expect(await faultOf(() => pageOf(other))).toMatchObject({ expected: "200: the request is valid" });
    expect(await faultOf(() => pageOf(other, "why"))).toMatchObject({ expected: "200: why" });
  });
});

describe("two values", () => {
  test("that are equal are no fault", () => {
    expectEqual(answered(200), { a: [1] }, { a: [1] }, "a thing");
  });

  test("that are not are both told, secrets cut off", async () => {
    const secret = `whsec_abcd${"E".repeat(30)}`;
    const fault = await faultOf(() => expectEqual(answered(200), { secret }, undefined, "a thing"));
    expect(fault).toEqual({
      message: "a thing is not what it should be",
      expected: "a thing: nothing",
      got: '{"secret":"whsec_abcd…"}',
      curl: "curl …",
    });
    expect(await faultOf(() => expectEqual(answered(200), undefined, 1, "a thing", "there"))).toMatchObject({
      expected: "a thing: 1",
      got: "nothing",
      pointer: "there",
    });
  });
});

test("what holds is no fault; what does not is told in its own words, or with the answer", async () => {
  expectThat(answered(200), true, "m", "e");
  expect(await faultOf(() => expectThat(answered(200), false, "m", "e", "g"))).toMatchObject({ got: "g" });
  expect(await faultOf(() => expectThat(answered(200), false, "m", "e"))).toEqual({
    message: "m",
    expected: "e",
    got: "200",
    curl: "curl …",
  });
});

describe("two webhooks", () => {
  const webhook = { webhook_id: "wh_1", url: "https://a.test", created_at: "2026-01-16T08:00:00.000Z" };
  const compare = (change: object, except?: Parameters<typeof expectSame>[3]) =>
    expectSame(answered(200), { ...webhook, ...change }, webhook, except);

  test.each([{ unknown: 1 }, { inbox_ids: [] }, { pod_ids: [] }, { created_at: "2026-01-16T09:00:00+01:00" }])(
    "are the same with %j",
    (change) => compare(change),
  );

  test.each([
    ["url", { url: "https://b.test" }],
    ["inbox_ids", { inbox_ids: ["in_1"] }],
    ["pod_ids", { pod_ids: ["pod_1"] }],
    ["created_at", { created_at: "2026-01-16T08:00:00.001Z" }],
    ["created_at", { created_at: "now" }],
    ["updated_at", { updated_at: "2026-01-16T08:00:00.000Z" }],
  ])("are not, by %s", async (field, change) => {
    expect(await faultOf(() => compare(change))).toMatchObject({
      message: `${field} is not what it should be`,
      pointer: schemaPointer("Webhook", ["properties", field]),
    });
  });

  test("may differ in what is left out", () => {
    compare({ url: "https://b.test", created_at: "now" }, ["url", "created_at"]);
  });
});

test("lists that are not there are empty, times are moments", () => {
  expect(scopes({ webhook_id: "wh_1" }, "inbox_ids")).toEqual([]);
  expect(scopes({ webhook_id: "wh_1", pod_ids: ["pod_1"] }, "pod_ids")).toEqual(["pod_1"]);
  expect(time("1970-01-01T00:00:01Z")).toBe(1000);
  expect(time(undefined)).toBeNaN();
  expect(moment("1970-01-01T01:00:01+01:00")).toBe("1970-01-01T00:00:01.000Z");
  expect(moment("now")).toBe("now");
  expect(moment(undefined)).toBeUndefined();
});
