import { type Operation, operations } from "@agent-webhooks/types";
import { operations as deliveryOperations } from "@agent-webhooks/types/delivery";
import { describe, expect, test } from "vitest";
import { coveredPoints } from "../../src/coverage/covered-points.ts";
import { pointsOf } from "../../src/coverage/points.ts";
import type { HttpRequest } from "../../src/provider/http.ts";
import { TargetResponse } from "../../src/provider/response.ts";

const { rotateSecret } = deliveryOperations;

/** A small operation with everything that has points. */
const operation: Operation = {
  ...rotateSecret,
  id: "small",
  parameters: {
    path: { webhook_id: { required: true, schema: { maxLength: 3 } } },
    query: {
      limit: { required: false, schema: { minimum: 1, type: "integer", "x-served-maximum": 5 } },
      ascending: { required: false, schema: { type: "boolean" } },
      id: { required: true, schema: { type: "string" } },
    },
  },
  requestBody: { contentType: "application/json", schema: "RotateSecretRequest", required: false, maxBytes: 30 },
  success: [200],
  responses: {
    200: { contentType: "application/json", schema: "ListWebhooksResponse" },
    204: {},
    429: { contentType: "application/json", schema: "ErrorResponse", requiredHeaders: ["retry-after"] },
  },
};

const path = rotateSecret.path.replace("{webhook_id}", "wh1");

function covered(status: number, request: Partial<HttpRequest> = {}, body = "", headers: Record<string, string> = {}) {
  const response = { status, headers: new Headers(headers), body };
  const about = { operation, curl: () => "", ms: 1 };
  return coveredPoints(operation)(
    new TargetResponse({ method: "POST", path, headers: {}, ...request }, response, about),
  );
}

test("the points of an operation", () => {
  const points = pointsOf([operation]);
  expect(points).toEqual([...new Set(points)]);
  expect(points).toEqual(
    expect.arrayContaining([
      "small 200",
      "small 200 application/json",
      "small 200 field webhooks present",
      "small 200 field webhooks.*.secret present",
      "small 200 field webhooks.*.client_id present",
      "small 200 field webhooks.*.client_id absent",
      "small 204 no body",
      "small 429 header retry-after",
      "small query.limit present",
      "small query.limit absent",
      "small query.limit x-served-maximum invalid",
      "small query.limit minimum valid",
      "small path.webhook_id maxLength invalid",
      "small token valid",
      "small token invalid",
      "small application/json valid",
      "small application/json invalid",
      "small body maxBytes valid",
      "small body maxBytes invalid",
      "small body.overlap_seconds maximum valid",
    ]),
  );
  // A required field or parameter is never absent, and a required one of the query is in every request.
  expect(points).not.toContain("small 200 field webhooks absent");
  expect(points).not.toContain("small query.id present");
  expect(points).not.toContain("small 204 application/json");
  expect(
    pointsOf([{ ...operation, requestBody: null }]).filter((point) => /body|small application/.test(point)),
  ).toEqual(["small 204 no body"]);
});

describe("a response covers", () => {
  test("its status, content type and required headers", () => {
    const headers = { "content-type": "Application/JSON ; charset=utf-8", "retry-after": "1" };
    expect(covered(429, {}, '{"name":"a","message":"b"}', headers)).toEqual([
      "small 429",
      "small 429 application/json",
      "small 429 header retry-after",
      "small 429 field name present",
      "small 429 field message present",
    ]);
  });

  test("no content type but the documented one", () => {
    expect(covered(429, {}, "{}", { "content-type": "text/plain" })).toEqual([
      "small 429",
      "small 429 field name absent",
      "small 429 field message absent",
    ]);
  });

  test("that there is no body", () => {
    expect(covered(204)).toEqual(["small 204", "small 204 no body"]);
  });

  test("a status that is not documented, alone", () => {
    expect(covered(418, {}, "tea")).toEqual(["small 418"]);
  });

  test("the fields of each item", () => {
    const body = JSON.stringify({ webhooks: [{ secret: "a" }, { client_id: "b" }], count: 2, limit: "none" });
    const fields = covered(200, {}, body).filter((point) => point.includes(" field "));
    expect(fields).toEqual(
      expect.arrayContaining([
        "small 200 field count present",
        "small 200 field webhooks present",
        "small 200 field webhooks.*.secret present",
        "small 200 field webhooks.*.secret absent",
        "small 200 field webhooks.*.client_id present",
        "small 200 field next_page_token absent",
      ]),
    );
    expect(covered(200, {}, '{"webhooks":"none"}')).toContain("small 200 field webhooks present");
    expect(covered(200, {}, "null")).toContain("small 200 field webhooks absent");
  });
});

describe("a request covers", () => {
  const requestPoints = (status: number, request: Partial<HttpRequest> = {}) =>
    covered(status, request, "", {}).filter((point) => !/^small \d/.test(point));

  test("the token, the parameters and the content type when it is accepted", () => {
    expect(requestPoints(200, { path: `${path}?limit=2`, body: '{"overlap_seconds":1}' })).toEqual([
      "small token valid",
      "small application/json valid",
      "small query.limit present",
      "small query.ascending absent",
      "small query.id absent",
      "small query.limit type valid",
      "small path.webhook_id maxLength valid",
      "small body type valid",
      "small body additionalProperties valid",
      "small body.overlap_seconds type valid",
    ]);
  });

  test("nothing when it failed for another reason", () => {
    expect(requestPoints(500, { path: `${path}?limit=0`, body: '{"overlap_seconds":-1}' })).toEqual([]);
    expect(requestPoints(404)).toEqual([]);
  });

  test.each([
    [401, "small token invalid"],
    [415, "small application/json invalid"],
  ])("what a %d says", (status, point) => {
    expect(requestPoints(status)).toEqual([point]);
  });

  test("the largest body, and one byte more", () => {
    const bodyOf = (bytes: number) => "{}".padEnd(bytes);
    expect(requestPoints(200, { body: bodyOf(30) })).toContain("small body maxBytes valid");
    expect(requestPoints(200, { body: bodyOf(29) })).not.toContain("small body maxBytes valid");
    expect(requestPoints(413, { body: bodyOf(31) })).toContain("small body maxBytes invalid");
    expect(requestPoints(413, { body: bodyOf(32) })).not.toContain("small body maxBytes invalid");
    expect(requestPoints(400, { body: bodyOf(31) })).not.toContain("small body maxBytes invalid");
    expect(requestPoints(200, { body: bodyOf(31) })).not.toContain("small body maxBytes valid");
  });

  test.each([
    ["limit=0", 400, "query.limit minimum invalid"],
    ["limit=-1", 400, "query.limit minimum invalid"],
    ["limit=1", 200, "query.limit minimum valid"],
    ["limit=x", 400, "query.limit type invalid"],
    ["limit=1.5", 400, "query.limit type invalid"],
    ["limit=a1", 400, "query.limit type invalid"],
    ["limit=1a", 400, "query.limit type invalid"],
    ["limit=10", 200, "query.limit x-served-maximum invalid"],
    ["limit=5", 200, "query.limit x-served-maximum valid"],
    ["limit=6", 200, "query.limit x-served-maximum invalid"],
    ["ascending=true", 200, "query.ascending type valid"],
    ["ascending=false", 200, "query.ascending type valid"],
    ["ascending=truely", 400, "query.ascending type invalid"],
    ["ascending=untrue", 400, "query.ascending type invalid"],
    ["id=true", 200, "query.id type valid"],
    ["id=5", 200, "query.id type valid"],
  ])("the constraint on ?%s, with %d", (query, status, point) => {
    expect(requestPoints(status, { path: `${path}?${query}` })).toContain(`small ${point}`);
  });

  test.each([
    // Valid, but not at the limit.
    ["limit=2", 200, "query.limit minimum valid"],
    // A larger limit than that of pages is not rejected.
    ["limit=6", 400, "query.limit x-served-maximum invalid"],
    ["limit=1", 400, "query.limit minimum valid"],
    ["ascending=maybe", 200, "query.ascending type valid"],
    ["limit=0", 200, "query.limit minimum invalid"],
    ["limit=0", 500, "query.limit minimum invalid"],
    ["limit=0", 399, "query.limit minimum invalid"],
  ])("no constraint on ?%s, with %d", (query, status, point) => {
    expect(requestPoints(status, { path: `${path}?${query}` })).not.toContain(`small ${point}`);
  });

  test("the constraints on its path, decoded", () => {
    const at = (id: string) => ({ path: rotateSecret.path.replace("{webhook_id}", id) });
    expect(requestPoints(404, at("wh12"))).toEqual(["small path.webhook_id maxLength invalid"]);
    expect(requestPoints(200, at("a%2Fb"))).toContain("small path.webhook_id maxLength valid");
    expect(requestPoints(404, { path: "/elsewhere" })).toEqual([]);
  });

  test("the constraints on a body of bytes, and none on what is not JSON", () => {
    const body = Buffer.from('{"overlap_seconds":"1"}');
    expect(requestPoints(400, { body })).toEqual(["small body.overlap_seconds type invalid"]);
    expect(requestPoints(400, { body: "{" })).toEqual([]);
  });
});

describe("constraints inside of a body", () => {
  const coveredBy = ({ id, path }: Operation, status: number, body: unknown) => {
    const operation = { ...operations, ...deliveryOperations }[id as "createWebhook"];
    const request = { method: "POST", path, headers: {}, body: JSON.stringify(body) };
    const response = { status, headers: new Headers(), body: "" };
    return coveredPoints(operation)(new TargetResponse(request, response, { operation, curl: () => "", ms: 1 }));
  };

  test("of the items of a list", () => {
    const points = coveredBy(operations.createWebhook, 400, { inbox_ids: ["a", ""] });
    expect(points).toContain("createWebhook body.inbox_ids.* minLength invalid");
    expect(coveredBy(operations.createWebhook, 400, { inbox_ids: "" })).not.toContain(
      "createWebhook body.inbox_ids.* minLength invalid",
    );
  });

  test("of the alternative that the body has chosen", () => {
    const { publishEvent } = deliveryOperations;
    const event = { event_type: "message.sent", event_id: 1 };
    const points = coveredBy(publishEvent, 400, { event }).filter((point) => point.includes("event_type="));
    expect(points).toContain("publishEvent body.event.event_type=message.sent.event_id type invalid");
    expect(points.filter((point) => !point.includes("event_type=message.sent"))).toEqual([]);
    expect(coveredBy(publishEvent, 400, { event: "none" }).filter((point) => point.includes("event_type="))).toEqual(
      [],
    );
  });
});
