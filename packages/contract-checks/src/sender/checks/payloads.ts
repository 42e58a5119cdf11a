import { eventTypes, type WebhookEvents } from "@agent-webhooks/types";
import { isObject } from "@agent-webhooks/types/json-schema";
import { eventSchemas } from "@agent-webhooks/types/schemas";
import { truncate } from "../../report/printable.ts";
import { valueIssues } from "../../schemas.ts";
import type { SenderCheck } from "../check.ts";
import { headerValue, jsonOf } from "../headers.ts";
import { requestCheck } from "./request-check.ts";

const payloadSchema = requestCheck({
  id: "payload_schema",
  holds: "every payload is JSON in UTF-8 and valid by the schema of its event",
  pointer: "/requestBody/content/application~1json/schema",
  judge(request, { events }) {
    const event = jsonOf(request);
    const got = truncate(request.body.toString(), 300);
    if (!isObject(event)) return { message: "the payload is not a JSON object", expected: "an event", got };
    const type = eventTypes.find((known) => known === event.event_type);
    if (type === undefined) {
      const expected = `event_type: ${[...new Set(events.map(({ eventType }) => eventType))].join(" or ")}`;
      return { message: "the payload has no event_type of the contract", expected, got };
    }
    const [issue] = valueIssues(eventSchemas[type as keyof WebhookEvents], event);
    if (issue === undefined) return undefined;
    return {
      message: `the payload of ${type} is invalid: ${issue.message.replace(/\/\d+(?=[/ ])/g, "/*")}`,
      expected: `a payload that is valid by the schema of ${type}`,
      got,
    };
  },
});

const eventId = requestCheck({
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

const secretNotSent = requestCheck({
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
      expected: "only signatures: whoever reads the secret can forge events",
      got: `it is in ${where}`,
    };
  },
});

const payloadUnchanged = requestCheck({
  id: "payload_unchanged",
  holds: "events are delivered with the fields and values with which they were published",
  pointer: "specs/delivery.yaml#/paths/~1delivery~1v0~1events/post",
  skipReason: ({ hasPublishedEvents }) => (hasPublishedEvents ? undefined : "only --publish knows what was published"),
  judge(request, _, target) {
    const event = jsonOf(request);
    if (!isObject(event)) return undefined;
    const published = target.publishedEvents.get(String(event.event_id));
    if (published === undefined) {
      const got = JSON.stringify(event.event_id) ?? "no event_id";
      return { message: "the event_id is not that of a published event", expected: "the published event_id", got };
    }
    const path = findDifference(event, published);
    if (path === undefined) return undefined;
    return {
      message: `${path.replace(/\/\d+/g, "/*") || "the event"} is not as it was published`,
      expected: truncate(JSON.stringify(published), 300),
      got: truncate(request.body.toString(), 300),
    };
  },
});

/** The JSON pointer of the first place where a value lacks something; additional fields do not count. */
function findDifference(value: unknown, expected: unknown, path = ""): string | undefined {
  if (Array.isArray(expected)) {
    if (!Array.isArray(value) || value.length !== expected.length) return path;
    return firstOf(expected.map((item, index) => findDifference(value[index], item, `${path}/${index}`)));
  }
  if (isObject(expected)) {
    if (!isObject(value)) return path;
    return firstOf(
      Object.entries(expected).map(([name, item]) => findDifference(value[name], item, `${path}/${name}`)),
    );
  }
  return value === expected ? undefined : path;
}

function firstOf(paths: readonly (string | undefined)[]): string | undefined {
  return paths.find((path) => path !== undefined);
}

export const payloadChecks: readonly SenderCheck[] = [payloadSchema, eventId, secretNotSent, payloadUnchanged];
