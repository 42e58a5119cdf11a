import { eventTypes, type WebhookEvents } from "@agent-webhooks/types";
import { isObject } from "@agent-webhooks/types/json-schema";
import { eventSchemas } from "@agent-webhooks/types/schemas";
import { truncate } from "../../report/printable.ts";
import type { NewFinding } from "../../run/check.ts";
import { valueIssues } from "../../schemas.ts";
import { findingAbout, type SenderCheck } from "../check.ts";
import type { Endpoint } from "../endpoint.ts";
import { headerFamilies, headerNames, headerValue, jsonOf, signedPartsOf, toleranceSeconds } from "../headers.ts";
import type { ReceivedRequest } from "../listener.ts";
import { explainSignature, signatureOf, signaturesIn } from "../signature.ts";
import type { SenderTarget } from "../target.ts";

/** What is wrong with a request. The message is the same for every request with the same fault. */
type RequestIssue = Pick<NewFinding, "message" | "expected" | "got">;

interface RequestCheckOptions {
  readonly id: string;
  readonly holds: string;
  readonly pointer: string;
  readonly skipReason?: (target: SenderTarget) => string | undefined;
  /** Returns what is wrong with a request to an endpoint. */
  judge(request: ReceivedRequest, endpoint: Endpoint, target: SenderTarget): RequestIssue | undefined;
}

/** A check of every request of the run. It waits for the checks that are running, and has one finding for each fault. */
function requestCheck({ id, holds, pointer, skipReason, judge }: RequestCheckOptions): SenderCheck {
  return {
    id,
    holds,
    skipReason: (target) => target.stopReason ?? skipReason?.(target),
    async run(target, report) {
      await target.retryDelayMs();
      await target.idle();
      const faults = new Map<string, { readonly finding: NewFinding; count: number }>();
      for (const endpoint of target.endpoints) {
        // What follows a redirect is a finding of its own.
        if (endpoint.events.length === 0) continue;
        for (const request of endpoint.requests) {
          const issue = judge(request, endpoint, target);
          if (issue === undefined) continue;
          const fault = faults.get(issue.message) ?? {
            finding: findingAbout(endpoint, { pointer, ...issue }),
            count: 0,
          };
          fault.count++;
          faults.set(issue.message, fault);
        }
      }
      for (const { finding, count } of faults.values()) {
        report(count === 1 ? finding : { ...finding, got: `${finding.got} (in ${count} requests)` });
      }
    },
  };
}

/** Wrong signatures that are explained: it takes a thousand attempts to make each of them. */
const maxExplained = 6;

const signature: SenderCheck = {
  id: "signature",
  holds: "every request is signed with the webhook's secret, over the bytes of its body",
  skipReason: ({ stopReason }) => stopReason,
  async run(target, report) {
    await target.retryDelayMs();
    await target.idle();
    const wrong = target.endpoints.flatMap((endpoint) =>
      (endpoint.events.length === 0 ? [] : endpoint.requests).flatMap((request) =>
        isSigned(request, endpoint) ? [] : [{ request, endpoint }],
      ),
    );
    // First attempts and retries, which may have different faults.
    const sample = [...wrong.slice(0, maxExplained / 2), ...wrong.slice(maxExplained / 2).slice(-maxExplained / 2)];
    const explained = sample.map(({ request, endpoint }) => ({ endpoint, issue: signatureIssue(request, endpoint) }));
    for (const [, [first]] of Map.groupBy(explained, ({ issue }) => issue.message)) {
      if (first === undefined) continue;
      const { endpoint, issue } = first;
      const got = wrong.length === 1 ? issue.got : `${issue.got} (${wrong.length} requests are wrong)`;
      report(findingAbout(endpoint, { pointer: "/parameters/2", ...issue, got }));
    }
  },
};

function isSigned(request: ReceivedRequest, { secrets }: Endpoint): boolean {
  const parts = signedPartsOf(request);
  if (parts === undefined) return false;
  const signatures = signaturesIn(headerValue(request, "signature") ?? "");
  return secrets.some((secret) => signatures.includes(signatureOf(parts, secret)));
}

function signatureIssue(request: ReceivedRequest, { secrets, requests }: Endpoint): RequestIssue {
  const parts = signedPartsOf(request);
  const header = headerValue(request, "signature");
  if (parts === undefined || header === undefined) {
    return {
      message: "a request is not signed",
      expected: "the headers webhook-id, webhook-timestamp and webhook-signature",
      got: `the headers ${Object.keys(request.headers).join(", ")}`,
    };
  }
  const others = new Set(requests.flatMap((other) => headerValue(other, "timestamp") ?? []));
  others.delete(parts.timestamp);
  const { mistake, advice = "" } = explainSignature(header, parts, secrets, [...others]) ?? {};
  const [right] = secrets.map((secret) => signatureOf(parts, secret));
  return {
    message: mistake === undefined ? "the signature is wrong" : `the signature is wrong: it ${mistake}`,
    expected:
      `v1,${right}: v1, and the base64-encoded HMAC-SHA256 of {webhook-id}.{webhook-timestamp}.{body}. ${advice}`.trim(),
    got: header,
  };
}

const signatureFormat = requestCheck({
  id: "signature_format",
  holds: "signatures are v1,<base64>, separated by spaces",
  pointer: "/parameters/2/schema/pattern",
  judge(request) {
    const header = headerValue(request, "signature");
    if (header === undefined || /^v1,[\w+/-]+={0,2}( v1,[\w+/-]+={0,2})*$/.test(header)) return undefined;
    return { message: "the signature header is malformed", expected: "v1,<base64>, separated by spaces", got: header };
  },
});

const headerFamiliesCheck = requestCheck({
  id: "header_families",
  holds: "webhook-id, -timestamp and -signature are sent, and svix-id, -timestamp and -signature with the same values",
  pointer: "/parameters",
  judge({ headers }) {
    const expected = "the same value in both: some receivers read webhook-*, others svix-*";
    for (const name of headerNames) {
      const [webhook, svix] = headerFamilies.map((family) => headers[`${family}-${name}`]);
      if (webhook === undefined || svix === undefined) {
        const missing = webhook === undefined ? `webhook-${name}` : `svix-${name}`;
        const got = Object.keys(headers).filter((header) => /^(webhook|svix)-/.test(header));
        return { message: `the header ${missing} is missing`, expected, got: got.join(", ") || "neither" };
      }
      if (webhook !== svix) {
        const message = `webhook-${name} and svix-${name} differ`;
        return { message, expected, got: `webhook-${name}: ${webhook}, svix-${name}: ${svix}` };
      }
    }
    return undefined;
  },
});

const currentTimestamp = requestCheck({
  id: "current_timestamp",
  holds: "the timestamp is the current time in Unix seconds",
  pointer: "/parameters/1",
  judge(request) {
    const timestamp = headerValue(request, "timestamp");
    if (timestamp === undefined) return undefined;
    const current = Math.floor(request.at / 1000);
    const expected = `about ${current}: the time of the attempt in Unix seconds. Receivers reject more than 5 minutes off`;
    const issue = (message: string) => ({ message, expected, got: timestamp });
    if (!/^\d+$/.test(timestamp)) return issue("the timestamp is not a number of seconds");
    if (Math.abs(Number(timestamp) / 1000 - current) <= toleranceSeconds) {
      return issue("the timestamp is in milliseconds");
    }
    if (Math.abs(Number(timestamp) - current) <= toleranceSeconds) return undefined;
    return issue("the timestamp is not the current time");
  },
});

const contentType = requestCheck({
  id: "content_type",
  holds: "the content type is application/json",
  pointer: "/requestBody/content",
  judge({ headers: { "content-type": type } }) {
    if (type?.split(";")[0]?.trim().toLowerCase() === "application/json") return undefined;
    const message = "the content type is not application/json";
    return { message, expected: "content-type: application/json", got: type ?? "no content-type" };
  },
});

const method = requestCheck({
  id: "method",
  holds: "events are sent with POST",
  pointer: "",
  judge: ({ method }) =>
    method === "POST" ? undefined : { message: "an event was not sent with POST", expected: "POST", got: method },
});

const webhookUrl = requestCheck({
  id: "webhook_url",
  holds: "events are sent to the webhook's URL, with its query, unchanged",
  pointer: "specs/webhooks.yaml#/components/schemas/WebhookUrl",
  judge({ url }, endpoint) {
    const { pathname, search } = new URL(endpoint.url);
    // A proxy in front of the endpoints may have removed the start of the path.
    if (`${pathname}${search}`.endsWith(url)) return undefined;
    if (url.endsWith(endpoint.url.slice(endpoint.url.indexOf("/agent-webhooks-contract-")))) return undefined;
    const message = "an event was sent to another URL than the webhook's";
    return { message, expected: `${pathname}${search}, byte for byte`, got: url };
  },
});

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

export const requestChecks: readonly SenderCheck[] = [
  signature,
  signatureFormat,
  headerFamiliesCheck,
  currentTimestamp,
  contentType,
  method,
  webhookUrl,
  payloadSchema,
  eventId,
  secretNotSent,
  payloadUnchanged,
];
