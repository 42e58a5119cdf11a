import { operations } from "@agent-webhooks/types";
import { operationExamples } from "@agent-webhooks/types/examples";
import { describe, expect, test } from "vitest";
import { responseIssues } from "../src/response-conformance.ts";

const json = new Headers({ "content-type": "application/json" });
const responseWith = (body: unknown, status = 200) => ({ status, headers: json, body: JSON.stringify(body) });
const webhook = operationExamples.getWebhook.responses[200].inbox;
const invalid = (errors: unknown) =>
  responseIssues(operations.createWebhook, responseWith({ name: "ValidationError", errors }, 400));

describe("a response", () => {
  test("may have unknown fields and event types", () => {
    const more = { ...webhook, pod: 1, event_types: ["message.received", "thread.opened"] };
    expect(responseIssues(operations.getWebhook, responseWith(more))).toEqual([]);
  });

  test("is reported with the place in the spec", () => {
    const page = { count: 1, webhooks: [{ ...webhook, secret: "secret", created_at: null }] };
    expect(responseIssues(operations.listWebhooks, responseWith(page)).map(({ pointer }) => pointer)).toEqual([
      "specs/webhooks.yaml#/components/schemas/Secret/pattern",
      "specs/webhooks.yaml#/components/schemas/Webhook/properties/created_at/type",
    ]);
  });

  test("may have its validation errors as an array of paths and messages, and in no other form", () => {
    expect(
      invalid([
        { path: ["event_types", 0], message: "no", code: "x" },
        { path: "url", message: "no" },
      ]),
    ).toEqual([]);
    expect(invalid({ "event_types.0": ["no"] })).toEqual([]);
    for (const errors of [
      [],
      {},
      null,
      "no",
      ["no"],
      [{ message: "no" }],
      [{ path: "url" }],
      { url: "no" },
      { url: [] },
    ]) {
      expect(invalid(errors)).not.toEqual([]);
    }
  });
});
