import { operations } from "@agent-webhooks/types";
import { describe, expect, test } from "vitest";
import {
  expectEqual,
  expectSame,
  expectStatus,
  expectThat,
  expectWebhook,
  idsOf,
  type ObservedWebhook,
  pageOf,
  toIsoTime,
  toMilliseconds,
  webhookOf,
} from "../../src/provider/expect.ts";
import type { NewFinding } from "../../src/run/check.ts";
import { operationPointer, schemaPointer } from "../../src/spec/pointer.ts";
import { findingOf, responseOf } from "./support.ts";

describe("expectStatus", () => {
  test("returns the response with an expected status", () => {
    const response = responseOf(404);
    expect(expectStatus(response, 404, "why")).toBe(response);
    expect(expectStatus(response, [400, 404], "why")).toBe(response);
  });

  test("reports the operation, the expected status, the reason and the place in the spec", async () => {
    expect(await findingOf(() => expectStatus(responseOf(500, "", "getWebhook"), 404, "there is none"))).toEqual({
      message: "getWebhook returned 500, not 404",
      expected: "404: there is none",
      operation: "getWebhook",
      pointer: operationPointer(operations.getWebhook, "responses", 404),
      got: "500",
      curl: "curl …",
    });
  });

  test("points to the operation when the expected status is not documented", async () => {
    expect(await findingOf(() => expectStatus(responseOf(200, "", "getWebhook"), [499, 404], "why"))).toMatchObject({
      message: "getWebhook returned 200, not 499 or 404",
      expected: "499 or 404: why",
      pointer: operationPointer(operations.getWebhook),
    });
  });

  test("reports the request when it calls no operation", async () => {
    const finding = await findingOf(() => expectStatus(responseOf(200), 404, "why"));
    expect(finding).toMatchObject({ message: "GET /somewhere returned 200, not 404" });
    expect(finding).not.toHaveProperty("pointer");
  });
});

describe.each([
  {
    name: "webhookOf",
    read: webhookOf,
    valid: [{ webhook_id: "wh_1", more: 1 }],
    invalid: [null, "", "[]", {}, { webhook_id: 1 }],
    finding: {
      message: "the response is not a webhook",
      expected: "a webhook, with its webhook_id",
      pointer: schemaPointer("Webhook"),
    },
  },
  {
    name: "pageOf",
    read: pageOf,
    valid: [{ webhooks: [{ webhook_id: "wh_1" }], count: 1 }, { webhooks: [] }],
    invalid: [null, "", {}, { webhooks: {} }, { webhooks: [null] }, { webhooks: [{ webhook_id: "wh_1" }, {}] }],
    finding: {
      message: "the response is not a page of webhooks",
      expected: "webhooks, each with its webhook_id",
      pointer: schemaPointer("ListWebhooksResponse"),
    },
  },
])("$name", ({ read, valid, invalid, finding }) => {
  test.each<object>(valid)("returns %j", (body) => {
    expect(read(responseOf(200, body))).toEqual(body);
  });

  test.each<unknown>(invalid)("rejects %j", async (body) => {
    expect(await findingOf(() => read(responseOf(200, body)))).toMatchObject(finding);
  });

  test("requires a 200", async () => {
    const created = responseOf(201, valid[0]);
    expect(await findingOf(() => read(created))).toMatchObject({ expected: "200: the request is valid" });
    expect(await findingOf(() => read(created, "why"))).toMatchObject({ expected: "200: why" });
  });
});

describe("expectEqual", () => {
  test("accepts equal values", () => {
    expectEqual(responseOf(200), { a: [1] }, { a: [1] }, "a thing");
  });

  test("reports both values, with secrets cut short", async () => {
    const secret = `whsec_abcd${"E".repeat(30)}`;
    expect(await findingOf(() => expectEqual(responseOf(200), { secret }, undefined, "thing"))).toEqual({
      message: "unexpected thing",
      expected: "thing: nothing",
      got: '{"secret":"whsec_abcd…"}',
      curl: "curl …",
    });
    expect(await findingOf(() => expectEqual(responseOf(200), undefined, 1, "thing", "there"))).toMatchObject({
      expected: "thing: 1",
      got: "nothing",
      pointer: "there",
    });
  });
});

test("expectThat reports a false condition with the given value, or with the response", async () => {
  const finding: NewFinding = { message: "m", expected: "e", got: "200", curl: "curl …" };
  expectThat(responseOf(200), true, "m", "e");
  expect(await findingOf(() => expectThat(responseOf(200), false, "m", "e"))).toEqual(finding);
  expect(await findingOf(() => expectThat(responseOf(200), false, "m", "e", "g"))).toEqual({ ...finding, got: "g" });
});

describe("expectSame", () => {
  const webhook: ObservedWebhook = {
    webhook_id: "wh_1",
    url: "https://a.test",
    event_types: ["message.sent", "message.received"],
    created_at: "2026-01-16T08:00:00.000Z",
  };
  const compare = (change: object, except?: Parameters<typeof expectSame>[3]) =>
    expectSame(responseOf(200), { ...webhook, ...change }, webhook, except);

  test.each([
    { unknown: 1 },
    { inbox_ids: [] },
    { pod_ids: [] },
    { event_types: ["message.received", "message.sent"] },
    { created_at: "2026-01-16T09:00:00+01:00" },
  ])("accepts %j", (change) => compare(change));

  test.each([
    ["url", { url: "https://b.test" }],
    ["event_types", { event_types: ["message.received"] }],
    ["event_types", { event_types: ["message.received", "message.sent", "message.sent"] }],
    ["inbox_ids", { inbox_ids: ["in_1"] }],
    ["pod_ids", { pod_ids: ["pod_1"] }],
    ["created_at", { created_at: "2026-01-16T08:00:00.001Z" }],
    ["created_at", { created_at: "now" }],
    ["updated_at", { updated_at: "2026-01-16T08:00:00.000Z" }],
  ])("reports a different %s", async (field, change) => {
    expect(await findingOf(() => compare(change))).toMatchObject({
      message: `unexpected ${field}`,
      pointer: schemaPointer("Webhook", ["properties", field]),
    });
  });

  test("ignores the fields that may differ", () => {
    compare({ url: "https://b.test", created_at: "now" }, ["url", "created_at"]);
  });

  test("expectWebhook reads the webhook from the response", async () => {
    expectWebhook(responseOf(200, webhook), webhook);
    expect(await findingOf(() => expectWebhook(responseOf(404), webhook, "why"))).toMatchObject({
      expected: "200: why",
    });
  });
});

test("absent lists are empty, and times are instants", () => {
  expect(idsOf({ webhook_id: "wh_1" }, "inbox_ids")).toEqual([]);
  expect(idsOf({ webhook_id: "wh_1", pod_ids: ["pod_1"] }, "pod_ids")).toEqual(["pod_1"]);
  expect(toMilliseconds("1970-01-01T00:00:01Z")).toBe(1000);
  expect(toMilliseconds(undefined)).toBeNaN();
  expect(toIsoTime("1970-01-01T01:00:01+01:00")).toBe("1970-01-01T00:00:01.000Z");
  expect(toIsoTime("now")).toBe("now");
  expect(toIsoTime(undefined)).toBeUndefined();
});

test.each([null, ""])("the page token %j of a page is left out", (next_page_token) => {
  const page = { webhooks: [], count: 0 };
  expect(pageOf(responseOf(200, { ...page, next_page_token }))).toStrictEqual(page);
});
