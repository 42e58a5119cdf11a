import { describe, expect, test, vi } from "vitest";
import { BodyNotRawError, HeaderError, MalformedBodyError, TimestampError, VerificationError } from "../src/index.ts";
import { sampleEvent, sign } from "../src/testing.ts";
import { codeOf, errorOf, freezeDate, implementations, now, secret } from "./support.ts";

const event = sampleEvent("message.received", { message: { subject: "Grüße 🚀" } });
const body = JSON.stringify(event);
const families = ["webhook", "svix"] as const;

freezeDate();

/** The headers of one family only. */
async function signFamily(family: (typeof families)[number]): Promise<Record<string, string>> {
  const headers = Object.entries(await sign(body, { secret }));
  return Object.fromEntries(headers.filter(([name]) => name.startsWith(family)));
}

describe.each(implementations)("with %s", (_, create) => {
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

    test("is not modified", async () => {
      const copy = bytes.slice();
      await create().verify(copy, await sign(body, { secret }));
      expect(copy).toEqual(bytes);
    });

    test.each([
      ["indented", JSON.stringify(event, null, 2)],
      ["surrounded by white space", ` \r\n\t${body}\n `],
      ["in another key order", JSON.stringify(Object.fromEntries(Object.entries(event).reverse()))],
      [
        "with escapes",
        body.replace(/[^\0-~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`),
      ],
      ["with escaped slashes and letters", body.replaceAll("/", "\\/").replace('"event_type"', '"\\u0065vent_type"')],
    ])("is accepted as it was signed, %s, but not re-serialized", async (_, payload) => {
      const headers = await sign(payload, { secret });
      const receiver = create();
      expect(await receiver.verify(payload, headers)).toEqual(event);
      expect(await codeOf(receiver.verify(body, headers))).toBe("no_matching_signature");
    });

    test.each([
      ["empty", ""],
      ["text", "hello"],
      ["truncated", body.slice(0, -1)],
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
      ["truncated inside a character", new Uint8Array([0x22, 0xf0, 0x9f])],
    ])("that is %s is rejected as malformed, even with a valid signature", async (_, payload) => {
      const receiver = create();
      const error = await errorOf(receiver.verify(payload, await sign(payload, { secret })));
      expect(error).toBeInstanceOf(MalformedBodyError);
      expect(error).toBeInstanceOf(VerificationError);
      expect(error.cause).toBeUndefined();
      // A malformed body does not affect later deliveries.
      expect(await receiver.verify(bytes, await sign(body, { secret }))).toEqual(event);
    });

    test.each([
      ["parsed", event],
      ["parsed, with the fields of bytes", { byteLength: 1, length: 4 }],
      ["parsed, with the fields of a view", { byteLength: 1, buffer: {}, slice: {} }],
      ["an array of bytes", [...bytes]],
      ["undefined", undefined],
      ["null", null],
    ])("that is %s is rejected with an error that says what to do", async (_, rawBody) => {
      const error = await errorOf(create().verify(rawBody as never, await sign(body, { secret })));
      expect(error).toBeInstanceOf(BodyNotRawError);
      expect(error).not.toBeInstanceOf(VerificationError);
      expect(error).toMatchObject({ code: "body_not_raw", status: 500 });
      expect(error.message).toContain("before express.json()");
    });

    test.each([
      ["contain a replacement character", { ...event, note: "\ufffd" }],
      ["have 1 MiB", sampleEvent("message.received", { message: { text: "ü".repeat(2 ** 19 - 2000) } })],
    ])("may %s", async (_, sent) => {
      const payload = new TextEncoder().encode(JSON.stringify(sent));
      expect(await create().verify(payload, await sign(payload, { secret }))).toEqual(sent);
    });
  });

  describe("the headers", () => {
    test("may be Headers, Node's, or a record in any letter case, with arrays", async () => {
      const headers = await sign(body, { secret });
      const entries = Object.entries(headers);
      const receiver = create();
      for (const given of [
        headers,
        new Headers(headers),
        new Map(entries) as unknown as Headers,
        Object.fromEntries(entries.map(([name, value]) => [name.toUpperCase(), value])),
        Object.fromEntries(entries.map(([name, value]) => [name.replace(/\b\w/g, (c) => c.toUpperCase()), value])),
        Object.fromEntries(entries.map(([name, value]) => [name, [value]])),
        { ...Object.fromEntries(entries.map(([name, value]) => [name.toUpperCase(), [value]])), "svix-id": undefined },
        // A header may have any name, even that of a method.
        { ...headers, get: "x" },
        Object.assign(Object.create(null), headers),
      ]) {
        expect(await receiver.verify(body, given)).toEqual(event);
      }
    });

    test.each(families)("of the family %s- are sufficient", async (family) => {
      const headers = await signFamily(family);
      expect(Object.keys(headers)).toHaveLength(3);
      expect(await create().verify(body, headers)).toEqual(event);
    });

    test.each(families)("are sufficient whatever the values of the family %s-", async (family) => {
      const headers = await sign(body, { secret });
      const receiver = create();
      for (const field of ["id", "timestamp", "signature"]) {
        for (const value of ["", "x", "1", "v1,", "v1,AAAA", undefined]) {
          expect(await receiver.verify(body, { ...headers, [`${family}-${field}`]: value })).toEqual(event);
        }
      }
    });

    test.each(["id", "timestamp", "signature"] as const)("of two families are never mixed (%s)", async (field) => {
      const first = await sign(body, { secret, id: "msg_1", timestamp: now });
      const second = await sign(body, { secret, id: "msg_2", timestamp: now - 1 });
      const receiver = create();
      const mixed = {
        ...first,
        [`webhook-${field}`]: second[`webhook-${field}`],
        [`svix-${field}`]: second[`svix-${field}`],
      };
      expect(await codeOf(receiver.verify(body, mixed))).toBe("no_matching_signature");

      // Complete only if taken together.
      const halves = {
        ...first,
        ...{ "svix-id": "", "svix-timestamp": "", "svix-signature": "" },
        [`svix-${field}`]: first[`svix-${field}`],
        [`webhook-${field}`]: "",
      };
      expect(await codeOf(receiver.verify(body, halves))).toBe("missing_header");
    });

    test.each(families)("that are missing are named in the error (%s-)", async (family) => {
      const headers = await signFamily(family);
      for (const field of ["id", "timestamp"]) {
        for (const value of [undefined, "", []]) {
          const error = await errorOf(create().verify(body, { ...headers, [`${family}-${field}`]: value }));
          expect(error).toBeInstanceOf(HeaderError);
          expect(error).toMatchObject({ code: "missing_header", header: `${family}-${field}`, status: 400 });
          expect(error.message).toContain(`${family}-${field}`);
        }
      }
      for (const given of [{ ...headers, [`${family}-signature`]: undefined }, {}, new Headers()]) {
        const error = await errorOf(create().verify(body, given));
        expect(error).toMatchObject({ code: "missing_header", header: "webhook-signature" });
      }
    });

    test("of two invalid families cause the error of the first complete one", async () => {
      const wrong = { ...(await sign(body, { secret })), "webhook-signature": "v1,AAAA" };
      const old = { ...wrong, "svix-timestamp": "1" };
      expect(await codeOf(create().verify(body, old))).toBe("no_matching_signature");
      const swapped = { ...wrong, "webhook-timestamp": "1", "svix-signature": "v1,AAAA" };
      expect(await codeOf(create().verify(body, swapped))).toBe("timestamp_too_old");
      expect(await codeOf(create().verify(body, { ...old, "webhook-signature": "" }))).toBe("timestamp_too_old");
    });
  });

  describe("the timestamp", () => {
    const signAt = (timestamp: number | string) => sign(body, { secret, timestamp: timestamp as number });

    test.each([0, 1, 240, 299, 300])("may be %i s in the past or future", async (seconds) => {
      const receiver = create();
      expect(await receiver.verify(body, await signAt(now - seconds))).toEqual(event);
      expect(await receiver.verify(body, await signAt(now + seconds))).toEqual(event);
    });

    test("is accepted until the end of the last second", async () => {
      vi.setSystemTime(now * 1000 + 999);
      expect(await create().verify(body, await signAt(now - 300))).toEqual(event);
    });

    test.each([301, 330, 86_400])("must not be %i s in the past or future", async (seconds) => {
      const old = await errorOf(create().verify(body, await signAt(now - seconds)));
      expect(old).toBeInstanceOf(TimestampError);
      expect(old).toMatchObject({ code: "timestamp_too_old", age: seconds, status: 400 });
      const early = await errorOf(create().verify(body, await signAt(now + seconds)));
      expect(early).toBeInstanceOf(TimestampError);
      expect(early).toMatchObject({ code: "timestamp_too_new", age: -seconds, status: 400 });
    });

    test("is limited by toleranceSeconds", async () => {
      const receiver = create({ toleranceSeconds: 10 });
      expect(await receiver.verify(body, await signAt(now - 10))).toEqual(event);
      expect(await codeOf(receiver.verify(body, await signAt(now - 11)))).toBe("timestamp_too_old");
      expect(await codeOf(receiver.verify(body, await signAt(now + 11)))).toBe("timestamp_too_new");
      expect(await create({ toleranceSeconds: Number.POSITIVE_INFINITY }).verify(body, await signAt(1))).toEqual(event);
    });

    test.each([Number.NaN, -1])("is always rejected with a tolerance of %d", async (toleranceSeconds) => {
      const error = await errorOf(create({ toleranceSeconds }).verify(body, await signAt(now)));
      expect(error).toBeInstanceOf(TimestampError);
    });

    test.each([
      ...["x", `${now}x`, `x${now}`, `+${now}`, `-${now}`, `${now}.0`, `${now}e0`, "1.769e9", `0x${now.toString(16)}`],
      ...[` ${now}`, `${now} `, `${now}\n`, `${now},${now}`, "NaN", "Infinity", "١٧٦٩٠٠٠٠٠٠", "2026-01-21T12:53:20Z"],
    ])("%j is malformed: only decimal digits are allowed", async (timestamp) => {
      const error = await errorOf(create().verify(body, await signAt(timestamp)));
      expect(error).toBeInstanceOf(HeaderError);
      expect(error).toMatchObject({ code: "malformed_header", header: "webhook-timestamp" });
    });

    test.each([20, 400])("of %i digits is too new", async (digits) => {
      expect(await codeOf(create().verify(body, await signAt("9".repeat(digits))))).toBe("timestamp_too_new");
    });
  });
});
