import { describe, expect, test } from "vitest";
import { type DeliveryIssue, deliveryIssues } from "../../src/sender/delivery-issues.ts";
import { at, deliveryRequest, type RequestOptions, secret, url } from "./delivery-request.ts";

const schema = { type: "object", required: ["event_id"], properties: { event_id: { type: "string" } } };
const previousSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

function issuesOf(options: RequestOptions, webhook: { readonly url?: string } = {}): DeliveryIssue[] {
  return deliveryIssues(deliveryRequest(options), { url, secrets: [secret, previousSecret], schema, ...webhook });
}

/** Headers of both families. */
function both(name: string, value: string | undefined): Record<string, string | undefined> {
  return { [`webhook-${name}`]: value, [`svix-${name}`]: value };
}

const seconds = Math.floor(at / 1000);
const right = deliveryRequest().headers["webhook-signature"];

describe("there is no issue with", () => {
  test.each<[what: string, options: RequestOptions, webhook?: { readonly url?: string }]>([
    ["a delivery of the contract", {}],
    ["a timestamp 5 minutes old", { timestamp: String(seconds - 300) }],
    ["a timestamp 5 minutes ahead", { timestamp: String(seconds + 300) }],
    ["parameters of the content type", { headers: { "content-type": "Application/JSON ; charset=utf-8" } }],
    ["a body that is not encoded", { headers: { "content-encoding": " Identity" } }],
    ["the default port in the Host header", { headers: { host: "EXAMPLE.com:443" } }],
    ["another port", { headers: { host: "example.com:8080" } }, { url: "https://example.com:8080/hooks?key=a%2Fb" }],
    ["a signature by each secret", { signature: `v1,${"A".repeat(43)}= ${right}` }],
    ["signatures of other lengths", { signature: `v1,AAAA v1,AA== ${right} v1,AAAA` }],
    ["a body with fields that its schema does not name", { body: '{"event_id":"evt_1","more":[]}' }],
  ])("%s", (_, options, webhook) => {
    expect(issuesOf(options, webhook)).toEqual([]);
  });
});

describe("the only issue is", () => {
  test.each<[what: string, options: RequestOptions, issue: DeliveryIssue]>([
    [
      "a header that has another value in the other family",
      { headers: { "svix-timestamp": "1" } },
      {
        check: "header_families",
        message: "webhook-timestamp and svix-timestamp differ",
        expected: "the same value in both: some receivers read webhook-*, others svix-*",
        got: `webhook-timestamp: ${seconds}, svix-timestamp: 1`,
      },
    ],
    [
      "a header without the webhook family",
      { headers: { "webhook-id": undefined } },
      {
        check: "header_families",
        message: "the header webhook-id is missing",
        expected: "the same value in both: some receivers read webhook-*, others svix-*",
        got: "webhook-timestamp, webhook-signature, svix-id, svix-timestamp, svix-signature",
      },
    ],
    [
      "a header without the svix family",
      { headers: { "svix-signature": undefined, "x-webhook-id": "a" } },
      {
        check: "header_families",
        message: "the header svix-signature is missing",
        expected: "the same value in both: some receivers read webhook-*, others svix-*",
        got: "webhook-id, webhook-timestamp, webhook-signature, svix-id, svix-timestamp",
      },
    ],
    [
      "an old timestamp",
      { timestamp: String(seconds - 301) },
      {
        check: "current_timestamp",
        message: "the timestamp is not the current time",
        expected: `about ${seconds}: the time of the attempt in Unix seconds. Receivers reject more than 5 minutes off`,
        got: String(seconds - 301),
      },
    ],
    [
      "a timestamp in the future",
      { timestamp: String(seconds + 301) },
      {
        check: "current_timestamp",
        message: "the timestamp is not the current time",
        expected: expect.stringContaining(`about ${seconds}`),
        got: String(seconds + 301),
      },
    ],
    ...[-300, 300].map((offset): [string, RequestOptions, DeliveryIssue] => [
      "a timestamp in milliseconds",
      { timestamp: String(1000 * (seconds + offset)) },
      {
        check: "current_timestamp",
        message: "the timestamp is in milliseconds",
        expected: expect.stringContaining(`about ${seconds}`),
        got: String(1000 * (seconds + offset)),
      },
    ]),
    ...["soon", `${seconds}.5`, `t${seconds}`, ""].map((timestamp): [string, RequestOptions, DeliveryIssue] => [
      "a timestamp that is no number of seconds",
      { timestamp },
      {
        check: "current_timestamp",
        message: "the timestamp is not a number of seconds",
        expected: expect.stringContaining(`about ${seconds}`),
        got: timestamp,
      },
    ]),
    [
      "another content type",
      { headers: { "content-type": "text/plain; application/json" } },
      {
        check: "content_type",
        message: "the content type is not application/json",
        expected: "content-type: application/json",
        got: "text/plain; application/json",
      },
    ],
    [
      "no content type",
      { headers: { "content-type": undefined } },
      {
        check: "content_type",
        message: "the content type is not application/json",
        expected: "content-type: application/json",
        got: "no content-type",
      },
    ],
    [
      "a content coding",
      { headers: { "content-encoding": "gzip" } },
      {
        check: "not_compressed",
        message: "a body was sent with a content coding",
        expected: "no content-encoding: receivers verify the signature of the bytes that arrive",
        got: "content-encoding: gzip",
      },
    ],
    ...["example.com:8080", "127.0.0.1", "a b", undefined].map((host): [string, RequestOptions, DeliveryIssue] => [
      "another Host",
      { headers: { host } },
      {
        check: "host",
        message: "the Host header is not that of the webhook's URL",
        expected: "host: example.com (RFC 9112, 3.2): servers with several names choose by it",
        got: host ?? "no Host",
      },
    ]),
    [
      "another method",
      { method: "PUT" },
      { check: "method", message: "an event was not sent with POST", expected: "POST", got: "PUT" },
    ],
    [
      "another URL",
      { url: "/hooks?key=a/b" },
      {
        check: "webhook_url",
        message: "an event was sent to another URL than the webhook's",
        expected: "/hooks?key=a%2Fb, byte for byte",
        got: "/hooks?key=a/b",
      },
    ],
    ...["v1, ", ",v1,a", " v2,a", ",x v1,a=b"].map((end): [string, RequestOptions, DeliveryIssue] => [
      "a malformed signature beside the right one",
      { signature: `${right} ${end}` },
      {
        check: "signature_format",
        message: "the signature header is malformed",
        expected: "v1,<base64>, separated by spaces",
        got: `${right} ${end}`,
      },
    ]),
    [
      "a signature by another secret",
      { signature: `v1,${"A".repeat(43)}=` },
      {
        check: "signature",
        message: "the signature is wrong",
        expected: `${right}: v1, and the base64-encoded HMAC-SHA256 of {webhook-id}.{webhook-timestamp}.{body}.`,
        got: `v1,${"A".repeat(43)}=`,
      },
    ],
    [
      "a body that is not valid by its schema",
      { body: '{"event_id":1}', id: "1" },
      {
        check: "payload_schema",
        message: "/event_id must be string",
        expected: "a payload that is valid",
        got: '{"event_id":1}',
      },
    ],
  ])("%s", (_, options, issue) => {
    const issues = issuesOf(options).filter(({ check }) => check !== "event_id");
    expect(issues).toEqual([issue]);
  });
});

test("a request without the headers is not signed", () => {
  const headers = { ...both("id", undefined), ...both("timestamp", undefined), ...both("signature", undefined) };
  expect(issuesOf({ headers })).toEqual([
    {
      check: "header_families",
      message: "the header webhook-id is missing",
      expected: "the same value in both: some receivers read webhook-*, others svix-*",
      got: "neither",
    },
    {
      check: "signature",
      message: "a request is not signed",
      expected: "the headers webhook-id, webhook-timestamp and webhook-signature",
      got: "the headers host, content-type",
    },
  ]);
});

test.each(["id", "timestamp", "signature"])("a request without its %s is not signed", (name) => {
  expect(issuesOf({ headers: both(name, undefined) })).toContainEqual(
    expect.objectContaining({ check: "signature", message: "a request is not signed" }),
  );
});

test("a signature that is wrong in a usual way is explained", () => {
  const signature = `v1,${Buffer.from(String(right).slice(3), "base64").toString("hex")}`;
  expect(issuesOf({ signature })).toContainEqual({
    check: "signature",
    message: "the signature is wrong: it is in hex",
    expected: expect.stringMatching(/\{body\}\. Encode the signature in base64, not in hex\.$/),
    got: signature,
  });
});

test("the signature of a large body is not explained, which would take long", () => {
  const bodyOf = (length: number) => '{"event_id":"evt_1"}'.padEnd(length);
  const hexOf = (body: string) => {
    const [, base64 = ""] = String(deliveryRequest({ body }).headers["webhook-signature"]).split(",");
    return `v1,${Buffer.from(base64, "base64").toString("hex")}`;
  };
  const messageOf = (body: string) => issuesOf({ body, signature: hexOf(body) }).at(-1)?.message;
  expect(messageOf(bodyOf(65_536))).toBe("the signature is wrong: it is in hex");
  expect(messageOf(bodyOf(65_537))).toBe("the signature is wrong");
});
