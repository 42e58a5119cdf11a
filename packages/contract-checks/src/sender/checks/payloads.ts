import { isObject } from "@agent-webhooks/types/json-schema";
import { truncate } from "../../report/printable.ts";
import { valueIssues } from "../../schemas.ts";
import type { SenderCheck } from "../check.ts";
import { headerValue, jsonOf } from "../headers.ts";
import { mayBeOfOthers, notPublished, publishedChange } from "../published-event.ts";
import { type RequestCheck, requestCheck, requestCheckOf } from "./request-check.ts";

const payloadSchema = requestCheck({
  id: "payload_schema",
  holds: "every payload is JSON in UTF-8 and valid by the schema of its event",
  pointer: "/requestBody/content/application~1json/schema",
  judge(request, { events, schemas }) {
    const event = jsonOf(request);
    const got = truncate(request.body.toString(), 300);
    if (!isObject(event)) {
      const expected = "an event, with all of its bytes: content-length counts bytes, not characters";
      return { message: "the payload is not a JSON object", expected, got };
    }
    const type = String(event.event_type);
    const schema = Object.hasOwn(schemas, type) ? schemas[type] : undefined;
    if (schema === undefined) {
      const expected = `event_type: ${[...new Set(events.map(({ eventType }) => eventType))].join(" or ")}`;
      return { message: "the payload has no event_type of the contract", expected, got };
    }
    const [issue] = valueIssues(schema, event);
    if (issue === undefined) return undefined;
    return {
      message: `the payload of ${type} is invalid: ${issue.message.replace(/\/\d+(?=[/ ])/g, "/*")}`,
      expected: `a payload that is valid by the schema of ${type}`,
      got,
    };
  },
});

export const eventId: RequestCheck = requestCheck({
  id: "event_id",
  holds: "the payload's event_id is the webhook-id",
  pointer: "/parameters/0",
  judge(request) {
    const [event, id] = [jsonOf(request), headerValue(request, "id")];
    if (!isObject(event) || id === undefined || event.event_id === id) return undefined;
    const message = "event_id is not the value of webhook-id";
    return {
      message,
      expected: `event_id: ${id}, as in the header`,
      got: JSON.stringify(event.event_id) ?? "no event_id",
    };
  },
});

export const secretNotSent: RequestCheck = requestCheck({
  id: "secret_not_sent",
  holds: "no request contains the webhook's secret",
  pointer: "specs/webhooks.yaml#/components/schemas/Secret",
  judge({ headers, body }, { secrets }) {
    const keys = secrets.map((secret) => secret.replace(/^whsec_/, ""));
    const header = Object.entries(headers).find(([, value]) => keys.some((key) => String(value).includes(key)))?.[0];
    const where = header ?? (keys.some((key) => body.includes(key)) ? "the body" : undefined);
    if (where === undefined) return undefined;
    const message = "a request contains the webhook's secret";
    return {
      message,
      expected: "only signatures: anyone who reads the secret can forge events",
      got: `it is in ${where}`,
    };
  },
});

const payloadUnchanged = requestCheckOf({
  id: "payload_unchanged",
  holds: "events are delivered with the fields and values with which they were published",
  pointer: "specs/delivery.yaml#/paths/~1delivery~1v0~1events/post",
  skipReason: notPublished,
  judgeFor: (target) => (request, endpoint) =>
    mayBeOfOthers(request, endpoint, target) ? undefined : publishedChange(request, target),
});

export const payloadChecks: readonly SenderCheck[] = [payloadSchema, eventId, secretNotSent, payloadUnchanged];
