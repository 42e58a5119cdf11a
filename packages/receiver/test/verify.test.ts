import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { BodyNotRawError, createReceiver, MalformedBodyError, ReceiverError, VerificationError } from "../src/index.ts";
import { sampleEvent, sign } from "../src/testing.ts";
import { codeOf, failureOf, implementations, otherSecret, secret } from "./support.ts";

const now = 1_769_000_000;
const event = sampleEvent("message.received", { message: { subject: "Grüße 🚀" } });
const body = JSON.stringify(event);

beforeEach(() => {
  vi.useFakeTimers({ now: now * 1000, toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe.each(implementations)("with %s", (crypto, create) => {
  test("the implementation under test is the one that runs", async () => {
    const subtle = vi.spyOn(globalThis.crypto.subtle, "sign");
    const headers = await sign(body, { secret });
    subtle.mockClear();
    await create().verify(body, headers);
    await create().verify(body, headers);
    expect(subtle).toHaveBeenCalledTimes(crypto === "WebCrypto" ? 2 : 0);
  });

  test("a key is imported once, and not before it is needed", async () => {
    const importKey = vi.spyOn(globalThis.crypto.subtle, "importKey");
    const headers = await sign(body, { secret });
    importKey.mockClear();
    const receiver = create();
    expect(importKey).not.toHaveBeenCalled();
    await Promise.all([receiver.verify(body, headers), receiver.verify(body, headers)]);
    await receiver.verify(body, headers);
    expect(importKey).toHaveBeenCalledTimes(crypto === "WebCrypto" ? 1 : 0);
  });

  describe("the vectors of Standard Webhooks", () => {
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
    ])("%s signs and holds", async (key, id, timestamp, payload, signature) => {
      const receiver = create({ secrets: key });
      const headers = await sign(payload, { secret: key, id, timestamp });
      expect(headers["webhook-signature"]).toBe(signature);

      vi.setSystemTime(timestamp * 1000);
      const given = { "webhook-id": id, "webhook-timestamp": `${timestamp}`, "webhook-signature": signature };
      // Their payloads are no events: past the signature, that is what is left to say.
      expect(await codeOf(receiver.verify(payload, given))).toBe("malformed_body");
      expect(await codeOf(receiver.verify(`${payload} `, given))).toBe("no_matching_signature");
    });
  });

  describe("the body", () => {
    const bytes = new TextEncoder().encode(body);
    const padded = new Uint8Array([0, 0, ...bytes, 0]);

    test.each([
      ["a string", body],
      ["a Uint8Array", bytes],
      ["a view into a larger buffer", padded.subarray(2, -1)],
      ["a Buffer", Buffer.from(body)],
      ["an ArrayBuffer", bytes.buffer],
    ])("may be %s", async (_, rawBody) => {
      expect(await create().verify(rawBody, await sign(body, { secret }))).toEqual(event);
    });

    test("is not changed", async () => {
      const copy = bytes.slice();
      await create().verify(copy, await sign(body, { secret }));
      expect(copy).toEqual(bytes);
    });

    test.each([
      ["indented", JSON.stringify(event, null, 2)],
      ["with spaces around it", ` \r\n\t${body}\n `],
      ["with its keys in another order", JSON.stringify(Object.fromEntries(Object.entries(event).reverse()))],
      [
        "with escapes",
        body.replace(/[^\0-~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`),
      ],
      ["with escaped slashes and letters", body.replaceAll("/", "\\/").replace('"event_type"', '"\\u0065vent_type"')],
    ])("holds as it was signed, %s, and not re-serialised", async (_, payload) => {
      const headers = await sign(payload, { secret });
      const receiver = create();
      expect(await receiver.verify(payload, headers)).toEqual(event);
      expect(await codeOf(receiver.verify(body, headers))).toBe("no_matching_signature");
    });

    test.each([
      ["empty", ""],
      ["text", "hello"],
      ["cut off", body.slice(0, -1)],
      ["two documents", body + body],
      ["null", "null"],
      ["a number", "17"],
      ["a string", '"event_type"'],
      ["an array", `[${body}]`],
      ["an object without event_type", "{}"],
      ["an object whose event_type is null", '{"event_type":null}'],
      ["an object whose event_type is a number", '{"event_type":1}'],
      ["an object whose event_type is an object", '{"event_type":{}}'],
      ["not UTF-8", Buffer.from('{"event_type":"message.sent","note":"\xff"}', "latin1")],
      [
        "not UTF-8 beside a replacement character",
        Buffer.from('{"event_type":"a","note":"\xef\xbf\xbd\xff"}', "latin1"),
      ],
      ["cut off inside of a character", new Uint8Array([0x22, 0xf0, 0x9f])],
    ])("that is %s is refused as malformed, though rightly signed", async (_, payload) => {
      const receiver = create();
      const failure = await failureOf(receiver.verify(payload, await sign(payload, { secret })));
      expect(failure).toBeInstanceOf(MalformedBodyError);
      expect(failure).toBeInstanceOf(VerificationError);
      expect(failure.cause).toBeUndefined();
      // One bad body leaves nothing behind.
      expect(await receiver.verify(bytes, await sign(body, { secret }))).toEqual(event);
    });

    test.each([
      ["parsed", event],
      ["an array of bytes", [...bytes]],
      ["undefined", undefined],
      ["null", null],
    ])("that is %s is refused with an error that says what to do", async (_, rawBody) => {
      const failure = await failureOf(create().verify(rawBody as never, await sign(body, { secret })));
      expect(failure).toBeInstanceOf(BodyNotRawError);
      expect(failure).not.toBeInstanceOf(VerificationError);
      expect(failure).toMatchObject({ code: "body_not_raw", status: 500 });
      expect(failure.message).toContain("before express.json()");
    });

    test("with a replacement character that the sender meant holds", async () => {
      const payload = new TextEncoder().encode(JSON.stringify({ ...event, note: "\ufffd" }));
      expect(await create().verify(payload, await sign(payload, { secret }))).toEqual({ ...event, note: "\ufffd" });
    });

    test("of 1 MiB holds", async () => {
      const large = sampleEvent("message.received", { message: { text: "ü".repeat(2 ** 19 - 2000) } });
      const payload = new TextEncoder().encode(JSON.stringify(large));
      expect(await create().verify(payload, await sign(payload, { secret }))).toEqual(large);
    });
  });

  describe("the secrets", () => {
    test("may be several, and any may have signed", async () => {
      const receiver = create({ secrets: [secret, otherSecret] });
      for (const key of [secret, otherSecret]) {
        expect(await receiver.verify(body, await sign(body, { secret: key }))).toEqual(event);
      }
      const third = `whsec_${btoa("a third one, which is not known")}`;
      expect(await codeOf(receiver.verify(body, await sign(body, { secret: third })))).toBe("no_matching_signature");
    });

    test("need no prefix", async () => {
      const receiver = create({ secrets: secret.slice("whsec_".length) });
      expect(await receiver.verify(body, await sign(body, { secret }))).toEqual(event);
    });

    test("that were not given do not sign", async () => {
      expect(await codeOf(create().verify(body, await sign(body, { secret: otherSecret })))).toBe(
        "no_matching_signature",
      );
    });
  });
});

test("neither errors nor the receiver show a secret or a signature that would hold", async () => {
  const receiver = createReceiver({ secrets: [secret, otherSecret] });
  const headers = await sign(body, { secret });
  const right = headers["webhook-signature"].slice(3);
  const bad = (changes: Record<string, string>) => {
    const given: Record<string, string> = {};
    for (const [name, value] of Object.entries(headers)) if (name.startsWith("webhook")) given[name] = value;
    return failureOf(receiver.verify(body, { ...given, ...changes }));
  };
  const shown = [
    receiver,
    await bad({ "webhook-signature": "v1,AAAA" }),
    await bad({ "webhook-signature": "" }),
    await bad({ "webhook-timestamp": "x" }),
    await bad({ "webhook-timestamp": "1" }),
    await failureOf(receiver.verify(`${body} `, headers)),
    await failureOf(receiver.verify("secret text", await sign("secret text", { secret }))),
  ];
  for (const one of shown) {
    if (one !== receiver) expect(one).toBeInstanceOf(ReceiverError);
    const text = inspect(one, { depth: 9, showHidden: true }) + String(one) + JSON.stringify(one);
    for (const hidden of [secret.slice(6), otherSecret.slice(6), right, "secret text"])
      expect(text).not.toContain(hidden);
  }
});
