import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { explainSignature, signatureOf, signaturesIn } from "../../src/sender/signature.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const key = Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64");
const parts = { id: "msg_1", timestamp: "1614265330", body: Buffer.from('{"b": "ü", "a": [1.0, "x:y"]}') };

const hmac = (text: string, algorithm = "sha256", withKey: Buffer | string = key) =>
  createHmac(algorithm, withKey).update(text).digest("base64");
const signed = (body: string) => hmac(`msg_1.1614265330.${body}`);
const right = signed(parts.body.toString());

// The vectors of the contract's documentation.
test.each([
  [
    secret,
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "1614265330",
    '{"test": 2432232314}',
    "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  ],
  [
    "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
    "1649367553",
    '{"email":"test@example.com","username":"test_user"}',
    "tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
  ],
])("signs the vector with %s", (secret, id, timestamp, body, expected) => {
  expect(signatureOf({ id, timestamp, body: Buffer.from(body) }, secret)).toBe(expected);
});

test("reads the signatures of version 1", () => {
  expect(signaturesIn("v1,a v2,b v1,c d")).toEqual(["a", "c"]);
});

describe("explains a signature that", () => {
  test.each<[mistake: string, header: string, advice: RegExp]>([
    ["signs re-serialized JSON", `v1,${signed('{"b":"ü","a":[1,"x:y"]}')}`, /^Serialize the event once/],
    [
      "signs re-serialized JSON with spaces",
      `v1,${signed('{"b": "ü", "a": [1, "x:y"]}')}`,
      /^Serialize the event once/,
    ],
    [
      "signs re-serialized JSON with spaces and escaped characters",
      `v1,${signed('{"b": "\\u00fc", "a": [1, "x:y"]}')}`,
      /^Serialize the event once/,
    ],
    ["signs re-serialized JSON with sorted keys", `v1,${signed('{"a":[1,"x:y"],"b":"ü"}')}`, /^Serialize/],
    ["signs an empty body", `v1,${signed("")}`, /^Serialize/],
    ["signs the body alone", `v1,${hmac(parts.body.toString())}`, /not the body alone/],
    [
      "signs {webhook-timestamp}.{body}, without the id",
      `v1,${hmac(`1614265330.${parts.body}`)}`,
      /the id comes first/,
    ],
    ["signs {webhook-id}.{body}, without the timestamp", `v1,${hmac(`msg_1.${parts.body}`)}`, /can be replayed/],
    ["signs the timestamp before the id", `v1,${hmac(`1614265330.msg_1.${parts.body}`)}`, /in this order/],
    ["signs the parts without dots between them", `v1,${hmac(`msg_11614265330${parts.body}`)}`, /with dots/],
    ["signs the timestamp of an earlier attempt", `v1,${hmac(`msg_1.1614265000.${parts.body}`)}`, /each attempt again/],
    ["signs the timestamp in milliseconds", `v1,${hmac(`msg_1.1614265330000.${parts.body}`)}`, /in seconds/],
    [
      "uses the text of the secret as the key",
      `v1,${hmac(`msg_1.1614265330.${parts.body}`, "sha256", secret)}`,
      /decoded from base64/,
    ],
    [
      "uses the base64 text of the secret as the key",
      `v1,${hmac(`msg_1.1614265330.${parts.body}`, "sha256", secret.slice(6))}`,
      /decoded from base64/,
    ],
    ["uses an empty key", `v1,${hmac(`msg_1.1614265330.${parts.body}`, "sha256", "")}`, /decoded from base64/],
    ["is in hex", `v1,${Buffer.from(right, "base64").toString("hex")}`, /not in hex/],
    ["uses SHA-1", `v1,${hmac(`msg_1.1614265330.${parts.body}`, "sha1")}`, /HMAC-SHA256/],
    ["is right, but the header is malformed", `sha256=${right}`, /as v1,<base64>/],
    ["is in hex", `sha256=${Buffer.from(right, "base64").toString("hex")}`, /not in hex/],
    ["is in base64url", `v1,${right.replaceAll("+", "-").replaceAll("/", "_")}`, /standard base64/],
    [
      "signs the body alone and uses SHA-512",
      `v1,${createHmac("sha512", key).update(parts.body).digest("base64")}`,
      /HMAC-SHA256/,
    ],
    [
      "signs the body alone and is in hex",
      `v1,${createHmac("sha256", key).update(parts.body).digest("hex")}`,
      /alone\. .*hex/,
    ],
  ])("%s", (mistake, header, advice) => {
    const explained = explainSignature(header, parts, [secret], ["1614265000"]);
    expect(explained).toEqual({ mistake, advice: expect.stringMatching(advice) });
  });

  test.each([
    ["signs the body in Latin-1", (text: string) => Buffer.from(text, "latin1"), /in UTF-8/],
    ["signs normalized text", (text: string) => Buffer.from(text.normalize("NFC")), /^Serialize the event once/],
  ])("%s", (mistake, read, advice) => {
    const body = Buffer.from('{"text":"cafe\u0301"}');
    const content = createHmac("sha256", key).update("msg_1.1614265330.").update(read(body.toString()));
    const explained = explainSignature(`v1,${content.digest("base64")}`, { ...parts, body }, [secret], []);
    expect(explained).toEqual({ mistake, advice: expect.stringMatching(advice) });
  });

  test("signs the body without surrounding whitespace", () => {
    const body = Buffer.from(" no JSON\n");
    const explained = explainSignature(`v1,${signed("no JSON")}`, { ...parts, body }, [secret], []);
    expect(explained).toMatchObject({ mistake: "signs the body without surrounding whitespace" });
  });

  test("sorts keys at every level, also of objects in a list", () => {
    const body = Buffer.from('{"c":1,"a":[{"z":1,"y":2,"x":[3]}],"b":null}');
    const sorted = '{"a":[{"x":[3],"y":2,"z":1}],"b":null,"c":1}';
    const explained = explainSignature(`v1,${signed(sorted)}`, { ...parts, body }, [secret], []);
    expect(explained).toMatchObject({ mistake: "signs re-serialized JSON with sorted keys" });
  });

  test("signs something else, and is not padded", () => {
    const unpadded = signed("").replace("=", "");
    const explained = explainSignature(`v1,${unpadded}`, parts, [secret], []);
    expect(explained).toMatchObject({ mistake: "signs an empty body" });
  });

  test("is none of these, with no more than that", () => {
    expect(explainSignature("v1,unknown", parts, [secret], [])).toBeUndefined();
    expect(explainSignature("v1,unknown", { ...parts, body: Buffer.from("no JSON") }, [secret], [])).toBeUndefined();
  });
});
