import { describe, expect, test } from "vitest";
import { eventId, payloadChecks, secretNotSent } from "../../src/sender/checks/payloads.ts";
import type { RequestCheck } from "../../src/sender/checks/request-check.ts";
import { deliveryRequest, type RequestOptions, secret, url } from "./delivery-request.ts";

const schemas = {
  "message.sent": {
    type: "object",
    required: ["event_id"],
    properties: { to: { type: "array", items: { type: "string" } }, "2": { type: "string" } },
  },
};
const event = { webhookId: "wh_1", inboxId: "inbox_1", podId: "pod_1", triggeredAt: 0, commandLine: "trigger" };
const events = ["message.sent", "message.received", "message.sent"].map((eventType) => ({ ...event, eventType }));
const previousSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

function judge(check: RequestCheck, options: RequestOptions) {
  return check.judge(deliveryRequest(options), { url, secrets: [secret, previousSecret], schemas, events });
}

describe("a payload", () => {
  const payloadSchema = payloadChecks.find(({ id }) => id === "payload_schema") as RequestCheck;

  test.each([
    '{"event_type":"message.sent","event_id":"evt_1"}',
    ' {"event_id":1,"to":["a"],"event_type":"message.sent"}',
  ])("is valid: %s", (body) => {
    expect(judge(payloadSchema, { body })).toBeUndefined();
  });

  test.each([
    ["[]", "the payload is not a JSON object"],
    ["{", "the payload is not a JSON object"],
    ["{}", "the payload has no event_type of the contract"],
    ['{"event_type":"toString"}', "the payload has no event_type of the contract"],
    ['{"event_type":"message.received"}', "the payload has no event_type of the contract"],
    [
      '{"event_type":"message.sent"}',
      "the payload of message.sent is invalid: / must have required property 'event_id'",
    ],
    // The place in a list is left out, so that all items are one finding.
    [
      '{"event_type":"message.sent","event_id":1,"to":["a",2,"c",4]}',
      "the payload of message.sent is invalid: /to/* must be string",
    ],
  ])("is invalid: %s, because %s", (body, message) => {
    expect(judge(payloadSchema, { body })).toMatchObject({ message, got: body });
  });

  test("that is invalid is shown with what is expected, in part if it is long", () => {
    const long = `"${"x".repeat(400)}"`;
    expect(judge(payloadSchema, { body: long })).toMatchObject({
      expected: "an event, with all of its bytes: content-length counts bytes, not characters",
      got: long.slice(0, 300),
    });
    expect(judge(payloadSchema, { body: "{}" })?.expected).toBe("event_type: message.sent or message.received");
    expect(judge(payloadSchema, { body: '{"event_type":"message.sent"}' })?.expected).toBe(
      "a payload that is valid by the schema of message.sent",
    );
  });
});

describe("the event_id", () => {
  test.each<[what: string, options: RequestOptions]>([
    ["is the webhook-id", { body: '{"event_id":"evt_1"}', id: "evt_1" }],
    ["is in no event, which is a finding of another check", { body: "[]" }],
    [
      "cannot be compared without the header",
      { headers: { "webhook-id": undefined, "svix-id": undefined }, body: "{}" },
    ],
  ])("%s", (_, options) => {
    expect(judge(eventId, options)).toBeUndefined();
  });

  test.each([
    ['{"event_id":"evt_2"}', '"evt_2"'],
    ['{"event_id":1}', "1"],
    ["{}", "no event_id"],
  ])("of %s is not the webhook-id", (body, got) => {
    expect(judge(eventId, { body, id: "1" })).toEqual({
      message: "event_id is not the value of webhook-id",
      expected: "event_id: 1, as in the header",
      got,
    });
  });
});

describe("the secret", () => {
  test("is not in a request", () => {
    expect(judge(secretNotSent, {})).toBeUndefined();
  });

  test.each<[where: string, options: RequestOptions]>([
    ["x-secret", { headers: { "x-secret": secret } }],
    ["x-key", { headers: { "x-key": `a key ${secret.slice(6)}`, "x-other": "a" } }],
    ["the body", { body: `{"event_id":"evt_1","secret":"${previousSecret.slice(6)}"}` }],
  ])("is in %s", (where, options) => {
    expect(judge(secretNotSent, options)).toEqual({
      message: "a request contains the webhook's secret",
      expected: "only signatures: anyone who reads the secret can forge events",
      got: `it is in ${where}`,
    });
  });
});
