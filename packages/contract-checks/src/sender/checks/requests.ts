import { headerFamilies, headerNames, headerValue, toleranceSeconds } from "../headers.ts";
import { urlChange } from "../url-change.ts";
import { type RequestCheck, requestCheck } from "./request-check.ts";

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

const notCompressed = requestCheck({
  id: "not_compressed",
  holds: "bodies are not compressed",
  pointer: "specs/webhooks.yaml#/info/description",
  judge({ headers: { "content-encoding": coding } }) {
    if (coding === undefined || coding.trim().toLowerCase() === "identity") return undefined;
    const message = "a body was sent with a content coding";
    return {
      message,
      expected: "no content-encoding: receivers verify the signature of the bytes that arrive",
      got: `content-encoding: ${coding}`,
    };
  },
});

const host = requestCheck({
  id: "host",
  holds: "the Host header is the host and the port of the webhook's URL",
  pointer: "specs/webhooks.yaml#/components/schemas/WebhookUrl",
  skipReason: ({ hasPublicUrl }) => (hasPublicUrl ? "a proxy at --public-url may change it" : undefined),
  judge({ headers: { host = "" } }, endpoint) {
    const { protocol, host: expected } = new URL(endpoint.url);
    // Parsed, so that case and the default port do not count.
    if (URL.parse(`${protocol}//${host}`)?.host === expected) return undefined;
    const message = "the Host header is not that of the webhook's URL";
    return {
      message,
      expected: `host: ${expected} (RFC 9112, 3.2): servers with several names choose by it`,
      got: host || "no Host",
    };
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
  judge: urlChange,
});

export const requestChecks: readonly RequestCheck[] = [
  headerFamiliesCheck,
  currentTimestamp,
  contentType,
  notCompressed,
  host,
  method,
  webhookUrl,
];
