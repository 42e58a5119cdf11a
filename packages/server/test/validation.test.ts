/** Requests with very many issues must not block the service, nor fill its memory. */

import { schemas } from "@agent-webhooks/types/delivery/schemas";
import { schemas as webhooksSchemas } from "@agent-webhooks/types/schemas";
import { expect, test } from "vitest";
import { createValidator } from "../src/http/validation.ts";

const issuesOf = (schema: object, value: unknown) => createValidator(schema, "body")(value).toObject();

test("every issue of an ordinary body is found", () => {
  const body = { url: "no URL", event_types: ["message.received", "unknown", 1], inbox_ids: ["", "\u0000"] };
  expect(Object.keys(issuesOf(webhooksSchemas.CreateWebhookRequest, body)).toSorted()).toEqual([
    "event_types.1",
    "event_types.2",
    "inbox_ids.0",
    "inbox_ids.1",
    "url",
  ]);
});

test.each(["2026-01-16 09:12:44Z", "2026-01-16T09:12:44+01", "2026-01-16T09:12:44+0100"])(
  "the time %s is not one of RFC 3339",
  (since) => {
    const schema = { type: "object", properties: { since: { type: "string", format: "date-time" } } };
    expect(issuesOf(schema, { since })).toEqual({ since: ["must be a valid date-time"] });
  },
);

test("at most 100 paths are listed", () => {
  const events = Array.from({ length: 400 }, () => ({ event: {} }));
  expect(Object.keys(issuesOf(schemas.PublishEventsRequest, { events }))).toHaveLength(100);
});

const format = { event: { event_type: "message.rejected", reject: { timestamp: "" } } };

test.each([
  ["numbers for events", schemas.PublishEventsRequest, { events: Array(8_000_000).fill(1) }],
  ["incomplete events", schemas.PublishEventsRequest, { events: Array(240_000).fill(format) }],
  ["numbers for inboxes", webhooksSchemas.CreateWebhookRequest, { inbox_ids: Array(500_000).fill(1) }],
  ["formats that are wrong", schemas.PublishEventsRequest, { events: Array(1_000).fill(format) }],
])("very many %s have few issues", (_, schema, body) => {
  const paths = Object.keys(issuesOf(schema, body));
  expect(paths.length).toBeGreaterThan(0);
  expect(paths.length).toBeLessThanOrEqual(100);
});
