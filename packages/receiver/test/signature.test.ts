import { inspect } from "node:util";
import { describe, expect, test, vi } from "vitest";
import {
  createReceiver,
  InvalidSecretError,
  ReceiverError,
  SignatureError,
  VerificationError,
  type WebhookHeaders,
} from "../src/index.ts";
import { sampleEvent, sign } from "../src/testing.ts";
import { codeOf, errorOf, freezeDate, implementations, now, otherSecret, secret } from "./support.ts";

const event = sampleEvent("message.received", { message: { subject: "Grüße 🚀" } });
const body = JSON.stringify(event);

freezeDate();

describe.each(implementations)("with %s", (crypto, create) => {
  test("the expected implementation is used, and WebCrypto imports a key once, at first use", async () => {
    const headers = await sign(body, { secret });
    const importKey = vi.spyOn(globalThis.crypto.subtle, "importKey");
    const subtleSign = vi.spyOn(globalThis.crypto.subtle, "sign");
    const receiver = create();
    expect(importKey).not.toHaveBeenCalled();
    await Promise.all([receiver.verify(body, headers), receiver.verify(body, headers)]);
    await receiver.verify(body, headers);
    expect(importKey).toHaveBeenCalledTimes(crypto === "WebCrypto" ? 1 : 0);
    expect(subtleSign).toHaveBeenCalledTimes(crypto === "WebCrypto" ? 3 : 0);
  });

  test.each([
    [
      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      "msg_p5jXN8AQM9LWM0D4loKWxJek",
      1614265330,
      '{"test": 2432232314}',
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    ],
    [
      "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
      "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
      1649367553,
      '{"email":"test@example.com","username":"test_user"}',
      "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
    ],
  ])("the test vector of Standard Webhooks for %s matches", async (key, id, timestamp, payload, signature) => {
    const receiver = create({ secrets: key });
    const headers = await sign(payload, { secret: key, id, timestamp });
    expect(headers["webhook-signature"]).toBe(signature);

    vi.setSystemTime(timestamp * 1000);
    const given = { "webhook-id": id, "webhook-timestamp": `${timestamp}`, "webhook-signature": signature };
    // The payloads of the vectors are not events: this error comes after the signature was accepted.
    expect(await codeOf(receiver.verify(payload, given))).toBe("malformed_body");
    expect(await codeOf(receiver.verify(`${payload} `, given))).toBe("no_matching_signature");
  });

  describe("the signature header", () => {
    // With a fixed id and timestamp the expected signature is the same each time.
    const verify = async (signature: string | readonly string[]) => {
      const headers = await sign(body, { secret, id: event.event_id, timestamp: now });
      return create().verify(body, { ...headers, "webhook-signature": signature, "svix-signature": signature });
    };
    const signatures = async () => {
      const [{ "webhook-signature": right }, { "webhook-signature": other }] = await Promise.all([
        sign(body, { secret }),
        sign(body, { secret: otherSecret }),
      ]);
      return { right, other };
    };

    test("may contain several signatures in any order, also of unknown versions", async () => {
      const { right, other } = await signatures();
      for (const list of [
        [right, other],
        [other, right],
        [other, other, right, other],
        ["v1a,AAAA", right],
        ["v2,AAAA", "v1a", "nonsense", "", ",", "v1", "v1,", right],
      ]) {
        expect(await verify(list.join(" "))).toEqual(event);
        expect(await verify(list)).toEqual(event);
        // The form in which several header lines arrive in Headers and in Node.
        expect(await verify(list.join(", "))).toEqual(event);
      }
    });

    test("is rejected if any byte differs", async () => {
      const error = await errorOf(verify("v1,AAAA"));
      expect(error).toBeInstanceOf(SignatureError);
      expect(error).toMatchObject({ code: "no_matching_signature", status: 400, name: "SignatureError" });
      const { right } = await signatures();
      for (let index = 0; index < right.length; index++) {
        for (const flipped of [1, 2, 32]) {
          const character = String.fromCharCode(right.charCodeAt(index) ^ flipped);
          const wrong = right.slice(0, index) + character + right.slice(index + 1);
          expect(await codeOf(verify(wrong)), `byte ${index} as ${character}`).toBe("no_matching_signature");
        }
      }
    });

    test("is rejected in any other form, also with the right prefix or length", async () => {
      const { right, other } = await signatures();
      const base64 = right.slice(3);
      for (const wrong of [
        // Other versions.
        ...[base64, `v1a,${base64}`, `v2,${base64}`, `V1,${base64}`, `v1:${base64}`, `v1=${base64}`, `,${base64}`],
        // Other content.
        ...[other, "v1", "v1,", "v1,=", " ", `v1,${"A".repeat(43)}=`, `v1,${"\0".repeat(44)}`],
        `v1,${base64.toLowerCase()}`,
        right.replaceAll("=", ""),
        `${right}=`,
        `${right}A`,
        right + right,
        right.slice(0, 3) + other.slice(3),
        right.slice(0, 30) + other.slice(30),
        [...right].reverse().join(""),
        ...Array.from({ length: right.length - 1 }, (_, length) => right.slice(0, length + 1)),
      ]) {
        expect(await codeOf(verify(wrong)), wrong).toBe("no_matching_signature");
      }
    });
  });

  describe("a valid signature is rejected", () => {
    test("for a body in which any byte differs", async () => {
      const small = new TextEncoder().encode('{"event_type":"message.sent","event_id":"evt_1"}');
      const headers = await sign(small, { secret });
      const receiver = create();
      for (let index = 0; index < small.length; index++) {
        const changed = small.slice();
        changed[index] = (changed[index] ?? 0) ^ 1;
        expect(await codeOf(receiver.verify(changed, headers))).toBe("no_matching_signature");
        expect(await codeOf(receiver.verify(small.subarray(0, index), headers))).toBe("no_matching_signature");
      }
      expect(await codeOf(receiver.verify(new Uint8Array([...small, 0x20]), headers))).toBe("no_matching_signature");
    });

    test("for another id or timestamp", async () => {
      const headers = await sign(body, { secret, id: "msg_1", timestamp: now });
      const receiver = create();
      for (const [field, values] of [
        ["id", ["msg_2", "msg_", "msg_1 ", "MSG_1", `msg_1.${now}`, `${now}`]],
        ["timestamp", [`${now - 1}`, `${now + 1}`, `0${now}`]],
      ] as const) {
        for (const value of values) {
          const changed = { ...headers, [`webhook-${field}`]: value, [`svix-${field}`]: value };
          expect(await codeOf(receiver.verify(body, changed)), value).toBe("no_matching_signature");
        }
      }
      const swapped = {
        "webhook-id": `${now}`,
        "webhook-timestamp": "1",
        "webhook-signature": headers["svix-signature"],
      };
      expect(await codeOf(receiver.verify(body, swapped))).toBe("timestamp_too_old");
    });

    test("if id, timestamp and body are split at other dots", async () => {
      const headers = await sign(body, { secret, id: `msg_1.${now}`, timestamp: now });
      const moved = {
        "webhook-id": "msg_1",
        "webhook-timestamp": `${now}`,
        "webhook-signature": headers["webhook-signature"],
      };
      expect(await codeOf(create().verify(`${now}.${body}`, moved))).toBe("malformed_body");
    });
  });

  test("any of several secrets may have signed, and no other secret", async () => {
    const receiver = create({ secrets: [secret, otherSecret] });
    for (const key of [secret, otherSecret]) {
      expect(await receiver.verify(body, await sign(body, { secret: key }))).toEqual(event);
    }
    const third = await sign(body, { secret: `whsec_${btoa("a third secret, not configured")}` });
    expect(await codeOf(receiver.verify(body, third))).toBe("no_matching_signature");
    const other = await sign(body, { secret: otherSecret });
    expect(await codeOf(create().verify(body, other))).toBe("no_matching_signature");
  });

  test("the prefix of a secret is optional", async () => {
    const receiver = create({ secrets: secret.slice("whsec_".length) });
    expect(await receiver.verify(body, await sign(body, { secret }))).toEqual(event);
  });
});

describe("createReceiver rejects a secret that is", () => {
  test.each([
    ["empty", ""],
    ["only the prefix", "whsec_"],
    ["not base64", "whsec_this is not base64!"],
    ["base64url", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2L-La_w"],
    ["of an impossible length", "whsec_MfKQ9"],
    ["padded in the middle", "whsec_MfKQ=9r8"],
    ["prefixed in the middle", "MfKQwhsec_9r8GKYqr"],
    ["of another kind", "whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    ["an unset variable", undefined],
    ["null", null],
    ["a number", 1234],
    ["an object", {}],
  ])("%s", (_, wrong) => {
    expect(secretError([wrong])).toMatchObject({
      code: "invalid_secret",
      index: 0,
      status: 500,
      name: "InvalidSecretError",
    });
    expect(secretError([secret, wrong])).toMatchObject({ index: 1 });
  });

  test("missing", () => {
    expect(secretError([])).toMatchObject({ index: 0 });
    expect(secretError("")).toMatchObject({ index: 0 });
    expect(secretError(undefined)).toMatchObject({ index: 0 });
    expect(secretError([undefined])).toMatchObject({ index: 0 });
  });

  test("invalid, with an error that does not contain it", () => {
    const error = secretError([secret, "whsec_hunter2!"]);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/hunter2|MfKQ/);
    expect(error.message).toBe("secrets[1] is not a valid secret (whsec_<base64>).");
    expect(error).not.toBeInstanceOf(VerificationError);
  });

  function secretError(secrets: unknown): InvalidSecretError {
    try {
      createReceiver({ secrets: secrets as string });
    } catch (error) {
      if (error instanceof InvalidSecretError) return error;
      throw error;
    }
    throw new Error("the secret was accepted");
  }
});

test("neither errors nor the receiver contain a secret, an expected signature or the body", async () => {
  const receiver = createReceiver({ secrets: [secret, otherSecret] });
  const headers = await sign(body, { secret });
  const ofFamily = Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("webhook")));
  const failed = (given: WebhookHeaders, payload = body) => errorOf(receiver.verify(payload, given));
  const errors = [
    await failed({ ...ofFamily, "webhook-signature": "v1,AAAA" }),
    await failed({ ...ofFamily, "webhook-signature": "" }),
    await failed({ ...ofFamily, "webhook-timestamp": "x" }),
    await failed({ ...ofFamily, "webhook-timestamp": "1" }),
    await failed(headers, `${body} `),
    await failed(await sign("secret text", { secret }), "secret text"),
  ];
  for (const error of errors) expect(error).toBeInstanceOf(ReceiverError);
  for (const shown of [receiver, ...errors]) {
    const text = inspect(shown, { depth: 9, showHidden: true }) + String(shown) + JSON.stringify(shown);
    const signature = headers["webhook-signature"].slice(3);
    for (const hidden of [secret.slice(6), otherSecret.slice(6), signature, "secret text"]) {
      expect(text).not.toContain(hidden);
    }
  }
});
